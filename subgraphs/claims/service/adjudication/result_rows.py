"""The rows of a run: its lines with their steps and adjustments, what was found necessary, and what suspicious."""

from collections.abc import Iterator, Mapping
from typing import Any, Final
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from shared_models.base import new_id, table_of
from shared_models.claims import (
    ClaimAdjudicationResult,
    ClaimAdjustment,
    ClaimLineResult,
    FraudDetectionResult,
    MedicalNecessityValidation,
    NecessityResult,
)
from subgraphs.claims.rules.fraud import Suspicion
from subgraphs.claims.rules.result import Result
from subgraphs.claims.rules.shares import Shares
from subgraphs.claims.rules.trace import Step, StepOutcome
from subgraphs.kit.writing import Author

LINE_RESULTS: Final = table_of(ClaimLineResult)
ADJUSTMENTS: Final = table_of(ClaimAdjustment)
_NECESSITY_STEP: Final = 8


def shares_of(shares: Shares, currency: str) -> dict[str, Any]:
    """Return shares as their columns."""
    return {
        "billed": shares.billed,
        "allowed": shares.allowed,
        "plan_paid": shares.plan_paid,
        "member_amount": shares.member,
        "deductible": shares.deductible,
        "copay": shares.copay,
        "coinsurance": shares.coinsurance,
        "over_limit": shares.over_limit,
        "non_covered": shares.non_covered,
        "balance_bill": shares.balance_bill,
        "writeoff": shares.write_off,
        "other_payer": shares.other_payer,
        "currency": currency,
    }


async def store_lines(
    db: AsyncSession, author: Author, run: ClaimAdjudicationResult, result: Result, lines: Mapping[int, UUID]
) -> None:
    """Store what a run decided line by line."""
    ids = {each.line.line_no: new_id() for each in result.lines}
    decided = [
        {
            "id": ids[each.line.line_no],
            "created_at": author.now,
            "result_id": run.id,
            "line_id": lines[each.line.line_no],
            "benefit_category": each.benefit.category if each.benefit else None,
            "scheme_benefit_id": each.benefit.benefit_id if each.benefit else None,
            "rider_id": each.benefit.rider_id if each.benefit else None,
            "network_tier": each.tier,
            "decision": each.decision,
            "trace": [_kept(step) for step in each.trace],
            **shares_of(each.shares, run.currency),
        }
        for each in result.lines
    ]
    await db.execute(LINE_RESULTS.insert(), decided)
    adjustments = [
        {
            "id": new_id(),
            "created_at": author.now,
            "line_result_id": ids[each.line.line_no],
            "group_code": part.group,
            "reason": part.reason.value,
            "reason_code": part.carc,
            "amount": part.amount,
            "currency": run.currency,
        }
        for each in result.lines
        for part in each.adjustments()
    ]
    if adjustments:
        await db.execute(ADJUSTMENTS.insert(), adjustments)


def _kept(step: Step) -> dict[str, Any]:
    amount = None if step.amount is None else str(step.amount)
    return {
        "step": step.step,
        "rule": step.rule,
        "outcome": step.outcome.value,
        "inputs": dict(step.inputs),
        "amount": amount,
    }


def necessity_rows(
    author: Author, run: ClaimAdjudicationResult, result: Result, lines: Mapping[int, UUID]
) -> Iterator[MedicalNecessityValidation]:
    """Return what was found about each line that got as far as the clinical checks, with a diagnosis to check."""
    for each in result.lines:
        step = next((step for step in each.trace if step.step == _NECESSITY_STEP), None)
        diagnoses = result.bill.pointed(each.line)
        if step is not None and diagnoses:
            yield MedicalNecessityValidation(
                created_at=author.now,
                claim_id=run.claim_id,
                line_id=lines[each.line.line_no],
                diagnosis_code=diagnoses[0].code,
                procedure_code=each.line.procedure.code,
                result=_finding(step),
                evidence=dict(step.inputs),
            )


def _finding(step: Step) -> NecessityResult:
    match step.outcome:
        case StepOutcome.PENDED:
            return NecessityResult.PENDING_REVIEW
        case StepOutcome.DENIED:
            return NecessityResult.NOT_MET
        case _:
            return NecessityResult(step.inputs["necessity"])


def fraud_row(author: Author, run: ClaimAdjudicationResult, suspicion: Suspicion) -> FraudDetectionResult:
    """Return how suspicious a run found its claim."""
    return FraudDetectionResult(
        created_at=author.now,
        claim_id=run.claim_id,
        run_no=run.run_no,
        score=suspicion.score,
        level=suspicion.level,
        features=[dict(each) for each in suspicion.as_json()],
        model_score=suspicion.model_probability,
        action=suspicion.action,
    )
