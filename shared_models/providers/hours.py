"""When a place of care is open, as it is kept in `medical_institutions.opening_hours`."""

from pydantic import BaseModel, ConfigDict, Field


class Hours(BaseModel):
    """From one time of day to another, local time, such as 08:00 to 17:30."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    opens: str = Field(pattern=r"^([01]\d|2[0-3]):[0-5]\d$")
    closes: str = Field(pattern=r"^([01]\d|2[0-3]):[0-5]\d$|^24:00$")


class OpeningHours(BaseModel):
    """The hours of each day of the week; a day that is absent is closed or not known."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    monday: tuple[Hours, ...] = ()
    tuesday: tuple[Hours, ...] = ()
    wednesday: tuple[Hours, ...] = ()
    thursday: tuple[Hours, ...] = ()
    friday: tuple[Hours, ...] = ()
    saturday: tuple[Hours, ...] = ()
    sunday: tuple[Hours, ...] = ()
