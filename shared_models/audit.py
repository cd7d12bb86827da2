"""The audit log of a service: who did or saw what, in rows that nobody can change unnoticed.

A row is written in the transaction of what it tells of. After commit the service's sealer numbers the rows and chains
them: each carries the hash of the row before it and its own, over its canonical form. Number and hashes are set once
and by the sealer alone; everything else is never changed. Heads of the chain are kept by another service too, so that
a chain which was made anew as a whole shows as well.

The tables stand in every database, hence no classes: `add_audit_tables` adds them to a domain's metadata.
"""

import hashlib
import json
from collections.abc import Mapping
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import INET, JSONB

from shared_models.triggers import append_only_trigger, default_partition

LOG: Final = "audit_log"
HEADS: Final = "audit_heads"
SEAL: Final = ("number", "prev_hash", "hash")
FIRST_PREV_HASH: Final = bytes(32)


class AuditAction(StrEnum):
    """What was done, seen or refused."""

    CREATE = "create"
    READ = "read"
    UPDATE = "update"
    DELETE = "delete"
    TRANSITION = "transition"
    LOGIN = "login"
    LOGOUT = "logout"
    EXPORT = "export"
    DENIAL = "denial"
    BREAK_GLASS = "break_glass"
    KEY_USE = "key_use"


SEAL_FUNCTION: Final = """
CREATE OR REPLACE FUNCTION seal_audit_row() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND OLD.number IS NULL AND OLD.hash IS NULL
        AND NEW.number IS NOT NULL AND NEW.prev_hash IS NOT NULL AND NEW.hash IS NOT NULL
        AND to_jsonb(NEW) - '{number,prev_hash,hash}'::text[] = to_jsonb(OLD) - '{number,prev_hash,hash}'::text[]
    THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'rows of % are sealed once and otherwise append-only: % is refused', TG_TABLE_NAME, TG_OP
        USING ERRCODE = 'restrict_violation';
END $$
"""


SEALED_ONCE: Final = f"""
CREATE TRIGGER {LOG}_sealed_once BEFORE UPDATE OR DELETE ON {LOG} FOR EACH ROW EXECUTE FUNCTION seal_audit_row()
"""
KEPT: Final = f"CREATE TRIGGER {LOG}_kept BEFORE TRUNCATE ON {LOG} EXECUTE FUNCTION seal_audit_row()"

# What follows the creation of a table: the partition for rows without a month, and what guards the rows.
AFTER_CREATE: Final = (
    (LOG, default_partition(LOG)),
    (LOG, SEALED_ONCE),
    (LOG, KEPT),
    (HEADS, append_only_trigger(HEADS)),
)


def add_audit_tables(metadata: sa.MetaData) -> None:
    """Add the log, and the heads that are kept for other services, to the tables of a domain."""
    actions = ", ".join(f"'{action.value}'" for action in AuditAction)
    sa.Table(
        LOG,
        metadata,
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("occurred_at", sa.DateTime(timezone=True), primary_key=True),
        sa.Column("actor", sa.Text, nullable=False),
        sa.Column("actor_roles", sa.Text, nullable=False),
        sa.Column("action", sa.Text, nullable=False),
        sa.Column("entity_type", sa.Text, nullable=False),
        sa.Column("entity_id", sa.Uuid),
        sa.Column("changes", JSONB(none_as_null=True)),
        sa.Column("reason", sa.Text),
        sa.Column("request_id", sa.Text, nullable=False),
        sa.Column("ip", INET),
        sa.Column("number", sa.BigInteger),
        sa.Column("prev_hash", sa.LargeBinary),
        sa.Column("hash", sa.LargeBinary),
        sa.CheckConstraint(f"action IN ({actions})", name="action"),
        sa.CheckConstraint("(number IS NULL) = (hash IS NULL) AND (hash IS NULL) = (prev_hash IS NULL)", name="seal"),
        sa.Index(None, "entity_id", "occurred_at"),
        sa.Index(None, "actor", "occurred_at"),
        sa.Index(f"ix_{LOG}_number", "number"),
        sa.Index(f"ix_{LOG}_unsealed", "occurred_at", "id", postgresql_where=sa.text("number IS NULL")),
        postgresql_partition_by="RANGE (occurred_at)",
    )
    sa.Table(
        HEADS,
        metadata,
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("service", sa.Text, nullable=False),
        sa.Column("number", sa.BigInteger, nullable=False),
        sa.Column("hash", sa.LargeBinary, nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.UniqueConstraint("service", "number"),
    )


# The tables as statements name them: the same in every database, so of no domain's metadata.
_ANYWHERE: Final = sa.MetaData()
add_audit_tables(_ANYWHERE)
AUDIT_LOG: Final = _ANYWHERE.tables[LOG]
AUDIT_HEADS: Final = _ANYWHERE.tables[HEADS]


def seal_of(row: Mapping[str, Any], *, number: int, prev_hash: bytes) -> bytes:
    """Return the hash of a row at its place in the chain (SHA-256 over its canonical form)."""
    told = {
        "action": row["action"],
        "actor": row["actor"],
        "actor_roles": row["actor_roles"],
        "changes": row["changes"],
        "entity_id": _text(row["entity_id"]),
        "entity_type": row["entity_type"],
        "id": str(row["id"]),
        "ip": _text(row["ip"]),
        "number": number,
        "occurred_at": _instant(row["occurred_at"]),
        "prev_hash": prev_hash.hex(),
        "reason": row["reason"],
        "request_id": row["request_id"],
    }
    canonical = json.dumps(told, sort_keys=True, separators=(",", ":"), ensure_ascii=True)
    return hashlib.sha256(canonical.encode()).digest()


def _text(value: object) -> str | None:
    return None if value is None else str(value)


def _instant(value: datetime) -> str:
    return value.astimezone(UTC).isoformat(timespec="microseconds")
