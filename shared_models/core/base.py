"""The base class of core's tables, which share one registry and one metadata, and the sequences of its numbers."""

import sqlalchemy as sa
from sqlmodel import SQLModel

from shared_models.base import domain_registry


class CoreTable(SQLModel, registry=domain_registry()):
    """Base of every table in `medical-coverage-core`."""


COMPANY_CODES = sa.Sequence("company_code_seq", metadata=CoreTable.metadata)
MEMBER_NUMBERS = sa.Sequence("member_number_seq", metadata=CoreTable.metadata)
