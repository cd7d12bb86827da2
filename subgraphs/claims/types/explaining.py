"""A decision told step by step: in plain words, and to who decides and audits with all that each step looked at."""

from decimal import Decimal
from typing import Any, Final

import strawberry
from strawberry.scalars import JSON

from shared_models.claims import TraceStep
from shared_models.identity import Principal, Role
from shared_models.money import quantise
from subgraphs.claims.rules.explaining import Audience, Sentence, Told, explain_line
from subgraphs.claims.rules.trace import Step, StepOutcome
from subgraphs.kit.values import Money, money_of

READS_ALL: Final = frozenset({Role.CLAIMS_OFFICER, Role.AUDITOR})

strawberry.enum(StepOutcome)


@strawberry.type(description="One step of a decision: which rule looked at a line, what came of it, what it moved.")
class AdjudicationStep:
    """One step of a decision."""

    line_no: int
    step: int = strawberry.field(description="Its number in the order of adjudication.")
    rule: str
    outcome: StepOutcome
    inputs: JSON = strawberry.field(description="What the rule looked at; empty but for who decides and audits.")
    amount: Money | None
    text: str = strawberry.field(description="The step in plain words.")


def audience_of(principal: Principal) -> Audience:
    """Say whether somebody reads plain words, or all that was looked at."""
    return Audience.OFFICER if principal.roles & READS_ALL else Audience.MEMBER


def steps_of(row: Any, audience: Audience) -> list[AdjudicationStep]:
    """Tell the stored steps of a line."""
    steps = tuple(_step(TraceStep.model_validate(each)) for each in row.trace)
    told = Told(row.line_no, quantise(row.billed, row.currency), row.balance_bill, steps)
    return [_told(each, row.currency) for each in explain_line(told, audience)]


def _step(kept: TraceStep) -> Step:
    return Step(kept.step, kept.rule, StepOutcome(kept.outcome), kept.inputs, kept.amount)


def _told(sentence: Sentence, currency: str) -> AdjudicationStep:
    amount: Decimal | None = sentence.amount
    return AdjudicationStep(
        line_no=sentence.line_no,
        step=sentence.step,
        rule=sentence.rule,
        outcome=sentence.outcome,
        inputs=JSON(sentence.inputs),
        amount=None if amount is None else money_of(amount, currency),
        text=sentence.text,
    )
