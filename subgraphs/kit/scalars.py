"""How dates, instants, numbers and codes are read from clients: strictly, and only what the database can keep.

A value that is refused here never reaches a statement; the message does not repeat it.
"""

import re
from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any, Final, NewType

from strawberry.types.scalar import ScalarDefinition, scalar

from subgraphs.kit.errors import BadInput

CurrencyCode = NewType("CurrencyCode", str)
Long = NewType("Long", int)

LONG_MAX: Final = 2**53 - 1

# The widest amounts are NUMERIC(19, 4), the finest rates have six places.
DECIMAL: Final = re.compile(r"-?[0-9]{1,15}(\.[0-9]{1,6}0*)?", re.ASCII)
DATE: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII)
INSTANT: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt][0-9:.]+([Zz]|[+-][0-9]{2}:[0-9]{2})", re.ASCII)


def read_date(value: Any) -> date:
    """Read a day of the calendar."""
    if not isinstance(value, str) or not DATE.fullmatch(value):
        raise BadInput("Date is written as 2026-03-10")
    try:
        return date.fromisoformat(value)
    except ValueError:
        raise BadInput("Date is a day of the calendar, written as 2026-03-10") from None


def read_instant(value: Any) -> datetime:
    """Read an instant, which has an offset from UTC."""
    if not isinstance(value, str) or not INSTANT.fullmatch(value):
        raise BadInput("DateTime is written with its offset, as 2026-03-10T09:30:00Z")
    try:
        return datetime.fromisoformat(value.upper()).astimezone(UTC)
    except (ValueError, OverflowError):
        raise BadInput("DateTime is an instant of the years 1 to 9999, as 2026-03-10T09:30:00Z") from None


def read_decimal(value: Any) -> Decimal:
    """Read a decimal number: text, or a JSON number."""
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    text = format(Decimal(repr(value)), "f") if is_number and abs(value) < LONG_MAX else value
    if not isinstance(text, str) or not DECIMAL.fullmatch(text):
        raise BadInput('Decimal has up to 15 digits before the point and 6 after it, as "12.50"')
    return Decimal(text)


def read_long(value: Any) -> int:
    """Read a whole number that every JSON reader keeps exactly."""
    if not isinstance(value, int) or isinstance(value, bool) or abs(value) > LONG_MAX:
        raise BadInput(f"Long is a whole number within ±{LONG_MAX}")
    return value


def write_long(value: int) -> int:
    """Send a whole number; one that JSON readers would change is a fault of ours."""
    if abs(value) > LONG_MAX:
        raise ValueError("a Long beyond 2^53")
    return value


def read_currency(value: Any) -> str:
    """Read a currency code."""
    if not isinstance(value, str) or not (len(value) == 3 and value.isascii() and value.isupper()):  # noqa: PLR2004  # ISO 4217 codes have three letters
        raise BadInput("CurrencyCode is three capital letters (ISO 4217), such as USD")
    return value


def _scalar(
    name: str, description: str, read: Callable[[Any], Any], write: Callable[[Any], Any], url: str | None = None
) -> ScalarDefinition:
    return scalar(name=name, description=description, specified_by_url=url, serialize=write, parse_value=read)


SCALARS: Final[dict[object, ScalarDefinition]] = {
    date: _scalar("Date", "A day, as 2026-03-10.", read_date, date.isoformat),
    datetime: _scalar(
        "DateTime", "An instant with its offset from UTC, as 2026-03-10T09:30:00Z.", read_instant, datetime.isoformat
    ),
    Decimal: _scalar("Decimal", 'A decimal number, sent as text: "12.50".', read_decimal, str),
    CurrencyCode: _scalar(
        "CurrencyCode",
        "Three capital letters of ISO 4217, such as USD.",
        read_currency,
        str,
        "https://www.iso.org/iso-4217-currency-codes.html",
    ),
    Long: _scalar("Long", "A whole number within ±(2^53 - 1), sent as a JSON integer.", read_long, write_long),
}
