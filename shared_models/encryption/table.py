"""The table `data_keys`, the same in every database: each wrapped key with what it has served, until it is retired."""

from typing import Final

import sqlalchemy as sa

NAME: Final = "data_keys"


def add_data_keys(metadata: sa.MetaData) -> None:
    """Add the table to those of a domain."""
    sa.Table(
        NAME,
        metadata,
        # Drawn at random: the number of a key that was never committed comes back, its id does not.
        sa.Column("id", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("version", sa.Integer, nullable=False, unique=True),
        sa.Column("wrapped", sa.LargeBinary, nullable=False),
        sa.Column("uses", sa.BigInteger, nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("retired_at", sa.DateTime(timezone=True)),
    )


DATA_KEYS: Final = sa.table(
    NAME,
    sa.column("id", sa.Integer),
    sa.column("version", sa.Integer),
    sa.column("wrapped", sa.LargeBinary),
    sa.column("uses", sa.BigInteger),
    sa.column("created_at", sa.DateTime(timezone=True)),
    sa.column("retired_at", sa.DateTime(timezone=True)),
)
