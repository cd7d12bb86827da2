"""Rows of schemes: a scheme that was made for each side's company, and one that is on the market."""

from decimal import Decimal
from typing import Any, Final
from uuid import UUID

from sqlmodel import SQLModel

from shared_models import schemes
from subgraphs.schemes.schema import schema
from tests.access.world.sides import NOW, Domain, Party, World
from tests.subgraphs.schemes import builders as of_schemes

CATEGORY: Final = "CARE-ACCESS"


def rows(world: World) -> list[SQLModel]:
    """Return the rows of schemes."""
    category = of_schemes.a_category(code=CATEGORY)
    market, offer = _terms(world.listed, category, company=None)
    found = [
        category,
        *market,
        schemes.BenefitServiceRule(benefit_category_id=category.id, claim_category="outpatient"),
    ]
    for party in (world.own, world.foreign):
        terms, version = _terms(party, category, company=party.company)
        found += [*terms, *_cover(party, version, category, offer)]
    return found


def _terms(
    party: Party, category: schemes.BenefitCategory, *, company: UUID | None
) -> tuple[list[SQLModel], schemes.SchemeVersion]:
    add = party.add
    scheme = add(of_schemes.a_scheme(company_id=company))
    version = add(of_schemes.a_version(scheme))
    below: dict[str, Any] = {"scheme_version_id": version.id}
    return [
        scheme,
        version,
        add(of_schemes.a_benefit(version, category)),
        add(of_schemes.a_network(version)),
        add(of_schemes.a_rider(version)),
        add(of_schemes.a_premium(version)),
        add(
            schemes.SchemeEligibilityRule(
                **below, name="x", applies_to=schemes.RuleAudience.ALL, expression={"all": []}, message="x", priority=1
            )
        ),
        add(
            schemes.SchemeExclusion(
                **below, kind=schemes.ExclusionKind.DIAGNOSIS, code_system="ICD10CM", code_prefix="Z41", reason="x"
            )
        ),
        add(schemes.GroupSizeBand(**below, min_lives=1, max_lives=9, factor=Decimal(1))),
    ], version


def _cover(
    party: Party,
    version: schemes.SchemeVersion,
    category: schemes.BenefitCategory,
    offer: schemes.SchemeVersion,
) -> list[SQLModel]:
    add = party.add
    policy = add(
        of_schemes.a_policy(version, company_id=party.company, group_size_band_id=party.keys["group_size_bands"])
    )
    enrolment = add(
        of_schemes.an_enrolment(
            version,
            member_id=party.member,
            policy_id=policy.id,
            termination_reason="MOVED",
            external_reference=str(party.member),
            other_payer_scheme_id=offer.scheme_id,
        )
    )
    quote = schemes.PremiumQuote(
        quote_no=f"QUO-{party.member.hex[-12:]}",
        scheme_version_id=offer.id,
        input={},
        breakdown={},
        net=Decimal(1),
        tax=Decimal(0),
        total=Decimal(1),
        currency="USD",
        valid_until=NOW.date(),
        input_hash=b"x",
        created_by=party.user,
    )
    return [
        policy,
        enrolment,
        add(
            schemes.EnrolmentRider(
                enrolment_id=enrolment.id,
                rider_id=party.keys["scheme_riders"],
                span=version.span,
                premium=Decimal(1),
                currency="USD",
            )
        ),
        add(quote),
        add(
            schemes.MemberExclusion(
                member_id=party.member,
                code_system="ICD10CM",
                code_prefix="E11",
                span=version.span,
                source=schemes.ExclusionSource.DECLARED,
            )
        ),
        add(schemes.WaitingCredit(member_id=party.member, benefit_category_id=category.id, days=30, source="x")),
    ]


DOMAIN: Final = Domain(
    schema=schema,
    rows=rows,
    # Terms are written while their version is a draft.
    afterwards="UPDATE scheme_versions SET status = 'active', approved_by = gen_random_uuid(), approved_at = now()",
    tables={
        "InsuranceScheme": "insurance_schemes",
        "SchemeVersion": "scheme_versions",
        "SchemeBenefit": "scheme_benefits",
        "SchemeRider": "scheme_riders",
        "PremiumQuote": "premium_quotes",
        "GroupPolicy": "group_policies",
        "Enrolment": "member_enrolments",
    },
    ways={
        "SchemeNetwork": ("SchemeVersion", "networks"),
        "SchemePricing": ("SchemeVersion", "pricing edges node"),
        "SchemeEligibilityRule": ("SchemeVersion", "eligibilityRules"),
        "SchemeExclusion": ("SchemeVersion", "exclusions"),
        "GroupSizeBand": ("SchemeVersion", "groupSizeBands"),
        "BenefitServiceRule": ("SchemeVersion", "serviceRules"),
        "EnrolmentRider": ("Enrolment", "riders"),
        "MemberExclusion": ("Member", 'priorConditions(from:"2026-03-01",to:"2026-03-31")'),
        "WaitingCredit": ("Member", "waitingCredits"),
    },
    arguments={
        "insuranceScheme": "id",
        "schemeVersion": "id",
        "schemeVersionOn": f'schemeId: "{UUID(int=1)}", date: "2026-03-01"',
        "compareSchemes": "ids",
        "enrolment": "id",
        "groupPolicy": "id",
        "Member.enrolmentsAround": 'from: "2026-03-01", to: "2026-03-31"',
        "Member.priorConditions": 'from: "2026-03-01", to: "2026-03-31"',
    },
    stubs={"Member": "member", "Company": "company", "Provider": "provider"},
    brought={"Provider": {"networkIds": "scheme_networks"}},
    keys={"BenefitCategory": ({"code": CATEGORY}, {"code": "none"})},
)
