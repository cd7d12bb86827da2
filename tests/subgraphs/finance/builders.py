"""Rows of finance with sensible defaults."""

from collections.abc import Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from itertools import count
from typing import Any
from uuid import uuid4

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import Range
from sqlmodel import SQLModel, col

from shared_models import finance
from shared_models.finance import InvoiceStatus, LedgerAccountType, LedgerSide
from tests.subgraphs.service import Service

START = datetime(2026, 3, 1, 9, 0, tzinfo=UTC)
MARCH = Range(date(2026, 3, 1), date(2026, 4, 1))

_numbers = count(1)


def a_ledger_account(**values: Any) -> finance.LedgerAccount:
    """Return an asset account in USD."""
    number = next(_numbers)
    kind = values.get("type", LedgerAccountType.ASSET)
    grows_by_debit = kind in {LedgerAccountType.ASSET, LedgerAccountType.EXPENSE}
    defaults: dict[str, Any] = {
        "code": f"T{number:05}",
        "name": f"Account {number}",
        "type": kind,
        "normal_side": LedgerSide.DEBIT if grows_by_debit else LedgerSide.CREDIT,
        "currency": "USD",
    }
    return finance.LedgerAccount(**(defaults | values))


def a_bank(ledger_account: finance.LedgerAccount, **values: Any) -> finance.FinancialAccount:
    """Return a bank account in USD."""
    number = next(_numbers)
    defaults: dict[str, Any] = {
        "account_code": f"BANK-{number:05}",
        "name": f"Bank {number}",
        "kind": finance.FinancialAccountKind.BANK,
        "currency": "USD",
        "ledger_account_id": ledger_account.id,
    }
    return finance.FinancialAccount(**(defaults | values))


def a_posting(
    debit: finance.LedgerAccount, credit: finance.LedgerAccount, amount: Decimal, **values: Any
) -> list[SQLModel]:
    """Return a transaction with two entries; `party` is a pair that both entries get."""
    party_type, party_id = values.pop("party", (None, None))
    defaults: dict[str, Any] = {
        "kind": finance.LedgerKind.MANUAL_JOURNAL,
        "source_type": "journal",
        "source_id": uuid4(),
        "description": "Moved",
        "entry_date": date(2026, 3, 10),
        "currency": "USD",
        "idempotency_key": f"posting-{next(_numbers):06}",
    }
    transaction = finance.LedgerTransaction(**(defaults | values))
    sides = ((debit, LedgerSide.DEBIT), (credit, LedgerSide.CREDIT))
    entries = [
        finance.LedgerEntry(
            ledger_transaction_id=transaction.id,
            line_no=number,
            entry_date=transaction.entry_date,
            ledger_account_id=account.id,
            side=side,
            amount=amount,
            currency=transaction.currency,
            party_type=party_type,
            party_id=party_id,
        )
        for number, (account, side) in enumerate(sides, start=1)
    ]
    return [transaction, *entries]


def a_payment(account: finance.FinancialAccount, **values: Any) -> finance.PaymentTransaction:
    """Return a completed payment of 100.00 USD to a provider."""
    number = next(_numbers)
    defaults: dict[str, Any] = {
        "transaction_number": f"PAY-{number:06}",
        "direction": finance.PaymentDirection.OUTBOUND,
        "purpose": finance.PaymentPurpose.CLAIM_PAYMENT,
        "counterparty_type": finance.CounterpartyType.PROVIDER,
        "counterparty_id": uuid4(),
        "amount": Decimal(100),
        "currency": "USD",
        "method": finance.PaymentMethodKind.BANK_TRANSFER,
        "account_id": account.id,
        "status": finance.PaymentStatus.COMPLETED,
        "initiated_at": START,
        "completed_at": START,
        "source_type": "payable",
        "source_id": uuid4(),
    }
    return finance.PaymentTransaction(**(defaults | values))


def a_payable(**values: Any) -> finance.Payable:
    """Return an open payable of 100.00 USD to a provider."""
    number = next(_numbers)
    defaults: dict[str, Any] = {
        "payable_number": f"PBL-{number:06}",
        "kind": finance.PayableKind.CLAIM,
        "payee_type": finance.CounterpartyType.PROVIDER,
        "payee_id": uuid4(),
        "source_type": "claim_result",
        "source_id": uuid4(),
        "amount": Decimal(100),
        "currency": "USD",
        "due_on": date(2026, 4, 1),
    }
    return finance.Payable(**(defaults | values))


def a_commission_payment(**values: Any) -> finance.CommissionPayment:
    """Return a draft of 1,240.00 USD for an agent's February."""
    number = next(_numbers)
    defaults: dict[str, Any] = {
        "payment_number": f"CMP-{number:06}",
        "agent_id": uuid4(),
        "period": "2026-02",
        "gross": Decimal(1_240),
        "net": Decimal(1_240),
        "currency": "USD",
    }
    return finance.CommissionPayment(**(defaults | values))


def a_draft(*amounts: Decimal, **values: Any) -> list[SQLModel]:
    """Return a draft invoice to a company, with a premium line for each amount; `line` holds what the lines share."""
    shared = values.pop("line", {})
    total = sum(amounts, Decimal(0))
    defaults: dict[str, Any] = {
        "invoice_number": f"INV-{next(_numbers):06}",
        "bill_to_type": finance.BillTo.MEMBER if "member_id" in values else finance.BillTo.COMPANY,
        "company_id": None if "member_id" in values else uuid4(),
        "kind": finance.InvoiceKind.PREMIUM,
        "billing_span": MARCH,
        "due_on": date(2026, 3, 15),
        "currency": "USD",
        "subtotal": total,
        "total": total,
    }
    invoice = finance.PremiumInvoice(**(defaults | values))
    lines = [
        finance.InvoiceLine(
            invoice_id=invoice.id,
            line_no=number,
            item=finance.InvoiceItem.PREMIUM,
            description="Premium for March",
            quantity=Decimal(1),
            unit_amount=amount,
            amount=amount,
            currency=invoice.currency,
            **shared,
        )
        for number, amount in enumerate(amounts, start=1)
    ]
    return [invoice, *lines]


async def bill(
    service: Service,
    amounts: Sequence[Decimal],
    *,
    status: InvoiceStatus = InvoiceStatus.ISSUED,
    paid: Decimal = Decimal(0),
    **values: Any,
) -> finance.PremiumInvoice:
    """Store an invoice with its lines and bring it from the draft to a status."""
    invoice, *lines = a_draft(*amounts, **values)
    assert isinstance(invoice, finance.PremiumInvoice)
    await service.store(invoice, *lines)
    change = (
        sa.update(finance.PremiumInvoice)
        .where(col(finance.PremiumInvoice.id) == invoice.id)
        .values(status=status, paid_amount=paid, issued_on=date(2026, 3, 1))
    )
    async with service.owner.begin() as connection:
        await connection.execute(change)
    return invoice
