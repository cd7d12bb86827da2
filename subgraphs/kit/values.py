"""Value types that every schema shares, and the fields that make them from columns."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Annotated, Any, overload

import strawberry
from sqlalchemy.dialects.postgresql import Range

from shared_models.money import quantise
from subgraphs.kit.errors import BadInput
from subgraphs.kit.nodes import reads
from subgraphs.kit.scalars import CurrencyCode


@strawberry.federation.type(shareable=True, description="An amount in one currency, in its minor unit.")
class Money:
    """An amount in one currency, in its minor unit."""

    amount: Decimal
    currency: CurrencyCode


@strawberry.federation.type(shareable=True, description="Days from `from` up to, not including, `to`; null is open.")
class DateSpan:
    """Days from one up to, not including, another; None is open."""

    from_: date | None = strawberry.field(name="from")
    to: date | None


@strawberry.input(description="Days from `from` up to, not including, `to`; null is open.")
class DateSpanInput:
    """Days from one up to, not including, another; None is open."""

    from_: date | None = strawberry.field(name="from", default=None)
    to: date | None = None


@strawberry.federation.type(shareable=True, description="A postal address.")
class Address:
    """A postal address, as `shared_models.address.PostalAddress` keeps it."""

    line: str | None
    city: str | None
    region: str | None
    postal_code: str | None
    country: str | None


def money(column: str, currency: str = "currency") -> Any:
    """Declare a Money field made of an amount column and a currency column; null where the amount is."""

    def resolve(self: Any) -> Any:
        return money_of(getattr(self, column), getattr(self, currency))

    return _made_of(resolve, column, currency)


@overload
def money_of(amount: Decimal, currency: str) -> Money: ...
@overload
def money_of(amount: Decimal | None, currency: str) -> Money | None: ...
def money_of(amount: Decimal | None, currency: str) -> Money | None:
    """Return the API's Money for an amount; None where there is none."""
    if amount is None:
        return None
    return Money(amount=quantise(amount, currency), currency=CurrencyCode(currency))


def days(column: str) -> Any:
    """Declare a DateSpan field made of a daterange column; null where the column is."""

    def resolve(self: Any) -> Any:
        return days_of(getattr(self, column))

    return _made_of(resolve, column)


def days_of(span: Range[date] | None) -> DateSpan | None:
    """Return the API's DateSpan for a range of days; None where there is none."""
    return None if span is None else DateSpan(from_=span.lower, to=span.upper)


FirstDay = Annotated[date, strawberry.argument(name="from", description="The first of the days.")]
LastDay = Annotated[date, strawberry.argument(name="to", description="The last of the days, which counts.")]


def days_between(first: date, last: date) -> tuple[date, date]:
    """Read two days a client gave, the first not after the last."""
    if last < first:
        raise BadInput("from, to: the last day is before the first")
    return first, last


def address(column: str = "address") -> Any:
    """Declare an Address field made of a jsonb column; null where the column is."""

    def resolve(self: Any) -> Any:
        parts = getattr(self, column)
        names = ("line", "city", "region", "postal_code", "country")
        return None if parts is None else Address(**{name: parts.get(name) for name in names})

    return _made_of(resolve, column)


def _made_of(resolve: Callable[[Any], Any], *columns: str) -> Any:
    return strawberry.field(resolver=resolve, metadata=reads(*columns))
