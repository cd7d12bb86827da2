"""What members and companies are asked to pay.

What the database itself keeps: an invoice begins as a draft; when it leaves the draft its lines add up to its total;
from then on nothing of it changes but what was paid, its status and how often its payer was reminded.
"""

from datetime import date
from decimal import Decimal
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import Range

from shared_models.base import (
    SoftDeleted,
    after_create,
    amount,
    check,
    closed,
    code,
    column,
    currency,
    in_currency_of,
    index,
    index_where,
    number,
    one_of,
    span,
    text,
    unique,
    unique_where,
)
from shared_models.finance.base import FinanceTable
from shared_models.finance.choices import BillTo, InvoiceItem, InvoiceKind, InvoiceStatus
from shared_models.finance.triggers import ON_INVOICE_LINES, ON_INVOICES


@after_create(*ON_INVOICES)
class PremiumInvoice(SoftDeleted, FinanceTable, table=True):
    """What a company or a member is asked to pay for a span of cover; a credit note gives some of it back."""

    __tablename__ = "premium_invoices"
    __table_args__ = (
        index("due_on", "id"),
        unique("invoice_number"),
        unique("id", "currency"),
        in_currency_of("credits_invoice_id", "premium_invoices"),
        unique_where(
            "uq_premium_invoices_billed_once",
            "policy_id",
            "bill_to_type",
            sa.text("coalesce(member_id, '00000000-0000-0000-0000-000000000000'::uuid)"),
            "billing_span",
            "kind",
            where="status <> 'cancelled'",
        ),
        index("company_id", "due_on", "id"),
        index("member_id", "due_on", "id"),
        index_where(
            "ix_premium_invoices_open", "due_on", "id", where="status IN ('issued', 'partially_paid', 'overdue')"
        ),
        one_of("bill_to_type", BillTo),
        one_of("kind", InvoiceKind),
        one_of("status", InvoiceStatus),
        check(
            "bill_to",
            "CASE bill_to_type WHEN 'company' THEN company_id IS NOT NULL AND member_id IS NULL"
            " ELSE member_id IS NOT NULL AND company_id IS NULL END",
        ),
        check("parts", "subtotal >= 0 AND discount >= 0 AND tax >= 0"),
        check("total", "total = subtotal - discount + tax"),
        check("paid_amount", "paid_amount BETWEEN 0 AND total"),
        check("issued", "status IN ('draft', 'cancelled') OR issued_on IS NOT NULL"),
        check("due_after_issued", "due_on >= issued_on"),
        check("dunning_level", "dunning_level >= 0"),
    )

    invoice_number: str = code(24)
    bill_to_type: BillTo = closed(BillTo)
    company_id: UUID | None = None
    member_id: UUID | None = None
    policy_id: UUID | None = None
    kind: InvoiceKind = closed(InvoiceKind)
    billing_span: Range[date] = span()
    issued_on: date | None = None
    due_on: date
    currency: str = currency()
    subtotal: Decimal = amount()
    discount: Decimal = amount(default=Decimal(0))
    tax: Decimal = amount(default=Decimal(0))
    total: Decimal = amount()
    paid_amount: Decimal = amount(default=Decimal(0))
    status: InvoiceStatus = closed(InvoiceStatus, default=InvoiceStatus.DRAFT)
    dunning_level: int = 0
    credits_invoice_id: UUID | None = None


@after_create(*ON_INVOICE_LINES)
class InvoiceLine(FinanceTable, table=True):
    """One item of an invoice; its amount is negative when it takes away."""

    __tablename__ = "invoice_lines"
    __table_args__ = (
        in_currency_of("invoice_id", "premium_invoices"),
        index_where("ix_invoice_lines_enrolment", "enrolment_id", where="enrolment_id IS NOT NULL"),
        one_of("item", InvoiceItem),
        check("line_no", "line_no > 0"),
    )

    invoice_id: UUID = column(sa.Uuid, primary_key=True)
    line_no: int = column(sa.Integer, primary_key=True)
    item: InvoiceItem = closed(InvoiceItem)
    member_id: UUID | None = None
    enrolment_id: UUID | None = None
    description: str = text()
    quantity: Decimal = number(12, 3)
    unit_amount: Decimal = amount()
    amount: Decimal = amount()
    currency: str = currency()
