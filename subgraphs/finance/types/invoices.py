"""Invoices as a client sees them, and what finance adds to those who pay them."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any, ClassVar
from uuid import UUID

import strawberry
from sqlmodel import col
from strawberry import Private

from shared_models import finance as tables
from shared_models.finance import BillTo, CounterpartyType, InvoiceItem, InvoiceKind, InvoiceStatus
from subgraphs.finance.loaders import open_of_company, open_of_member
from subgraphs.finance.types.asking import (
    PaymentTransactionFilter,
    PaymentTransactionOrder,
    PremiumInvoiceFilter,
    PremiumInvoiceOrder,
)
from subgraphs.finance.types.payments import PaymentTransaction
from subgraphs.kit.context import Info
from subgraphs.kit.lists import below
from subgraphs.kit.nodes import ID, POINTER, Node, Source, Stub, as_uuid, reads
from subgraphs.kit.paging import Connection
from subgraphs.kit.reading import Link, all_of, find, find_owner
from subgraphs.kit.scalars import CurrencyCode
from subgraphs.kit.schema import expose
from subgraphs.kit.values import DateSpan, Money, days, money, money_of

expose(InvoiceItem)


@strawberry.federation.type(keys=[POINTER])
class GroupPolicy(Stub):
    """What a company agreed with the insurer; schemes tells about it."""

    id: ID


@strawberry.federation.type(keys=["id"])
class Member(Stub):
    """A covered person; core tells about them."""

    id: ID

    invoices: "Connection[PremiumInvoice]" = below(
        lambda: PremiumInvoice,
        "member_id",
        filtered_by=PremiumInvoiceFilter,
        order=PremiumInvoiceOrder.DUE_ON_DESC,
        description="What the member is asked to pay, latest due first.",
    )
    payments: Connection[PaymentTransaction] = below(
        lambda: PaymentTransaction,
        "counterparty_id",
        where=(col(tables.PaymentTransaction.counterparty_type) == CounterpartyType.MEMBER,),
        filtered_by=PaymentTransactionFilter,
        order=PaymentTransactionOrder.INITIATED_AT_DESC,
        description="Payments to and from the member, newest first.",
    )

    @strawberry.field(
        description="What is open on the member's own invoices, less open credit notes. Give `currency` where they "
        "are in several; one that owes nothing owes it in the insurer's currency."
    )
    async def outstanding_balance(self, info: Info, currency: CurrencyCode | None = None) -> Money:
        return await open_of_member(info, PremiumInvoice, as_uuid(self.id, "id"), currency)


@strawberry.federation.type(keys=["id"])
class Company(Stub):
    """An employer; core tells about it."""

    id: ID
    currency: CurrencyCode = strawberry.federation.field(external=True, default=None)

    invoices: "Connection[PremiumInvoice]" = below(
        lambda: PremiumInvoice,
        "company_id",
        filtered_by=PremiumInvoiceFilter,
        order=PremiumInvoiceOrder.DUE_ON_DESC,
        description="What the company is asked to pay, latest due first.",
    )
    payments: Connection[PaymentTransaction] = below(
        lambda: PaymentTransaction,
        "counterparty_id",
        where=(col(tables.PaymentTransaction.counterparty_type) == CounterpartyType.COMPANY,),
        filtered_by=PaymentTransactionFilter,
        order=PaymentTransactionOrder.INITIATED_AT_DESC,
        description="Payments to and from the company, newest first.",
    )

    @strawberry.federation.field(
        requires=["currency"],
        description="What is open on the company's invoices in its own currency, less open credit notes.",
    )
    async def balance(self, info: Info) -> Money:
        return await open_of_company(info, PremiumInvoice, as_uuid(self.id, "id"), self.currency)


@strawberry.federation.type(keys=["id"])
class Enrolment(Stub):
    """A member's cover under a version of a scheme; schemes tells about it."""

    id: ID

    invoices: "Connection[PremiumInvoice]" = below(
        lambda: PremiumInvoice,
        Link(tables.InvoiceLine, "enrolment_id", "invoice_id"),
        filtered_by=PremiumInvoiceFilter,
        order=PremiumInvoiceOrder.DUE_ON_DESC,
        description="Invoices with a line for the enrolment, latest due first.",
    )


def _open(self: Any) -> Money:
    left: Decimal = self.total - self.paid_amount
    return money_of(left, self.currency)


@strawberry.federation.type(keys=["id"], description="What a company or a member is asked to pay for a span of cover.")
class PremiumInvoice(Node):
    """What a company or a member is asked to pay for a span of cover; a credit note gives some of it back."""

    source: ClassVar = Source(tables.PremiumInvoice, keys=("id", "invoice_number"))

    company_id: Private[UUID | None]
    member_id: Private[UUID | None]
    policy_id: Private[UUID | None]
    credits_invoice_id: Private[UUID | None]

    id: ID
    invoice_number: str
    bill_to_type: BillTo
    kind: InvoiceKind
    billing_span: DateSpan = days("billing_span")
    issued_on: date | None
    due_on: date
    currency: CurrencyCode
    subtotal: Money = money("subtotal")
    discount: Money = money("discount")
    tax: Money = money("tax")
    total: Money = money("total")
    paid: Money = money("paid_amount")
    outstanding: Money = strawberry.field(
        resolver=_open,
        metadata=reads("total", "paid_amount", "currency"),
        description="The total less what was paid, whatever the status.",
    )
    status: InvoiceStatus
    dunning_level: int = strawberry.field(description="How often the payer was reminded.")
    version: int

    @strawberry.field(metadata=reads("company_id"))
    def company(self) -> Company | None:
        return Company.of(self.company_id)

    @strawberry.field(metadata=reads("member_id"))
    def member(self) -> Member | None:
        return Member.of(self.member_id)

    @strawberry.field(metadata=reads("policy_id"))
    def policy(self) -> GroupPolicy | None:
        return GroupPolicy.of(self.policy_id)

    @strawberry.field(metadata=reads("credits_invoice_id"), description="The invoice that a credit note gives back.")
    async def credits(self, info: Info) -> "PremiumInvoice | None":
        if self.credits_invoice_id is None:
            return None
        return await find(info, PremiumInvoice, id=self.credits_invoice_id)

    @strawberry.field(metadata=reads("id"), description="What the total is made of.")
    async def lines(self, info: Info) -> "list[InvoiceLine]":
        return await all_of(info, InvoiceLine, "invoice_id", self.id, order=("line_no",))

    @strawberry.field(metadata=reads("id"), description="The payments that settle it, oldest allocation first.")
    async def allocations(self, info: Info) -> "list[PaymentAllocation]":
        return await all_of(info, PaymentAllocation, "invoice_id", self.id)


@strawberry.type(description="One item of an invoice.")
class InvoiceLine(Node):
    """One item of an invoice."""

    source: ClassVar = Source(tables.InvoiceLine)

    member_id: Private[UUID | None]
    enrolment_id: Private[UUID | None]

    line_no: int
    item: InvoiceItem
    description: str
    quantity: Decimal
    unit_amount: Money = money("unit_amount")
    amount: Money = money("amount")

    @strawberry.field(metadata=reads("member_id"), description="The person it is for.")
    def member(self) -> Member | None:
        return Member.of(self.member_id)

    @strawberry.field(metadata=reads("enrolment_id"), description="The cover it is for.")
    def enrolment(self) -> Enrolment | None:
        return Enrolment.of(self.enrolment_id)


@strawberry.type(description="The part of a payment that settles an invoice; negative where it was taken back.")
class PaymentAllocation(Node):
    """The part of a payment that settles an invoice."""

    source: ClassVar = Source(tables.PaymentAllocation)

    payment_id: Private[UUID]
    invoice_id: Private[UUID]

    id: ID
    amount: Money = money("amount")
    created_at: datetime

    @strawberry.field(metadata=reads("payment_id"), description="Null where somebody else paid.")
    async def payment(self, info: Info) -> PaymentTransaction | None:
        return await find(info, PaymentTransaction, id=self.payment_id)

    @strawberry.field(metadata=reads("invoice_id"))
    async def invoice(self, info: Info) -> PremiumInvoice:
        return await find_owner(info, PremiumInvoice, self.invoice_id)
