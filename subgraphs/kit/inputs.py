"""Bounds of what orders take: each field of an input says what it may hold, and is read by that before anything else.

    @strawberry.input
    class LoginInput:
        email: str = bounded(EMAIL)
        password: str = bounded(PASSWORD)

Text is brought into one form (NFC), trimmed unless it is a secret, and holds no control characters.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, fields, replace
from typing import Any, Final, Protocol, TypeVar
from uuid import UUID

import strawberry
from strawberry.utils.str_converters import to_camel_case

from subgraphs.kit.refusals import ErrorCode, Refused

LIST_MAX: Final = 100
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


EMAIL: Final = Text(longest=254, shortest=3, pattern=r"[^\s@]+@[^\s@]+", form="an e-mail address")
# How long a new one must be is a rule of passwords; here is only what is worth looking at.
PASSWORD: Final = Text(longest=128, is_secret=True)
ONE_TIME_CODE: Final = Text(longest=6, shortest=6, pattern=r"[0-9]{6}", form="six digits")
TOKEN: Final = Text(longest=200, pattern=r"[A-Za-z0-9_-]+", form="a token")
ID: Final = Id()


def bounded(bounds: Bounds, *, default: Any = _REQUIRED, description: str | None = None) -> Any:
    """Declare a field of an input with its bounds; with a default of None it may be left out."""
    options = {} if default is _REQUIRED else {"default": default}
    return strawberry.field(metadata={_BOUNDS: bounds}, description=description, **options)


def read_input(given: Given) -> Given | tuple[Refused, ...]:
    """Return an input whose fields are read by their bounds, or everything that is wrong with it."""
    read: dict[str, Any] = {}
    refusals: list[Refused] = []
    for name, bounds in _bounds_of(type(given)):
        value = getattr(given, name)
        if value is None:
            continue
        try:
            read[name] = bounds.read(value)
        except Misfit as misfit:
            api_name = to_camel_case(name)
            refusals.append(Refused(ErrorCode.VALIDATION, f"{api_name} {misfit}.", ("input", api_name)))
    return tuple(refusals) or replace(given, **read)  # type: ignore[type-var]  # every input is a dataclass


def _bounds_of(kind: type[Any]) -> Iterator[tuple[str, Bounds]]:
    for each in fields(kind):
        if _BOUNDS in each.metadata:
            yield each.name, each.metadata[_BOUNDS]
