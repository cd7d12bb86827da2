"""The terms that are stored, as the rules of adjudication see them: enrolments with their versions, and providers."""

import asyncio
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

import sqlalchemy as sa

from shared_models import providers, schemes
from shared_models.base import table_of
from shared_models.claims import ClaimCategory, CodeSystem, NetworkTier
from stack.seed.reading import read_rows
from subgraphs.claims.rules.snapshot import (
    AccumulatorYear,
    Assignment,
    Benefit,
    Contract,
    CostShareOrder,
    Days,
    Enrolment,
    FamilyMode,
    InNetwork,
    OutOfPocketMode,
    Provider,
    Rounding,
    ServiceRule,
    Terms,
    Version,
)

VERSIONS: Final = table_of(schemes.SchemeVersion)
SCHEMES: Final = table_of(schemes.InsuranceScheme)
BENEFITS: Final = table_of(schemes.SchemeBenefit)
CATEGORIES: Final = table_of(schemes.BenefitCategory)
RULES: Final = table_of(schemes.BenefitServiceRule)
NETWORKS: Final = table_of(schemes.SchemeNetwork)
ENROLMENTS: Final = table_of(schemes.MemberEnrolment)
ASSIGNMENTS: Final = table_of(providers.ProviderNetworkAssignment)
CONTRACTS: Final = table_of(providers.ProviderContract)


@dataclass(frozen=True, slots=True)
class Cover:
    """Enrolments by id, the name of each one's payer, and which have a second payer behind the first."""

    enrolments: Mapping[UUID, Enrolment]
    payers: Mapping[UUID, str]
    with_second_payer: frozenset[UUID]


async def read_cover(url: str) -> Cover:
    """Read all enrolments with their versions."""
    named = sa.select(VERSIONS, SCHEMES.c.name).join(SCHEMES, SCHEMES.c.id == VERSIONS.c.scheme_id)
    of_category = sa.select(BENEFITS, CATEGORIES.c.code).join(
        CATEGORIES, CATEGORIES.c.id == BENEFITS.c.benefit_category_id
    )
    matching = sa.select(RULES, CATEGORIES.c.code).join(CATEGORIES, CATEGORIES.c.id == RULES.c.benefit_category_id)
    versions, benefits, rules, networks, rows = await asyncio.gather(
        *(read_rows(url, each) for each in (named, of_category, matching, sa.select(NETWORKS), sa.select(ENROLMENTS)))
    )
    service_rules = tuple(_service_rule(row) for row in rules)
    terms = {
        row.id: _version(
            row,
            tuple(_benefit(each) for each in benefits if each.scheme_version_id == row.id),
            tuple(_network(each) for each in networks if each.scheme_version_id == row.id),
            service_rules,
        )
        for row in versions
    }
    names = {row.id: row.name for row in versions}
    enrolments = {
        row.id: Enrolment(row.id, Days(row.span.lower, row.span.upper), terms[row.scheme_version_id]) for row in rows
    }
    payers = {row.id: names[row.scheme_version_id] for row in rows}
    second = frozenset(row.id for row in rows if row.other_payer_scheme_id is not None)
    return Cover(enrolments, payers, second)


async def read_providers(url: str) -> dict[UUID, Provider]:
    """Read all providers with their networks and contracts."""
    assignments, contracts = await asyncio.gather(
        read_rows(url, sa.select(ASSIGNMENTS).where(ASSIGNMENTS.c.status == "active")),
        read_rows(url, sa.select(CONTRACTS).where(CONTRACTS.c.status == "active")),
    )
    stands: dict[UUID, list[Assignment]] = defaultdict(list)
    for row in assignments:
        stands[row.provider_id].append(Assignment(row.network_id, Days(row.span.lower, row.span.upper)))
    agreed: dict[UUID, list[Contract]] = defaultdict(list)
    for row in contracts:
        span = Days(row.span.lower, row.span.upper)
        agreed[row.provider_id].append(Contract(span, row.network_id, row.percent_of_charge))
    return {
        each: Provider(each, assignments=tuple(stands[each]), contracts=tuple(agreed[each]))
        for each in stands.keys() | agreed.keys()
    }


def _version(
    row: Any, benefits: tuple[Benefit, ...], networks: tuple[InNetwork, ...], service_rules: tuple[ServiceRule, ...]
) -> Version:
    return Version(
        row.id,
        row.currency,
        individual_deductible=row.individual_deductible,
        family_deductible=row.family_deductible,
        individual_oop_max=row.individual_oop_max,
        family_oop_max=row.family_oop_max,
        annual_limit=row.annual_limit,
        lifetime_limit=row.lifetime_limit,
        oop_mode=OutOfPocketMode(row.oop_mode),
        cost_share_order=CostShareOrder(row.cost_share_order),
        family_mode=FamilyMode(row.family_mode),
        accumulate_on=AccumulatorYear(row.accumulate_on),
        rounding=Rounding(row.rounding),
        filing_limit_days=row.filing_limit_days,
        appeal_days=row.appeal_days,
        non_network_reference_rate=row.non_network_reference_rate,
        benefits=benefits,
        service_rules=service_rules,
        networks=networks,
    )


def _benefit(row: Any) -> Benefit:
    return Benefit(
        row.code,
        Terms(row.in_copay, row.in_coinsurance, row.in_deductible_applies),
        Terms(row.out_copay, row.out_coinsurance, row.out_deductible_applies) if row.out_covered else None,
        benefit_id=row.id,
        is_covered=row.is_covered,
        annual_limit=row.annual_limit,
        lifetime_limit=row.lifetime_limit,
        per_visit_limit=row.per_visit_limit,
        visit_limit_count=row.visit_limit_count,
        counts_to_oop=row.counts_to_oop,
    )


def _network(row: Any) -> InNetwork:
    return InNetwork(row.network_id, NetworkTier(row.tier), row.copay_delta, row.coinsurance_delta, row.priority)


def _service_rule(row: Any) -> ServiceRule:
    return ServiceRule(
        row.code,
        row.priority,
        system=None if row.code_system is None else CodeSystem(row.code_system),
        code_prefix=row.code_prefix,
        service_category=row.service_category,
        claim_category=None if row.claim_category is None else ClaimCategory(row.claim_category),
        place_of_service=row.place_of_service,
    )
