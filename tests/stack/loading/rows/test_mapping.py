"""A cut of ma112 and the terms, members and providers it becomes."""

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import asyncpg  # type: ignore[import-untyped]  # it ships no types
import pytest
from sqlmodel import SQLModel

from shared_models.core import Company, CompanyPeriod, Member, Period
from shared_models.providers import MedicalInstitution, MedicalPersonnel, Provider, ProviderContract
from shared_models.schemes import GroupPolicy, InsuranceScheme, MemberEnrolment, SchemeBenefit, SchemeVersion
from stack.loading.rows.core import core_batches
from stack.loading.rows.cover import Covers, Families
from stack.loading.rows.providers import provider_type, providers_batches, specialty_code
from stack.loading.rows.schemes import schemes_batches
from stack.loading.sample import read_sample
from tests.stack.loading.folders import DEAD, SPOUSE, TWICE_INSURED, UNINSURED, Folder, cut
from tests.stack.loading.silent import Silent

Stored = dict[type[SQLModel], list[dict[str, Any]]]


def stored(folder: Folder, path: Path) -> Stored:
    """Return the rows of a folder by table, batches' constants with them."""
    sample, _ = read_sample(folder.write(path / "folder"), today=date(2026, 1, 1), progress=Silent())
    covers = Covers(sample)
    families = Families(sample, covers)
    found: Stored = {}
    for batch in (
        *core_batches(sample, covers, families),
        *schemes_batches(sample, covers, families),
        *providers_batches(sample),
    ):
        found.setdefault(batch.model, []).extend({**batch.constants, **row} for row in batch.rows)
    return found


@pytest.fixture(scope="module")
def four(tmp_path_factory: pytest.TempPathFactory) -> Stored:
    """Give the rows of four patients."""
    return stored(cut(SPOUSE, UNINSURED, TWICE_INSURED, DEAD), tmp_path_factory.mktemp("four"))


def test_every_payer_but_none_is_a_scheme_with_its_plan(four: Stored) -> None:
    names = {row["id"]: row["name"] for row in four[InsuranceScheme]}
    benefits = {row["scheme_version_id"]: row for row in four[SchemeBenefit]}

    terms = {
        names[row["scheme_id"]]: (
            str(row["individual_deductible"]),
            str(benefits[row["id"]]["in_coinsurance"]),
            str(benefits[row["id"]]["in_copay"]),
            row["individual_oop_max"],
        )
        for row in four[SchemeVersion]
    }

    assert terms == {
        "Medicare": ("233", "0.2", "0", 8700),
        "Medicaid": ("100", "0", "50", 8700),
        "Dual Eligible": ("0", "0", "35", 8700),
        "Humana": ("6094", "0.4", "0", 8700),
        "Blue Cross Blue Shield": ("4500", "0.3", "0", 8700),
        "UnitedHealthcare": ("1458", "0.2", "0", 8700),
        "Aetna": ("6094", "0.4", "0", 8700),
        "Cigna Health": ("4500", "0.3", "0", 8700),
        "Anthem": ("1458", "0.2", "0", 8700),
    }
    rules = {(row["cost_share_order"], row["oop_mode"], row["accumulate_on"]) for row in four[SchemeVersion]}
    assert rules == {("copay_first", "after_crossing", "enrolment")}


def test_wellness_has_no_copay_since_2006(four: Stored) -> None:
    copays = sorted({(str(row["in_copay"]), str(row["out_copay"])) for row in four[SchemeBenefit]})

    assert copays == [("0", "0"), ("35", "35"), ("50", "50")]
    paid_since = {
        (row["span"].lower, row["span"].upper): sum(
            benefit["in_copay"] > 0 for benefit in four[SchemeBenefit] if benefit["scheme_version_id"] == row["id"]
        )
        for row in four[SchemeVersion]
        if row["span"] != asyncpg.Range(None, None)
    }
    assert paid_since == {(None, date(2006, 1, 1)): 6, (date(2006, 1, 1), None): 5}


def test_private_payers_have_an_employer_with_a_policy_and_a_period(four: Stored) -> None:
    companies = {row["id"] for row in four[Company]}

    assert sorted(row["name"] for row in four[Company]) == [
        "Employees of Aetna",
        "Employees of Anthem",
        "Employees of Blue Cross Blue Shield",
        "Employees of Cigna Health",
        "Employees of Humana",
        "Employees of UnitedHealthcare",
    ]
    assert {row["company_id"] for row in four[GroupPolicy]} == companies
    assert {row["company_id"] for row in four[CompanyPeriod]} == companies
    assert len(four[Period]) == 1


def test_members_are_who_the_patients_are(four: Stored) -> None:
    employers = {row["id"]: row["name"] for row in four[Company]}

    members = [
        (str(row["status"]), str(row["member_type"]), employers.get(row["company_id"]), row["died_on"])
        for row in four[Member]
    ]

    assert sorted(members, key=str) == [
        ("active", "principal", "Employees of Blue Cross Blue Shield", None),
        ("active", "principal", None, None),
        ("deceased", "principal", "Employees of Humana", date(2015, 5, 24)),
        ("pending", "principal", None, None),
    ]


def test_ids_of_the_state_and_passports_stand_where_they_are_sealed_alone(four: Stored, tmp_path: Path) -> None:
    folder = cut(SPOUSE, UNINSURED, TWICE_INSURED, DEAD)
    secrets = {*folder.values("patients", "SSN"), *folder.values("patients", "PASSPORT")} - {""}

    sealed = {row[name] for row in four[Member] for name in ("national_id", "passport")} - {None}
    elsewhere = {
        value
        for rows in four.values()
        for row in rows
        for name, value in row.items()
        if isinstance(value, str) and name not in {"national_id", "passport"}
    }

    assert len(secrets) > 4
    assert sealed == secrets
    assert not secrets & elsewhere


def test_cover_that_lasts_is_active_and_names_its_premium_and_other_payer(four: Stored) -> None:
    names = {row["id"]: row["name"] for row in four[InsuranceScheme]}

    lasting = [
        (row["role"], str(row["status"]), str(row["annual_premium"]), names.get(row["other_payer_scheme_id"]))
        for row in four[MemberEnrolment]
        if row["span"].upper is None
    ]

    assert sorted(lasting) == [
        ("principal", "active", "2041.20", "Blue Cross Blue Shield"),
        ("spouse", "active", "5508", None),
    ]


def test_cover_ends_the_day_after_death(four: Stored) -> None:
    ended = [row["span"].upper for row in four[MemberEnrolment] if row["termination_reason"] == "deceased"]

    assert ended == [date(2015, 5, 25)]


def test_a_spouse_whose_owner_is_a_patient_depends_on_the_owner(tmp_path: Path) -> None:
    folder = cut(SPOUSE, TWICE_INSURED)
    spouse = next(each for each in folder.values("patients", "Id") if each.startswith(SPOUSE))
    owner_row = folder.first("patients", lambda row: row["Id"].startswith(TWICE_INSURED))
    owner = f"{folder.get('patients', owner_row, 'FIRST')} {folder.get('patients', owner_row, 'LAST')}"
    for number in range(1, len(folder.files["payer_transitions"])):
        if folder.get("payer_transitions", number, "PATIENT") == spouse:
            folder.set("payer_transitions", number, "OWNER_NAME", owner)

    found = stored(folder, tmp_path)

    dependents = [row for row in found[Member] if row["member_type"] == "dependent"]
    principals = {row["id"] for row in found[Member] if row["member_type"] == "principal"}
    assert [(str(row["dependent_type"]), row["principal_id"] in principals) for row in dependents] == [("spouse", True)]
    through = {row["principal_member_id"] for row in found[MemberEnrolment] if row["role"] == "spouse"}
    assert through == principals


def test_a_payer_nobody_knows_has_no_cost_sharing(tmp_path: Path) -> None:
    folder = cut(SPOUSE)
    folder.set("payers", folder.first("payers", lambda row: row["NAME"] == "Aetna"), "NAME", "Anybody")

    found = stored(folder, tmp_path)

    (scheme,) = [row["id"] for row in found[InsuranceScheme] if row["name"] == "Anybody"]
    (version,) = [row for row in found[SchemeVersion] if row["scheme_id"] == scheme]
    assert (version["individual_deductible"], version["individual_oop_max"]) == (Decimal(0), None)
    shares = {row["in_coinsurance"] for row in found[SchemeBenefit] if row["scheme_version_id"] == version["id"]}
    assert shares == {Decimal(0)}


def test_organizations_are_providers_with_a_place_and_a_contract_that_pays_what_is_charged(four: Stored) -> None:
    providers = {row["id"] for row in four[Provider]}

    assert {row["provider_id"] for row in four[MedicalInstitution]} == providers
    contracts = {(row["provider_id"] in providers, row["percent_of_charge"]) for row in four[ProviderContract]}
    assert contracts == {(True, Decimal(1))}
    assert {row["specialty_code"] for row in four[MedicalPersonnel]} == {"general_practice"}
    assert any(row["is_emergency_ready"] for row in four[MedicalInstitution])


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("MOUNT AUBURN HOSPITAL", "hospital"),
        ("Lahey Hospital & Medical Center", "hospital"),
        ("Fitchburg Outpatient Clinic", "clinic"),
        ("VNA OF CAPE COD", "home_care"),
        ("CAPE COD HOSPICE HOSPITAL", "home_care"),
        ("CORNER PHARMACY", "pharmacy"),
        ("ACTIVATED BY WELLNESS LLC", "clinic"),
    ],
)
def test_a_name_tells_what_an_organization_is(name: str, kind: str) -> None:
    assert provider_type(name) == kind


def test_a_speciality_becomes_a_code() -> None:
    assert specialty_code("CLINICAL SOCIAL WORKER (LICSW)") == "clinical_social_worker_licsw"
