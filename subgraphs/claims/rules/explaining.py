"""A decision in words: plain ones for the member, with all inputs for an officer.

Every step of the trace has a sentence; a member reads those that moved money or decided something.
"""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Any, Final

from subgraphs.claims.rules.reasons import Reason
from subgraphs.claims.rules.result import Result
from subgraphs.claims.rules.trace import Step, StepOutcome

PRICE: Final = 12
LIMITS: Final = 15


class Audience(StrEnum):
    """Who reads."""

    MEMBER = "member"
    OFFICER = "officer"


@dataclass(frozen=True, slots=True)
class Sentence:
    """One step in words. `inputs` is empty for a member."""

    line_no: int
    step: int
    rule: str
    outcome: StepOutcome
    text: str
    amount: Decimal | None
    inputs: dict[str, Any]


_WHY: Final = {
    Reason.MEMBER_INACTIVE: "You were not a member on that day.",
    Reason.NO_ENROLMENT: "You were not enrolled in any scheme.",
    Reason.BEFORE_COVER: "The service was before your cover began.",
    Reason.AFTER_COVER: "The service was after your cover ended.",
    Reason.COMPANY_LAPSED: "Your employer's cover had lapsed on that day.",
    Reason.DEPENDANT_OVERAGE: "You had reached the age at which dependants leave cover.",
    Reason.LATE_FILING: "The provider sent the bill too late. You need not pay it.",
    Reason.PROVIDER_NOT_ELIGIBLE: "The provider was not allowed to treat on that day. You need not pay it.",
    Reason.CODE_INVALID: "The code of the service is not valid. The provider has to correct it.",
    Reason.DIAGNOSIS_INVALID: "The code of the diagnosis is not valid. The provider has to correct it.",
    Reason.DUPLICATE: "This was billed already. You need not pay it twice.",
    Reason.NOT_COVERED: "Your scheme does not cover this.",
    Reason.EXCLUDED: "Your scheme excludes this.",
    Reason.PRE_EXISTING: "This belongs to a condition from before your cover, which is excluded for a time.",
    Reason.WRONG_SEX: "The code cannot be right for you. The provider has to correct it.",
    Reason.WRONG_AGE: "The code cannot be right for your age. The provider has to correct it.",
    Reason.NOT_NECESSARY: "This is not necessary by the rules for it.",
    Reason.WAITING_PERIOD: "The waiting time of this benefit was not over.",
    Reason.NO_PREAUTH: "This needed an approval beforehand, and there is none that covers it.",
    Reason.OUT_OF_NETWORK: "Your scheme covers this with providers of its network only.",
    Reason.LIMIT_REACHED: "A limit of your scheme is reached.",
    Reason.GUIDELINES_NOT_MET: "The bill does not meet the terms of billing. You need not pay it.",
    Reason.POSSIBLE_DUPLICATE: "Something similar was billed for the same day. Somebody will look at it.",
    Reason.NECESSITY_REVIEW: "Somebody will look at whether this was necessary.",
    Reason.NO_RATE: "There is no agreed price for this yet. Somebody will look at it.",
    Reason.SUSPECTED_FRAUD: "Somebody will look at the bill before it is decided.",
    Reason.IN_GRACE: "The premium of your cover is due; the plan pays once it is in.",
}
_LIMITS: Final = {
    "visit": "a visit",
    "benefit_annual": "this kind of care in a year",
    "annual": "all care in a year",
    "preauthorised": "what was approved beforehand",
    "benefit_lifetime": "this kind of care in a lifetime",
    "lifetime": "all care in a lifetime",
}


def tell(reason: Reason) -> str:
    """Tell a reason in a plain sentence."""
    return _WHY.get(reason, f"{reason.value.replace('_', ' ').capitalize()}.")


@dataclass(frozen=True, slots=True)
class Told:
    """What the words of a line's steps need beside the steps."""

    line_no: int
    billed: Decimal
    balance_bill: Decimal
    steps: tuple[Step, ...]


def explain(result: Result, audience: Audience) -> tuple[Sentence, ...]:
    """Tell a decision step by step."""
    return tuple(
        sentence
        for each in result.lines
        for sentence in explain_line(
            Told(each.line.line_no, each.line.billed, each.shares.balance_bill, each.trace), audience
        )
    )


def explain_line(told: Told, audience: Audience) -> tuple[Sentence, ...]:
    """Tell what was decided for one line, step by step."""
    is_officer = audience is Audience.OFFICER
    return tuple(
        Sentence(
            told.line_no,
            step.step,
            step.rule,
            step.outcome,
            _text(told, step),
            step.amount,
            dict(step.inputs) if is_officer else {},
        )
        for step in told.steps
        if is_officer or _concerns_a_member(step)
    )


def _concerns_a_member(step: Step) -> bool:
    if step.outcome in {StepOutcome.DENIED, StepOutcome.PENDED}:
        return True
    return step.outcome is StepOutcome.APPLIED and bool(step.amount or step.step == PRICE)


def _text(told: Told, step: Step) -> str:
    if step.outcome in {StepOutcome.DENIED, StepOutcome.PENDED}:
        return _why(step)
    match step.step:
        case 12:
            return _price(told, step)
        case 13:
            parts = (f"{step.inputs[name]} {name}" for name in ("deductible", "copay", "coinsurance"))
            return f"Your share is {step.amount}: {', '.join(parts)}."
        case 14 if step.amount:
            return f"{step.amount} is above what you pay in a year at most; the plan pays it."
        case 15 if step.amount:
            return f"{step.amount} is above what the plan pays for {_LIMITS[step.inputs['limit']]}; you pay it."
        case 16 if step.amount:
            return f"Another payer paid {step.amount}."
        case _:
            return f"{step.rule.capitalize()}: {step.outcome.value}."


def _price(told: Told, step: Step) -> str:
    rest = told.billed - (step.amount or Decimal(0))
    if not rest:
        return f"The price of {step.amount} is accepted."
    if told.balance_bill:
        return f"{step.amount} of {told.billed} is accepted; the provider is out of network and may bill you {rest}."
    return f"The agreed price is {step.amount}; the provider bears {rest}."


def _why(step: Step) -> str:
    """Return the sentence of the reason that a step gives: its own, or the first of several."""
    if step.step == LIMITS:
        return tell(Reason.LIMIT_REACHED)
    reasons = step.inputs.get("reasons") or [step.inputs.get("reason")]
    return tell(Reason(reasons[0])) if reasons[0] else f"{step.rule.capitalize()}: {step.outcome.value}."
