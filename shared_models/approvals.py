"""Orders that take two persons: what the first one asked for waits here until another holder of the role asks the same.

The input is kept as it came, without its key; it holds ids, codes and amounts. The table stands in every database,
hence no class: `add_approvals` adds it to a domain's metadata.
"""

from enum import StrEnum
from typing import Final

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB

NAME: Final = "approvals"


class ApprovalStatus(StrEnum):
    """Where a request for a second person stands."""

    OPEN = "open"
    DONE = "done"
    REFUSED = "refused"
    EXPIRED = "expired"


def add_approvals(metadata: sa.MetaData) -> None:
    """Add the table to those of a domain."""
    statuses = ", ".join(f"'{each.value}'" for each in ApprovalStatus)
    sa.Table(
        NAME,
        metadata,
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Uuid),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_by", sa.Uuid),
        sa.Column("action", sa.Text, nullable=False),
        sa.Column("input_hash", sa.LargeBinary, nullable=False),
        sa.Column("input", JSONB, nullable=False),
        sa.Column("requested_by", sa.Uuid, nullable=False),
        sa.Column("decided_by", sa.Uuid),
        sa.Column("status", sa.Text, nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(f"status IN ({statuses})", name="status"),
        sa.CheckConstraint("decided_by <> requested_by", name="two_persons"),
        sa.CheckConstraint("(decided_by IS NOT NULL) = (status IN ('done', 'refused'))", name="decided"),
        sa.Index(f"uq_{NAME}_open", "action", "input_hash", unique=True, postgresql_where=sa.text("status = 'open'")),
        sa.Index(None, "status", "created_at"),
    )
