"""Reads of claims that follow from more than one key: the run that counts, the newest of several, limits on a day.

Each is one statement for all who ask at the same time, and reads only the columns the operation needs.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Final, TypeVar
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY, distinct_on

from shared_models import claims as tables
from shared_models.base import table_of
from shared_models.claims import (
    Accumulator,
    AdjudicationMode,
    AdjudicationOutcome,
    DiagnosisCodeSystem,
    FraudAction,
    FraudReviewStatus,
)
from subgraphs.kit.context import Context, Info
from subgraphs.kit.filters import includes
from subgraphs.kit.nodes import Node, as_uuid, columns_of, visible
from subgraphs.kit.reading import batch

N = TypeVar("N", bound=Node)

RUNS = table_of(tables.ClaimAdjudicationResult)
LINES = table_of(tables.ClaimLine)
LINE_RESULTS = table_of(tables.ClaimLineResult)
DIAGNOSES = table_of(tables.DiagnosisCode)
FRAUD_RESULTS = table_of(tables.FraudDetectionResult)
FRAUD_REVIEWS = table_of(tables.FraudReview)
UTILIZATION = table_of(tables.BenefitUtilization)

FAMILY: Final = (Accumulator.FAMILY_DEDUCTIBLE, Accumulator.FAMILY_OOP)

# Fields of ClaimLine that its decision answers, and the columns they read.
DECIDED: Final[Mapping[str, str]] = {
    "decision": "decision",
    "benefitCategory": "benefit_category",
    "networkTier": "network_tier",
    "allowed": "allowed",
    "planPaid": "plan_paid",
    "deductible": "deductible",
    "copay": "copay",
    "coinsurance": "coinsurance",
    "overLimit": "over_limit",
    "nonCovered": "non_covered",
    "balanceBill": "balance_bill",
    "writeOff": "writeoff",
}


async def decision_on_line(info: Info, line: UUID | str) -> sa.Row[Any] | None:
    """Return what the run that counts decided for a line; None before there is one, or when it has no lines."""

    async def load(_context: Context, lines: list[UUID]) -> Mapping[UUID, sa.Row[Any]]:
        selected = info.context.selected.fields(info._raw_info, "ClaimLine")  # noqa: SLF001  # Strawberry has no public way
        columns = (LINE_RESULTS.c[column] for name, column in DECIDED.items() if name in selected)
        later = RUNS.alias("later")
        is_overtaken = sa.exists().where(
            later.c.claim_id == RUNS.c.claim_id, later.c.run_no > RUNS.c.run_no, later.c.mode != AdjudicationMode.REPLAY
        )
        statement = (
            sa.select(LINE_RESULTS.c.id, LINE_RESULTS.c.line_id, LINE_RESULTS.c.currency, *columns)
            .join_from(LINE_RESULTS, RUNS, RUNS.c.id == LINE_RESULTS.c.result_id)
            .where(_is_one_of(LINE_RESULTS.c.line_id, lines), RUNS.c.mode != AdjudicationMode.REPLAY, ~is_overtaken)
        )
        return {row.line_id: row for row in await info.context.transaction.rows(statement)}

    return await batch(info, decision_on_line, load, as_uuid(line, "id"))


async def decided_lines(info: Info, kind: type[Node], claim: UUID | str, run_no: int | None) -> Sequence[sa.Row[Any]]:
    """Return what a run decided line by line, with its steps; the last that decided where none is named.

    What takes a decision back decides nothing itself: there the decision that was taken back is told.
    """
    claim_id = as_uuid(claim, "claimId")
    last = (
        sa.select(sa.func.max(RUNS.c.run_no))
        .where(
            RUNS.c.claim_id == claim_id,
            RUNS.c.mode != AdjudicationMode.REPLAY,
            RUNS.c.outcome != AdjudicationOutcome.REVERSED,
        )
        .scalar_subquery()
    )
    statement = (
        sa.select(
            LINES.c.line_no,
            LINE_RESULTS.c.billed,
            LINE_RESULTS.c.balance_bill,
            LINE_RESULTS.c.currency,
            LINE_RESULTS.c.trace,
        )
        .join_from(LINE_RESULTS, RUNS, RUNS.c.id == LINE_RESULTS.c.result_id)
        .join(LINES, LINES.c.id == LINE_RESULTS.c.line_id)
        .where(RUNS.c.claim_id == claim_id, RUNS.c.run_no == (last if run_no is None else run_no))
        .where(*visible(info, kind))
        .order_by(LINES.c.line_no)
    )
    return await info.context.transaction.rows(statement)


async def newest_of(info: Info, kind: type[N], claim: UUID | str, by: str) -> N | None:
    """Return the node of a claim that is the highest by a column."""
    table = kind.source.table

    async def load(_context: Context, claims: list[UUID]) -> Mapping[UUID, N]:
        statement = (
            sa.select(*columns_of(info, kind, "claim_id"))
            .ext(distinct_on(table.c.claim_id))
            .where(_is_one_of(table.c.claim_id, claims), *visible(info, kind))
            .order_by(table.c.claim_id, table.c[by].desc(), table.c.id.desc())
        )
        return {row.claim_id: kind.from_row(row) for row in await info.context.transaction.rows(statement)}

    return await batch(info, (newest_of, kind, by), load, as_uuid(claim, "id"))


async def current_reading(info: Info, kind: type[N], code_system: DiagnosisCodeSystem, code: str) -> N | None:
    """Return a diagnosis code as it reads today, or as it last did."""
    table, today = DIAGNOSES.c, info.context.today

    async def load(
        _context: Context, codes: list[tuple[DiagnosisCodeSystem, str]]
    ) -> Mapping[tuple[DiagnosisCodeSystem, str], N]:
        newest_first = (includes(table.span, today).desc(), sa.func.lower(table.span).desc().nulls_last())
        statement = (
            sa.select(*columns_of(info, kind, "code_system", "code"))
            .ext(distinct_on(table.code_system, table.code))
            .where(sa.tuple_(table.code_system, table.code).in_(codes))
            .order_by(table.code_system, table.code, *newest_first)
        )
        rows = await info.context.transaction.rows(statement)
        return {(row.code_system, row.code): kind.from_row(row) for row in rows}

    return await batch(info, current_reading, load, (code_system, code))


async def utilization_on(info: Info, kind: type[N], member: UUID | str, day: date) -> list[N]:
    """Return how used up a member's limits are on a day, those the member shares with the family among them."""

    async def load(_context: Context, members: list[UUID]) -> Mapping[UUID, list[N]]:
        families = (
            sa.select(UTILIZATION.c.member_id, UTILIZATION.c.family_key)
            .distinct()
            .where(_is_one_of(UTILIZATION.c.member_id, members))
            .subquery()
        )
        concerns_member = sa.or_(UTILIZATION.c.member_id == families.c.member_id, UTILIZATION.c.accumulator.in_(FAMILY))
        order = ("accumulator", "benefit_category", "network_tier", "id")
        statement = (
            sa.select(families.c.member_id.label("asked"), *columns_of(info, kind, "id"))
            .join_from(families, UTILIZATION, UTILIZATION.c.family_key == families.c.family_key)
            .where(concerns_member, includes(UTILIZATION.c.period, day), *visible(info, kind))
            .order_by(*(UTILIZATION.c[name] for name in order))
        )
        found: dict[UUID, list[N]] = {}
        for row in await info.context.transaction.rows(statement):
            found.setdefault(row.asked, []).append(kind.from_row(row))
        return found

    return await batch(info, (utilization_on, day), load, as_uuid(member, "memberId")) or []


def awaits_review() -> sa.ColumnElement[bool]:
    """Say in SQL that a fraud result holds its claim up and that its investigation, if any, is not closed."""
    is_closed = sa.exists().where(
        FRAUD_REVIEWS.c.result_id == FRAUD_RESULTS.c.id, FRAUD_REVIEWS.c.status != FraudReviewStatus.OPEN
    )
    return sa.and_(FRAUD_RESULTS.c.action.in_((FraudAction.PEND, FraudAction.HOLD)), ~is_closed)


def _is_one_of(column: sa.Column[Any], keys: Sequence[UUID]) -> sa.ColumnElement[bool]:
    return column == sa.any_(sa.literal(list(keys), ARRAY(sa.Uuid)))
