"""The base class of finance's tables, which share one registry and one metadata, and the sequences of its numbers."""

import sqlalchemy as sa
from sqlmodel import SQLModel

from shared_models.base import domain_registry


class FinanceTable(SQLModel, registry=domain_registry()):
    """Base of every table in `medical-coverage-finance`."""


TRANSACTION_NUMBERS = sa.Sequence("transaction_number_seq", metadata=FinanceTable.metadata)
INVOICE_NUMBERS = sa.Sequence("invoice_number_seq", metadata=FinanceTable.metadata)
PAYABLE_NUMBERS = sa.Sequence("payable_number_seq", metadata=FinanceTable.metadata)
COMMISSION_PAYMENT_NUMBERS = sa.Sequence("commission_payment_number_seq", metadata=FinanceTable.metadata)


def refers_to_payment(payment_id: str, initiated_at: str, *currency: str) -> sa.ForeignKeyConstraint:
    """Refer to a payment by both columns of its key, for payments are partitioned; with a currency, to one in it."""
    return sa.ForeignKeyConstraint(
        [payment_id, initiated_at, *currency],
        [f"payment_transactions.{name}" for name in ("id", "initiated_at", *currency)],
        ondelete="RESTRICT",
    )
