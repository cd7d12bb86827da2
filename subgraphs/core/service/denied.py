"""What the gateway denied before any service was asked: it has no store of its own, so core notes it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from shared_models.audit import AuditAction
from shared_models.identity import Principal, Role
from subgraphs.kit.audit.journal import Journal
from subgraphs.kit.errors import BadInput
from subgraphs.kit.writing import Writer

REPORTED_MAX: Final = 100
FIELDS_MAX: Final = 500
NAME_MAX: Final = 200
# What is denied before planning belongs to no one service: fields are told by their path from the root.
GRAPH: Final = "Graph"


@dataclass(frozen=True, slots=True)
class Denied:
    """Fields that somebody was denied in one request, by their names from the root on."""

    actor: str
    roles: Sequence[str]
    fields: Sequence[str]
    request_id: str
    address: str


async def note(writer: Writer, denials: Sequence[Denied]) -> int:
    """Note denials under the names of those who were denied; return how many."""
    if len(denials) > REPORTED_MAX or any(len(each.fields) > FIELDS_MAX for each in denials):
        raise BadInput(f"denials: at most {REPORTED_MAX} at once, of {FIELDS_MAX} fields each")
    async with writer.system_transaction() as db:
        connection = await db.connection()
        for each in denials:
            await _journal(each).write(connection)
    return len(denials)


def _journal(denial: Denied) -> Journal:
    known = frozenset(Role)
    roles = frozenset(Role(each) for each in denial.roles if each in known)
    journal = Journal(Principal(denial.actor[:NAME_MAX], roles), denial.request_id[:NAME_MAX], denial.address)
    names = sorted(name[:NAME_MAX] for name in denial.fields)
    journal.note(AuditAction.DENIAL, GRAPH, changes={"fields": names, "by": "gateway"})
    return journal
