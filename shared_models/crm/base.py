"""The base class of crm's tables, which share one registry and one metadata, and the sequences of its numbers."""

from typing import Any

import sqlalchemy as sa
from sqlmodel import SQLModel

from shared_models.base import check, column, domain_registry


class CrmTable(SQLModel, registry=domain_registry()):
    """Base of every table in `medical-coverage-crm`."""


LEAD_CODES = sa.Sequence("lead_code_seq", metadata=CrmTable.metadata)
OPPORTUNITY_CODES = sa.Sequence("opportunity_code_seq", metadata=CrmTable.metadata)
AGENT_CODES = sa.Sequence("agent_code_seq", metadata=CrmTable.metadata)
QUOTE_NUMBERS = sa.Sequence("quote_number_seq", metadata=CrmTable.metadata)


def month() -> Any:
    """Declare a month, such as 2026-03; `month_format` checks it."""
    return column(sa.CHAR(7))


def month_format() -> sa.CheckConstraint:
    """Check that the column `period` holds a month."""
    return check("period", "period ~ '^[0-9]{4}-(0[1-9]|1[0-2])$'")
