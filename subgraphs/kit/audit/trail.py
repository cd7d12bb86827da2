"""The audit log as a list of the API: who did and saw what in this service, the newest first.

A service's own role cannot read the log. A question by who may see it is answered in a transaction of its own, as the
role that reads it, and the database lets rows through for those whose identity may see them.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

import sqlalchemy as sa
import strawberry
from sqlalchemy.exc import DBAPIError
from strawberry.scalars import JSON

from shared_models.access import identify, reader_of
from shared_models.audit import AUDIT_LOG, AuditAction
from subgraphs.kit.context import Info
from subgraphs.kit.errors import Unavailable
from subgraphs.kit.nodes import ID, as_text, as_uuid
from subgraphs.kit.paging import Connection, Order, Slice, keyset, slice_of, window
from subgraphs.kit.reading import once
from subgraphs.kit.scalars import Long
from subgraphs.kit.transaction import UNREACHABLE

NEWEST_FIRST: Final = Order("occurred_at", descending=True)

strawberry.enum(AuditAction, description="What was done, seen or refused.")


@strawberry.type(description="One row of the audit log.")
class AuditEntry:
    """One row of the audit log."""

    id: ID
    number: Long | None = strawberry.field(description="Its place in the chain; none until it is sealed.")
    occurred_at: datetime
    actor: str = strawberry.field(description="The user's id, or the service's name.")
    actor_roles: list[str]
    action: AuditAction
    entity_type: str
    entity_id: ID | None
    changes: JSON | None = strawberry.field(description="Fields that were read, or values before and after.")
    reason: str | None
    request_id: str
    address: str | None

    @classmethod
    def of(cls, row: sa.Row[Any]) -> "AuditEntry":
        """Make an entry of a row."""
        return cls(
            id=ID(str(row.id)),
            number=row.number,
            occurred_at=row.occurred_at,
            actor=row.actor,
            actor_roles=row.actor_roles.split(",") if row.actor_roles else [],
            action=AuditAction(row.action),
            entity_type=row.entity_type,
            entity_id=None if row.entity_id is None else ID(str(row.entity_id)),
            changes=row.changes,
            reason=row.reason,
            request_id=row.request_id,
            address=None if row.ip is None else str(row.ip),
        )


@strawberry.input(description="Rows of the audit log that meet all conditions given.")
class AuditFilter:
    """Rows of the audit log that meet all conditions given."""

    actor: str | None = None
    action: AuditAction | None = None
    entity_type: str | None = None
    entity_id: ID | None = None
    occurred_from: datetime | None = None
    occurred_before: datetime | None = None

    def conditions(self) -> list[sa.ColumnElement[bool]]:
        """Return what the rows must meet."""
        log, found = AUDIT_LOG.c, []
        if self.actor is not None:
            found.append(log.actor == as_text(self.actor, "actor"))
        if self.action is not None:
            found.append(log.action == self.action.value)
        if self.entity_type is not None:
            found.append(log.entity_type == as_text(self.entity_type, "entityType"))
        if self.entity_id is not None:
            found.append(log.entity_id == as_uuid(self.entity_id, "entityId"))
        if self.occurred_from is not None:
            found.append(log.occurred_at >= self.occurred_from)
        if self.occurred_before is not None:
            found.append(log.occurred_at < self.occurred_before)
        return found


@dataclass(frozen=True, slots=True)
class Trail:
    """Reads the log of one service."""

    domain: str

    def page(
        self,
        info: Info,
        *,
        first: int | None = None,
        after: str | None = None,
        last: int | None = None,
        before: str | None = None,
        matching: AuditFilter | None = None,
    ) -> Connection[AuditEntry]:
        """Return a page of the log."""
        part = window(first, after, last, before)
        conditions = matching.conditions() if matching else []

        async def load() -> Slice[AuditEntry]:
            statement = keyset(sa.select(AUDIT_LOG).where(*conditions), AUDIT_LOG, NEWEST_FIRST, part)
            return slice_of(await self._rows(info, statement), NEWEST_FIRST, part, AuditEntry.of)

        async def count() -> int:
            statement = sa.select(sa.func.count()).select_from(AUDIT_LOG).where(*conditions)
            return int((await self._rows(info, statement))[0][0])

        return Connection(load=once(info, load), count=count)

    async def _rows(self, info: Info, statement: sa.Executable) -> list[sa.Row[Any]]:
        journal = info.context.journal
        try:
            async with info.context.transaction.engine.begin() as connection:
                await connection.execute(identify(journal.principal, journal.request_id))
                await connection.execute(sa.text(f"SET LOCAL ROLE {reader_of(self.domain)}"))
                return list(await connection.execute(statement))
        except (DBAPIError, *UNREACHABLE) as error:
            raise Unavailable("the audit log") from error
