"""What migrations do beyond Alembic's own operations: extensions, triggers, partitions."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from shared_models.access import (
    EVENTS,
    Grant,
    Rows,
    make_role,
    numbering,
    release,
    role_of,
    secure,
    share_audit_log,
    unmake_role,
    unshare_audit_log,
)
from shared_models.audit import KEPT, SEAL_FUNCTION, SEALED_ONCE
from shared_models.base import EXTENSIONS
from shared_models.events.tables import RELAYED
from shared_models.triggers import APPEND_ONLY_FUNCTION, append_only_trigger
from shared_models.triggers import default_partition as default_partition_of


def start_history() -> None:
    """Begin a domain's first revision: extensions and the function behind append-only tables."""
    for extension in EXTENSIONS:
        op.execute(f"CREATE EXTENSION IF NOT EXISTS {extension}")
    op.execute(APPEND_ONLY_FUNCTION)


def undo_history() -> None:
    """End the way back to an empty database."""
    op.execute("DROP FUNCTION refuse_change()")
    for extension in reversed(EXTENSIONS):
        op.execute(f"DROP EXTENSION {extension}")


def append_only(table: str) -> None:
    """Have the database refuse UPDATE and DELETE on a table."""
    op.execute(append_only_trigger(table))


def default_partition(table: str) -> None:
    """Give a table partitioned by month its DEFAULT partition."""
    op.execute(default_partition_of(table))


def add_audit_log() -> None:
    """Add the audit log and the heads of other services' logs, the same in every database."""
    op.execute(SEAL_FUNCTION)
    op.create_table(
        "audit_log",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("occurred_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("actor_roles", sa.Text(), nullable=False),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("entity_type", sa.Text(), nullable=False),
        sa.Column("entity_id", sa.Uuid(), nullable=True),
        sa.Column("changes", postgresql.JSONB(none_as_null=True), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("request_id", sa.Text(), nullable=False),
        sa.Column("ip", postgresql.INET(), nullable=True),
        sa.Column("number", sa.BigInteger(), nullable=True),
        sa.Column("prev_hash", sa.LargeBinary(), nullable=True),
        sa.Column("hash", sa.LargeBinary(), nullable=True),
        sa.CheckConstraint(
            "action IN ('create', 'read', 'update', 'delete', 'transition', 'login', 'logout', 'export', 'denial', "
            "'break_glass', 'key_use')",
            name=op.f("ck_audit_log_action"),
        ),
        sa.CheckConstraint(
            "(number IS NULL) = (hash IS NULL) AND (hash IS NULL) = (prev_hash IS NULL)", name=op.f("ck_audit_log_seal")
        ),
        sa.PrimaryKeyConstraint("id", "occurred_at", name=op.f("pk_audit_log")),
        postgresql_partition_by="RANGE (occurred_at)",
    )
    op.create_index(op.f("ix_audit_log_entity_id_occurred_at"), "audit_log", ["entity_id", "occurred_at"])
    op.create_index(op.f("ix_audit_log_actor_occurred_at"), "audit_log", ["actor", "occurred_at"])
    op.create_index("ix_audit_log_number", "audit_log", ["number"])
    op.create_index(
        "ix_audit_log_unsealed", "audit_log", ["occurred_at", "id"], postgresql_where=sa.text("number IS NULL")
    )
    default_partition("audit_log")
    op.execute(SEALED_ONCE)
    op.execute(KEPT)
    op.create_table(
        "audit_heads",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("service", sa.Text(), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("hash", sa.LargeBinary(), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_heads")),
        sa.UniqueConstraint("service", "number", name=op.f("uq_audit_heads_service_number")),
    )
    append_only("audit_heads")


def drop_audit_log() -> None:
    """Take the audit log back."""
    op.drop_table("audit_heads")
    op.drop_table("audit_log")
    op.execute("DROP FUNCTION seal_audit_row()")


def add_event_tables(domain: str) -> None:
    """Add outbox, inbox and idempotency keys, the same in every database; with rights where the domain has them."""
    op.create_table(
        "outbox_events",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("occurred_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("turn", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("aggregate_type", sa.Text(), nullable=False),
        sa.Column("aggregate_id", sa.Uuid(), nullable=False),
        sa.Column("aggregate_version", sa.Integer(), nullable=False),
        sa.Column("type", sa.Text(), nullable=False),
        sa.Column("payload", postgresql.JSONB(), nullable=False),
        sa.Column("headers", postgresql.JSONB(), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("attempts", sa.Integer(), server_default="0", nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=True),
        sa.CheckConstraint(
            "published_at IS NULL OR position IS NOT NULL", name=op.f("ck_outbox_events_numbered_before_published")
        ),
        sa.PrimaryKeyConstraint("id", "occurred_at", name=op.f("pk_outbox_events")),
        postgresql_partition_by="RANGE (occurred_at)",
    )
    op.create_index(
        "ix_outbox_events_unnumbered", "outbox_events", ["turn"], postgresql_where=sa.text("position IS NULL")
    )
    op.create_index(
        "ix_outbox_events_unpublished",
        "outbox_events",
        ["position", "id"],
        postgresql_where=sa.text("published_at IS NULL"),
    )
    op.create_index(op.f("ix_outbox_events_position"), "outbox_events", ["position"])
    op.create_index(
        op.f("ix_outbox_events_aggregate_id_aggregate_version"), "outbox_events", ["aggregate_id", "aggregate_version"]
    )
    default_partition("outbox_events")
    op.execute(append_only_trigger("outbox_events", *RELAYED))
    op.create_table(
        "outbox_heads",
        sa.Column("aggregate_type", sa.Text(), nullable=False),
        sa.Column("aggregate_id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("aggregate_type", "aggregate_id", name=op.f("pk_outbox_heads")),
    )
    _add_inbox()
    if _is_secured():
        for table, each in EVENTS.items():
            for statement in secure(domain, table, each):
                op.execute(statement)


def _add_inbox() -> None:
    op.create_table(
        "inbox_events",
        sa.Column("consumer", sa.Text(), nullable=False),
        sa.Column("event_id", sa.Uuid(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("type", sa.Text(), nullable=False),
        sa.Column("aggregate_type", sa.Text(), nullable=False),
        sa.Column("aggregate_id", sa.Uuid(), nullable=False),
        sa.Column("aggregate_version", sa.Integer(), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("processed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("error", sa.Text(), nullable=True),
        sa.Column("dead_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("processed_at IS NULL OR dead_at IS NULL", name=op.f("ck_inbox_events_done_or_dead")),
        sa.PrimaryKeyConstraint("consumer", "event_id", name=op.f("pk_inbox_events")),
    )
    op.create_index(
        "ix_inbox_events_aggregate",
        "inbox_events",
        ["consumer", "source", "aggregate_type", "aggregate_id", "aggregate_version"],
    )
    op.create_index(
        "ix_inbox_events_dead", "inbox_events", ["consumer"], postgresql_where=sa.text("dead_at IS NOT NULL")
    )
    op.create_table(
        "idempotency_keys",
        sa.Column("scope", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("request_hash", sa.LargeBinary(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("response", postgresql.JSONB(none_as_null=True), nullable=True),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("status IN ('in_progress', 'done')", name=op.f("ck_idempotency_keys_status")),
        sa.PrimaryKeyConstraint("scope", "key", name=op.f("pk_idempotency_keys")),
    )
    op.create_index(op.f("ix_idempotency_keys_expires_at"), "idempotency_keys", ["expires_at"])


def drop_event_tables() -> None:
    """Take them back."""
    for table in reversed(list(EVENTS)):
        op.drop_table(table)


def add_approvals(domain: str, access: Rows) -> None:
    """Add the table of orders that wait for a second person, the same in every database but for who decides there."""
    op.create_table(
        "approvals",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_by", sa.Uuid(), nullable=True),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("input_hash", sa.LargeBinary(), nullable=False),
        sa.Column("input", postgresql.JSONB(), nullable=False),
        sa.Column("requested_by", sa.Uuid(), nullable=False),
        sa.Column("decided_by", sa.Uuid(), nullable=True),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("status IN ('open', 'done', 'refused', 'expired')", name=op.f("ck_approvals_status")),
        sa.CheckConstraint("decided_by <> requested_by", name=op.f("ck_approvals_two_persons")),
        sa.CheckConstraint(
            "(decided_by IS NOT NULL) = (status IN ('done', 'refused'))", name=op.f("ck_approvals_decided")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_approvals")),
    )
    op.create_index(
        "uq_approvals_open",
        "approvals",
        ["action", "input_hash"],
        unique=True,
        postgresql_where=sa.text("status = 'open'"),
    )
    op.create_index(op.f("ix_approvals_status_created_at"), "approvals", ["status", "created_at"])
    secure_tables(domain, {"approvals": access})


def drop_approvals() -> None:
    """Take it back."""
    op.drop_table("approvals")


def _is_secured() -> bool:
    """Say whether rows of this database are kept already."""
    query = sa.text("SELECT EXISTS (SELECT FROM pg_policies WHERE tablename = 'audit_log')")
    return bool(op.get_bind().scalar(query))


def _with_events(access: Mapping[str, Rows]) -> Mapping[str, Rows]:
    """Add the tables of events, where these came before the rights did."""
    is_there = sa.inspect(op.get_bind()).has_table("outbox_events")
    return {**access, **EVENTS} if is_there else access


def secure_rows(domain: str, access: Mapping[str, Rows], sequences: Sequence[str] = ()) -> None:
    """Make the role that a service works as, and let the database keep the rows of its tables."""
    for statement in make_role(domain):
        op.execute(statement)
    # A service looks up where its database stands.
    op.execute(f"GRANT SELECT ON alembic_version TO {role_of(domain)}")
    for sequence in sequences:
        op.execute(numbering(domain, sequence))
    for table, each in _with_events(access).items():
        for statement in secure(domain, table, each):
            op.execute(statement)
    for statement in share_audit_log(domain):
        op.execute(statement)


def secure_tables(domain: str, access: Mapping[str, Rows], sequences: Sequence[str] = ()) -> None:
    """Let the database keep the rows of tables that come to a domain later, and its service draw their numbers."""
    for sequence in sequences:
        op.execute(numbering(domain, sequence))
    for table, each in access.items():
        for statement in secure(domain, table, each):
            op.execute(statement)


def change_access(domain: str, before: Mapping[str, Rows], after: Mapping[str, Rows]) -> None:
    """Give tables other policies."""
    for table, each in before.items():
        for statement in (*release(domain, table, each), *secure(domain, table, after[table])):
            op.execute(statement)


def add_reader(domain: str, access: Mapping[str, Rows], grant: Grant) -> None:
    """Let a grant reach all rows of tables, which `access` says who reaches so far."""
    for table, before in access.items():
        for statement in (*release(domain, table, before), *secure(domain, table, _with(before, grant))):
            op.execute(statement)


def drop_reader(domain: str, access: Mapping[str, Rows], grant: Grant) -> None:
    """Take `add_reader` back."""
    for table, before in access.items():
        for statement in (*release(domain, table, _with(before, grant)), *secure(domain, table, before)):
            op.execute(statement)


def _with(access: Rows, grant: Grant) -> Rows:
    return replace(access, all_for=(*access.all_for, grant))


def release_rows(domain: str, access: Mapping[str, Rows], sequences: Sequence[str] = ()) -> None:
    """Take `secure_rows` back; the role stays, for other databases of the server may have it too."""
    for statement in unshare_audit_log(domain):
        op.execute(statement)
    for table, each in _with_events(access).items():
        for statement in release(domain, table, each):
            op.execute(statement)
    for sequence in sequences:
        op.execute(f"REVOKE ALL ON SEQUENCE {sequence} FROM {role_of(domain)}")
    for statement in unmake_role(domain):
        op.execute(statement)
