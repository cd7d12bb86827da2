"""What a person decides about a claim where the engine alone does not: for all that is pended, or line by line.

A judgement is part of what a run is decided on: the engine prices, shares and counts with it, so that the parts add up
and limits hold whatever a person says. It is kept with its run; a later one adds to it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Any, Final, Literal, TypeAlias

from subgraphs.claims.rules.reasons import Reason


class DenialReason(StrEnum):
    """Why a person denies a line."""

    CODE_INVALID = "CODE_INVALID"
    DIAGNOSIS_INVALID = "DIAGNOSIS_INVALID"
    DUPLICATE = "DUPLICATE"
    NOT_COVERED = "NOT_COVERED"
    EXCLUDED = "EXCLUDED"
    PRE_EXISTING = "PRE_EXISTING"
    NOT_NECESSARY = "NOT_NECESSARY"
    NO_PREAUTH = "NO_PREAUTH"
    GUIDELINES_NOT_MET = "GUIDELINES_NOT_MET"


class OverrideReason(StrEnum):
    """Why a person pays a line, or another amount than the engine would."""

    CONTRACT_TERMS = "CONTRACT_TERMS"
    MEDICAL_REVIEW = "MEDICAL_REVIEW"
    DOCUMENTS_RECEIVED = "DOCUMENTS_RECEIVED"
    COVER_CONFIRMED = "COVER_CONFIRMED"
    CORRECTION = "CORRECTION"
    GOODWILL = "GOODWILL"


@dataclass(frozen=True, slots=True)
class Pay:
    """Pay the line as it is priced, whatever gate stood in the way; cover, prices and limits hold."""

    reason: OverrideReason
    kind: Literal["pay"] = "pay"


@dataclass(frozen=True, slots=True)
class Deny:
    """Deny the line."""

    reason: DenialReason
    kind: Literal["deny"] = "deny"


@dataclass(frozen=True, slots=True)
class Override:
    """Pay this much of the line; `allowed` None leaves the price as it is."""

    reason: OverrideReason
    plan_paid: Decimal
    allowed: Decimal | None = None
    kind: Literal["override"] = "override"


Word: TypeAlias = Pay | Deny | Override


@dataclass(frozen=True, slots=True)
class Judgement:
    """What was said of lines, by their numbers; and whether what is pended is approved as it is priced."""

    words: tuple[tuple[int, Word], ...] = ()
    approves_pended: bool = False

    def on(self, line_no: int) -> Word | None:
        """Return what was said of a line."""
        return dict(self.words).get(line_no)

    def settles(self, line_no: int) -> bool:
        """Say whether nobody has to look at a line any more."""
        return self.approves_pended or self.on(line_no) is not None

    def then(self, later: "Judgement") -> "Judgement":
        """Return this judgement with what was said later, which counts where both speak of a line."""
        words = dict(self.words) | dict(later.words)
        return Judgement(tuple(sorted(words.items())), self.approves_pended or later.approves_pended)

    @property
    def is_empty(self) -> bool:
        return not self.words and not self.approves_pended


NOTHING_SAID: Final = Judgement()


def reason_of(word: Deny) -> Reason:
    """Return the reason of a denial as results tell it."""
    return Reason(word.reason.value)


def told(word: Word) -> Mapping[str, Any]:
    """Return what was said, as a trace keeps it."""
    match word:
        case Pay(reason) | Deny(reason):
            return {"word": word.kind, "reason": reason.value}
        case Override(reason, plan_paid, allowed):
            return {
                "word": word.kind,
                "reason": reason.value,
                "plan_paid": str(plan_paid),
                "allowed": None if allowed is None else str(allowed),
            }
