"""What claims itself knows for a decision: codes, rules of necessity, earlier lines, promises, and used up limits.

Each is one statement for a whole bill, and asks for the codes of the bill alone.
"""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, Final
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import Range
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from shared_models.claims import (
    Accumulator,
    AccumulatorNetwork,
    AdjudicationMode,
    BenefitUtilization,
    BenefitUtilizationEntry,
    Claim,
    ClaimAdjudicationResult,
    ClaimLine,
    ClaimLineResult,
    DiagnosisCode,
    PreauthorizationStatus,
    ProcedureCode,
)
from shared_models.claims import NecessityRule as NecessityRow
from shared_models.claims import Preauthorization as PreauthorizationRow
from shared_models.money import quantise
from subgraphs.claims.rules.bill import Bill, Procedure
from subgraphs.claims.rules.snapshot import Days, EarlierLine, KnownCode, NecessityRule, Preauthorization, Used
from subgraphs.claims.rules.states import LIVE

_ZERO: Final = Decimal(0)
LOOK_BACK: Final = timedelta(days=366)
# One that is used up may have been by this very claim.
PROMISED: Final = (PreauthorizationStatus.APPROVED, PreauthorizationStatus.EXHAUSTED)
FAMILY: Final = (Accumulator.FAMILY_DEDUCTIBLE, Accumulator.FAMILY_OOP)


def days_of(span: Range[date]) -> Days:
    """Return a stored span as days."""
    return Days(span.lower, span.upper)


async def procedure_codes(db: AsyncSession, bill: Bill) -> tuple[KnownCode, ...]:
    """Read what is known of the bill's procedures."""
    found = sa.select(ProcedureCode).where(_among(ProcedureCode.code_system, ProcedureCode.code, bill))
    return tuple(_code(each, each.service_category) for each in await db.scalars(found.order_by(col(ProcedureCode.id))))


async def diagnosis_codes(db: AsyncSession, bill: Bill) -> tuple[KnownCode, ...]:
    """Read what is known of the bill's diagnoses."""
    wanted = {(each.system, each.code) for each in bill.diagnoses}
    if not wanted:
        return ()
    pair = sa.tuple_(col(DiagnosisCode.code_system), col(DiagnosisCode.code))
    found = sa.select(DiagnosisCode).where(pair.in_(sorted(wanted))).order_by(col(DiagnosisCode.id))
    return tuple(_code(each, None) for each in await db.scalars(found))


async def checked_systems(db: AsyncSession, bill: Bill, known: Sequence[KnownCode]) -> frozenset[str]:
    """Say of which of the bill's systems there is a list: a code that is not in it is none."""
    checked = {each.system for each in known}
    procedures = {line.procedure.system for line in bill.lines} - checked
    diagnoses = {each.system for each in bill.diagnoses} - checked
    asked = [
        *(_has_list(ProcedureCode, ProcedureCode.code_system, each) for each in sorted(procedures)),
        *(_has_list(DiagnosisCode, DiagnosisCode.code_system, each) for each in sorted(diagnoses)),
    ]
    if asked:
        checked.update(await db.scalars(sa.union_all(*asked)))
    return frozenset(checked)


async def necessity_rules(db: AsyncSession, bill: Bill) -> tuple[NecessityRule, ...]:
    """Read what must hold for the bill's procedures to be necessary."""
    found = sa.select(NecessityRow).where(_among(NecessityRow.code_system, NecessityRow.procedure_code, bill))
    return tuple(_rule(each) for each in await db.scalars(found.order_by(col(NecessityRow.id))))


async def earlier_lines(db: AsyncSession, bill: Bill, rules: Iterable[NecessityRule]) -> tuple[EarlierLine, ...]:
    """Read the same procedures on claims of the member that came in before this one and still count.

    Before one that is not stored came all.
    """
    own = sa.select(col(Claim.received_at)).where(col(Claim.id) == bill.claim_id).scalar_subquery()
    came_in = sa.func.coalesce(own, sa.text("'infinity'::timestamptz"))
    days = [line.service_date for line in bill.lines] or [bill.service_from]
    back = max((timedelta(days=each.min_days_between or 0) for each in rules), default=LOOK_BACK)
    found = (
        sa.select(ClaimLine, col(Claim.provider_id))
        .join(Claim, col(Claim.id) == col(ClaimLine.claim_id))
        .where(
            col(Claim.member_id) == bill.member_id,
            col(Claim.status).in_(sorted(LIVE)),
            col(Claim.deleted_at).is_(None),
            sa.tuple_(col(Claim.received_at), col(Claim.id)) < sa.tuple_(came_in, sa.literal(bill.claim_id)),
            col(ClaimLine.service_date).between(min(days) - max(back, LOOK_BACK), max(days)),
            _among(ClaimLine.code_system, ClaimLine.procedure_code, bill),
        )
        .order_by(col(ClaimLine.service_date), col(ClaimLine.id))
    )
    return tuple(_earlier(line, provider_id) for line, provider_id in await db.execute(found))


async def promises(db: AsyncSession, bill: Bill) -> tuple[Preauthorization, ...]:
    """Read the promises to member and provider for the bill's procedures, and what other claims have left of them."""
    row = PreauthorizationRow
    found = sa.select(row).where(
        col(row.member_id) == bill.member_id,
        col(row.provider_id) == bill.provider_id,
        col(row.status).in_(PROMISED),
        _among(row.code_system, row.procedure_code, bill),
    )
    rows = (await db.scalars(found.order_by(col(row.id)))).all()
    # Most bills are promised nothing, and what a bill itself has used is a costly question.
    own = await _own_uses(db, bill) if rows else {}
    return tuple(_promise(each, *own.get(each.id, (_ZERO, _ZERO))) for each in rows)


async def _own_uses(db: AsyncSession, bill: Bill) -> dict[UUID, tuple[Decimal, Decimal]]:
    """Return what the lines of a bill have used of promises: units, and what the plan pays for them."""
    line = ClaimLine
    used = (
        sa.select(
            col(line.preauthorization_id),
            sa.func.sum(col(line.units)).label("units"),
            sa.func.coalesce(sa.func.sum(paid_of_line()), 0).label("amount"),
        )
        .where(col(line.claim_id) == bill.claim_id, col(line.preauthorization_id).is_not(None))
        .group_by(col(line.preauthorization_id))
    )
    return {each.preauthorization_id: (each.units, Decimal(each.amount)) for each in await db.execute(used)}


def _promise(row: PreauthorizationRow, units: Decimal, amount: Decimal) -> Preauthorization:
    """Return a promise as the rules see it, with what the bill itself has used put back."""
    left = None if row.amount_limit is None else max(_ZERO, row.amount_limit - row.amount_used + amount)
    return Preauthorization(
        Procedure(row.code_system, row.procedure_code),
        row.provider_id,
        days_of(row.span),
        row.units_approved - row.units_used + units,
        None if left is None else quantise(left, row.currency),
        row.id,
    )


def paid_of_line() -> sa.ScalarSelect[Decimal]:
    """Say in SQL what the run that counts lets the plan pay of a line."""
    return (
        sa.select(col(ClaimLineResult.plan_paid))
        .join(ClaimAdjudicationResult, col(ClaimAdjudicationResult.id) == col(ClaimLineResult.result_id))
        .where(
            col(ClaimLineResult.line_id) == col(ClaimLine.id),
            col(ClaimAdjudicationResult.mode) != AdjudicationMode.REPLAY,
        )
        .order_by(col(ClaimAdjudicationResult.run_no).desc())
        .limit(1)
        .scalar_subquery()
    )


async def used_limits(db: AsyncSession, bill: Bill, family: UUID) -> tuple[Used, ...]:
    """Read how used up the limits of member and family are by all claims but this one."""
    row, entry = BenefitUtilization, BenefitUtilizationEntry
    own = (
        sa.select(
            sa.func.sum(col(entry.delta_amount)).label("amount"), sa.func.sum(col(entry.delta_count)).label("times")
        )
        .where(col(entry.utilization_id) == col(row.id), col(entry.claim_id) == bill.claim_id)
        .lateral("own")
    )
    is_family = col(row.accumulator).in_(FAMILY)
    found = (
        sa.select(
            col(row.accumulator),
            col(row.benefit_category),
            col(row.period),
            (col(row.used_amount) - sa.func.coalesce(own.c.amount, 0)).label("amount"),
            (col(row.used_count) - sa.func.coalesce(own.c.times, 0)).label("times"),
        )
        .join(own, sa.true())
        .where(
            col(row.network_tier) == AccumulatorNetwork.ANY,
            sa.or_(
                sa.and_(col(row.member_id) == bill.member_id, ~is_family),
                sa.and_(col(row.member_id) == family, is_family),
            ),
        )
        .order_by(col(row.accumulator), col(row.benefit_category), col(row.period))
    )
    return tuple(
        Used(
            each.accumulator,
            each.benefit_category,
            days_of(each.period),
            quantise(each.amount, bill.currency),
            int(each.times),
        )
        for each in await db.execute(found)
    )


def _among(system: Any, code: Any, bill: Bill) -> sa.ColumnElement[bool]:
    wanted = {(line.procedure.system, line.procedure.code) for line in bill.lines}
    return sa.tuple_(col(system), col(code)).in_(sorted(wanted))


def _has_list(model: type[ProcedureCode | DiagnosisCode], column: Any, system: str) -> sa.Select[Any]:
    is_there = sa.exists(sa.select(col(model.id)).where(col(column) == system))
    return sa.select(sa.literal(str(system))).where(is_there)


def _code(row: ProcedureCode | DiagnosisCode, service_category: str | None) -> KnownCode:
    return KnownCode(row.code_system, row.code, days_of(row.span), service_category, row.sex, row.min_age, row.max_age)


def _rule(row: NecessityRow) -> NecessityRule:
    return NecessityRule(
        Procedure(row.code_system, row.procedure_code),
        row.severity,
        days_of(row.span),
        row.diagnosis_code_system,
        tuple(row.diagnosis_prefixes),
        row.max_units_per_day,
        row.min_days_between,
        row.max_per_year,
    )


def _earlier(line: ClaimLine, provider_id: UUID) -> EarlierLine:
    return EarlierLine(
        line.claim_id,
        provider_id,
        Procedure(line.code_system, line.procedure_code),
        line.modifier,
        line.service_date,
        line.units,
        quantise(line.billed_amount, line.currency),
    )
