"""Explanations of benefits: one for each final result, and one that takes it back when the claim is reversed."""

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any, Final
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from shared_models.base import new_id
from shared_models.claims import (
    Accumulator,
    BenefitUtilization,
    ClaimAdjudicationResult,
    EobAccumulator,
    EobAccumulators,
    EobBenefit,
    EobLine,
    EobTotals,
    ExplanationOfBenefit,
    ReasonNote,
)
from shared_models.claims.base import EOB_NUMBERS
from subgraphs.claims.rules.explaining import tell
from subgraphs.claims.rules.reasons import Reason
from subgraphs.claims.rules.result import LineResult, Result
from subgraphs.claims.rules.snapshot import Snapshot
from subgraphs.claims.rules.statement import Figures, Progress, figures_of, state
from subgraphs.kit.numbers import next_number
from subgraphs.kit.writing import Author

LANGUAGE: Final = "en"
_TAKEN_BACK: Final = ("billed", "provider_discount", "plan_paid", "you_may_owe", "other_payer")


async def explain_result(
    db: AsyncSession, author: Author, run: ClaimAdjudicationResult, result: Result, snapshot: Snapshot
) -> ExplanationOfBenefit:
    """Issue the explanation of a final result."""
    statement = state(result, snapshot, author.now.date())
    lines = [_line(each) for each in result.lines]
    return await _issue(
        db,
        author,
        run,
        member_id=result.bill.member_id,
        totals=EobTotals(**_printed(statement.totals)).model_dump(mode="json"),
        lines=[each.model_dump(mode="json") for each in lines],
        accumulators=_shown(statement.progress),
        appeal_deadline=statement.appeal_deadline,
    )


async def take_back(
    db: AsyncSession, author: Author, run: ClaimAdjudicationResult, counters: Sequence[BenefitUtilization]
) -> ExplanationOfBenefit | None:
    """Issue the explanation that takes back the last one of a claim; None where the member was told nothing."""
    last = sa.select(ExplanationOfBenefit).where(col(ExplanationOfBenefit.claim_id) == run.claim_id)
    told = (await db.scalars(last.order_by(col(ExplanationOfBenefit.id).desc()).limit(1))).one_or_none()
    if told is None:
        return None
    return await _issue(
        db,
        author,
        run,
        member_id=told.member_id,
        totals=_negative(told.totals),
        lines=[_negative(each) for each in told.lines],
        accumulators=_shown(_progress(each) for each in counters),
        appeal_deadline=told.appeal_deadline,
        reverses_eob_id=told.id,
    )


async def _issue(
    db: AsyncSession, author: Author, run: ClaimAdjudicationResult, *, member_id: UUID, **told: Any
) -> ExplanationOfBenefit:
    row = {
        "id": new_id(),
        "created_at": author.now,
        "eob_number": next_number("EOB", EOB_NUMBERS, author.now),
        "claim_id": run.claim_id,
        "result_id": run.id,
        "member_id": member_id,
        "issued_at": author.now,
        "language": LANGUAGE,
        "currency": run.currency,
        **told,
    }
    stored = insert(ExplanationOfBenefit).values(row).returning(ExplanationOfBenefit)
    return (await db.scalars(stored)).one()


def notes_of(reasons: Iterable[Reason]) -> list[ReasonNote]:
    """Return reasons as they are kept: our code and a sentence."""
    return [ReasonNote(code=each.value, message=tell(each)) for each in reasons]


def _line(decided: LineResult) -> EobLine:
    reasons = [decided.reason] if decided.reason else []
    if decided.shares.over_limit:
        reasons.append(Reason.LIMIT_REACHED)
    printed = _printed(figures_of(decided.shares))
    del printed["other_payer"]
    return EobLine(
        line_no=decided.line.line_no,
        procedure_code=decided.line.procedure.code,
        service_date=decided.line.service_date,
        reasons=tuple(notes_of(reasons)),
        **printed,
    )


def _printed(figures: Figures) -> dict[str, Decimal]:
    return {name: getattr(figures, name) for name in _TAKEN_BACK}


def _progress(counter: BenefitUtilization) -> Progress:
    return Progress(counter.accumulator, counter.benefit_category, counter.used_amount, counter.limit_amount)


def _shown(progress: Iterable[Progress]) -> dict[str, Any]:
    shown = {(each.accumulator, each.category): each for each in progress}
    alone = {
        name: _accumulator(shown[accumulator, None])
        for name, accumulator in (
            ("deductible", Accumulator.INDIVIDUAL_DEDUCTIBLE),
            ("oop", Accumulator.INDIVIDUAL_OOP),
            ("annual", Accumulator.ANNUAL_OVERALL),
        )
        if (accumulator, None) in shown
    }
    benefits = [
        EobBenefit(category=category, **dict(_accumulator(each)))
        for (accumulator, category), each in shown.items()
        if accumulator is Accumulator.BENEFIT_ANNUAL and category is not None
    ]
    return EobAccumulators(**alone, benefits=tuple(benefits)).model_dump(mode="json")


def _accumulator(progress: Progress) -> EobAccumulator:
    limit, used = progress.limit, progress.used
    return EobAccumulator(limit=limit, used=used, remaining=None if limit is None else max(Decimal(0), limit - used))


def _negative(figures: dict[str, Any]) -> dict[str, Any]:
    return {name: str(0 - Decimal(value)) if name in _TAKEN_BACK else value for name, value in figures.items()}
