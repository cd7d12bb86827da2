"""The tables behind events and repeated orders, the same in every database; `add_event_tables` adds them to a domain's.

outbox_events     what happened here, stored in the transaction in which it did; the relay alone marks a row later
outbox_heads      how many events each aggregate has: its row is what two writers of one aggregate queue at
inbox_events      what happened elsewhere and was dealt with here, stored in the transaction of the effect
idempotency_keys  orders that were given with a key, and what came of them

`turn` is drawn while the head of the aggregate is locked, so it rises with the versions of each aggregate, whatever the
clocks of the writers say. It has gaps and is overtaken by slow writers: `position`, given after commit, is neither.
"""

from typing import Final

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB

from shared_models.triggers import append_only_trigger, default_partition

OUTBOX: Final = "outbox_events"
OUTBOX_HEADS: Final = "outbox_heads"
INBOX: Final = "inbox_events"
IDEMPOTENCY: Final = "idempotency_keys"
# What the relay sets, and nobody else anything.
RELAYED: Final = ("published_at", "attempts", "position")

AFTER_CREATE: Final = (
    (OUTBOX, default_partition(OUTBOX)),
    (OUTBOX, append_only_trigger(OUTBOX, *RELAYED)),
)


def add_event_tables(metadata: sa.MetaData) -> None:
    """Add the four tables to those of a domain."""
    _add_outbox(metadata)
    sa.Table(
        INBOX,
        metadata,
        sa.Column("consumer", sa.Text, primary_key=True),
        sa.Column("event_id", sa.Uuid, primary_key=True),
        sa.Column("source", sa.Text, nullable=False),
        sa.Column("type", sa.Text, nullable=False),
        sa.Column("aggregate_type", sa.Text, nullable=False),
        sa.Column("aggregate_id", sa.Uuid, nullable=False),
        sa.Column("aggregate_version", sa.Integer, nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("processed_at", sa.DateTime(timezone=True)),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("error", sa.Text),
        sa.Column("dead_at", sa.DateTime(timezone=True)),
        sa.CheckConstraint("processed_at IS NULL OR dead_at IS NULL", name="done_or_dead"),
        sa.Index(f"ix_{INBOX}_aggregate", "consumer", "source", "aggregate_type", "aggregate_id", "aggregate_version"),
        sa.Index(f"ix_{INBOX}_dead", "consumer", postgresql_where=sa.text("dead_at IS NOT NULL")),
    )
    sa.Table(
        IDEMPOTENCY,
        metadata,
        sa.Column("scope", sa.Text, primary_key=True),
        sa.Column("key", sa.Text, primary_key=True),
        sa.Column("request_hash", sa.LargeBinary, nullable=False),
        sa.Column("status", sa.Text, nullable=False),
        sa.Column("response", JSONB(none_as_null=True)),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("status IN ('in_progress', 'done')", name="status"),
        sa.Index(None, "expires_at"),
    )


def _add_outbox(metadata: sa.MetaData) -> None:
    sa.Table(
        OUTBOX,
        metadata,
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("occurred_at", sa.DateTime(timezone=True), primary_key=True),
        sa.Column("turn", sa.BigInteger, sa.Identity(always=True), nullable=False),
        sa.Column("aggregate_type", sa.Text, nullable=False),
        sa.Column("aggregate_id", sa.Uuid, nullable=False),
        sa.Column("aggregate_version", sa.Integer, nullable=False),
        sa.Column("type", sa.Text, nullable=False),
        sa.Column("payload", JSONB, nullable=False),
        sa.Column("headers", JSONB, nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True)),
        sa.Column("attempts", sa.Integer, nullable=False, server_default="0"),
        sa.Column("position", sa.BigInteger),
        sa.CheckConstraint("published_at IS NULL OR position IS NOT NULL", name="numbered_before_published"),
        sa.Index(f"ix_{OUTBOX}_unnumbered", "turn", postgresql_where=sa.text("position IS NULL")),
        sa.Index(f"ix_{OUTBOX}_unpublished", "position", "id", postgresql_where=sa.text("published_at IS NULL")),
        sa.Index(None, "position"),
        sa.Index(None, "aggregate_id", "aggregate_version"),
        postgresql_partition_by="RANGE (occurred_at)",
    )
    sa.Table(
        OUTBOX_HEADS,
        metadata,
        sa.Column("aggregate_type", sa.Text, primary_key=True),
        sa.Column("aggregate_id", sa.Uuid, primary_key=True),
        sa.Column("version", sa.Integer, nullable=False),
    )
