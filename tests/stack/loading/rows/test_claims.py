"""Bills into claims with lines, diagnoses and results."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest

from shared_models.claims import Claim as StoredClaim
from shared_models.claims import ClaimAdjudicationResult, ClaimDiagnosis, ClaimLine
from stack.loading.identity import identity_of
from stack.loading.records import (
    Claim,
    Condition,
    Coverage,
    Encounter,
    Immunization,
    Medication,
    Patient,
    Payer,
    Procedure,
    Transaction,
)
from stack.loading.rows.claims import category_of, claims_batches
from stack.loading.rows.cover import Covers
from stack.loading.sample import Bill, Sample

AT = datetime(2024, 5, 31, 23, 30, tzinfo=UTC)
UNTIL = datetime(2024, 6, 1, 0, 15, tzinfo=UTC)
PATIENT = Patient(2, "p", date(1980, 1, 1), None, "Ada", "", "Hill", "", "F", "", "", "", "")
PAYERS = {
    "humana": Payer(2, "humana", "Humana", "PRIVATE", "", "", "", "", ""),
    "medicare": Payer(3, "medicare", "Medicare", "GOVERNMENT", "", "", "", "", ""),
    "none": Payer(4, "none", "NO_INSURANCE", "NO_INSURANCE", "", "", "", "", ""),
}
COVERED = Coverage(2, "p", "m", date(2024, 1, 1), date(2025, 1, 1), "humana", None, "Self", "")


def an_encounter(**values: Any) -> Encounter:
    defaults: dict[str, Any] = {
        "line": 2,
        "id": "e",
        "start": AT,
        "stop": UNTIL,
        "patient": "p",
        "organization": "o",
        "clinician": "c",
        "payer": "humana",
        "kind": "ambulatory",
        "code": "185347001",
        "base_cost": Decimal("85.55"),
        "total": Decimal("185.55"),
        "covered": Decimal("100.00"),
        "reason": None,
    }
    return Encounter(**(defaults | values))


def a_medication(**values: Any) -> Medication:
    defaults: dict[str, Any] = {
        "line": 2,
        "start": AT,
        "payer": "humana",
        "encounter": "e",
        "code": "997488",
        "cost": Decimal("20.00"),
        "covered": Decimal("5.00"),
        "reason": None,
    }
    return Medication(**(defaults | values))


def stored(
    encounter: Encounter,
    medication: Medication | None = None,
    *,
    diagnoses: tuple[str | None, ...] = ("314529007",),
    kind: str = "1",
    **parts: Any,
) -> dict[type, list[dict[str, Any]]]:
    """Return the rows of one bill by table, batches' constants with them."""
    nothing: dict[str, Any] = {"conditions": {}, "procedures": {}, "immunizations": {}, "charges": {}}
    sample = Sample(
        identity=identity_of(["p"]),
        payers=PAYERS,
        organizations={},
        clinicians={},
        patients={"p": PATIENT},
        coverages={"p": (COVERED,)},
        emergency_rooms=frozenset(),
        bills=(Bill(Claim(2, "k", "p", "e", kind, diagnoses), encounter, medication),),
        payments=(),
        **(nothing | parts),
    )
    found: dict[type, list[dict[str, Any]]] = {}
    for batch in claims_batches(sample, Covers(sample)):
        found.setdefault(batch.model, []).extend({**batch.constants, **row} for row in batch.rows)
    return found


def lines(found: dict[type, list[dict[str, Any]]]) -> list[tuple[int, str, str, str]]:
    rows = sorted(found[ClaimLine], key=lambda row: row["line_no"])
    return [
        (row["line_no"], row["procedure_code"], row["code_system"].value, str(row["billed_amount"])) for row in rows
    ]


@pytest.mark.parametrize(
    ("encounter_class", "category"),
    [
        ("wellness", "wellness"),
        ("ambulatory", "outpatient"),
        ("outpatient", "outpatient"),
        ("urgentcare", "outpatient"),
        ("virtual", "outpatient"),
        ("emergency", "emergency"),
        ("inpatient", "inpatient"),
        ("snf", "inpatient"),
        ("hospice", "inpatient"),
        ("home", "home"),
        ("something new", "outpatient"),
    ],
)
def test_the_class_of_an_encounter_says_the_category_of_care(encounter_class: str, category: str) -> None:
    assert category_of(encounter_class) == category


@pytest.mark.parametrize(
    ("payer", "covered", "status", "reason", "allowed"),
    [
        ("humana", "100.00", "paid", None, "185.55"),
        ("humana", "0.00", "approved", None, "185.55"),
        ("none", "0.00", "denied", "NO_ENROLMENT", "0"),
        (None, "0.00", "denied", "NO_ENROLMENT", "0"),
    ],
)
def test_what_the_payer_covered_decides_the_claim(
    payer: str | None, covered: str, status: str, reason: str | None, allowed: str
) -> None:
    found = stored(an_encounter(payer=payer, covered=Decimal(covered)))

    (claim,), (result,) = found[StoredClaim], found[ClaimAdjudicationResult]
    assert (claim["status"], claim["status_reason"]) == (status, reason)
    assert (claim["plan_paid_amount"], claim["allowed_amount"]) == (Decimal(covered), Decimal(allowed))
    assert claim["member_amount"] == Decimal("185.55") - Decimal(covered)
    assert (claim["paid_at"] is not None) == (status == "paid")
    assert (result["mode"], result["outcome"], result["run_no"]) == ("import", "denied" if reason else "approved", 1)
    assert (result["billed"], result["plan_paid"]) == (Decimal("185.55"), Decimal(covered))
    assert [each["code"] for each in result["reasons"]] == ([reason] if reason else [])


@pytest.mark.parametrize(
    ("payer", "on", "is_covered", "has_employer"),
    [
        ("humana", AT, True, True),
        ("humana", AT.replace(year=2020), False, True),
        ("medicare", AT, False, False),
        ("none", AT, False, False),
    ],
)
def test_a_claim_names_the_cover_of_its_day_and_the_employer_behind_it(
    payer: str, on: datetime, *, is_covered: bool, has_employer: bool
) -> None:
    (claim,) = stored(an_encounter(payer=payer, start=on, stop=on))[StoredClaim]

    assert (claim["enrolment_id"] is not None) == is_covered
    assert (claim["company_id"] is not None) == has_employer
    assert (claim["scheme_version_id"] is not None) == (payer != "none")


@pytest.mark.parametrize(("kind", "claim_type"), [("1", "professional"), ("2", "institutional"), ("", "professional")])
def test_a_claim_says_who_bills(kind: str, claim_type: str) -> None:
    (claim,) = stored(an_encounter(), kind=kind)[StoredClaim]

    assert claim["claim_type"] == claim_type
    assert (claim["service_from"], claim["service_to"]) == (date(2024, 5, 31), date(2024, 6, 1))
    assert claim["external_ref"] == "k"


def test_a_medicine_is_a_pharmacy_claim_with_one_line_at_its_first_fill() -> None:
    found = stored(an_encounter(kind="emergency"), a_medication(start=datetime(2024, 6, 2, tzinfo=UTC)))

    (claim,) = found[StoredClaim]
    assert (claim["claim_type"], claim["category"], claim["is_emergency"]) == ("pharmacy", "outpatient", False)
    assert (claim["billed_amount"], claim["plan_paid_amount"]) == (Decimal("20.00"), Decimal("5.00"))
    assert (claim["service_from"], claim["service_to"]) == (date(2024, 6, 2), date(2024, 6, 2))
    assert lines(found) == [(1, "997488", "rxnorm", "20.00")]


DONE: dict[str, Any] = {
    "procedures": {
        "e": (
            Procedure(2, AT, "e", "http://snomed.info/sct", "710824005", Decimal("50.00")),
            Procedure(3, AT, "e", "", "710841007", Decimal("10.00")),
        )
    },
    "immunizations": {"e": (Immunization(2, AT, "e", "140", Decimal("30.00")),)},
}


@pytest.mark.parametrize(
    ("total", "rest"),
    [
        pytest.param("185.55", [(5, "UNITEMISED", "custom", "10.00")], id="more was billed than itemised"),
        pytest.param("175.55", [], id="all was itemised"),
        pytest.param("100.00", [], id="less was billed than itemised"),
    ],
)
def test_lines_begin_with_the_encounter_and_end_with_what_was_not_itemised(
    total: str, rest: list[tuple[int, str, str, str]]
) -> None:
    found = stored(an_encounter(total=Decimal(total)), **DONE)

    assert lines(found) == [
        (1, "185347001", "snomed", "85.55"),
        (2, "710824005", "snomed", "50.00"),
        (3, "710841007", "snomed", "10.00"),
        (4, "140", "cvx", "30.00"),
        *rest,
    ]
    assert found[StoredClaim][0]["billed_amount"] == Decimal(total)


def a_charge(code: str, amount: str, **values: Any) -> Transaction:
    defaults: dict[str, Any] = {
        "line": 2,
        "id": code,
        "claim": "k",
        "kind": "CHARGE",
        "method": "",
        "start": AT,
        "code": code,
        "pointers": (1, None, None, None),
        "units": Decimal(1),
        "unit_price": Decimal(amount),
        "charged": Decimal(amount),
        "paid": Decimal(0),
    }
    return Transaction(**(defaults | values))


def test_charges_are_the_lines_where_there_are_any_the_encounters_own_first() -> None:
    charges = (
        a_charge("710824005", "50.00", pointers=(1, 2, 7, None)),
        a_charge("140", "30.00", units=Decimal(3), unit_price=Decimal(10)),
        a_charge("185347001", "85.55", units=Decimal(2), unit_price=Decimal(40)),
    )

    found = stored(an_encounter(), diagnoses=("314529007", "59621000"), charges={"k": charges}, **DONE)

    assert lines(found) == [
        (1, "185347001", "snomed", "85.55"),
        (2, "710824005", "snomed", "50.00"),
        (3, "140", "cvx", "30.00"),
        (4, "UNITEMISED", "custom", "20.00"),
    ]
    own, procedure, vaccine, _ = sorted(found[ClaimLine], key=lambda row: row["line_no"])
    assert (own["units"], own["unit_price_derived"]) == (Decimal(2), True)
    assert (vaccine["units"], vaccine["unit_price"], vaccine["unit_price_derived"]) == (3, 10, False)
    assert procedure["diagnosis_pointers"] == [1, 2]


@pytest.mark.parametrize(
    ("diagnoses", "reason", "expected"),
    [
        (("a", "b"), None, [(1, "a", "principal"), (2, "b", "secondary")]),
        (("a", None, "c"), None, [(1, "a", "principal"), (3, "c", "secondary")]),
        (("a",), "a", [(1, "a", "principal")]),
        (("a",), "r", [(1, "a", "principal"), (2, "r", "secondary")]),
        ((None, None), "r", [(1, "r", "principal")]),
        ((None,), None, []),
    ],
)
def test_diagnoses_keep_their_positions_and_the_reason_of_care_follows(
    diagnoses: tuple[str | None, ...], reason: str | None, expected: list[tuple[int, str, str]]
) -> None:
    found = stored(an_encounter(reason=reason), diagnoses=diagnoses)

    rows = [(row["position"], row["code"], row["role"].value) for row in found[ClaimDiagnosis]]
    assert rows == expected


@pytest.mark.parametrize(
    ("system", "expected"),
    [
        ("http://snomed.info/sct", "snomed"),
        ("http://hl7.org/fhir/sid/icd-10-cm", "icd10cm"),
        ("", "snomed"),
        ("urn:local", "custom"),
    ],
)
def test_the_system_of_a_diagnosis_is_what_the_condition_says(system: str, expected: str) -> None:
    found = stored(an_encounter(), diagnoses=("E11.9",), conditions={"e": (Condition(2, "e", system, "E11.9"),)})

    assert [row["code_system"] for row in found[ClaimDiagnosis]] == [expected]
