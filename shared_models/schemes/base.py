"""The base class of schemes' tables, which share one registry and one metadata, and the sequences of its numbers."""

import sqlalchemy as sa
from sqlmodel import SQLModel

from shared_models.base import domain_registry


class SchemesTable(SQLModel, registry=domain_registry()):
    """Base of every table in `medical-coverage-schemes`."""


SCHEME_CODES = sa.Sequence("scheme_code_seq", metadata=SchemesTable.metadata)
POLICY_NUMBERS = sa.Sequence("policy_number_seq", metadata=SchemesTable.metadata)
QUOTE_NUMBERS = sa.Sequence("quote_number_seq", metadata=SchemesTable.metadata)
