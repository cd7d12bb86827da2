"""Bounds of what orders take: each field of an input says what it may hold, and is read by that before anything else.

    @strawberry.input
    class LoginInput:
        email: str = bounded(EMAIL)
        password: str = bounded(PASSWORD)

Text is brought into one form (NFC), trimmed unless it is a secret, and holds no control characters. Inputs hold inputs
and lists: `lines: list[LineInput] = bounded(Many(INPUT, longest=200))`. Whatever is wrong is told at once, each thing
with the path to it: `["input", "lines", "3", "units"]`.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field, fields, replace
from datetime import date
from decimal import Decimal
from typing import Any, Final, Protocol, TypeVar
from uuid import UUID

import strawberry
from strawberry.utils.str_converters import to_camel_case

from shared_models.money import CURRENCIES
from subgraphs.kit.idempotency import KEY_LENGTHS
from subgraphs.kit.refusals import ErrorCode, Refused

_BOUNDS: Final = "bounds"
_REQUIRED: Final[Any] = object()

Given = TypeVar("Given")


class Misfit(ValueError):
    """A value is outside its bounds; the message completes the sentence that begins with the field's name."""


class Bounds(Protocol):
    """What a field may hold."""

    def read(self, value: Any) -> Any:
        """Return the value in the form to work with; raises Misfit."""


@dataclass(frozen=True, slots=True)
class Text:
    """Text of some length and, where it has one, of a pattern, which `form` puts in words."""

    longest: int
    shortest: int = 1
    pattern: str = ""
    form: str = ""
    is_secret: bool = False

    def read(self, value: Any) -> str:
        text = unicodedata.normalize("NFC", value)
        text = text if self.is_secret else text.strip()
        if any(unicodedata.category(each) in ("Cc", "Cs") for each in text):
            raise Misfit("has no control characters")
        if not self.shortest <= len(text) <= self.longest:
            raise Misfit(f"has {self.shortest} to {self.longest} characters")
        if self.pattern and not re.fullmatch(self.pattern, text, re.ASCII):
            raise Misfit(f"is {self.form}")
        return text


@dataclass(frozen=True, slots=True)
class Id:
    """An id of ours."""

    def read(self, value: Any) -> str:
        try:
            return str(UUID(value))
        except ValueError:
            raise Misfit("is an id (a UUID)") from None


@dataclass(frozen=True, slots=True)
class Number:
    """A decimal number with so many places at most; `is_more` leaves the least one out."""

    least: Decimal
    most: Decimal
    places: int
    is_more: bool = False

    def read(self, value: Any) -> Decimal:
        if value > self.most or value < self.least or (self.is_more and value == self.least):
            raise Misfit(f"is {'more than' if self.is_more else 'at least'} {self.least} and at most {self.most}")
        if value != value.quantize(Decimal(1).scaleb(-self.places)):
            raise Misfit(f"has at most {self.places} digits after the point")
        return Decimal(value)


@dataclass(frozen=True, slots=True)
class Whole:
    """A whole number."""

    least: int
    most: int

    def read(self, value: Any) -> int:
        if not self.least <= value <= self.most:
            raise Misfit(f"is from {self.least} to {self.most}")
        return int(value)


@dataclass(frozen=True, slots=True)
class Day:
    """A day that somebody now alive may have to do with."""

    first: date = date(1900, 1, 1)
    last: date = date(2199, 12, 31)

    def read(self, value: Any) -> date:
        if not self.first <= value <= self.last:
            raise Misfit(f"is a day from {self.first} to {self.last}")
        day: date = value
        return day


@dataclass(frozen=True, slots=True)
class Currency:
    """A currency that is in use."""

    def read(self, value: Any) -> str:
        if value not in CURRENCIES:
            raise Misfit("is a currency of ISO 4217")
        return str(value)


@dataclass(frozen=True, slots=True)
class AsItIs:
    """Anything: an input of a batch, which is read, and refused, for itself."""

    def read(self, value: Any) -> Any:
        return value


@dataclass(frozen=True, slots=True)
class Nested:
    """Another input, read by its own fields."""


@dataclass(frozen=True, slots=True)
class Many:
    """A list, each item of which is read by the same bounds."""

    of: "Bounds | Nested"
    longest: int
    shortest: int = 0


EMAIL: Final = Text(longest=254, shortest=3, pattern=r"[^\s@]+@[^\s@]+", form="an e-mail address")
# How long a new one must be is a rule of passwords; here is only what is worth looking at.
PASSWORD: Final = Text(longest=128, is_secret=True)
ONE_TIME_CODE: Final = Text(longest=6, shortest=6, pattern=r"[0-9]{6}", form="six digits")
TOKEN: Final = Text(longest=200, pattern=r"[A-Za-z0-9_-]+", form="a token")
ID: Final = Id()
DAY: Final = Day()
CURRENCY: Final = Currency()
INPUT: Final = Nested()
AS_IT_IS: Final = AsItIs()
IDEMPOTENCY_KEY: Final = Text(longest=KEY_LENGTHS[-1], shortest=KEY_LENGTHS[0])


def bounded(bounds: Bounds | Nested | Many, *, default: Any = _REQUIRED, description: str | None = None) -> Any:
    """Declare a field of an input with its bounds; with a default of None it may be left out."""
    options = {} if default is _REQUIRED else {"default": default}
    return strawberry.field(metadata={_BOUNDS: bounds}, description=description, **options)


def read_input(given: Given, path: tuple[str, ...] = ("input",)) -> Given | tuple[Refused, ...]:
    """Return an input whose fields are read by their bounds, or everything that is wrong with it."""
    reading = _Reading()
    read = reading.fields(given, path)
    return tuple(reading.refusals) or read


@dataclass(slots=True)
class _Reading:
    """One input while it is read, with what was found wrong so far."""

    refusals: list[Refused] = field(default_factory=list)

    def fields(self, given: Given, path: tuple[str, ...]) -> Given:
        read = {
            name: self.value(value, bounds, (*path, to_camel_case(name)))
            for name, bounds in _bounds_of(type(given))
            if (value := getattr(given, name)) is not None
        }
        return replace(given, **read)  # type: ignore[type-var]  # every input is a dataclass

    def value(self, value: Any, bounds: Bounds | Nested | Many, path: tuple[str, ...]) -> Any:
        try:
            match bounds:
                case Nested():
                    return self.fields(value, path)
                case Many():
                    return self.items(value, bounds, path)
                case _:
                    return bounds.read(value)
        except Misfit as misfit:
            self.refusals.append(Refused(ErrorCode.VALIDATION, f"{_name_of(path)} {misfit}.", path))
            return value

    def items(self, values: list[Any], bounds: Many, path: tuple[str, ...]) -> list[Any]:
        if not bounds.shortest <= len(values) <= bounds.longest:
            raise Misfit(f"has {bounds.shortest} to {bounds.longest} items")
        return [self.value(value, bounds.of, (*path, str(index))) for index, value in enumerate(values)]


def _name_of(path: tuple[str, ...]) -> str:
    """Return the name of the field that a path leads to; an item of a list has that of the list."""
    return next(part for part in reversed(path) if not part.isdecimal())


def _bounds_of(kind: type[Any]) -> Iterator[tuple[str, Bounds | Nested | Many]]:
    for each in fields(kind):
        if _BOUNDS in each.metadata:
            yield each.name, each.metadata[_BOUNDS]
