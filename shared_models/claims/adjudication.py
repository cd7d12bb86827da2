"""What adjudication decided: each run, line by line, the facts it was based on, and how used up limits are."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import Range
from sqlmodel import SQLModel

from shared_models.base import (
    AppendOnly,
    Recorded,
    amount,
    append_only,
    check,
    closed,
    code,
    currency,
    in_currency_of,
    index,
    index_where,
    instant,
    json,
    one_of,
    refers_to,
    span,
    text,
    unique,
    unique_where,
)
from shared_models.claims.base import MEMBER_PARTS, ClaimsTable, conserved, one_sign
from shared_models.claims.choices import (
    Accumulator,
    AccumulatorNetwork,
    AdjudicationMode,
    AdjudicationOutcome,
    AdjustmentGroup,
    LineDecision,
    NetworkTier,
)
from shared_models.encryption import sealed


class Shares(SQLModel):
    """Who bears a billed amount: the plan, the member by one of six reasons, the provider, another payer."""

    billed: Decimal = amount()
    allowed: Decimal = amount()
    plan_paid: Decimal = amount()
    member_amount: Decimal = amount()
    deductible: Decimal = amount(default=Decimal(0))
    copay: Decimal = amount(default=Decimal(0))
    coinsurance: Decimal = amount(default=Decimal(0))
    over_limit: Decimal = amount(default=Decimal(0))
    non_covered: Decimal = amount(default=Decimal(0))
    balance_bill: Decimal = amount(default=Decimal(0))
    writeoff: Decimal = amount(default=Decimal(0))
    other_payer: Decimal = amount(default=Decimal(0))
    currency: str = currency()


@append_only
class AdjudicationSnapshot(AppendOnly, ClaimsTable, table=True):
    """The facts of other services and the accumulators as they were when a claim was decided."""

    __tablename__ = "adjudication_snapshots"
    __table_args__ = (index("claim_id"),)

    claim_id: UUID = refers_to("claims.id")
    eligibility_enc: bytes = sealed()
    coverage: dict[str, Any] = json()
    network: dict[str, Any] = json()
    accumulators: dict[str, Any] = json()
    content_hash: bytes


@append_only
class ClaimAdjudicationResult(AppendOnly, Shares, ClaimsTable, table=True):
    """What one run decided; the highest run counts, replays never do.

    `content_hash` names the whole result of the engine: a replay has the same. A run of no engine has none. `judgement`
    is what persons had said of the claim's lines by then; the engine decided with it.
    """

    __tablename__ = "claim_adjudication_results"
    __table_args__ = (
        unique("claim_id", "run_no"),
        unique("id", "currency"),
        in_currency_of("claim_id", "claims"),
        one_of("mode", AdjudicationMode),
        one_of("outcome", AdjudicationOutcome),
        check("run_no", "run_no > 0"),
        check("duration_ms", "duration_ms >= 0"),
        conserved(),
        one_sign(),
        check("judged", "judgement IS NULL OR mode <> 'import'"),
        # The source of an imported claim tells what the member owes, not why.
        check("member_parts", f"mode = 'import' OR member_amount = {' + '.join(MEMBER_PARTS)}"),
    )

    claim_id: UUID
    run_no: int
    engine_version: str = text()
    mode: AdjudicationMode = closed(AdjudicationMode)
    outcome: AdjudicationOutcome = closed(AdjudicationOutcome)
    snapshot_id: UUID | None = refers_to("adjudication_snapshots.id", default=None)
    reasons: list[dict[str, Any]] = json(default_factory=list)
    decided_by: UUID | None = None
    duration_ms: int = 0
    content_hash: bytes | None = None
    judgement: dict[str, Any] | None = json(default=None)


@append_only
class ClaimLineResult(AppendOnly, Shares, ClaimsTable, table=True):
    """What one run decided for one line, and the steps that led there."""

    __tablename__ = "claim_line_results"
    __table_args__ = (
        unique("result_id", "line_id"),
        in_currency_of("result_id", "claim_adjudication_results"),
        index("line_id"),
        one_of("decision", LineDecision),
        one_of("network_tier", NetworkTier),
        conserved(),
        one_sign(),
        check("member_parts", f"member_amount = {' + '.join(MEMBER_PARTS)}"),
    )

    result_id: UUID
    line_id: UUID = refers_to("claim_lines.id")
    benefit_category: str | None = code(40, default=None)
    scheme_benefit_id: UUID | None = None
    rider_id: UUID | None = None
    network_tier: NetworkTier | None = closed(NetworkTier, default=None)
    decision: LineDecision = closed(LineDecision)
    trace: list[dict[str, Any]] = json(default_factory=list)


@append_only
class ClaimAdjustment(AppendOnly, ClaimsTable, table=True):
    """A part of a line's billed amount that was not paid: who bears it and why, in the codes of remittances."""

    __tablename__ = "claim_adjustments"
    __table_args__ = (
        index("line_result_id"),
        one_of("group_code", AdjustmentGroup),
    )

    line_result_id: UUID = refers_to("claim_line_results.id")
    group_code: AdjustmentGroup = closed(AdjustmentGroup)
    reason: str = code(40)
    reason_code: str = code(5)
    amount: Decimal = amount()
    currency: str = currency()


@append_only
class ExplanationOfBenefit(AppendOnly, ClaimsTable, table=True):
    """What the member is told about a final result; a reversal tells it again with negative figures."""

    __tablename__ = "explanation_of_benefits"
    __table_args__ = (
        index("issued_at", "id"),
        unique("eob_number"),
        unique("result_id"),
        in_currency_of("result_id", "claim_adjudication_results"),
        index("claim_id"),
        index_where(
            "ix_explanation_of_benefits_member_id_issued_at", "member_id", sa.text("issued_at DESC"), sa.text("id DESC")
        ),
    )

    eob_number: str = code(24)
    claim_id: UUID = refers_to("claims.id")
    result_id: UUID
    member_id: UUID
    issued_at: datetime = instant()
    language: str = code(35)
    currency: str = currency()
    totals: dict[str, Any] = json()
    lines: list[dict[str, Any]] = json()
    accumulators: dict[str, Any] = json()
    appeal_deadline: date
    document_key: str | None = text(default=None)
    reverses_eob_id: UUID | None = refers_to("explanation_of_benefits.id", default=None)


FAMILY = "accumulator IN ('family_deductible', 'family_oop')"


class BenefitUtilization(Recorded, ClaimsTable, table=True):
    """How much of a limit is used; a row that counts for a family stands under its principal."""

    __tablename__ = "benefit_utilization"
    __table_args__ = (
        unique_where(
            "uq_benefit_utilization_accumulator",
            "member_id",
            "accumulator",
            sa.text("coalesce(benefit_category, '')"),
            "network_tier",
            "period",
        ),
        index("family_key"),
        one_of("accumulator", Accumulator),
        one_of("network_tier", AccumulatorNetwork),
        check("family_stands_under_principal", f"NOT ({FAMILY}) OR member_id = family_key"),
        check("benefit_has_category", "(accumulator LIKE 'benefit%') = (benefit_category IS NOT NULL)"),
        check("used", "LEAST(used_amount, used_count, limit_amount, limit_count) >= 0"),
    )

    member_id: UUID
    family_key: UUID
    enrolment_id: UUID
    accumulator: Accumulator = closed(Accumulator)
    benefit_category: str | None = code(40, default=None)
    network_tier: AccumulatorNetwork = closed(AccumulatorNetwork)
    period: Range[date] = span()
    limit_amount: Decimal | None = amount(default=None)
    used_amount: Decimal = amount(default=Decimal(0))
    limit_count: int | None = None
    used_count: int = 0
    currency: str = currency()
