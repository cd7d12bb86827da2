"""The base class of tokens' tables, which share one registry and one metadata, and the sequence of its numbers."""

import sqlalchemy as sa
from sqlmodel import SQLModel

from shared_models.base import domain_registry


class TokensTable(SQLModel, registry=domain_registry()):
    """Base of every table in `medical-coverage-tokens`."""


PURCHASE_NUMBERS = sa.Sequence("purchase_number_seq", metadata=TokensTable.metadata)
