"""What a person decides about a claim where the engine alone does not: for all that is pended, or line by line.

A judgement is part of what a run is decided on: the engine prices, shares and counts with it, so that the parts add up
and limits hold whatever a person says. It is kept with its run; a later one adds to it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Any, Final, Literal, TypeAlias

from subgraphs.claims.rules.reasons import Reason
from subgraphs.kit.refusals import ErrorCode, Refused


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

UNCLEAR: Final = Refused(
    ErrorCode.VALIDATION,
    "Of each line is said once either to deny it or to pay it, and where an amount is said, what is paid of it.",
    ("input", "lines"),
)
UNREASONED: Final = Refused(
    ErrorCode.VALIDATION, "A denial has a denialReason, and an approval has none.", ("input", "denialReason")
)
NOTHING_CHANGED: Final = Refused(
    ErrorCode.VALIDATION, "An appeal that is overturned says what is to be paid, line by line.", ("input", "lines")
)


@dataclass(frozen=True, slots=True)
class Said:
    """What was said of one line, as it came."""

    line_no: int
    pay: OverrideReason | None = None
    deny: DenialReason | None = None
    plan_paid: Decimal | None = None
    allowed: Decimal | None = None

    @property
    def word(self) -> Word | None:
        """Return what it means; None where it means nothing."""
        match self:
            case Said(pay=None, deny=DenialReason() as reason, plan_paid=None, allowed=None):
                return Deny(reason)
            case Said(pay=OverrideReason() as reason, deny=None, plan_paid=None, allowed=None):
                return Pay(reason)
            case Said(pay=OverrideReason() as reason, deny=None, plan_paid=Decimal() as plan_paid):
                return Override(reason, plan_paid, self.allowed)
            case _:
                return None


@dataclass(frozen=True, slots=True)
class Judgement:
    """What was said of lines, by their numbers, and of the rest; whether what is pended is approved as it is priced."""

    words: tuple[tuple[int, Word], ...] = ()
    rest: Deny | None = None
    approves_pended: bool = False

    def on(self, line_no: int) -> Word | None:
        """Return what was said of a line."""
        return dict(self.words).get(line_no, self.rest)

    def settles(self, line_no: int) -> bool:
        """Say whether nobody has to look at a line any more."""
        return self.approves_pended or self.on(line_no) is not None

    def then(self, later: "Judgement") -> "Judgement":
        """Return this judgement with what was said later, which counts where both speak of a line."""
        if later.rest is not None:
            return later
        words = dict(self.words) | dict(later.words)
        approves_pended = self.approves_pended or later.approves_pended
        return Judgement(tuple(sorted(words.items())), self.rest, approves_pended)

    @property
    def is_empty(self) -> bool:
        return self == NOTHING_SAID


NOTHING_SAID: Final = Judgement()


def approval(lines: Sequence[Said]) -> Judgement | Refused:
    """Return the judgement that what is pended is approved, but for what is said of lines."""
    words = _words(lines)
    return words if isinstance(words, Refused) else Judgement(words, approves_pended=True)


def denial(reason: DenialReason, lines: Sequence[Said]) -> Judgement | Refused:
    """Return the judgement that all is denied, but for what is said of lines."""
    words = _words(lines)
    return words if isinstance(words, Refused) else Judgement(words, Deny(reason))


def overturning(lines: Sequence[Said]) -> Judgement | Refused:
    """Return the judgement by which an appeal changes a decision."""
    words = _words(lines)
    if isinstance(words, Refused):
        return words
    return Judgement(words) if words else NOTHING_CHANGED


def _words(lines: Sequence[Said]) -> tuple[tuple[int, Word], ...] | Refused:
    words = {each.line_no: word for each in lines if (word := each.word) is not None}
    return tuple(sorted(words.items())) if len(words) == len(lines) else UNCLEAR


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
