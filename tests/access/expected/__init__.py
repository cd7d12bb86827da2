"""Who may see what: the roles of each query and of each field, written by hand from the design pages."""

from typing import Final

from tests.access.expected import analytics, claims, core, crm, finance, providers, schemes, tokens
from tests.access.expected.entries import LETTERS, SIGNED_IN, Losses, Type, holds

__all__ = ["EXPECTED", "LETTERS", "LOSSES", "SIGNED_IN", "TABLES", "Losses", "Type", "holds"]

EXPECTED: Final = {
    "core": core.TYPES,
    "claims": claims.TYPES,
    "finance": finance.TYPES,
    "tokens": tokens.TYPES,
    "crm": crm.TYPES,
    "schemes": schemes.TYPES,
    "providers": providers.TYPES,
    "analytics": analytics.TYPES,
}

# Who reaches which rows of a table, whatever a service asks: those who see the type, and nobody else.
TABLES: Final = {
    "core": core.TABLES,
    "claims": claims.TABLES,
    "finance": finance.TABLES,
    "tokens": tokens.TABLES,
    "crm": crm.TABLES,
    "schemes": schemes.TABLES,
    "providers": providers.TABLES,
    "analytics": analytics.TABLES,
}

LOSSES: Final = {
    "core": core.LOSSES,
    "claims": claims.LOSSES,
    "finance": finance.LOSSES,
    "tokens": tokens.LOSSES,
    "crm": crm.LOSSES,
    "schemes": schemes.LOSSES,
    "providers": providers.LOSSES,
    "analytics": analytics.LOSSES,
}
