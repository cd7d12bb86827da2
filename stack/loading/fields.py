"""What a field may hold: readers of one value.

A reason says what was expected and never shows the value: it may be personal.
"""

import re
from datetime import UTC, date, datetime
from decimal import Decimal, InvalidOperation
from typing import Final

from shared_models.money import quantise

CURRENCY: Final = "USD"
AMOUNT_MAX: Final = Decimal(10) ** 12
UUID_FORM: Final = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
NOBODY: Final = ("", "0")
CODE_LENGTH_MAX: Final = 18
ISO_DAY_LENGTH: Final = 10
HALF_TURN: Final = 180


def identifier(text: str) -> str:
    """Read an id of the source."""
    lowered = text.lower()
    if not UUID_FORM.fullmatch(lowered):
        raise ValueError("is not a UUID")
    return lowered


def maybe_identifier(text: str) -> str | None:
    """Read an id of the source, where an empty field or 0 is nobody."""
    return None if text in NOBODY else identifier(text)


def words(text: str) -> str:
    """Read text that may be empty."""
    return text.strip()


def some_words(text: str) -> str:
    """Read text that may not be empty."""
    if not (read := text.strip()):
        raise ValueError("is empty")
    return read


def code(text: str) -> str:
    """Read a code."""
    if not 0 < len(text) <= CODE_LENGTH_MAX:
        raise ValueError(f"is not a code of 1 to {CODE_LENGTH_MAX} characters")
    return text


def day(text: str) -> date:
    """Read a day, or the day in UTC of an instant."""
    try:
        return date.fromisoformat(text) if len(text) == ISO_DAY_LENGTH else instant(text).date()
    except ValueError:
        raise ValueError("is not a date") from None


def maybe_day(text: str) -> date | None:
    """Read a day that may be absent."""
    return day(text) if text else None


def instant(text: str) -> datetime:
    """Read an instant; without an offset it is UTC."""
    try:
        read = datetime.fromisoformat(text)
    except ValueError:
        raise ValueError("is not a time") from None
    return read.replace(tzinfo=UTC) if read.tzinfo is None else read.astimezone(UTC)


def amount(text: str) -> Decimal:
    """Read an amount of money that is not negative, in whole cents."""
    try:
        read = Decimal(text)
    except InvalidOperation:
        raise ValueError("is not an amount") from None
    if not read.is_finite() or not 0 <= read < AMOUNT_MAX:
        raise ValueError("is not an amount between 0 and 10^12")
    return quantise(read, CURRENCY)


def maybe_amount(text: str) -> Decimal:
    """Read an amount of money, zero where it is absent."""
    return amount(text) if text else Decimal("0.00")


def quantity(text: str) -> Decimal:
    """Read a number of units, one where it is absent."""
    return amount(text) if text else Decimal(1)


def degrees(text: str) -> Decimal | None:
    """Read a coordinate that may be absent, to the metre or so."""
    if not text:
        return None
    try:
        read = Decimal(text)
    except InvalidOperation:
        raise ValueError("is not a coordinate") from None
    if not read.is_finite() or abs(read) > HALF_TURN:
        raise ValueError("is not a coordinate")
    return round(read, 6)


def maybe_position(text: str) -> int | None:
    """Read the position of a diagnosis that may be absent."""
    if not text:
        return None
    if not text.isascii() or not text.isdigit():
        raise ValueError("is not a position")
    return int(text)


def maybe_code(text: str) -> str | None:
    """Read a code that may be absent."""
    return code(text) if text else None
