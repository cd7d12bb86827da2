"""What the graph answers becomes the values of the rules: nothing is lost, and nothing missing is taken for a no."""

import copy
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest

from shared_models.claims import ClaimCategory, CodeSex, CodeSystem, NetworkTier
from subgraphs.claims.rules.bill import Procedure
from subgraphs.claims.rules.snapshot import (
    ALWAYS,
    AccumulatorYear,
    Assignment,
    Benefit,
    CompanyCover,
    Contract,
    CostShareOrder,
    Days,
    Enrolment,
    Exclusion,
    ExclusionKind,
    FamilyMode,
    InNetwork,
    Membership,
    OutOfPocketMode,
    Person,
    PreExisting,
    Provider,
    Rate,
    Rounding,
    ServiceRule,
    Standing,
    Terms,
    Version,
)
from subgraphs.claims.service.facts import Facts, UnexpectedAnswer, read_facts
from tests.subgraphs.claims.service import answers
from tests.subgraphs.claims.service.answers import (
    a_held_rider,
    a_member,
    a_person,
    a_provider,
    a_rate,
    a_service_rule,
    a_version,
    an_answer,
    an_enrolment,
    days,
)

DAY = date(2026, 3, 10)
YEAR = Days(date(2026, 1, 1), date(2027, 1, 1))
ADA = Person(UUID(answers.MEMBER), date(1985, 12, 10), CodeSex.FEMALE, enrolled_on=date(2026, 1, 1))
VISIT = Procedure(CodeSystem.CPT, "99213")
NETWORK = UUID(answers.NETWORK)


def facts_of(**changed: Any) -> Facts:
    return read_facts(an_answer(**changed), DAY)


def version_of(**changed: Any) -> Version:
    enrolment = an_enrolment(schemeVersion=a_version(**changed))
    [found] = facts_of(member=a_member(enrolmentsAround=[enrolment])).enrolments
    return found.version


def provider_of(**changed: Any) -> Provider:
    found = facts_of(provider=a_provider(**changed)).provider
    assert found is not None
    return found


def test_a_whole_answer_is_read() -> None:
    benefit = Benefit(
        "outpatient",
        Terms(Decimal(20), Decimal("0.2"), deductible_applies=False),
        Terms(Decimal(40), Decimal("0.5"), deductible_applies=True),
        benefit_id=UUID(answers.BENEFIT),
        annual_limit=Decimal(1000),
        per_visit_limit=Decimal(200),
        visit_limit_count=12,
        waiting_days=30,
        waiting_waived_for_accident=False,
        requires_preauth=True,
        preauth_threshold=Decimal(900),
        counts_to_oop=False,
        network_required=True,
    )
    version = Version(
        UUID(answers.VERSION),
        "USD",
        individual_deductible=Decimal(500),
        individual_oop_max=Decimal(4000),
        oop_mode=OutOfPocketMode.AFTER_CROSSING,
        cost_share_order=CostShareOrder.COPAY_FIRST,
        family_mode=FamilyMode.AGGREGATE,
        accumulate_on=AccumulatorYear.BENEFIT_YEAR,
        rounding=Rounding.HALF_EVEN,
        filing_limit_days=60,
        appeal_days=120,
        non_network_reference_rate=Decimal("0.7"),
        benefits=(benefit,),
        parents=(("consultation", "outpatient"), ("outpatient", "care")),
        service_rules=(
            ServiceRule(
                "consultation",
                10,
                system=CodeSystem.CPT,
                code_prefix="99",
                claim_category=ClaimCategory.OUTPATIENT,
                place_of_service="11",
            ),
        ),
        networks=(InNetwork(NETWORK, NetworkTier.PREFERRED, Decimal(5), Decimal("0.1"), 2),),
    )
    provider = Provider(
        UUID(answers.PROVIDER),
        license_expires_on=date(2027, 6, 30),
        assignments=(Assignment(NETWORK, YEAR),),
        contracts=(Contract(YEAR, NETWORK, rates=(Rate(VISIT, Decimal(80)),)),),
        reference_rates=(Rate(VISIT, Decimal(64)),),
    )

    found = facts_of()

    assert found == Facts(
        Membership(ADA), (Enrolment(UUID(answers.ENROLMENT), YEAR, version, benefit_year=YEAR),), provider
    )


def test_nobody_is_known_by_the_ids() -> None:
    found = facts_of(member=None, provider=None)

    assert found == Facts(membership=None, enrolments=(), provider=None)


# From core


@pytest.mark.parametrize(
    ("status", "standing"),
    [
        ("PENDING", Standing.PENDING),
        ("ACTIVE", Standing.ACTIVE),
        ("SUSPENDED", Standing.SUSPENDED),
        ("TERMINATED", Standing.ENDED),
        ("EXPIRED", Standing.ENDED),
        ("DECEASED", Standing.ENDED),
    ],
)
def test_a_member_has_a_standing(status: str, standing: Standing) -> None:
    membership = facts_of(member=a_member(status=status)).membership

    assert membership is not None
    assert membership.person.standing is standing


@pytest.mark.parametrize(("sex", "read"), [("MALE", CodeSex.MALE), ("OTHER", None), ("UNKNOWN", None)])
def test_a_sex_that_no_code_knows_is_none(sex: str, read: CodeSex | None) -> None:
    membership = facts_of(member=a_member(sex=sex)).membership

    assert membership is not None
    assert membership.person.sex is read


def test_a_dependant_of_a_company_has_a_principal_an_age_and_periods() -> None:
    period = {"span": answers.YEAR, "status": "LAPSED", "graceDays": 20, "lapsedOn": "2026-03-01"}
    member = a_member(
        companyId=answers.COMPANY,
        ageLimit=26,
        principal=a_person(status="SUSPENDED", suspendedOn="2026-02-01"),
        companyPeriods=[period],
    )

    found = facts_of(member=member)

    assert found.company_id == UUID(answers.COMPANY)
    assert found.membership == Membership(
        ADA,
        principal=Person(
            UUID(answers.MEMBER),
            date(1985, 12, 10),
            CodeSex.FEMALE,
            Standing.SUSPENDED,
            enrolled_on=date(2026, 1, 1),
            suspended_on=date(2026, 2, 1),
        ),
        max_age=26,
        is_group=True,
        company_covers=(CompanyCover(YEAR, Standing.LAPSED, 20, date(2026, 3, 1)),),
    )


# From schemes


def test_a_rider_that_is_held_on_the_day_adds_its_benefit() -> None:
    riders = [a_held_rider(), a_held_rider(riderCode="VISION", span=days("2026-04-01", None))]

    [enrolment] = facts_of(member=a_member(enrolmentsAround=[an_enrolment(riders=riders)])).enrolments

    assert enrolment.riders == {"DENTAL"}
    assert enrolment.rider_benefits == (
        Benefit("dental", Terms(), Terms(), rider_id=UUID(answers.RIDER), annual_limit=Decimal(300), waiting_days=90),
    )


@pytest.mark.parametrize(
    ("category", "waived"),
    [(None, (("outpatient", 30),)), ({"code": "outpatient"}, (("outpatient", 30),)), ({"code": "dental"}, ())],
    ids=["of all", "of this care", "of other care"],
)
def test_a_rider_waives_the_waiting(category: dict[str, str] | None, waived: tuple[tuple[str, int], ...]) -> None:
    riders = [a_held_rider(riderType="WAITING_WAIVER", category=category)]

    [enrolment] = facts_of(member=a_member(enrolmentsAround=[an_enrolment(riders=riders)])).enrolments

    assert enrolment.waiting_credits == waived
    assert enrolment.rider_benefits == ()


def test_a_rider_of_another_kind_adds_no_benefit() -> None:
    riders = [a_held_rider(riderType="LIMIT_INCREASE")]

    [enrolment] = facts_of(member=a_member(enrolmentsAround=[an_enrolment(riders=riders)])).enrolments

    assert enrolment.riders == {"DENTAL"}
    assert enrolment.rider_benefits == ()


def test_what_somebody_had_and_what_was_waited_already_is_read() -> None:
    had = {"codeSystem": "icd10cm", "codePrefix": "E11", "span": days(None, "2027-01-01")}
    waited = {"days": 30, "category": {"code": "maternity"}}

    found = facts_of(member=a_member(priorConditions=[had], waitingCredits=[waited]))

    assert found.pre_existing == (PreExisting("icd10cm", "E11", Days(None, date(2027, 1, 1))),)
    assert found.enrolments[0].waiting_credits == (("maternity", 30),)


def test_exclusions_are_read_with_the_rider_that_waives_them() -> None:
    excluded = {
        "kind": "PROCEDURE",
        "codeSystem": "cpt",
        "codePrefix": "158",
        "reason": "COSMETIC",
        "waivedByRiderCode": "COSMETICS",
    }

    version = version_of(exclusions=[excluded])

    assert version.exclusions == (Exclusion(ExclusionKind.PROCEDURE, "cpt", "158", "COSMETIC", "COSMETICS"),)


def test_a_rule_that_names_nothing_may_be_about_anything() -> None:
    nothing = dict.fromkeys(("codeSystem", "codePrefix", "claimCategory", "placeOfService"))

    version = version_of(serviceRules=[a_service_rule(**nothing, serviceCategory="drug")])

    assert version.service_rules == (ServiceRule("consultation", 10, service_category="drug"),)


def test_a_benefit_that_is_not_covered_out_of_network_has_no_terms_there() -> None:
    version = version_of(benefits=[answers.a_benefit(outCovered=False)])

    assert version.benefits[0].out_of_network is None


# From providers


@pytest.mark.parametrize(
    ("status", "changes", "active"),
    [
        ("ACTIVE", [], (ALWAYS,)),
        ("SUSPENDED", [], ()),
        ("SUSPENDED", [("ACTIVE", "SUSPENDED", "2026-05-01")], (Days(None, date(2026, 5, 1)),)),
        ("ACTIVE", [("IN_CREDENTIALING", "ACTIVE", "2026-02-01")], (Days(date(2026, 2, 1), None),)),
        (
            "ACTIVE",
            [("ACTIVE", "SUSPENDED", "2026-02-01"), ("SUSPENDED", "ACTIVE", "2026-03-01")],
            (Days(None, date(2026, 2, 1)), Days(date(2026, 3, 1), None)),
        ),
        (
            "TERMINATED",
            [("ACTIVE", "SUSPENDED", "2026-02-01"), ("SUSPENDED", "TERMINATED", "2026-02-01")],
            (Days(None, date(2026, 2, 1)),),
        ),
    ],
)
def test_a_provider_was_active_between_the_changes_of_its_status(
    status: str, changes: list[tuple[str, str, str]], active: tuple[Days, ...]
) -> None:
    names = ("formerStatus", "status", "effectiveOn")

    provider = provider_of(status=status, statusEvents=[dict(zip(names, each, strict=True)) for each in changes])

    assert provider.active == active


@pytest.mark.parametrize(("status", "is_sanctioned"), [("SANCTIONED", True), ("SUSPENDED", False)])
def test_a_provider_is_sanctioned_as_long_as_its_status_says_so(status: str, is_sanctioned: bool) -> None:
    assert provider_of(status=status).is_sanctioned is is_sanctioned


def test_a_contract_without_a_network_pays_a_part_of_the_charge_in_all() -> None:
    contract: dict[str, Any] = {"networkId": None, "span": answers.YEAR, "percentOfCharge": "0.850000", "rates": []}

    assert provider_of(contractsBetween=[contract]).contracts == (Contract(YEAR, None, Decimal("0.85")),)


def test_a_rate_keeps_its_modifier_and_parts_of_the_cent() -> None:
    rates = [a_rate(modifier="26", exactRate="0.0125")]

    assert provider_of(referenceRates=rates).reference_rates == (Rate(VISIT, Decimal("0.0125"), "26"),)


def test_a_rate_in_another_currency_than_that_of_the_cover_is_none() -> None:
    rates = [a_rate(unitRate={"currency": "KES"})]

    assert provider_of(referenceRates=rates).reference_rates == ()


# What is missing


def _paths(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    entries = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, below in entries:
        if isinstance(value, dict):
            yield (*path, key)
        yield from _paths(below, (*path, key))


FULL = an_answer(
    member=a_member(
        principal=a_person(),
        companyId=answers.COMPANY,
        companyPeriods=[{"span": answers.YEAR, "status": "ACTIVE", "graceDays": 30, "lapsedOn": None}],
        enrolmentsAround=[an_enrolment(riders=[a_held_rider()])],
        waitingCredits=[{"days": 30, "category": {"code": "maternity"}}],
        priorConditions=[{"codeSystem": "icd10cm", "codePrefix": "E11", "span": answers.YEAR}],
    ),
    provider=a_provider(
        statusEvents=[{"formerStatus": "APPLICANT", "status": "ACTIVE", "effectiveOn": "2026-01-01"}],
    ),
)


@pytest.mark.parametrize("path", list(_paths(FULL)), ids=lambda path: ".".join(map(str, path)))
def test_a_field_that_is_missing_is_never_read_as_none(path: tuple[Any, ...]) -> None:
    answer: Any = copy.deepcopy(FULL)
    holder = answer
    for step in path[:-1]:
        holder = holder[step]
    del holder[path[-1]]

    with pytest.raises(UnexpectedAnswer, match="AdjudicationFacts: the answer is not what was asked"):
        read_facts(answer, DAY)


@pytest.mark.parametrize(
    "changed",
    [
        {"member": a_member(status="ASLEEP")},
        {"member": a_member(dateOfBirth="soon")},
        {"member": a_member(enrolmentsAround=None)},
        {"member": a_member(enrolmentsAround=[an_enrolment(schemeVersion=a_version(nonNetworkReferenceRate="much"))])},
        {"provider": a_provider(id="x")},
    ],
    ids=["status", "day", "list", "number", "id"],
)
def test_a_value_that_nobody_knows_is_no_answer(changed: dict[str, Any]) -> None:
    with pytest.raises(UnexpectedAnswer):
        facts_of(**changed)
