"""Finance: three months of invoices for every employer, what was paid on them and for claims.

The oldest invoice is paid; the one after is too, or it is overdue with every third employer; the newest is open.
Every one of them stands in the ledger, so receivables there are the open invoices.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, Final
from uuid import UUID

import asyncpg  # type: ignore[import-untyped]  # it ships no types

from shared_models.finance import (
    BillTo,
    CounterpartyType,
    InvoiceItem,
    InvoiceKind,
    InvoiceLine,
    InvoiceStatus,
    LedgerEntry,
    LedgerKind,
    LedgerSide,
    LedgerTransaction,
    PartyType,
    Payable,
    PayableKind,
    PayableStatus,
    PaymentAllocation,
    PaymentDirection,
    PaymentMethodKind,
    PaymentPurpose,
    PaymentStatus,
    PaymentTransaction,
    PremiumInvoice,
)
from shared_models.finance.base import INVOICE_NUMBERS, PAYABLE_NUMBERS, TRANSACTION_NUMBERS
from shared_models.finance.chart import OPERATING_ACCOUNT_ID, ChartCode, account_id
from shared_models.finance.payments import CLAIM_RESULT, PAYABLE, PAYMENT
from shared_models.money import quantise
from shared_models.partitions import next_month
from stack.loading.fields import CURRENCY
from stack.loading.writing import Batch, Number
from stack.seed.facts import Company, Facts, PaidClaim, Person
from stack.seed.rows import DEMONSTRATION, demonstration_id, midnight

MADE_BY: Final = {"created_by": DEMONSTRATION}
IN_DOLLARS: Final = {"currency": CURRENCY, **MADE_BY}
TAX_RATE: Final = Decimal("0.02")
MONTHS_PER_YEAR: Final = 12
DUE_AFTER: Final = timedelta(days=14)
PAID_AFTER: Final = timedelta(days=10)
EVERY_THIRD: Final = 3


@dataclass(frozen=True, slots=True)
class Line:
    """The premium of one person in an invoice."""

    person: Person
    amount: Decimal


@dataclass(frozen=True, slots=True)
class Invoice:
    """An employer's premium for a month."""

    id: UUID
    company: Company
    month: date
    issued_on: date
    status: InvoiceStatus
    lines: tuple[Line, ...]

    @property
    def subtotal(self) -> Decimal:
        return sum((line.amount for line in self.lines), Decimal(0))

    @property
    def tax(self) -> Decimal:
        return quantise(self.subtotal * TAX_RATE, CURRENCY)

    @property
    def total(self) -> Decimal:
        return self.subtotal + self.tax

    @property
    def paid_on(self) -> date | None:
        return self.issued_on + PAID_AFTER if self.status is InvoiceStatus.PAID else None

    @property
    def payment_id(self) -> UUID:
        return demonstration_id("payment_transactions", self.id)


@dataclass(frozen=True, slots=True)
class Posting:
    """A transaction of the ledger: what to debit, what to credit."""

    kind: LedgerKind
    source_type: str
    source_id: UUID
    day: date
    description: str
    party: tuple[PartyType, UUID]
    debits: tuple[tuple[ChartCode, Decimal], ...]
    credits: tuple[tuple[ChartCode, Decimal], ...]
    claim_id: UUID | None = None

    @property
    def id(self) -> UUID:
        return demonstration_id("ledger_transactions", f"{self.kind}:{self.source_id}")


def invoices(facts: Facts) -> tuple[Invoice, ...]:
    """Return three months of invoices for every employer that somebody is covered through."""
    this_month = facts.today.replace(day=1)
    last_month = (this_month - timedelta(days=1)).replace(day=1)
    before_last = (last_month - timedelta(days=1)).replace(day=1)
    return tuple(
        invoice
        for place, company in enumerate(facts.companies)
        if facts.people_of(company)
        for invoice in (
            _invoice(facts, company, before_last, before_last, InvoiceStatus.PAID),
            _invoice(
                facts,
                company,
                last_month,
                last_month,
                InvoiceStatus.OVERDUE if place % EVERY_THIRD == 0 else InvoiceStatus.PAID,
            ),
            _invoice(facts, company, this_month, facts.today, InvoiceStatus.ISSUED),
        )
    )


def settle_invoices(facts: Facts) -> Iterator[tuple[UUID, str, Decimal]]:
    """Yield what becomes of each draft once its lines are stored: its status, and how much of it was paid."""
    for invoice in invoices(facts):
        yield invoice.id, invoice.status, invoice.total if invoice.paid_on else Decimal(0)


SETTLE_INVOICE: Final = """
UPDATE premium_invoices SET status = $2, paid_amount = $3 WHERE id = $1 AND status = 'draft'
"""


def finance_batches(facts: Facts) -> Iterator[Batch]:
    """Yield drafts of invoices, payments, payables and the ledger."""
    billed = invoices(facts)
    paid = tuple(invoice for invoice in billed if invoice.paid_on)
    yield Batch(
        PremiumInvoice,
        [_draft(invoice) for invoice in billed],
        {"bill_to_type": BillTo.COMPANY, "kind": InvoiceKind.PREMIUM, **IN_DOLLARS},
        Number("invoice_number", "INV", INVOICE_NUMBERS),
    )
    lines = [line for invoice in billed for line in _lines(invoice)]
    yield Batch(InvoiceLine, lines, {"currency": CURRENCY}, part_of="invoice_id")
    yield Batch(
        PaymentTransaction,
        [*map(_premium_payment, paid), *map(_claim_payment, facts.paid_claims)],
        {
            "account_id": OPERATING_ACCOUNT_ID,
            "method": PaymentMethodKind.BANK_TRANSFER,
            "status": PaymentStatus.COMPLETED,
            **IN_DOLLARS,
        },
        Number("transaction_number", "PAY", TRANSACTION_NUMBERS),
    )
    yield Batch(PaymentAllocation, [_allocation(invoice) for invoice in paid], IN_DOLLARS, part_of="payment_id")
    yield Batch(
        Payable,
        [_payable(claim) for claim in facts.paid_claims],
        {
            "kind": PayableKind.CLAIM,
            "payee_type": CounterpartyType.PROVIDER,
            "source_type": CLAIM_RESULT,
            "status": PayableStatus.PAID,
            **IN_DOLLARS,
        },
        Number("payable_number", "PBL", PAYABLE_NUMBERS),
    )
    postings = [*_postings_of_invoices(billed), *_postings_of_claims(facts.paid_claims)]
    yield Batch(LedgerTransaction, [_transaction(posting) for posting in postings], IN_DOLLARS)
    yield Batch(
        LedgerEntry,
        [entry for posting in postings for entry in _entries(posting)],
        IN_DOLLARS,
        part_of="ledger_transaction_id",
    )


def _invoice(facts: Facts, company: Company, month: date, issued_on: date, status: InvoiceStatus) -> Invoice:
    months_ago = (facts.today.year - month.year) * MONTHS_PER_YEAR + facts.today.month - month.month
    lines = tuple(
        Line(person, quantise(person.annual_premium / MONTHS_PER_YEAR, CURRENCY)) for person in facts.people_of(company)
    )
    number = demonstration_id("premium_invoices", f"{company.id}:{months_ago}")
    return Invoice(number, company, month, issued_on, status, lines)


def _draft(invoice: Invoice) -> dict[str, Any]:
    return {
        "id": invoice.id,
        "company_id": invoice.company.id,
        "policy_id": invoice.company.policy_id,
        "billing_span": asyncpg.Range(invoice.month, next_month(invoice.month)),
        "issued_on": invoice.issued_on,
        "due_on": invoice.issued_on + DUE_AFTER,
        "subtotal": invoice.subtotal,
        "tax": invoice.tax,
        "total": invoice.total,
        "dunning_level": 1 if invoice.status is InvoiceStatus.OVERDUE else 0,
    }


def _lines(invoice: Invoice) -> Iterator[dict[str, Any]]:
    for number, line in enumerate(invoice.lines, 1):
        yield {
            "invoice_id": invoice.id,
            "line_no": number,
            "item": InvoiceItem.PREMIUM,
            "member_id": line.person.member_id,
            "enrolment_id": line.person.enrolment_id,
            "description": f"Premium {invoice.month:%Y-%m}",
            "quantity": Decimal(1),
            "unit_amount": line.amount,
            "amount": line.amount,
        }
    yield {
        "invoice_id": invoice.id,
        "line_no": len(invoice.lines) + 1,
        "item": InvoiceItem.TAX,
        "member_id": None,
        "enrolment_id": None,
        "description": "Premium tax",
        "quantity": Decimal(1),
        "unit_amount": invoice.tax,
        "amount": invoice.tax,
    }


def _premium_payment(invoice: Invoice) -> dict[str, Any]:
    assert invoice.paid_on is not None, "an open invoice has no payment"
    return {
        "id": invoice.payment_id,
        "direction": PaymentDirection.INBOUND,
        "purpose": PaymentPurpose.PREMIUM,
        "counterparty_type": CounterpartyType.COMPANY,
        "counterparty_id": invoice.company.id,
        "claim_id": None,
        "amount": invoice.total,
        "initiated_at": midnight(invoice.paid_on),
        "completed_at": midnight(invoice.paid_on),
        "source_type": "premium_invoice",
        "source_id": invoice.id,
    }


def _claim_payment(claim: PaidClaim) -> dict[str, Any]:
    return {
        "id": demonstration_id("payment_transactions", claim.id),
        "direction": PaymentDirection.OUTBOUND,
        "purpose": PaymentPurpose.CLAIM_PAYMENT,
        "counterparty_type": CounterpartyType.PROVIDER,
        "counterparty_id": claim.provider_id,
        "claim_id": claim.id,
        "amount": claim.amount,
        "initiated_at": claim.paid_at,
        "completed_at": claim.paid_at,
        "source_type": PAYABLE,
        "source_id": _payable_id(claim),
    }


def _allocation(invoice: Invoice) -> dict[str, Any]:
    assert invoice.paid_on is not None, "an open invoice has no payment"
    return {
        "id": demonstration_id("payment_allocations", invoice.id),
        "payment_id": invoice.payment_id,
        "payment_initiated_at": midnight(invoice.paid_on),
        "invoice_id": invoice.id,
        "amount": invoice.total,
    }


def _payable_id(claim: PaidClaim) -> UUID:
    return demonstration_id("payables", claim.id)


def _payable(claim: PaidClaim) -> dict[str, Any]:
    return {
        "id": _payable_id(claim),
        "payee_id": claim.provider_id,
        "source_id": claim.result_id,
        "claim_id": claim.id,
        "amount": claim.amount,
        "due_on": claim.paid_at.date(),
    }


def _postings_of_invoices(billed: tuple[Invoice, ...]) -> Iterator[Posting]:
    for invoice in billed:
        party = (PartyType.COMPANY, invoice.company.id)
        yield Posting(
            LedgerKind.INVOICE_ISSUED,
            "premium_invoice",
            invoice.id,
            invoice.issued_on,
            f"Premium {invoice.month:%Y-%m}",
            party,
            debits=((ChartCode.PREMIUM_RECEIVABLE, invoice.total),),
            credits=((ChartCode.UNEARNED_PREMIUM, invoice.subtotal), (ChartCode.PREMIUM_TAX, invoice.tax)),
        )
        if invoice.paid_on is not None:
            yield Posting(
                LedgerKind.PREMIUM_RECEIVED,
                PAYMENT,
                invoice.payment_id,
                invoice.paid_on,
                f"Premium {invoice.month:%Y-%m} received",
                party,
                debits=((ChartCode.BANK, invoice.total),),
                credits=((ChartCode.PREMIUM_RECEIVABLE, invoice.total),),
            )


def _postings_of_claims(paid: tuple[PaidClaim, ...]) -> Iterator[Posting]:
    for claim in paid:
        party, day = (PartyType.PROVIDER, claim.provider_id), claim.paid_at.date()
        yield Posting(
            LedgerKind.CLAIM_ADJUDICATED,
            CLAIM_RESULT,
            claim.result_id,
            day,
            "Claim adjudicated",
            party,
            debits=((ChartCode.CLAIMS_EXPENSE, claim.amount),),
            credits=((ChartCode.CLAIMS_PAYABLE, claim.amount),),
            claim_id=claim.id,
        )
        yield Posting(
            LedgerKind.CLAIM_PAID,
            PAYABLE,
            _payable_id(claim),
            day,
            "Claim paid",
            party,
            debits=((ChartCode.CLAIMS_PAYABLE, claim.amount),),
            credits=((ChartCode.BANK, claim.amount),),
            claim_id=claim.id,
        )


def _transaction(posting: Posting) -> dict[str, Any]:
    return {
        "id": posting.id,
        "kind": posting.kind,
        "source_type": posting.source_type,
        "source_id": posting.source_id,
        "claim_id": posting.claim_id,
        "description": posting.description,
        "entry_date": posting.day,
        "idempotency_key": f"demonstration:{posting.id}",
    }


def _entries(posting: Posting) -> Iterator[dict[str, Any]]:
    party_type, party_id = posting.party
    sides = [
        *((LedgerSide.DEBIT, code, amount) for code, amount in posting.debits),
        *((LedgerSide.CREDIT, code, amount) for code, amount in posting.credits if amount),
    ]
    for number, (side, code, amount) in enumerate(sides, 1):
        yield {
            "id": demonstration_id("general_ledger_entries", f"{posting.id}:{number}"),
            "ledger_transaction_id": posting.id,
            "line_no": number,
            "entry_date": posting.day,
            "ledger_account_id": account_id(code),
            "side": side,
            "amount": amount,
            "party_type": party_type,
            "party_id": party_id,
        }
