"""Demonstration rows: what agents, accountants and analysts would have written about what was imported.

All are made by `DEMONSTRATION` and follow from the facts and a day; their ids follow from the facts alone, so that on
another day nothing is made twice.
"""

from datetime import UTC, date, datetime, time
from typing import Final
from uuid import UUID

from stack.loading.identity import shared_id

DEMONSTRATION: Final = shared_id("users", "demonstration")


def demonstration_id(table: str, name: object) -> UUID:
    """Return the id of a demonstration row."""
    return shared_id(table, f"demonstration:{name}")


def midnight(day: date) -> datetime:
    """Return the instant at which a day begins."""
    return datetime.combine(day, time(), UTC)
