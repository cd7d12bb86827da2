"""What migrations do beyond Alembic's own operations: extensions, triggers, partitions."""

from collections.abc import Mapping, Sequence

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from shared_models.access import Rows, make_role, numbering, release, role_of, secure, unmake_role
from shared_models.audit import KEPT, SEAL_FUNCTION, SEALED_ONCE
from shared_models.base import EXTENSIONS
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


def secure_rows(domain: str, access: Mapping[str, Rows], sequences: Sequence[str] = ()) -> None:
    """Make the role that a service works as, and let the database keep the rows of its tables."""
    for statement in make_role(domain):
        op.execute(statement)
    # A service looks up where its database stands.
    op.execute(f"GRANT SELECT ON alembic_version TO {role_of(domain)}")
    for sequence in sequences:
        op.execute(numbering(domain, sequence))
    for table, each in access.items():
        for statement in secure(domain, table, each):
            op.execute(statement)


def release_rows(domain: str, access: Mapping[str, Rows], sequences: Sequence[str] = ()) -> None:
    """Take `secure_rows` back; the role stays, for other databases of the server may have it too."""
    for table, each in access.items():
        for statement in release(domain, table, each):
            op.execute(statement)
    for sequence in sequences:
        op.execute(f"REVOKE ALL ON SEQUENCE {sequence} FROM {role_of(domain)}")
    for statement in unmake_role(domain):
        op.execute(statement)
