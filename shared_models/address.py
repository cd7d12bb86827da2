"""A postal address as it is kept in `jsonb` columns."""

from pydantic import BaseModel, ConfigDict


class PostalAddress(BaseModel):
    """Where somebody lives or something is; absent parts are null. `country` is ISO 3166-1 alpha-2."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    line: str | None = None
    city: str | None = None
    region: str | None = None
    postal_code: str | None = None
    country: str | None = None
