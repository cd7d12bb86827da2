"""Claims' part: what A's limits are used up by before the example, and the promise that it needs.

Two claims came over from whoever insured A before: their figures are that insurer's, no engine of ours decided them.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Final
from uuid import UUID

import asyncpg  # type: ignore[import-untyped]  # it ships no types

from shared_models.claims import (
    Accumulator,
    AccumulatorNetwork,
    AdjudicationMode,
    AdjudicationOutcome,
    BenefitUtilization,
    BenefitUtilizationEntry,
    Claim,
    ClaimAdjudicationResult,
    ClaimCategory,
    ClaimLine,
    ClaimLineResult,
    ClaimPriority,
    ClaimSource,
    ClaimStatus,
    ClaimType,
    CodeSystem,
    LineDecision,
    NetworkTier,
    Preauthorization,
    PreauthorizationStatus,
)
from shared_models.claims.base import CLAIM_NUMBERS, PREAUTHORIZATION_NUMBERS
from stack.loading.fields import CURRENCY
from stack.loading.writing import Batch, Number
from stack.seed.example.cases import CONSULTATION, COVER_BEGAN, MRI, WARD, YEAR_ENDED, A
from stack.seed.example.setting import Setting
from stack.seed.rows import DEMONSTRATION, midnight

MADE_BY: Final = {"created_by": DEMONSTRATION}
IN_DOLLARS: Final = {"currency": CURRENCY, **MADE_BY}
ENGINE: Final = "earlier insurer"
SERVED_ON: Final = date(2025, 2, 3)
ONE: Final = Decimal(1)
ZERO: Final = Decimal(0)


@dataclass(frozen=True, slots=True)
class Earlier:
    """A claim of one line, with what it came to."""

    category: ClaimCategory
    claim_type: ClaimType
    code: str
    plan_paid: Decimal
    deductible: Decimal = ZERO
    coinsurance: Decimal = ZERO

    @property
    def owed(self) -> Decimal:
        return self.deductible + self.coinsurance

    @property
    def billed(self) -> Decimal:
        return self.plan_paid + self.owed

    def id(self, table: str) -> UUID:
        """Return the id of a row of this claim."""
        return A.id(table, f":{self.category}")


VISIT: Final = Earlier(
    ClaimCategory.OUTPATIENT,
    ClaimType.PROFESSIONAL,
    CONSULTATION,
    Decimal(4_600),
    deductible=Decimal(350),
    coinsurance=Decimal(1_350),
)
STAY: Final = Earlier(ClaimCategory.INPATIENT, ClaimType.INSTITUTIONAL, WARD, Decimal(5_400))
CLAIMS: Final = (VISIT, STAY)


@dataclass(frozen=True, slots=True)
class Limit:
    """A limit, and what each claim uses of it: an amount, or a count of visits."""

    accumulator: Accumulator
    uses: tuple[tuple[Earlier, Decimal, int], ...]
    amount: Decimal | None = None
    category: str | None = None

    @property
    def id(self) -> UUID:
        return A.id("benefit_utilization", f":{self.accumulator}:{self.category}")


LIMITS: Final = (
    Limit(Accumulator.INDIVIDUAL_DEDUCTIBLE, ((VISIT, VISIT.deductible, 0),), Decimal(500)),
    Limit(Accumulator.INDIVIDUAL_OOP, ((VISIT, VISIT.owed, 0),), Decimal(2_000)),
    Limit(Accumulator.ANNUAL_OVERALL, tuple((each, each.plan_paid, 0) for each in CLAIMS), Decimal(100_000)),
    Limit(Accumulator.BENEFIT_ANNUAL, ((VISIT, VISIT.plan_paid, 0),), Decimal(5_000), "outpatient"),
    Limit(Accumulator.BENEFIT_ANNUAL, ((STAY, STAY.plan_paid, 0),), None, "inpatient"),
    Limit(Accumulator.BENEFIT_VISITS, ((VISIT, ZERO, 1),), None, "outpatient"),
    Limit(Accumulator.BENEFIT_VISITS, ((STAY, ZERO, 1),), None, "inpatient"),
)


def earlier_batches(setting: Setting) -> Iterator[Batch]:
    """Yield the promise, the earlier claims, and what they used up."""
    yield _promise(setting)
    served_at = midnight(SERVED_ON)
    yield Batch(
        Claim,
        [_claim(each) for each in CLAIMS],
        {
            "source": ClaimSource.IMPORT,
            "priority": ClaimPriority.NORMAL,
            "member_id": A.member_id,
            "provider_id": setting.provider_id,
            "enrolment_id": A.enrolment_id,
            "scheme_version_id": A.version_id,
            "service_from": SERVED_ON,
            "service_to": SERVED_ON,
            "received_at": served_at,
            "adjudicated_at": served_at,
            "paid_at": served_at,
            "status": ClaimStatus.PAID,
            "writeoff_amount": ZERO,
            **IN_DOLLARS,
        },
        Number("claim_number", "CLM", CLAIM_NUMBERS),
    )
    yield Batch(
        ClaimLine,
        [_line(each) for each in CLAIMS],
        {
            "line_no": 1,
            "code_system": CodeSystem.CUSTOM,
            "service_date": SERVED_ON,
            "units": ONE,
            **IN_DOLLARS,
        },
        part_of="claim_id",
    )
    yield Batch(
        ClaimAdjudicationResult,
        [
            {"id": each.id("claim_adjudication_results"), "claim_id": each.id("claims"), **_sums(each)}
            for each in CLAIMS
        ],
        {
            "run_no": 1,
            "engine_version": ENGINE,
            "mode": AdjudicationMode.IMPORT,
            "outcome": AdjudicationOutcome.APPROVED,
            **IN_DOLLARS,
        },
        part_of="claim_id",
    )
    yield Batch(
        ClaimLineResult,
        [_line_result(each) for each in CLAIMS],
        {"network_tier": NetworkTier.STANDARD, "decision": LineDecision.PAID, **IN_DOLLARS},
        part_of="result_id",
    )
    yield from _used_limits(setting)


def _promise(setting: Setting) -> Batch:
    """Return the preauthorisation of one MRI, for as long as the cover lasts."""
    return Batch(
        Preauthorization,
        [{"id": A.id("preauthorizations"), "member_id": A.member_id, "provider_id": setting.provider_id}],
        {
            "code_system": CodeSystem.CUSTOM,
            "procedure_code": MRI,
            "units_requested": ONE,
            "units_approved": ONE,
            "span": asyncpg.Range(COVER_BEGAN, None),
            "status": PreauthorizationStatus.APPROVED,
            "decided_by": DEMONSTRATION,
            "decided_at": midnight(COVER_BEGAN),
            **IN_DOLLARS,
        },
        Number("preauthorization_number", "PRE", PREAUTHORIZATION_NUMBERS),
    )


def _used_limits(setting: Setting) -> Iterator[Batch]:
    yield Batch(
        BenefitUtilization,
        [
            {
                "id": limit.id,
                "accumulator": limit.accumulator,
                "benefit_category": limit.category,
                "limit_amount": limit.amount,
            }
            for limit in LIMITS
        ],
        {
            "member_id": A.member_id,
            "family_key": setting.member_id,
            "enrolment_id": A.enrolment_id,
            "network_tier": AccumulatorNetwork.ANY,
            "period": asyncpg.Range(COVER_BEGAN, YEAR_ENDED),
            **IN_DOLLARS,
        },
    )
    yield Batch(
        BenefitUtilizationEntry,
        [_entry(limit, *use) for limit in LIMITS for use in limit.uses],
        MADE_BY,
        part_of="utilization_id",
    )


def _claim(each: Earlier) -> dict[str, Any]:
    return {
        "id": each.id("claims"),
        "claim_type": each.claim_type,
        "category": each.category,
        "billed_amount": each.billed,
        "allowed_amount": each.billed,
        "plan_paid_amount": each.plan_paid,
        "member_amount": each.owed,
    }


def _line(each: Earlier) -> dict[str, Any]:
    return {
        "id": each.id("claim_lines"),
        "claim_id": each.id("claims"),
        "procedure_code": each.code,
        "unit_price": each.billed,
        "billed_amount": each.billed,
    }


def _line_result(each: Earlier) -> dict[str, Any]:
    return {
        "id": each.id("claim_line_results"),
        "result_id": each.id("claim_adjudication_results"),
        "line_id": each.id("claim_lines"),
        "benefit_category": each.category.value,
        "scheme_benefit_id": A.benefit_id(each.category),
        **_sums(each),
    }


def _sums(each: Earlier) -> dict[str, Decimal]:
    return {
        "billed": each.billed,
        "allowed": each.billed,
        "plan_paid": each.plan_paid,
        "member_amount": each.owed,
        "deductible": each.deductible,
        "coinsurance": each.coinsurance,
    }


def _entry(limit: Limit, claim: Earlier, amount: Decimal, count: int) -> dict[str, Any]:
    return {
        "id": claim.id(f"benefit_utilization_entries:{limit.id}"),
        "utilization_id": limit.id,
        "claim_id": claim.id("claims"),
        "line_id": claim.id("claim_lines"),
        "result_id": claim.id("claim_adjudication_results"),
        "delta_amount": amount,
        "delta_count": count,
    }
