"""What an entry of the table says, and its letters.

One letter a role, as the domain design has them: M member, E employer_admin, P provider, C claims_officer,
S sales_agent, F finance_officer, A system_admin, B system_admin with an emergency token, U auditor, V service,
W service with all scopes there are, N nobody. A type says who sees rows that are theirs (`own`), those of the
other side (`foreign`), those that stand in a directory (`listed`) and all (`all`), then who sees which field.
"""

from dataclasses import dataclass, field
from typing import Final

LETTERS: Final = "MEPCSFABUVWN"
SIGNED_IN: Final = "MEPCSFABUVW"


@dataclass(frozen=True)
class Type:
    """Who sees which rows of a type and which fields of those."""

    own: str = ""
    foreign: str = ""
    listed: str = ""
    all: str = ""
    fields: dict[str, str] = field(default_factory=dict)

    def seen_by(self, name: str) -> str:
        """Return the roles that see a field."""
        return next(roles for names, roles in self.fields.items() if name in names.split())

    def names(self) -> list[str]:
        """Return all fields."""
        return [name for names in self.fields for name in names.split()]


# Whoever holds B is a system_admin as well, and whoever holds W a service.
HELD: Final = {"B": "AB", "W": "VW"}


def holds(role: str) -> str:
    """Return the letters that a role stands for."""
    return HELD.get(role, role)


@dataclass(frozen=True)
class Losses:
    """Rules that the matrix must miss, each taken away by itself."""

    # Type, field and role of an audience; type, role and grant of a relation; a table; a coordinate of the gateway.
    fields: tuple[tuple[str, str, str], ...]
    rows: tuple[tuple[str, str, str], ...]
    tables: tuple[str, ...]
    coordinates: tuple[str, ...]
