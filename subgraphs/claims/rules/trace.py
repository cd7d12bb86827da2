"""The steps of a decision, as they are kept: which rule looked at what, what came of it, and how much it moved."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Any


class StepOutcome(StrEnum):
    """What came of a step."""

    PASSED = "passed"
    DENIED = "denied"
    PENDED = "pended"
    APPLIED = "applied"
    SKIPPED = "skipped"


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the seventeen; `inputs` holds plain values only: text, whole numbers, amounts as text."""

    step: int
    rule: str
    outcome: StepOutcome
    inputs: Mapping[str, Any]
    amount: Decimal | None = None
