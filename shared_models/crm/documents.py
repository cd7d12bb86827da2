"""The shapes of the JSON documents in crm's columns; amounts are decimal strings in the currency of their row."""

from decimal import Decimal

from pydantic import BaseModel, ConfigDict


class Document(BaseModel):
    """Base of the documents: frozen, nothing unknown in them."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Territory(Document):
    """Where a team sells: countries (ISO 3166-1 alpha-2) and regions within them; none means anywhere."""

    countries: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()


class BandSlice(Document):
    """The part of a premium that fell into one band, and the commission it earned."""

    tier_level: int
    premium: Decimal
    rate: Decimal
    commission: Decimal


class Calculation(Document):
    """How a commission was calculated: the premium of the year before it, and its slices; none for corrections."""

    premium_before: Decimal = Decimal(0)
    slices: tuple[BandSlice, ...] = ()
