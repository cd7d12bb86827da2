"""What is told of the JSON documents in claims columns."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import strawberry
from pydantic import BaseModel

from shared_models.claims import documents
from subgraphs.kit.nodes import reads
from subgraphs.kit.values import Money, money_of


@strawberry.type(description="One reason of a decision: a stable code and a sentence.")
class Reason:
    """One reason of a decision: a stable code and a sentence."""

    code: str
    message: str


@strawberry.type(description="What a fraud score is made of: a measure, where it begins to count, and its points.")
class FraudFeature:
    """What a fraud score is made of: a measure, where it begins to count, and its points."""

    code: str
    value: str
    threshold: str
    points: int


@strawberry.type(description="The sums of an explanation of benefits.")
class EobTotals:
    """The sums of an explanation of benefits."""

    billed: Money
    provider_discount: Money
    plan_paid: Money
    you_may_owe: Money
    other_payer: Money


@strawberry.type(description="One line of an explanation of benefits.")
class EobLine:
    """One line of an explanation of benefits."""

    line_no: int
    procedure_code: str
    service_date: date
    billed: Money
    provider_discount: Money
    plan_paid: Money
    you_may_owe: Money
    reasons: list[Reason]


@strawberry.type(
    description="How much of one limit is used after the claim; limit and remaining are null when unlimited."
)
class EobAccumulator:
    """How much of one limit is used after the claim."""

    limit: Money | None
    used: Money
    remaining: Money | None


@strawberry.type(description="How much of a benefit's limit is used after the claim.")
class EobBenefit(EobAccumulator):
    """How much of a benefit's limit is used after the claim."""

    category: str = strawberry.field(description="The code of the benefit's category.")


@strawberry.type(description="The limits an explanation of benefits shows.")
class EobAccumulators:
    """The limits an explanation of benefits shows."""

    deductible: EobAccumulator | None
    oop: EobAccumulator | None
    annual: EobAccumulator | None
    benefits: list[EobBenefit]


def document(column: str, read: Callable[[Any, str], Any]) -> Any:
    """Declare a field that reads a jsonb column, whose amounts are in the row's currency; a list item by item."""

    def resolve(self: Any) -> Any:
        value, currency = getattr(self, column), self.currency
        return [read(item, currency) for item in value] if isinstance(value, list) else read(value, currency)

    return strawberry.field(resolver=resolve, metadata=reads(column, "currency"))


def reason(value: Any, _currency: str) -> Reason:
    """Read a reason."""
    note = documents.ReasonNote.model_validate(value)
    return Reason(code=note.code, message=note.message)


def fraud_feature(value: Any) -> FraudFeature:
    """Read a feature of a fraud score."""
    feature = documents.FraudFeature.model_validate(value)
    return FraudFeature(**dict(feature))


def eob_totals(value: Any, currency: str) -> EobTotals:
    """Read the sums of an explanation of benefits."""
    return EobTotals(**_in_money(documents.EobTotals.model_validate(value), currency))


def eob_line(value: Any, currency: str) -> EobLine:
    """Read a line of an explanation of benefits."""
    parts = _in_money(documents.EobLine.model_validate(value), currency)
    reasons = [Reason(code=note.code, message=note.message) for note in parts.pop("reasons")]
    return EobLine(**parts, reasons=reasons)


def eob_accumulators(value: Any, currency: str) -> EobAccumulators:
    """Read the limits an explanation of benefits shows."""
    shown = documents.EobAccumulators.model_validate(value)
    return EobAccumulators(
        deductible=_accumulator(shown.deductible, currency),
        oop=_accumulator(shown.oop, currency),
        annual=_accumulator(shown.annual, currency),
        benefits=[EobBenefit(**_in_money(each, currency)) for each in shown.benefits],
    )


def _accumulator(shown: documents.EobAccumulator | None, currency: str) -> EobAccumulator | None:
    return None if shown is None else EobAccumulator(**_in_money(shown, currency))


def _in_money(parts: BaseModel, currency: str) -> dict[str, Any]:
    """Return the parts of a document by their names, amounts with their currency."""
    return {name: money_of(value, currency) if isinstance(value, Decimal) else value for name, value in parts}
