"""The rules of invoices that the database keeps, whoever writes."""

from decimal import Decimal
from uuid import uuid4

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from shared_models.base import table_of
from shared_models.finance import InvoiceItem, InvoiceLine, InvoiceStatus, PremiumInvoice
from tests.subgraphs.finance.builders import a_draft, bill
from tests.subgraphs.service import Service

INVOICES = table_of(PremiumInvoice)
LINES = table_of(InvoiceLine)
HUNDRED = Decimal(100)


async def _change(finance: Service, invoice: PremiumInvoice, **values: object) -> None:
    async with finance.engine.begin() as connection:
        await connection.execute(sa.update(INVOICES).where(INVOICES.c.id == invoice.id).values(**values))


async def test_an_invoice_begins_as_a_draft(finance: Service) -> None:
    (invoice,) = a_draft(status=InvoiceStatus.ISSUED)

    with pytest.raises(IntegrityError, match="begins as a draft, not as issued"):
        await finance.store(invoice)


async def test_lines_that_do_not_add_up_to_the_total_keep_it_a_draft(finance: Service) -> None:
    with pytest.raises(IntegrityError, match=r"the lines add up to 100\.0000, the total is 90\.0000"):
        await bill(finance, [HUNDRED], subtotal=Decimal(90), total=Decimal(90))


async def test_a_total_is_subtotal_less_discount_with_tax(finance: Service) -> None:
    with pytest.raises(IntegrityError, match="ck_premium_invoices_total"):
        await bill(finance, [HUNDRED], discount=Decimal(10))


async def test_an_issued_invoice_changes_only_by_what_is_paid_its_status_and_reminders(finance: Service) -> None:
    invoice = await bill(finance, [HUNDRED])

    await _change(finance, invoice, paid_amount=HUNDRED, status=InvoiceStatus.PAID, dunning_level=1)

    for values in ({"subtotal": 90, "total": 90}, {"due_on": sa.func.current_date()}, {"status": InvoiceStatus.DRAFT}):
        with pytest.raises(IntegrityError, match="it was issued, UPDATE is refused"):
            await _change(finance, invoice, **values)


async def test_an_issued_invoice_is_not_removed(finance: Service) -> None:
    invoice = await bill(finance, [HUNDRED])

    with pytest.raises(IntegrityError, match="it was issued, DELETE is refused"):
        async with finance.engine.begin() as connection:
            await connection.execute(sa.delete(INVOICES).where(INVOICES.c.id == invoice.id))


async def test_lines_of_an_issued_invoice_are_neither_added_nor_changed_nor_removed(finance: Service) -> None:
    invoice = await bill(finance, [HUNDRED])
    of_invoice = LINES.c.invoice_id == invoice.id
    another = sa.insert(LINES).values(
        invoice_id=invoice.id,
        line_no=2,
        item=InvoiceItem.FEE,
        description="More",
        quantity=1,
        unit_amount=1,
        amount=1,
        currency="USD",
    )

    for statement in (another, sa.update(LINES).where(of_invoice).values(amount=1), sa.delete(LINES).where(of_invoice)):
        with pytest.raises(IntegrityError, match="only while the invoice is a draft"):
            async with finance.engine.begin() as connection:
                await connection.execute(statement)


async def test_more_than_the_total_is_never_paid(finance: Service) -> None:
    invoice = await bill(finance, [HUNDRED])

    with pytest.raises(IntegrityError, match="ck_premium_invoices_paid_amount"):
        await _change(finance, invoice, paid_amount=Decimal("100.01"))


async def test_a_policy_is_billed_once_for_a_span_unless_it_was_cancelled(finance: Service) -> None:
    policy, company = uuid4(), uuid4()
    await bill(finance, [HUNDRED], policy_id=policy, company_id=company, status=InvoiceStatus.CANCELLED)
    await bill(finance, [HUNDRED], policy_id=policy, company_id=company)

    with pytest.raises(IntegrityError, match="uq_premium_invoices_billed_once"):
        await bill(finance, [HUNDRED], policy_id=policy, company_id=company)


async def test_an_invoice_has_one_payer(finance: Service) -> None:
    (invoice,) = a_draft(member_id=uuid4(), company_id=uuid4())

    with pytest.raises(IntegrityError, match="ck_premium_invoices_bill_to"):
        await finance.store(invoice)
