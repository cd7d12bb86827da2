"""Two sides, one family's own and a stranger's, what is for all, somebody for each role, and how to ask a service."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Final
from uuid import UUID, uuid4

from sqlmodel import SQLModel

from shared_models.access import SCOPES
from shared_models.base import new_id
from shared_models.identity import NOBODY, Principal, Role
from subgraphs.kit.schema import DomainSchema
from tests.principals import USER, a_principal

NOW: Final = datetime.now(UTC)


@dataclass
class Party:
    """One side: a member with everything that hangs on it, and the keys of its rows by table."""

    user: UUID = field(default_factory=new_id)
    member: UUID = field(default_factory=new_id)
    company: UUID = field(default_factory=new_id)
    provider: UUID = field(default_factory=uuid4)
    agent: UUID = field(default_factory=new_id)
    keys: dict[str, UUID] = field(default_factory=dict)

    def add(self, row: Any, roles: str = "") -> Any:
        """Note the key of a row; one that is these roles' own stands beside that of all others."""
        self.keys |= {f"{row.__tablename__} {role}".rstrip(): row.id for role in roles or " "}
        return row

    def key(self, name: str, role: str) -> UUID:
        """Return the key of the row that a role is asked about: of a table, or of a neighbour's."""
        key: UUID = self.keys.get(f"{name} {role}") or self.keys.get(name) or getattr(self, name)
        return key


@dataclass
class World:
    """Both sides, and what stands in directories."""

    own: Party = field(default_factory=lambda: Party(user=UUID(USER)))
    foreign: Party = field(default_factory=Party)
    listed: Party = field(default_factory=Party)
    codes: dict[str, UUID] = field(default_factory=dict)

    def principal(self, role: str) -> Principal:
        """Return somebody of that role, whose tenants are those of the own side."""
        own = self.own
        match role:
            case "M":
                return a_principal(Role.MEMBER, member_ids=(own.member,), employer_ids=(own.company,))
            case "E":
                return a_principal(Role.EMPLOYER_ADMIN, company_ids=(own.company,))
            case "P":
                return a_principal(Role.PROVIDER, provider_ids=(own.provider,))
            case "S":
                return a_principal(Role.SALES_AGENT, agent_ids=(own.agent,))
            case "B":
                return a_principal(Role.SYSTEM_ADMIN, break_glass_id=own.member)
            case "V":
                return a_principal(Role.SERVICE, subject="service:tokens")
            case "W":
                return a_principal(Role.SERVICE, subject="service:claims", scopes=SCOPES)
            case "N":
                return NOBODY
            case _:
                return a_principal(OTHERS[role])


OTHERS: Final = {
    "C": Role.CLAIMS_OFFICER,
    "F": Role.FINANCE_OFFICER,
    "A": Role.SYSTEM_ADMIN,
    "U": Role.AUDITOR,
}


@dataclass(frozen=True)
class Domain:
    """The rows of one service and how to ask for them."""

    schema: DomainSchema
    # Rows of both sides, in the order they can be stored.
    rows: Callable[[World], list[SQLModel]]
    # Entities, and the tables of their rows.
    tables: dict[str, str]
    # Types that are no entities: from which type, and by which field (and what stands below it).
    ways: dict[str, tuple[str, str]] = field(default_factory=dict)
    # Arguments that a field of the root cannot do without; a name alone is given some id.
    arguments: dict[str, str] = field(default_factory=dict)
    # Types of another service, known by their ids alone, and who of a side that is: there is always such a row, and
    # its owner says who sees the id.
    stubs: dict[str, str] = field(default_factory=dict)
    # Entities whose key is no id, as it is asked for and as nobody has it.
    keys: dict[str, tuple[dict[str, str], dict[str, str]]] = field(default_factory=dict)
    # Fields of a neighbour that a representation must bring: of whom they hold the key, or a value in capitals.
    brought: dict[str, dict[str, str]] = field(default_factory=dict)
    # Types that only a list at the root finds: the field as it finds one, as it finds none, and the way below it.
    lists: dict[str, tuple[str, str, tuple[str, ...]]] = field(default_factory=dict)
    # Tables without an id: a column that finds the row, and whose id it holds.
    composite: dict[str, tuple[str, str]] = field(default_factory=dict)
    # SQL that makes of the rows what cannot be stored at once.
    afterwards: str = "SELECT"
