"""What a claim and its lines must pass before anything is priced: each gate at its boundary (steps 1 to 11)."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest

from shared_models.claims import (
    AdjudicationOutcome,
    AdjustmentGroup,
    CodeSex,
    CodeSystem,
    DiagnosisCodeSystem,
    LineDecision,
    NecessitySeverity,
)
from subgraphs.claims.rules import Rejection, adjudicate
from subgraphs.claims.rules.bill import Bill, Diagnosis
from subgraphs.claims.rules.reasons import Reason
from subgraphs.claims.rules.result import LineResult
from subgraphs.claims.rules.snapshot import (
    ALWAYS,
    Days,
    EarlierLine,
    Exclusion,
    ExclusionKind,
    KnownCode,
    NecessityRule,
    Preauthorization,
    PreExisting,
    ServiceRule,
    Snapshot,
    Terms,
)
from tests.subgraphs.claims.rules.building import (
    DAY,
    PROVIDER,
    a_benefit,
    a_bill,
    a_line,
    a_membership,
    a_person,
    a_provider,
    a_snapshot,
    a_stranger,
    a_version,
    an_enrolment,
    decided,
    procedure,
    usd,
)

ICD: Any = DiagnosisCodeSystem.ICD10CM


def _only(bill: Bill, snapshot: Snapshot) -> LineResult:
    (line,) = decided(bill, snapshot).lines
    return line


def _denial(bill: Bill, snapshot: Snapshot) -> tuple[Reason | None, str | None, AdjustmentGroup | None]:
    line = _only(bill, snapshot)
    told = line.adjustments()
    return line.reason, told[0].carc if told else None, told[0].group if told else None


PAID = (None, None, None)


# Step 1


@pytest.mark.parametrize(
    ("bill", "snapshot", "reason"),
    [
        (a_bill(a_line()), a_snapshot(membership=None), Reason.UNKNOWN_MEMBER),
        (a_bill(a_line()), a_snapshot(provider=None), Reason.UNKNOWN_PROVIDER),
        (a_bill(), a_snapshot(), Reason.NO_LINES),
        (a_bill(a_line(), received_on=DAY - timedelta(days=1)), a_snapshot(), Reason.FUTURE_SERVICE),
        (a_bill(a_line(), service_from=DAY + timedelta(days=1)), a_snapshot(), Reason.DATES_REVERSED),
        (a_bill(a_line(diagnosis_pointers=(2,))), a_snapshot(), Reason.DIAGNOSIS_MISSING),
        (a_bill(a_line(), currency="EUR"), a_snapshot(), Reason.WRONG_CURRENCY),
        (a_bill(a_line(unit_price=usd(99))), a_snapshot(), Reason.LINE_ARITHMETIC),
    ],
)
def test_a_claim_that_makes_no_sense_is_not_taken_in(bill: Bill, snapshot: Snapshot, reason: Reason) -> None:
    assert adjudicate(bill, snapshot) == Rejection((reason,))


def test_all_that_is_wrong_is_told_at_once() -> None:
    outcome = adjudicate(a_bill(), a_snapshot(membership=None, provider=None))

    assert outcome == Rejection((Reason.UNKNOWN_MEMBER, Reason.UNKNOWN_PROVIDER, Reason.NO_LINES))


# Steps 2 to 4


def test_only_the_lines_outside_cover_are_denied() -> None:
    lines = (a_line(1, service_date=date(2025, 12, 31)), a_line(2, service_date=date(2026, 1, 1)))

    result = decided(a_bill(*lines), a_snapshot())

    assert [each.reason for each in result.lines] == [Reason.BEFORE_COVER, None]
    assert result.outcome is AdjudicationOutcome.PARTIALLY_APPROVED


@pytest.mark.parametrize(("days", "expected"), [(90, PAID), (91, (Reason.LATE_FILING, "29", AdjustmentGroup.CO))])
def test_a_claim_is_filed_in_time(days: int, expected: object) -> None:
    assert _denial(a_bill(a_line(), received_on=DAY + timedelta(days=days)), a_snapshot()) == expected


NOT_ELIGIBLE = (Reason.PROVIDER_NOT_ELIGIBLE, "B7", AdjustmentGroup.CO)


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"active": (Days(None, DAY),)}, NOT_ELIGIBLE),
        ({"active": (Days(DAY, None),)}, PAID),
        ({"is_sanctioned": True}, NOT_ELIGIBLE),
        ({"license_expires_on": DAY}, PAID),
        ({"license_expires_on": DAY - timedelta(days=1)}, NOT_ELIGIBLE),
    ],
)
def test_a_provider_is_in_good_standing_on_the_day(changes: dict[str, Any], expected: object) -> None:
    assert _denial(a_bill(a_line()), a_snapshot(provider=a_provider(**changes))) == expected


# Step 5


@pytest.mark.parametrize(
    ("span", "expected"),
    [
        (Days(DAY, None), PAID),
        (Days(None, DAY), (Reason.CODE_INVALID, "16", AdjustmentGroup.CO)),
    ],
)
def test_a_procedure_code_is_valid_on_the_day(span: Days, expected: object) -> None:
    facts = a_snapshot(
        checked_systems=frozenset({CodeSystem.CUSTOM}),
        procedure_codes=(KnownCode(CodeSystem.CUSTOM, "VISIT", span),),
    )

    assert _denial(a_bill(a_line()), facts) == expected


def test_a_diagnosis_code_is_in_its_list() -> None:
    facts = a_snapshot(checked_systems=frozenset({ICD}))

    assert _denial(a_bill(a_line()), facts) == (Reason.DIAGNOSIS_INVALID, "146", AdjustmentGroup.CO)


def test_a_code_of_a_system_without_list_is_taken_as_it_is() -> None:
    assert _denial(a_bill(a_line(code="WHATEVER")), a_snapshot()) == PAID


# Step 6


def _earlier(**changed: Any) -> EarlierLine:
    given: dict[str, Any] = {
        "claim_id": UUID(int=11),
        "provider_id": PROVIDER,
        "procedure": procedure("VISIT"),
        "modifier": None,
        "service_date": DAY,
        "units": Decimal(1),
        "billed": usd(100),
        **changed,
    }
    return EarlierLine(**given)


@pytest.mark.parametrize(
    ("earlier", "decision", "reason"),
    [
        (_earlier(), LineDecision.DENIED, Reason.DUPLICATE),
        (_earlier(billed=usd(90)), LineDecision.PENDED, None),
        (_earlier(provider_id=UUID(int=99)), LineDecision.PENDED, None),
        (_earlier(service_date=DAY - timedelta(days=1)), LineDecision.PAID, None),
        (_earlier(procedure=procedure("OTHER")), LineDecision.PAID, None),
    ],
)
def test_what_was_billed_before(earlier: EarlierLine, decision: LineDecision, reason: Reason | None) -> None:
    line = _only(a_bill(a_line()), a_snapshot(earlier_lines=(earlier,)))

    assert (line.decision, line.reason) == (decision, reason)
    assert line.pends == ((Reason.POSSIBLE_DUPLICATE,) if decision is LineDecision.PENDED else ())


def test_a_line_that_a_person_has_to_look_at_pends_the_claim_and_uses_nothing_up() -> None:
    result = decided(a_bill(a_line()), a_snapshot(earlier_lines=(_earlier(billed=usd(90)),)))

    assert (result.outcome, result.reasons) == (AdjudicationOutcome.PENDED, (Reason.POSSIBLE_DUPLICATE,))
    assert result.entries == ()


def test_a_denied_line_does_not_make_the_next_a_duplicate() -> None:
    version = a_version(
        a_benefit("outpatient"),
        a_benefit("ward", is_covered=False),
        service_rules=(ServiceRule("outpatient", 0), ServiceRule("ward", 1, place_of_service="21")),
    )
    lines = (a_line(1, place_of_service="21"), a_line(2))

    assert [each.reason for each in decided(a_bill(*lines), a_snapshot(version)).lines] == [Reason.NOT_COVERED, None]


# Step 7


def test_a_kind_of_care_without_benefit_is_that_of_the_kind_above() -> None:
    version = a_version(
        a_benefit("outpatient"),
        service_rules=(ServiceRule("physiotherapy", 0),),
        parents=(("physiotherapy", "outpatient"),),
    )

    line = _only(a_bill(a_line()), a_snapshot(version))

    assert line.benefit is not None
    assert (line.reason, line.benefit.category) == (None, "outpatient")


def test_a_rider_pays_for_what_the_version_does_not_know() -> None:
    version = a_version(a_benefit("outpatient"), service_rules=(ServiceRule("dental", 0),))
    dental = a_benefit("dental", rider_id=UUID(int=40))

    without = _denial(a_bill(a_line()), a_snapshot(version))
    held = _denial(a_bill(a_line()), a_snapshot(enrolments=(an_enrolment(version, rider_benefits=(dental,)),)))

    assert without == (Reason.NOT_COVERED, "96", AdjustmentGroup.PR)
    assert held == PAID


@pytest.mark.parametrize(("riders", "expected"), [((), "96"), (("LENS",), None)])
def test_an_exclusion_is_waived_by_its_rider(riders: tuple[str, ...], expected: str | None) -> None:
    exclusion = Exclusion(ExclusionKind.DIAGNOSIS, ICD, "H52", "refraction", waived_by="LENS")
    version = a_version(exclusions=(exclusion,))
    facts = a_snapshot(enrolments=(an_enrolment(version, riders=frozenset(riders)),))
    bill = a_bill(a_line(), diagnoses=(Diagnosis(1, ICD, "H52.1"),))

    assert _denial(bill, facts)[1] == expected


@pytest.mark.parametrize(
    ("span", "expected"),
    [(Days(None, DAY), PAID), (Days(DAY, None), (Reason.PRE_EXISTING, "51", AdjustmentGroup.PR))],
)
def test_what_somebody_had_before_is_excluded_for_its_time(span: Days, expected: object) -> None:
    assert _denial(a_bill(a_line()), a_snapshot(pre_existing=(PreExisting(ICD, "J06", span),))) == expected


# Step 8


@pytest.mark.parametrize(
    ("code", "reason"),
    [
        ({"sex": CodeSex.MALE}, Reason.WRONG_SEX),
        ({"sex": CodeSex.FEMALE}, None),
        ({"min_age": 41}, Reason.WRONG_AGE),
        ({"min_age": 40, "max_age": 40}, None),
        ({"max_age": 39}, Reason.WRONG_AGE),
        ({"max_age": 0}, Reason.WRONG_AGE),
    ],
)
def test_a_code_can_concern_the_person(code: dict[str, Any], reason: Reason | None) -> None:
    woman = a_person(born_on=date(1985, 6, 1), sex=CodeSex.FEMALE)
    facts = a_snapshot(
        membership=a_membership(person=woman), procedure_codes=(KnownCode(CodeSystem.CUSTOM, "VISIT", **code),)
    )

    assert _only(a_bill(a_line()), facts).reason is reason


HARD, SOFT = NecessitySeverity.HARD, NecessitySeverity.SOFT


@pytest.mark.parametrize(
    ("rule", "decision"),
    [
        ({"diagnosis_system": ICD, "diagnosis_prefixes": ("J",)}, LineDecision.PAID),
        ({"diagnosis_system": ICD, "diagnosis_prefixes": ("K",)}, LineDecision.DENIED),
        ({"diagnosis_system": ICD, "diagnosis_prefixes": ("K",), "severity": SOFT}, LineDecision.PENDED),
        ({"max_units_per_day": Decimal(1)}, LineDecision.PAID),
        ({"max_units_per_day": Decimal("0.5")}, LineDecision.DENIED),
        ({"min_days_between": 10}, LineDecision.PAID),
        ({"min_days_between": 11}, LineDecision.DENIED),
        ({"max_per_year": 2}, LineDecision.PAID),
        ({"max_per_year": 1}, LineDecision.DENIED),
    ],
)
def test_a_procedure_is_necessary(rule: dict[str, Any], decision: LineDecision) -> None:
    given = {"severity": HARD, **rule}
    facts = a_snapshot(
        necessity_rules=(NecessityRule(procedure("VISIT"), **given),),
        earlier_lines=(_earlier(service_date=DAY - timedelta(days=10)),),
    )

    assert _only(a_bill(a_line()), facts).decision is decision


@pytest.mark.parametrize(
    ("is_near", "group"),
    [(True, AdjustmentGroup.CO), (False, AdjustmentGroup.PR)],
    ids=["in network", "out of network"],
)
def test_in_the_network_the_provider_answers_for_what_was_not_necessary(
    is_near: bool, group: AdjustmentGroup
) -> None:  # a table
    rule = NecessityRule(procedure("VISIT"), HARD, max_units_per_day=Decimal("0.5"))
    facts = a_snapshot(
        a_version(a_benefit(out_of_network=Terms())),
        provider=a_provider() if is_near else a_stranger(),
        necessity_rules=(rule,),
    )

    assert _denial(a_bill(a_line()), facts) == (Reason.NOT_NECESSARY, "50", group)


# Steps 9 to 11


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({}, Reason.WAITING_PERIOD),
        ({"is_emergency": True}, None),
        ({"accident_date": DAY}, None),
    ],
)
def test_an_accident_waives_waiting(changes: dict[str, Any], reason: Reason | None) -> None:
    version = a_version(a_benefit(waiting_days=90))

    assert _only(a_bill(a_line(), **changes), a_snapshot(version)).reason is reason


PROMISE = Preauthorization(procedure("VISIT"), PROVIDER, ALWAYS, Decimal(1))


@pytest.mark.parametrize(
    ("promise", "changes", "expected"),
    [
        (PROMISE, {}, PAID),
        (None, {}, (Reason.NO_PREAUTH, "197", AdjustmentGroup.CO)),
        (None, {"is_emergency": True}, PAID),
        (
            Preauthorization(procedure("OTHER"), PROVIDER, ALWAYS, Decimal(1)),
            {},
            (Reason.NO_PREAUTH, "197", AdjustmentGroup.CO),
        ),
        (
            Preauthorization(procedure("VISIT"), UUID(int=9), ALWAYS, Decimal(1)),
            {},
            (Reason.NO_PREAUTH, "197", AdjustmentGroup.CO),
        ),
        (
            Preauthorization(procedure("VISIT"), PROVIDER, Days(None, DAY), Decimal(1)),
            {},
            (Reason.NO_PREAUTH, "197", AdjustmentGroup.CO),
        ),
        (
            Preauthorization(procedure("VISIT"), PROVIDER, ALWAYS, Decimal("0.5")),
            {},
            (Reason.NO_PREAUTH, "197", AdjustmentGroup.CO),
        ),
    ],
)
def test_what_needs_a_promise_has_one(
    promise: Preauthorization | None, changes: dict[str, Any], expected: object
) -> None:
    facts = a_snapshot(
        a_version(a_benefit(requires_preauth=True)), preauthorizations=() if promise is None else (promise,)
    )

    assert _denial(a_bill(a_line(), **changes), facts) == expected


def test_a_promise_of_one_unit_covers_one_line() -> None:
    facts = a_snapshot(a_version(a_benefit(requires_preauth=True)), preauthorizations=(PROMISE,))

    result = decided(a_bill(a_line(1), a_line(2, billed=90)), facts)

    assert [each.reason for each in result.lines] == [None, Reason.NO_PREAUTH]


@pytest.mark.parametrize(("billed", "reason"), [("499.99", None), (500, Reason.NO_PREAUTH)])
def test_from_the_threshold_on_a_promise_is_needed(billed: str | int, reason: Reason | None) -> None:
    version = a_version(a_benefit(preauth_threshold=usd(500)))

    assert _only(a_bill(a_line(billed=billed)), a_snapshot(version)).reason is reason


@pytest.mark.parametrize(
    ("benefit", "is_emergency", "expected"),
    [
        (a_benefit(), False, (Reason.OUT_OF_NETWORK, "242", AdjustmentGroup.PR)),
        (a_benefit(out_of_network=Terms()), False, PAID),
        (
            a_benefit(out_of_network=Terms(), network_required=True),
            False,
            (Reason.OUT_OF_NETWORK, "242", AdjustmentGroup.PR),
        ),
        (a_benefit(network_required=True), True, PAID),
    ],
)
def test_care_out_of_network(benefit: Any, is_emergency: bool, expected: object) -> None:  # a table
    facts = a_snapshot(a_version(benefit), provider=a_stranger())

    assert _denial(a_bill(a_line(), is_emergency=is_emergency), facts) == expected
