"""Money that moves as a client sees it, and what finance adds to those it moves for."""

from datetime import date, datetime
from typing import TYPE_CHECKING, Annotated, ClassVar
from uuid import UUID

import strawberry
from sqlmodel import col
from strawberry import Private

from shared_models import finance as tables
from shared_models.finance import (
    CommissionPaymentStatus,
    CounterpartyType,
    PayableKind,
    PayableStatus,
    PaymentDirection,
    PaymentMethodKind,
    PaymentPurpose,
    PaymentStatus,
    ReconciliationStatus,
)
from subgraphs.finance.loaders import newest_payable, payment_of_commission, payment_of_purchase
from subgraphs.finance.types.asking import (
    CommissionPaymentFilter,
    CommissionPaymentOrder,
    PaymentTransactionFilter,
    PaymentTransactionOrder,
)
from subgraphs.finance.types.ledger import FinancialAccount, LedgerTransaction
from subgraphs.kit.context import Info
from subgraphs.kit.lists import below
from subgraphs.kit.nodes import ID, Node, Source, Stub, as_uuid, reads
from subgraphs.kit.paging import Connection
from subgraphs.kit.reading import all_of, find, find_owner
from subgraphs.kit.schema import expose
from subgraphs.kit.values import Money, money

if TYPE_CHECKING:
    from subgraphs.finance.types.invoices import PaymentAllocation

expose(ReconciliationStatus)


@strawberry.federation.type(keys=["id"])
class Claim(Stub):
    """A bill for care; claims tells about it."""

    id: ID

    @strawberry.field(description="What was paid for the claim, failed attempts included, oldest first.")
    async def payments(self, info: Info) -> "list[PaymentTransaction]":
        return await all_of(info, PaymentTransaction, "claim_id", self.id, order=("initiated_at", "id"))

    @strawberry.field(description="What is owed to the provider by the claim's last result that pays.")
    async def payable(self, info: Info) -> "Payable | None":
        return await newest_payable(info, Payable, as_uuid(self.id, "id"))

    @strawberry.field(description="What the ledger records of the claim, oldest first.")
    async def ledger_transactions(self, info: Info) -> list[LedgerTransaction]:
        return await all_of(info, LedgerTransaction, "claim_id", self.id, order=("entry_date", "id"))


@strawberry.federation.type(keys=["id"])
class Provider(Stub):
    """An organisation that gives care; providers tells about it."""

    id: ID

    payments: "Connection[PaymentTransaction]" = below(
        lambda: PaymentTransaction,
        "counterparty_id",
        where=(col(tables.PaymentTransaction.counterparty_type) == CounterpartyType.PROVIDER,),
        filtered_by=PaymentTransactionFilter,
        order=PaymentTransactionOrder.INITIATED_AT_DESC,
        description="Payments to and from the provider, newest first.",
    )
    remittances: "Connection[Remittance]" = below(
        lambda: Remittance,
        "counterparty_id",
        where=(
            col(tables.PaymentTransaction.counterparty_type) == CounterpartyType.PROVIDER,
            col(tables.PaymentTransaction.purpose) == PaymentPurpose.CLAIM_PAYMENT,
        ),
        filtered_by=PaymentTransactionFilter,
        order=PaymentTransactionOrder.INITIATED_AT_DESC,
        description="Payments for claims and the claims they pay, newest first.",
    )


@strawberry.federation.type(keys=["id"])
class Agent(Stub):
    """Someone who sells cover; crm tells about them."""

    id: ID

    commission_payments: "Connection[CommissionPayment]" = below(
        lambda: CommissionPayment,
        "agent_id",
        filtered_by=CommissionPaymentFilter,
        order=CommissionPaymentOrder.PERIOD_DESC,
        description="What the agent was paid month by month, newest first.",
    )


@strawberry.federation.type(keys=["id"])
class CommissionTransaction(Stub):
    """A commission that an agent earned; crm tells about it."""

    id: ID

    @strawberry.field(description="The payment that the commission is part of.")
    async def payment(self, info: Info) -> "CommissionPayment | None":
        return await payment_of_commission(info, CommissionPayment, as_uuid(self.id, "id"))


@strawberry.federation.type(keys=["id"])
class TokenPurchase(Stub):
    """Tokens bought for a wallet; tokens tells about it."""

    id: ID

    @strawberry.field(description="The last attempt to pay the purchase.")
    async def payment(self, info: Info) -> "PaymentTransaction | None":
        return await payment_of_purchase(info, PaymentTransaction, as_uuid(self.id, "id"))


@strawberry.federation.type(
    keys=["id"], description="One attempt to move money; after a failed one the next is another payment."
)
class PaymentTransaction(Node):
    """One attempt to move money."""

    source: ClassVar = Source(tables.PaymentTransaction)

    account_id: Private[UUID]
    claim_id: Private[UUID | None]
    refunds_payment_id: Private[UUID | None]

    id: ID
    transaction_number: str
    direction: PaymentDirection
    purpose: PaymentPurpose
    counterparty_type: CounterpartyType
    counterparty_id: ID
    amount: Money = money("amount")
    method: PaymentMethodKind
    status: PaymentStatus
    gateway: str | None
    gateway_reference: str | None
    failure_code: str | None
    initiated_at: datetime
    completed_at: datetime | None
    source_type: str = strawberry.field(description="What made the payment: a payable, an invoice, a token purchase.")
    source_id: ID
    version: int

    @strawberry.field(metadata=reads("account_id"), description="Where the money came from or went to on our side.")
    async def account(self, info: Info) -> FinancialAccount:
        return await find_owner(info, FinancialAccount, self.account_id)

    @strawberry.field(metadata=reads("claim_id"), description="The claim that is paid.")
    def claim(self) -> Claim | None:
        return Claim.of(self.claim_id)

    @strawberry.field(metadata=reads("refunds_payment_id"), description="The payment that this one gives back.")
    async def refunds(self, info: Info) -> "PaymentTransaction | None":
        if self.refunds_payment_id is None:
            return None
        return await find(info, PaymentTransaction, id=self.refunds_payment_id)

    @strawberry.field(metadata=reads("id"), description="The invoices it settles, oldest allocation first.")
    async def allocations(
        self, info: Info
    ) -> list[Annotated["PaymentAllocation", strawberry.lazy("subgraphs.finance.types.invoices")]]:
        from subgraphs.finance.types.invoices import PaymentAllocation  # noqa: PLC0415  # invoices build on payments

        return await all_of(info, PaymentAllocation, "payment_id", self.id)


@strawberry.type(description="A payment to a provider and the claims it pays.")
class Remittance(Node):
    """A payment to a provider and the claims it pays."""

    source: ClassVar = Source(tables.PaymentTransaction)

    id: Private[UUID]
    claim_id: Private[UUID | None]

    @strawberry.field(metadata=reads("id"))
    async def payment(self, info: Info) -> PaymentTransaction:
        return await find_owner(info, PaymentTransaction, self.id)

    @strawberry.field(metadata=reads("claim_id"))
    def claims(self) -> list[Claim]:
        claim = Claim.of(self.claim_id)
        return [] if claim is None else [claim]


@strawberry.type(description="What is owed to somebody.")
class Payable(Node):
    """What is owed to somebody."""

    source: ClassVar = Source(tables.Payable)

    claim_id: Private[UUID | None]

    id: ID
    payable_number: str
    kind: PayableKind
    payee_type: CounterpartyType
    payee_id: ID
    amount: Money = money("amount")
    withheld: Money = money("withheld_amount")
    due_on: date
    status: PayableStatus
    source_type: str
    source_id: ID

    @strawberry.field(metadata=reads("claim_id"), description="The claim that it is owed for.")
    def claim(self) -> Claim | None:
        return Claim.of(self.claim_id)


@strawberry.federation.type(keys=["id"], description="What an agent is paid for a month.")
class CommissionPayment(Node):
    """What an agent is paid for a month."""

    source: ClassVar = Source(tables.CommissionPayment)

    agent_id: Private[UUID]
    payment_id: Private[UUID | None]
    commission_ids: Private[list[UUID]]

    id: ID
    payment_number: str
    period: str = strawberry.field(description="The month, such as 2026-03.")
    gross: Money = money("gross")
    clawback: Money = money("clawback")
    withholding_tax: Money = money("withholding_tax")
    net: Money = money("net")
    status: CommissionPaymentStatus

    @strawberry.field(metadata=reads("agent_id"))
    def agent(self) -> Agent:
        return Agent(id=ID(str(self.agent_id)))

    @strawberry.field(metadata=reads("commission_ids"), description="The commissions it is made of.")
    def commissions(self) -> list[CommissionTransaction]:
        return [CommissionTransaction(id=ID(str(each))) for each in self.commission_ids]

    @strawberry.field(metadata=reads("payment_id"), description="The payment that moved it; null until it is paid.")
    async def payment(self, info: Info) -> PaymentTransaction | None:
        return None if self.payment_id is None else await find(info, PaymentTransaction, id=self.payment_id)


@strawberry.type(description="What a bank says happened on an account; negative when it paid out.")
class BankStatementLine(Node):
    """What a bank says happened on an account."""

    source: ClassVar = Source(tables.BankStatementLine)

    account_id: Private[UUID]

    id: ID
    bank_reference: str
    booked_on: date
    amount: Money = money("amount")
    description: str | None

    @strawberry.field(metadata=reads("account_id"))
    async def account(self, info: Info) -> FinancialAccount:
        return await find_owner(info, FinancialAccount, self.account_id)

    @strawberry.field(metadata=reads("id"), description="The payment it is about; null while nobody has matched it.")
    async def reconciliation(self, info: Info) -> "Reconciliation | None":
        return await find(info, Reconciliation, statement_line_id=self.id)


@strawberry.type(description="The payment that a line of a bank statement is about.")
class Reconciliation(Node):
    """The payment that a line of a bank statement is about."""

    source: ClassVar = Source(tables.Reconciliation, keys=("id", "statement_line_id"))

    payment_id: Private[UUID]

    status: ReconciliationStatus

    @strawberry.field(metadata=reads("payment_id"))
    async def payment(self, info: Info) -> PaymentTransaction:
        return await find_owner(info, PaymentTransaction, self.payment_id)
