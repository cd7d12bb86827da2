"""The schemes' rows: one scheme with one version per payer, employers' policies, and enrolments."""

import hashlib
import json
from collections.abc import Iterator
from datetime import date
from typing import Any, Final
from uuid import UUID

import asyncpg  # type: ignore[import-untyped]  # it ships no types

from shared_models.schemes import (
    AccumulatorYear,
    BenefitCategory,
    BenefitScope,
    BenefitServiceRule,
    BillingFrequency,
    CostShareOrder,
    EnrolmentStatus,
    Funding,
    GroupPolicy,
    InsuranceScheme,
    Market,
    MemberEnrolment,
    NetworkTier,
    OutOfPocketMode,
    PolicyStatus,
    Rounding,
    SchemeBenefit,
    SchemeNetwork,
    SchemeStatus,
    SchemeTier,
    SchemeType,
    SchemeVersion,
    VersionStatus,
)
from shared_models.schemes.base import POLICY_NUMBERS, SCHEME_CODES
from stack.loading.fields import CURRENCY
from stack.loading.identity import IMPORTER, shared_id
from stack.loading.layout import COVERAGES, PAYERS
from stack.loading.plans import Era, era_on, eras_of, is_insurer, is_private, plan_of
from stack.loading.records import Payer
from stack.loading.rows.core import COUNTRY, OPEN_SINCE
from stack.loading.rows.cover import Cover, Covers, Families, principal_member_id, role_of
from stack.loading.rows.ids import OPEN_NETWORK, company_id, member_id, policy_id, scheme_id, version_id
from stack.loading.sample import Sample
from stack.loading.writing import Batch, Number

CATEGORIES: Final = {
    "inpatient": BenefitScope.INPATIENT,
    "outpatient": BenefitScope.OUTPATIENT,
    "emergency": BenefitScope.EMERGENCY,
    "wellness": BenefitScope.WELLNESS,
    "home": BenefitScope.OTHER,
    "pharmacy": BenefitScope.PHARMACY,
}
WELLNESS: Final = "wellness"
# Which category a line belongs to: a medicine's is its own, all else goes by the kind of visit.
SERVICE_RULES: Final[tuple[tuple[str, dict[str, Any]], ...]] = (
    ("pharmacy", {"code_system": "rxnorm", "priority": 1}),
    *((category, {"claim_category": category}) for category in ("inpatient", "emergency", "wellness", "home")),
    *(("outpatient", {"claim_category": category}) for category in ("outpatient", "day_case")),
)


def schemes_batches(sample: Sample, covers: Covers, families: Families) -> Iterator[Batch]:
    """Yield what schemes stores of a sample; versions are drafts until `approve_versions`."""
    insurers = [payer for payer in sample.payers.values() if is_insurer(payer)]
    versions = [(payer, era) for payer in insurers for era in eras_of(payer)]
    in_dollars = {"currency": CURRENCY, "created_by": IMPORTER}
    yield Batch(
        InsuranceScheme,
        [_scheme(sample, payer) for payer in insurers],
        {"scheme_type": SchemeType.HEALTH, "country": COUNTRY, "status": SchemeStatus.ACTIVE, **in_dollars},
        Number("scheme_code", "SCH", SCHEME_CODES),
        source=PAYERS.name,
    )
    yield Batch(BenefitCategory, [_category(code) for code in CATEGORIES], {"created_by": IMPORTER})
    yield Batch(BenefitServiceRule, [_service_rule(*rule) for rule in SERVICE_RULES], {"created_by": IMPORTER})
    yield Batch(
        SchemeVersion, [_version(sample, payer, era) for payer, era in versions], {**_version_terms(), **in_dollars}
    )
    yield Batch(
        SchemeBenefit,
        [_benefit(sample, payer, era, code) for payer, era in versions for code in CATEGORIES],
        {"out_covered": True, "requires_preauth": False, **in_dollars},
    )
    yield Batch(
        SchemeNetwork,
        [_network(sample, payer, era) for payer, era in versions],
        {"network_id": OPEN_NETWORK, "tier": NetworkTier.STANDARD, "priority": 1, **in_dollars},
    )
    yield Batch(
        GroupPolicy,
        [_policy(sample, payer) for payer in insurers if is_private(payer)],
        {"status": PolicyStatus.ACTIVE, "billing_frequency": BillingFrequency.MONTHLY, "created_by": IMPORTER},
        Number("policy_number", "POL", POLICY_NUMBERS),
    )
    yield Batch(
        MemberEnrolment,
        [_enrolment(sample, cover, families) for cover in covers],
        {"scheme_type": SchemeType.HEALTH, **in_dollars},
        source=COVERAGES.name,
    )


# Cover that lasted when it was stored and has an end since then: later files, or a row that was refused, continue it.
END_COVER: Final = """
UPDATE member_enrolments AS stored
SET span = daterange(lower(span), ended_on), status = 'terminated', termination_reason = 'expired',
    version = version + 1, updated_at = $1
FROM unnest($2::uuid[], $3::date[]) AS ended (id, ended_on)
WHERE stored.id = ended.id AND status = 'active' AND upper_inf(span) AND created_by = $4
"""
APPROVE_VERSIONS: Final = """
UPDATE scheme_versions SET status = 'active', approved_by = $1, approved_at = $2, updated_at = $2
WHERE status = 'draft' AND created_by = $3 AND id = ANY($4)
"""


def _scheme(sample: Sample, payer: Payer) -> dict[str, Any]:
    return {
        "id": scheme_id(sample.identity, payer.id),
        "name": payer.name,
        "description": f"Cover by {payer.name} as the Synthea generator computes it",
        "funding": Funding.INSURED,
        "market": Market.GROUP if is_private(payer) else Market.INDIVIDUAL,
        "tier": SchemeTier.STANDARD,
    }


def _category(code: str) -> dict[str, Any]:
    return {
        "id": shared_id("benefit_categories", code),
        "code": code,
        "name": f"{code.capitalize()} care" if code != "pharmacy" else "Medicines",
        "scope": CATEGORIES[code],
    }


def _service_rule(category: str, matched: dict[str, Any]) -> dict[str, Any]:
    name = ":".join(str(each) for each in matched.values())
    empty = dict.fromkeys(("code_system", "claim_category"))
    return {
        "id": shared_id("benefit_service_rules", name),
        "benefit_category_id": shared_id("benefit_categories", category),
        "priority": 0,
        **empty,
        **matched,
    }


def _version(sample: Sample, payer: Payer, era: Era) -> dict[str, Any]:
    plan = plan_of(payer)
    terms = {"deductible": plan.deductible, "coinsurance": plan.coinsurance, "copay": plan.copay, "max": plan.oop_max}
    return {
        "id": version_id(sample.identity, payer, era),
        "scheme_id": scheme_id(sample.identity, payer.id),
        "version_no": era.number,
        "span": asyncpg.Range(era.start, era.end),
        "individual_deductible": plan.deductible,
        "individual_oop_max": plan.oop_max,
        "content_hash": hashlib.sha256(json.dumps(terms, default=str, sort_keys=True).encode()).digest(),
    }


def _version_terms() -> dict[str, Any]:
    return {
        "status": VersionStatus.DRAFT,
        "oop_mode": OutOfPocketMode.AFTER_CROSSING,
        "cost_share_order": CostShareOrder.COPAY_FIRST,
        "accumulate_on": AccumulatorYear.ENROLMENT,
        "rounding": Rounding.HALF_EVEN,
        "change_log": [{"summary": "Plan parameters of the Synthea generator"}],
    }


def _benefit(sample: Sample, payer: Payer, era: Era, category: str) -> dict[str, Any]:
    plan, version = plan_of(payer), version_id(sample.identity, payer, era)
    copay = era.wellness_copay if category == WELLNESS else plan.copay
    return {
        "id": sample.identity.id("scheme_benefits", f"{version}:{category}"),
        "scheme_version_id": version,
        "benefit_category_id": shared_id("benefit_categories", category),
        "in_copay": copay,
        "in_coinsurance": plan.coinsurance,
        "out_copay": copay,
        "out_coinsurance": plan.coinsurance,
        "out_deductible_applies": True,
    }


def _network(sample: Sample, payer: Payer, era: Era) -> dict[str, Any]:
    version = version_id(sample.identity, payer, era)
    return {"id": sample.identity.id("scheme_networks", str(version)), "scheme_version_id": version}


def _policy(sample: Sample, payer: Payer) -> dict[str, Any]:
    return {
        "id": policy_id(sample.identity, payer),
        "company_id": company_id(sample.identity, payer),
        "scheme_id": scheme_id(sample.identity, payer.id),
        "scheme_version_id": version_id(sample.identity, payer, eras_of(payer)[-1]),
        "span": asyncpg.Range(OPEN_SINCE, None),
    }


def _enrolment(sample: Sample, cover: Cover, families: Families) -> dict[str, Any]:
    coverage, identity = cover.coverage, sample.identity
    return {
        "id": cover.id,
        "member_id": member_id(identity, coverage.patient),
        "principal_member_id": principal_member_id(sample, families, cover),
        "policy_id": policy_id(identity, cover.payer),
        "scheme_version_id": version_id(identity, cover.payer, era_on(cover.payer, coverage.start)),
        "role": role_of(coverage),
        "span": asyncpg.Range(coverage.start, cover.end),
        "status": EnrolmentStatus.ACTIVE if cover.end is None else EnrolmentStatus.TERMINATED,
        "annual_premium": plan_of(cover.payer).annual_premium,
        "termination_reason": _why_ended(sample, cover),
        "external_reference": coverage.membership or None,
        "other_payer_scheme_id": _scheme_of_other_payer(sample, coverage.secondary_payer),
    }


def _why_ended(sample: Sample, cover: Cover) -> str | None:
    died_on: date | None = sample.patients[cover.coverage.patient].died_on
    if cover.end is None:
        return None
    return "deceased" if died_on is not None and cover.end > died_on else "expired"


def _scheme_of_other_payer(sample: Sample, payer: str | None) -> UUID | None:
    return scheme_id(sample.identity, payer) if payer is not None and is_insurer(sample.payers[payer]) else None
