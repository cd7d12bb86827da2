"""Who is covered when, and through whom."""

from datetime import date

import pytest

from stack.loading.identity import identity_of
from stack.loading.records import Coverage, Patient, Payer
from stack.loading.rows.cover import Covers, Families, principal_member_id, role_of
from stack.loading.rows.ids import member_id
from stack.loading.sample import Sample

HUMANA = Payer(2, "humana", "Humana", "PRIVATE", "", "", "", "", "")
NOBODY = Payer(3, "none", "NO_INSURANCE", "NO_INSURANCE", "", "", "", "", "")


def a_patient(name: str, *, died_on: date | None = None, middle: str = "") -> Patient:
    return Patient(2, name, date(1980, 1, 1), died_on, name, middle, "Hill", "M", "F", "", "", "", "")


def a_coverage(
    patient: str, start: str, end: str, *, payer: str = "humana", ownership: str = "Self", owner: str = ""
) -> Coverage:
    return Coverage(2, patient, "", date.fromisoformat(start), date.fromisoformat(end), payer, None, ownership, owner)


def a_sample(patients: list[Patient], coverages: list[Coverage]) -> Sample:
    return Sample(
        identity=identity_of(patient.id for patient in patients),
        payers={payer.id: payer for payer in (HUMANA, NOBODY)},
        organizations={},
        clinicians={},
        patients={patient.id: patient for patient in patients},
        coverages={patient.id: tuple(each for each in coverages if each.patient == patient.id) for patient in patients},
        conditions={},
        procedures={},
        immunizations={},
        emergency_rooms=frozenset(),
        bills=(),
        charges={},
        payments=(),
    )


def spans(sample: Sample, patient: str) -> list[tuple[str, str | None]]:
    return [
        (cover.coverage.start.isoformat(), cover.end.isoformat() if cover.end else None)
        for cover in Covers(sample).of(patient)
    ]


YEARS = [a_coverage("Ada", "2024-01-01", "2025-01-01"), a_coverage("Ada", "2023-01-01", "2024-01-01")]
UNINSURED_SINCE = a_coverage("Ada", "2025-01-01", "2026-01-01", payer="none")


@pytest.mark.parametrize(
    ("died_on", "coverages", "expected"),
    [
        pytest.param(None, YEARS, [("2023-01-01", "2024-01-01"), ("2024-01-01", None)], id="the newest lasts"),
        pytest.param(
            None,
            [*YEARS, UNINSURED_SINCE],
            [("2023-01-01", "2024-01-01"), ("2024-01-01", "2025-01-01")],
            id="unless nobody insures now",
        ),
        pytest.param(
            date(2024, 6, 30),
            YEARS,
            [("2023-01-01", "2024-01-01"), ("2024-01-01", "2024-07-01")],
            id="death ends it the day after",
        ),
        pytest.param(
            date(2030, 1, 1),
            YEARS,
            [("2023-01-01", "2024-01-01"), ("2024-01-01", "2025-01-01")],
            id="of the dead nothing lasts",
        ),
        pytest.param(None, [], [], id="who never was covered is not"),
    ],
)
def test_cover_runs_as_the_source_says_and_the_newest_of_the_living_lasts(
    died_on: date | None, coverages: list[Coverage], expected: list[tuple[str, str | None]]
) -> None:
    assert spans(a_sample([a_patient("Ada", died_on=died_on)], coverages), "Ada") == expected


@pytest.mark.parametrize(
    ("day", "start"),
    [
        ("2022-12-31", None),
        ("2023-01-01", "2023-01-01"),
        ("2023-12-31", "2023-01-01"),
        ("2024-01-01", "2024-01-01"),
        ("2099-01-01", "2024-01-01"),
    ],
)
def test_a_day_is_covered_from_the_first_day_up_to_the_last(day: str, start: str | None) -> None:
    covers = Covers(a_sample([a_patient("Ada")], YEARS))

    found = covers.on(date.fromisoformat(day), "Ada", "humana")

    assert (found and found.coverage.start.isoformat()) == start
    assert covers.on(date.fromisoformat(day), "Ada", "none") is None


@pytest.mark.parametrize(
    ("ownership", "role"), [("Self", "principal"), ("Spouse", "spouse"), ("Guardian", "child"), ("", "principal")]
)
def test_ownership_says_the_role(ownership: str, role: str) -> None:
    assert role_of(a_coverage("Ada", "2023-01-01", "2024-01-01", ownership=ownership)) == role


def a_family(owner: str, patients: list[Patient], *, owners_ownership: str = "Self") -> tuple[Sample, Families, Covers]:
    sample = a_sample(
        patients,
        [
            a_coverage("Ben", "2024-01-01", "2025-01-01", ownership="Spouse", owner=owner),
            a_coverage("Ada", "2024-01-01", "2025-01-01", ownership=owners_ownership, owner="Ben Hill"),
        ],
    )
    covers = Covers(sample)
    return sample, Families(sample, covers), covers


@pytest.mark.parametrize("owner", ["Ada Hill", "Ada Jane Hill"])
def test_an_owner_who_is_a_patient_is_the_principal(owner: str) -> None:
    sample, families, covers = a_family(owner, [a_patient("Ada", middle="Jane"), a_patient("Ben")])
    (cover,) = covers.of("Ben")

    assert principal_member_id(sample, families, cover) == member_id(sample.identity, "Ada")
    assert families.depends_on("Ben") == cover
    assert families.depends_on("Ada") is None


@pytest.mark.parametrize(
    ("owner", "others"),
    [
        pytest.param("Mrs. Stranger", [], id="no patient"),
        pytest.param(
            "Ada Hill",
            [Patient(3, "other", date(1980, 1, 1), None, "Ada", "", "Hill", "", "", "", "", "", "")],
            id="two patients",
        ),
    ],
)
def test_an_owner_who_cannot_be_told_leaves_the_patient_alone(owner: str, others: list[Patient]) -> None:
    sample, families, covers = a_family(owner, [a_patient("Ada"), a_patient("Ben"), *others])
    (cover,) = covers.of("Ben")

    assert principal_member_id(sample, families, cover) == member_id(sample.identity, "Ben")
    assert families.depends_on("Ben") is None


def test_nobody_depends_on_a_dependant() -> None:
    _, families, _ = a_family("Ada Hill", [a_patient("Ada"), a_patient("Ben")], owners_ownership="Spouse")

    assert families.depends_on("Ben") is None
    assert families.depends_on("Ada") is None
