"""Schemes' part: for each example a scheme with one version in force, and the cover of its person."""

import hashlib
import json
from collections.abc import Iterator
from decimal import Decimal
from typing import Any, Final
from uuid import UUID

import asyncpg  # type: ignore[import-untyped]  # it ships no types

from shared_models.claims import CodeSystem
from shared_models.schemes import (
    AccumulatorYear,
    BenefitCategory,
    BenefitScope,
    BenefitServiceRule,
    CostShareOrder,
    EnrolmentRole,
    EnrolmentStatus,
    ExclusionKind,
    Funding,
    InsuranceScheme,
    Market,
    MemberEnrolment,
    NetworkTier,
    SchemeBenefit,
    SchemeExclusion,
    SchemeNetwork,
    SchemeStatus,
    SchemeTier,
    SchemeType,
    SchemeVersion,
    VersionStatus,
    WaitingCredit,
)
from shared_models.schemes.base import SCHEME_CODES
from stack.loading.fields import CURRENCY
from stack.loading.identity import shared_id
from stack.loading.rows.core import COUNTRY
from stack.loading.writing import Batch, Number
from stack.seed.example.cases import CASES, COVER_BEGAN, FILING_LIMIT_DAYS, MATERNITY, A, Case
from stack.seed.example.prices import NETWORK
from stack.seed.example.setting import Setting
from stack.seed.rows import DEMONSTRATION, demonstration_id

MADE_BY: Final = {"created_by": DEMONSTRATION}
IN_DOLLARS: Final = {"currency": CURRENCY, **MADE_BY}
SINCE_THEN: Final = asyncpg.Range(COVER_BEGAN, None)
MATERNITY_CATEGORY: Final = "maternity"
# What a case does not say of its version and of a benefit.
VERSION_DEFAULTS: Final = {
    "individual_deductible": Decimal(0),
    "individual_oop_max": None,
    "annual_limit": None,
    "non_network_reference_rate": Decimal(1),
    "cost_share_order": CostShareOrder.DEDUCTIBLE_FIRST,
}
BENEFIT_DEFAULTS: Final = {
    "in_copay": Decimal(0),
    "in_coinsurance": Decimal(0),
    "in_deductible_applies": True,
    "out_covered": False,
    "out_coinsurance": Decimal(0),
    "annual_limit": None,
    "preauth_threshold": None,
    "counts_to_oop": True,
    "waiting_days": 0,
}


def terms_batches(setting: Setting) -> Iterator[Batch]:
    """Yield schemes, versions and cover; versions are drafts until they are approved."""
    yield Batch(
        InsuranceScheme,
        [_scheme(case) for case in CASES],
        {
            "description": "Terms of a worked example of adjudication",
            "scheme_type": SchemeType.HEALTH,
            "funding": Funding.INSURED,
            "market": Market.INDIVIDUAL,
            "tier": SchemeTier.STANDARD,
            "country": COUNTRY,
            "status": SchemeStatus.ACTIVE,
            **IN_DOLLARS,
        },
        Number("scheme_code", "SCH", SCHEME_CODES),
    )
    yield from _kinds_of_care()
    yield Batch(
        SchemeVersion,
        [_version(case) for case in CASES],
        {
            "version_no": 1,
            "span": SINCE_THEN,
            "status": VersionStatus.DRAFT,
            "accumulate_on": AccumulatorYear.EFFECTIVE_DATE,
            "filing_limit_days": FILING_LIMIT_DAYS,
            "change_log": [{"summary": "Terms of a worked example"}],
            **IN_DOLLARS,
        },
    )
    yield Batch(
        SchemeBenefit,
        [_benefit(case, category) for case in CASES for category in case.benefits],
        {"out_copay": Decimal(0), "out_deductible_applies": True, "requires_preauth": False, **IN_DOLLARS},
    )
    yield Batch(
        SchemeExclusion,
        [_exclusion(case, code) for case in CASES for code in case.excluded],
        {"kind": ExclusionKind.PROCEDURE, "code_system": CodeSystem.CUSTOM, "reason": "Cosmetic care", **MADE_BY},
    )
    yield Batch(
        SchemeNetwork,
        [
            {"id": case.id("scheme_networks"), "scheme_version_id": case.version_id}
            for case in CASES
            if case.has_network
        ],
        {"network_id": NETWORK, "tier": NetworkTier.STANDARD, "priority": 1, **IN_DOLLARS},
    )
    yield Batch(
        MemberEnrolment,
        [_enrolment(case, setting) for case in CASES],
        {
            "scheme_type": SchemeType.HEALTH,
            "span": SINCE_THEN,
            "status": EnrolmentStatus.ACTIVE,
            "annual_premium": Decimal(2_400),
            **IN_DOLLARS,
        },
    )
    yield Batch(
        WaitingCredit,
        [_credit(case, category, days) for case in CASES for category, days in case.waiting_credits.items()],
        {"source": "cover by an earlier insurer", **MADE_BY},
    )


def versions() -> list[UUID]:
    """Return the versions to approve."""
    return [case.version_id for case in CASES]


def _kinds_of_care() -> Iterator[Batch]:
    """Yield what the sample has no kind of care for; all else goes by the kind of visit."""
    category_id = _category_id(MATERNITY_CATEGORY)
    yield Batch(
        BenefitCategory,
        [{"id": category_id, "code": MATERNITY_CATEGORY, "name": "Maternity care"}],
        {"scope": BenefitScope.MATERNITY, **MADE_BY},
    )
    yield Batch(
        BenefitServiceRule,
        [{"id": demonstration_id("benefit_service_rules", MATERNITY), "benefit_category_id": category_id}],
        {"code_system": CodeSystem.CUSTOM, "code_prefix": MATERNITY, "priority": 2, **MADE_BY},
    )


def _category_id(category: str) -> UUID:
    return shared_id("benefit_categories", category)


def _scheme(case: Case) -> dict[str, Any]:
    return {"id": case.id("insurance_schemes"), "name": f"Worked example {case.letter}"}


def _version(case: Case) -> dict[str, Any]:
    terms = {**VERSION_DEFAULTS, **case.terms}
    written = json.dumps([terms, case.benefits, case.excluded], default=str, sort_keys=True)
    return {
        "id": case.version_id,
        "scheme_id": case.id("insurance_schemes"),
        **terms,
        "content_hash": hashlib.sha256(written.encode()).digest(),
    }


def _benefit(case: Case, category: str) -> dict[str, Any]:
    return {
        "id": case.benefit_id(category),
        "scheme_version_id": case.version_id,
        "benefit_category_id": _category_id(category),
        **BENEFIT_DEFAULTS,
        **case.benefits[category],
    }


def _exclusion(case: Case, code: str) -> dict[str, Any]:
    return {
        "id": case.id("scheme_exclusions", f":{code}"),
        "scheme_version_id": case.version_id,
        "code_prefix": code,
    }


def _enrolment(case: Case, setting: Setting) -> dict[str, Any]:
    is_spouse = case is A
    return {
        "id": case.enrolment_id,
        "member_id": case.member_id,
        "principal_member_id": setting.member_id if is_spouse else case.member_id,
        "scheme_version_id": case.version_id,
        "role": EnrolmentRole.SPOUSE if is_spouse else EnrolmentRole.PRINCIPAL,
    }


def _credit(case: Case, category: str, days: int) -> dict[str, Any]:
    return {
        "id": case.id("waiting_credits", f":{category}"),
        "member_id": case.member_id,
        "benefit_category_id": _category_id(category),
        "days": days,
    }
