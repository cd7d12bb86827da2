"""A folder as a whole: references, claims and what they bill, and what is refused why."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from stack.loading.report import FileReport, ImportRefused
from stack.loading.sample import Sample, read_sample
from tests.stack.loading.folders import CHILD, DEAD, OLDER, SPOUSE, UNINSURED, Folder, cut
from tests.stack.loading.silent import Silent

TODAY = date(2026, 1, 1)
NOBODY = "00000000-0000-4000-8000-000000000000"


def read(folder: Path) -> tuple[Sample, dict[str, FileReport]]:
    return read_sample(folder, today=TODAY, progress=Silent())


def test_a_sound_folder_is_read_whole(small: Path) -> None:
    sample, files = read(small)

    assert len(sample.patients) == 3
    assert len(sample.bills) == 32
    assert {name: file.refused for name, file in files.items() if file.refused} == {}
    assert {name: file.unknown_columns for name, file in files.items() if file.unknown_columns} == {}


def test_the_same_data_in_another_folder_and_order_is_the_same_sample(tmp_path: Path) -> None:
    folder = cut(SPOUSE, CHILD)
    one, _ = read(folder.write(tmp_path / "one"))
    header, *patients = folder.files["patients"]
    folder.files["patients"] = [header, *reversed(patients)]

    other, _ = read(folder.write(tmp_path / "other"))

    assert one.identity == other.identity


def test_a_refused_patient_belongs_to_the_sample_all_the_same(tmp_path: Path) -> None:
    folder = cut(SPOUSE, CHILD)
    whole, _ = read(folder.write(tmp_path / "whole"))
    folder.set("patients", 2, "BIRTHDATE", "long ago")

    with_fault, files = read(folder.write(tmp_path / "fault"))

    assert with_fault.identity == whole.identity
    assert len(with_fault.patients) == 1
    assert files["patients"].refused == 1


Change = Callable[[Folder], None]


def changed(file: str, name: str, value: str, row: int = 1) -> Change:
    return lambda folder: folder.set(file, row, name, value)


def repeated(file: str) -> Change:
    return lambda folder: folder.files[file].append(list(folder.files[file][1]))


def copied(file: str, to: str, source: str) -> Change:
    return lambda folder: folder.set(file, 1, to, folder.get(file, 1, source))


@pytest.mark.parametrize(
    ("change", "file", "reason"),
    [
        (changed("providers", "ORGANIZATION", NOBODY), "providers", f"line 2: ORGANIZATION {NOBODY} is unknown"),
        (changed("patients", "BIRTHDATE", "2026-01-02"), "patients", "line 2: BIRTHDATE is to come"),
        (changed("patients", "DEATHDATE", "1900-01-01"), "patients", "line 2: DEATHDATE is before BIRTHDATE"),
        (changed("patients", "FIRST", ""), "patients", "line 2: FIRST is empty"),
        (changed("payer_transitions", "PATIENT", NOBODY), "payer_transitions", f"line 2: PATIENT {NOBODY} is unknown"),
        (changed("payer_transitions", "PAYER", NOBODY), "payer_transitions", f"line 2: PAYER {NOBODY} is unknown"),
        (
            copied("payer_transitions", "END_DATE", "START_DATE"),
            "payer_transitions",
            "line 2: the cover ends no later than it starts",
        ),
        (repeated("payer_transitions"), "payer_transitions", "the cover overlaps that of line 2"),
        (changed("encounters", "STOP", "1900-01-01T00:00:00Z"), "encounters", "line 2: STOP is before START"),
        (
            changed("encounters", "PAYER_COVERAGE", "99999999.00"),
            "encounters",
            "line 2: PAYER_COVERAGE is more than TOTAL_CLAIM_COST",
        ),
        (changed("encounters", "PATIENT", NOBODY), "encounters", f"line 2: PATIENT {NOBODY} is unknown"),
        (changed("encounters", "ORGANIZATION", NOBODY), "encounters", f"line 2: ORGANIZATION {NOBODY} is unknown"),
        (changed("encounters", "PROVIDER", NOBODY), "encounters", f"line 2: PROVIDER {NOBODY} is unknown"),
        (changed("encounters", "PAYER", NOBODY), "encounters", f"line 2: PAYER {NOBODY} is unknown"),
        (changed("encounters", "TOTAL_CLAIM_COST", "free"), "encounters", "line 2: TOTAL_CLAIM_COST is not an amount"),
        (changed("conditions", "ENCOUNTER", NOBODY), "conditions", f"line 2: ENCOUNTER {NOBODY} is unknown"),
        (changed("procedures", "ENCOUNTER", NOBODY), "procedures", f"line 2: ENCOUNTER {NOBODY} is unknown"),
        (
            changed("procedures", "BASE_COST", "-1"),
            "procedures",
            "line 2: BASE_COST is not an amount between 0 and 10^12",
        ),
        (changed("immunizations", "ENCOUNTER", NOBODY), "immunizations", f"line 2: ENCOUNTER {NOBODY} is unknown"),
        (changed("medications", "ENCOUNTER", NOBODY), "medications", f"line 2: ENCOUNTER {NOBODY} is unknown"),
        (changed("medications", "PAYER", NOBODY), "medications", f"line 2: PAYER {NOBODY} is unknown"),
        (
            changed("medications", "PAYER_COVERAGE", "99999999.00"),
            "medications",
            "line 2: PAYER_COVERAGE is more than BASE_COST",
        ),
        (changed("claims", "APPOINTMENTID", NOBODY), "claims", f"line 2: APPOINTMENTID {NOBODY} is unknown"),
        (changed("claims", "PATIENTID", NOBODY), "claims", "line 2: PATIENTID is not the patient of the encounter"),
        (repeated("claims"), "claims", "is that of line 2"),
        (repeated("patients"), "patients", "is that of line 2"),
    ],
)
def test_a_row_that_cannot_be_used_is_refused_with_its_line_and_reason(
    tmp_path: Path, change: Change, file: str, reason: str
) -> None:
    folder = cut(SPOUSE, DEAD)
    change(folder)

    _, files = read(folder.write(tmp_path / "changed"))

    first, *_ = files[file].refusals
    assert str(first).startswith(f"{file}.csv.gz, line ")
    assert str(first).endswith(reason)


def test_cover_that_starts_after_death_is_refused(tmp_path: Path) -> None:
    folder = cut(DEAD)
    folder.set("patients", 1, "DEATHDATE", "2015-01-01")

    _, files = read(folder.write(tmp_path / "changed"))

    assert {refusal.reason for refusal in files["payer_transitions"].refusals} == {
        "the cover starts after the patient's death"
    }


def test_what_refers_to_a_refused_row_is_refused_too_each_for_its_reason(tmp_path: Path) -> None:
    folder = cut(SPOUSE, CHILD)
    whole, _ = read(folder.write(tmp_path / "whole"))
    refused = folder.get("patients", 1, "Id")
    folder.set("patients", 1, "GENDER", folder.get("patients", 1, "GENDER"))
    folder.set("patients", 1, "LAST", "")

    sample, files = read(folder.write(tmp_path / "changed"))

    kept = [bill for bill in whole.bills if bill.encounter.patient != refused]
    assert [bill.claim.id for bill in sample.bills] == [bill.claim.id for bill in kept]
    assert f"PATIENT {refused} is unknown" in files["encounters"].refusals[0].reason
    assert "APPOINTMENTID" in files["claims"].refusals[0].reason
    assert files["claims"].refused == len(whole.bills) - len(kept)


def test_where_a_claim_is_missing_or_too_many_nothing_is_guessed(tmp_path: Path) -> None:
    folder = cut(DEAD)
    header, *claims = folder.files["claims"]
    encounters = folder.values("claims", "APPOINTMENTID")
    ordered = folder.values("medications", "ENCOUNTER")
    alone = next(encounter for encounter in encounters if encounter not in ordered)
    with_one = next(encounter for encounter in encounters if ordered.count(encounter) == 1)
    extra = list(claims[encounters.index(alone)])
    extra[0] = NOBODY
    del claims[encounters.index(with_one)]
    folder.files["claims"] = [header, *claims, extra]

    sample, files = read(folder.write(tmp_path / "changed"))

    assert sorted(finding.reason for finding in files["claims"].refusals) == [
        "of 1 claims for a visit with 1 medications, what this one bills is not known",
        "of 2 claims for a visit with 0 medications, what this one bills is not known",
        "of 2 claims for a visit with 0 medications, what this one bills is not known",
    ]
    assert [finding.reason for finding in files["medications"].refusals] == ["which claim is for it is not known"]
    assert not {alone, with_one} & {bill.encounter.id for bill in sample.bills}


def test_where_charges_tell_a_missing_claim_leaves_the_others_alone(tmp_path: Path) -> None:
    for path in OLDER.glob("*.csv"):
        (tmp_path / path.name).write_bytes(path.read_bytes())
    whole, _ = read(OLDER)
    medicine = next(bill for bill in whole.bills if bill.medication is not None)
    own = next(bill for bill in whole.bills if bill.encounter is medicine.encounter and bill.medication is None)
    kept = [line for line in (OLDER / "claims.csv").read_text().splitlines() if not line.startswith(own.claim.id)]
    (tmp_path / "claims.csv").write_text("\n".join(kept))

    sample, files = read(tmp_path)

    assert medicine.claim.id in {bill.claim.id for bill in sample.bills if bill.medication is not None}
    assert (len(sample.bills), files["claims"].refused) == (35, 0)


def test_an_encounter_without_a_claim_is_refused(tmp_path: Path) -> None:
    folder = cut(SPOUSE)
    folder.files["claims"].pop()

    _, files = read(folder.write(tmp_path / "changed"))

    assert [finding.reason for finding in files["encounters"].refusals] == ["no claim names this encounter"]


def test_the_first_claim_of_an_encounter_is_its_own_as_transactions_confirm() -> None:
    sample, _ = read(OLDER)

    own = [bill for bill in sample.bills if bill.medication is None]
    medicines = [bill for bill in sample.bills if bill.medication is not None]

    assert (len(own), len(medicines)) == (31, 5)
    assert all(sample.charges[bill.claim.id][0].code == bill.encounter.code for bill in own)
    assert all(
        bill.medication is not None and sample.charges[bill.claim.id][0].code == bill.medication.code
        for bill in medicines
    )


def test_a_claim_is_the_encounters_own_by_what_it_charges_wherever_it_stands(tmp_path: Path) -> None:
    for path in OLDER.glob("*.csv"):
        (tmp_path / path.name).write_bytes(path.read_bytes())
    header, *claims = (OLDER / "claims.csv").read_text().splitlines()
    (tmp_path / "claims.csv").write_text("\n".join([header, *reversed(claims)]))

    forwards, _ = read(OLDER)
    backwards, _ = read(tmp_path)

    pairs = {bill.claim.id: bill.medication and bill.medication.code for bill in forwards.bills}
    assert {bill.claim.id: bill.medication and bill.medication.code for bill in backwards.bills} == pairs


def test_all_that_is_wrong_with_files_is_told_at_once(tmp_path: Path) -> None:
    folder = cut(UNINSURED)
    del folder.files["payers"]
    folder.files["claims"][0][0] = "Key"
    path = folder.write(tmp_path / "wrong")
    whole = (path / "procedures.csv.gz").read_bytes()
    (path / "procedures.csv.gz").write_bytes(whole[: len(whole) // 2])

    with pytest.raises(ImportRefused) as refused:
        read(path)

    first, *rest = str(refused.value).splitlines()
    assert first == "Nothing was imported, for these files cannot be used as they are:"
    assert rest[0] == f"  payers.csv: is missing in {path}"
    assert rest[1].startswith("  procedures.csv.gz, line ")
    assert rest[2] == "  claims.csv.gz, line 1: the header lacks Id"


def test_a_folder_that_is_none_and_one_without_patients_are_refused(tmp_path: Path) -> None:
    folder = cut(UNINSURED)
    del folder.files["patients"][1:]

    with pytest.raises(ImportRefused, match=r"payers\.csv: .*nowhere is no folder"):
        read(tmp_path / "nowhere")
    with pytest.raises(ImportRefused, match=r"patients\.csv\.gz: holds no patient"):
        read(folder.write(tmp_path / "empty"))
