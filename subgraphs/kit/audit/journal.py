"""What a request leaves in the audit log: noted while it is answered, written in its own transaction before it ends.

Noted are changes (by services, with values before and after), reads of health data, refusals and sign-ins. Of health
and identity data only keyed digests may stand in `changes`; what a reader saw is told by the names of the fields.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from ipaddress import ip_address
from typing import Any, Final
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncConnection

from shared_models.audit import AUDIT_LOG, AuditAction
from shared_models.base import new_id, now
from shared_models.identity import NOBODY, Principal

ANONYMOUS: Final = "anonymous"


@dataclass(slots=True)
class Journal:
    """The notes of one request: whose it is, its number, where it came from."""

    principal: Principal = NOBODY
    request_id: str = ""
    address: str = ""
    _notes: list[dict[str, Any]] = field(default_factory=list)
    _reads: dict[tuple[str, UUID | None, str], set[str]] = field(default_factory=dict)
    _denials: set[str] = field(default_factory=set)

    def note(
        self,
        action: AuditAction,
        entity_type: str,
        entity_id: UUID | None = None,
        *,
        changes: Mapping[str, Any] | None = None,
        reason: str | None = None,
    ) -> None:
        """Note what is done to an entity, or refused."""
        self._notes.append(
            {
                "id": new_id(),
                "occurred_at": now(),
                "actor": self.principal.subject or ANONYMOUS,
                "actor_roles": ",".join(sorted(self.principal.roles)),
                "action": action.value,
                "entity_type": entity_type,
                "entity_id": entity_id,
                "changes": None if changes is None else dict(changes),
                "reason": reason,
                "request_id": self.request_id,
                "ip": _address(self.address),
            }
        )

    def note_read(self, coordinate: str, entity_id: UUID | None, purpose: str) -> None:
        """Note that a field of health data was read, and what for; the fields of one entity make one row."""
        entity_type, _, name = coordinate.partition(".")
        self._reads.setdefault((entity_type, entity_id, purpose), set()).add(name)

    def note_denial(self, coordinate: str) -> None:
        """Note that a field was refused; once a request, however often it is asked for."""
        self._denials.add(coordinate)

    @property
    def is_empty(self) -> bool:
        return not (self._notes or self._reads or self._denials)

    async def write(self, connection: AsyncConnection) -> None:
        """Write what was noted since the last time, in the transaction of the connection."""
        for (entity_type, entity_id, purpose), names in self._reads.items():
            changes = {"fields": sorted(names), "purpose": purpose}
            self.note(AuditAction.READ, entity_type, entity_id, changes=changes)
        for coordinate in sorted(self._denials):
            entity_type, _, name = coordinate.partition(".")
            self.note(AuditAction.DENIAL, entity_type, changes={"fields": [name]})
        notes, self._notes = self._notes, []
        self._reads.clear()
        self._denials.clear()
        if notes:
            await connection.execute(AUDIT_LOG.insert(), notes)


def _address(text: str) -> str | None:
    """Return an IP address as the log keeps it; a client on a local socket has none."""
    try:
        return str(ip_address(text))
    except ValueError:
        return None
