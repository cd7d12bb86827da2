"""Who may see what: the roles of each query and of each field, written by hand from the design pages."""

from typing import Final

from tests.access.expected import claims, core
from tests.access.expected.entries import LETTERS, SIGNED_IN, Losses, Type, holds

__all__ = ["EXPECTED", "LETTERS", "LOSSES", "SIGNED_IN", "TABLES", "Losses", "Type", "holds"]

EXPECTED: Final = {"core": core.TYPES, "claims": claims.TYPES}

# Who reaches which rows of a table, whatever a service asks: those who see the type, and nobody else.
TABLES: Final = {"core": core.TABLES, "claims": claims.TABLES}

LOSSES: Final = {"core": core.LOSSES, "claims": claims.LOSSES}
