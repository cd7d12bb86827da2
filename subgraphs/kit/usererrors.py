"""How a client reads that an order was refused: in the payload, beside what was done."""

from collections.abc import Sequence
from dataclasses import fields
from typing import Any, Self

import strawberry

from subgraphs.kit.refusals import ErrorCode, Refused

strawberry.enum(ErrorCode, description="Why an order was refused.")


@strawberry.federation.type(
    shareable=True, description="Why an order was refused, and which part of the input is at fault."
)
class UserError:
    """A refusal in the API."""

    code: ErrorCode
    message: str
    path: list[str]


class Payload:
    """The answer to an order: what was done, in the fields ahead of the errors, one for each part of it; or why not."""

    @classmethod
    def of(cls, outcome: Any) -> Self:
        """Return the payload of what was done, or of one refusal or several."""
        match outcome:
            case Refused():
                return cls.refused((outcome,))
            case (Refused(), *_):
                return cls.refused(outcome)
            case _:
                return cls._with(outcome, ())

    @classmethod
    def refused(cls, refusals: Sequence[Refused]) -> Self:
        """Return the payload of refusals."""
        return cls._with(None, refusals)

    @classmethod
    def _with(cls, outcome: Any, refusals: Sequence[Refused]) -> Self:
        errors = [UserError(code=each.code, message=each.message, path=list(each.path)) for each in refusals]
        names = [each.name for each in fields(cls) if each.name != "errors"]  # type: ignore[arg-type]  # every payload is a dataclass
        parts = outcome if len(names) > 1 and outcome is not None else [outcome] * len(names)
        return cls(**dict(zip(names, parts, strict=True)), errors=errors)  # type: ignore[call-arg]  # the same
