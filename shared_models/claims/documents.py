"""The shapes of the JSON documents in claims columns; amounts are decimal strings in the currency of their row."""

from datetime import date
from decimal import Decimal

from pydantic import BaseModel, ConfigDict, JsonValue


class Document(BaseModel):
    """Base of the documents: frozen, nothing unknown in them."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class ReasonNote(Document):
    """One reason of a decision: our stable code and a sentence."""

    code: str
    message: str


class FraudFeature(Document):
    """One feature of a fraud score with what it measured, where it begins to count, and the points it gave."""

    code: str
    value: str
    threshold: str
    points: int


class TraceStep(Document):
    """One step of a line's adjudication."""

    step: int
    rule: str
    outcome: str
    inputs: dict[str, JsonValue]
    amount: Decimal | None = None


class EobTotals(Document):
    """The sums of an explanation of benefits."""

    billed: Decimal
    provider_discount: Decimal
    plan_paid: Decimal
    you_may_owe: Decimal
    other_payer: Decimal = Decimal(0)


class EobLine(Document):
    """One line of an explanation of benefits."""

    line_no: int
    procedure_code: str
    service_date: date
    billed: Decimal
    provider_discount: Decimal
    plan_paid: Decimal
    you_may_owe: Decimal
    reasons: tuple[ReasonNote, ...] = ()


class EobAccumulator(Document):
    """How much of one limit is used after a claim."""

    limit: Decimal | None
    used: Decimal
    remaining: Decimal | None


class EobBenefit(EobAccumulator):
    """How much of a benefit's limit is used after a claim."""

    category: str


class EobAccumulators(Document):
    """The limits an explanation of benefits shows."""

    deductible: EobAccumulator | None = None
    oop: EobAccumulator | None = None
    annual: EobAccumulator | None = None
    benefits: tuple[EobBenefit, ...] = ()
