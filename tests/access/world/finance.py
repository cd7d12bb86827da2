"""Rows of finance: what each kind of party owes and is owed, and the books."""

from datetime import date
from decimal import Decimal
from typing import Final
from uuid import UUID, uuid4

from sqlalchemy.dialects.postgresql import Range
from sqlmodel import SQLModel

from shared_models import finance
from shared_models.finance import CounterpartyType
from subgraphs.finance.schema import schema
from tests.access.world.sides import Domain, Party, World
from tests.keys import with_plain
from tests.subgraphs.finance import builders as of_finance

KINDS: Final = {
    "M": CounterpartyType.MEMBER,
    "E": CounterpartyType.COMPANY,
    "S": CounterpartyType.AGENT,
    "P": CounterpartyType.PROVIDER,
}
DAY: Final = date(2026, 3, 10)


def rows(world: World) -> list[SQLModel]:
    """Return the rows of finance."""
    own = _of(world.own, {role: (kind, _id(world.own, role)) for role, kind in KINDS.items()})
    # What is owed to strangers has the ids of the own side, but of another kind of party: kinds are told apart.
    following = dict(zip(KINDS, (*tuple(KINDS.values())[1:], CounterpartyType.MEMBER), strict=True))
    foreign = _of(world.foreign, {role: (kind, _id(world.own, role)) for role, kind in following.items()})
    periods = [world.own.add(_a_period(2024)), world.foreign.add(_a_period(2025))]
    return [*own, *foreign, *periods]


def _a_period(year: int) -> finance.FiscalPeriod:
    return finance.FiscalPeriod(span=Range(date(year, 1, 1), date(year + 1, 1, 1)))


def _id(party: Party, role: str) -> UUID:
    return {"M": party.member, "E": party.company, "S": party.agent, "P": party.provider}[role]


def _of(party: Party, payees: dict[str, tuple[CounterpartyType, UUID]]) -> list[SQLModel]:
    account = of_finance.a_ledger_account()
    bank = of_finance.a_bank(account)
    found = [party.add(account), party.add(bank), *_journal(party, account)]
    for role, kind in KINDS.items():
        # What is a provider's stands for all whom nothing ties to a row.
        roles = role if role != "P" else "P "
        claim = uuid4()
        payment = of_finance.a_payment(bank, counterparty_type=kind, counterparty_id=_id(party, role), claim_id=claim)
        payee, payee_id = payees[role]
        payable = of_finance.a_payable(payee_type=payee, payee_id=payee_id, claim_id=claim)
        party.keys |= {f"paid_claim {each}".rstrip(): claim for each in roles}
        found += [party.add(payment, roles), _a_key(payment), party.add(payable, roles)]
        if role != "S":
            found.append(party.add(_a_method(kind, _id(party, role)), roles))
        if role in "ME":
            found += _bill(party, role, payment)
    return [*found, *_bank_business(party, bank, payment)]


def _journal(party: Party, account: finance.LedgerAccount) -> list[SQLModel]:
    other = of_finance.a_ledger_account()
    transaction, entry, counter_entry = of_finance.a_posting(account, other, Decimal(100))
    report = finance.FinancialReport(
        report_type=finance.FinancialReportType.TRIAL_BALANCE,
        span=of_finance.MARCH,
        currency="USD",
        ledger_position=1,
        content={},
        checksum=b"x",
        requested_by=party.user,
    )
    return [other, party.add(transaction), counter_entry, party.add(entry), party.add(report)]


def _bill(party: Party, role: str, payment: finance.PaymentTransaction) -> list[SQLModel]:
    party.keys["enrolment"] = uuid4()
    invoice, line = of_finance.a_draft(
        Decimal(90),
        **{"M": {"member_id": party.member}, "E": {"company_id": party.company}}[role],
        line={"member_id": party.member, "enrolment_id": party.keys["enrolment"]},
    )
    assert isinstance(invoice, finance.PremiumInvoice)
    allocation = finance.PaymentAllocation(
        payment_id=payment.id,
        payment_initiated_at=payment.initiated_at,
        invoice_id=invoice.id,
        amount=Decimal(90),
        currency="USD",
    )
    # What is a company's stands for all whom nothing ties to a row.
    roles = "M" if role == "M" else "E "
    return [party.add(invoice, roles), line, party.add(allocation, roles)]


def _a_method(kind: CounterpartyType, owner: UUID) -> finance.PaymentMethod:
    return with_plain(
        finance.PaymentMethod,
        {
            "owner_type": kind,
            "owner_id": owner,
            "kind": finance.InstrumentKind.CARD,
            "gateway": "x",
            "gateway_token": "x",
            "last4": "4242",
        },
    )


def _a_key(payment: finance.PaymentTransaction) -> finance.PaymentKey:
    return finance.PaymentKey(
        source_type=payment.source_type,
        source_id=payment.source_id,
        purpose=payment.purpose,
        attempt=1,
        payment_id=payment.id,
        payment_initiated_at=payment.initiated_at,
    )


def _bank_business(party: Party, bank: finance.FinancialAccount, payment: finance.PaymentTransaction) -> list[SQLModel]:
    party.keys["commission"] = uuid4()
    commission = of_finance.a_commission_payment(agent_id=party.agent, commission_ids=[party.keys["commission"]])
    matched, open_line = (
        finance.BankStatementLine(
            account_id=bank.id, bank_reference=reference, booked_on=DAY, amount=Decimal(1), currency="USD"
        )
        for reference in ("1", "2")
    )
    match = finance.Reconciliation(
        statement_line_id=matched.id, payment_id=payment.id, payment_initiated_at=payment.initiated_at
    )
    return [party.add(commission), matched, party.add(open_line), party.add(match)]


DOMAIN: Final = Domain(
    schema=schema,
    rows=rows,
    tables={
        "PremiumInvoice": "premium_invoices",
        "PaymentTransaction": "payment_transactions",
        "CommissionPayment": "commission_payments",
        "FinancialAccount": "financial_accounts",
        "FiscalPeriod": "fiscal_periods",
        "LedgerTransaction": "ledger_transactions",
        "FinancialReport": "financial_reports",
    },
    ways={
        "InvoiceLine": ("PremiumInvoice", "lines"),
        "PaymentAllocation": ("PremiumInvoice", "allocations"),
        "Payable": ("Claim", "payable"),
        "Remittance": ("Provider", "remittances edges node"),
        "LedgerAccount": ("FinancialAccount", "ledgerAccount"),
        "LedgerBalance": ("LedgerAccount", "balances"),
        "LedgerEntry": ("LedgerTransaction", "entries"),
        "Reconciliation": ("BankStatementLine", "reconciliation"),
    },
    arguments={
        "invoice": "id",
        "payment": "id",
        "ledgerTransaction": "id",
        "financialReport": "id",
        "outstanding": "companyId",
        "trialBalance": 'asOf: "2026-03-31"',
        "accountStatement": f'span: {{from: "2026-03-01"}}, accountId: "{UUID(int=0)}"',
    },
    stubs={
        "Member": "member",
        "Company": "company",
        "Provider": "provider",
        "Agent": "agent",
        "Claim": "paid_claim",
        "Enrolment": "enrolment",
        "CommissionTransaction": "commission",
        "TokenPurchase": "member",
        "TokenWallet": "member",
    },
    brought={"Company": {"currency": "USD"}},
    lists={
        "BankStatementLine": (
            "unreconciled",
            f'unreconciled(filter: {{accountId: "{UUID(int=0)}"}})',
            ("edges", "node"),
        )
    },
    composite={
        "invoice_lines": ("invoice_id", "premium_invoices"),
        "payment_keys": ("payment_id", "payment_transactions"),
        "ledger_balances": ("ledger_account_id", "ledger_accounts"),
    },
)
