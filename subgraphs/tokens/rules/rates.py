"""Where a new rate stands among those of its operation: no two overlap, and no day that began changes its price."""

from collections.abc import Collection
from datetime import date

from subgraphs.kit.refusals import ErrorCode, Refused

PATH = ("input", "validFrom")


def end_of_rate(begins: Collection[date], day: date, *, today: date) -> date | Refused | None:
    """Return when a rate from `day` on ends, because another begins then; None where it goes on."""
    if day <= today:
        return Refused(ErrorCode.VALIDATION, f"A rate begins after {today}: that day has its prices.", PATH)
    if day in begins:
        return Refused(ErrorCode.ALREADY_EXISTS, f"A rate of this operation begins on {day} already.", PATH)
    return min((each for each in begins if each > day), default=None)
