"""A load from end to end: again, interrupted, refused, and beside another sample."""

from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy.exc import DBAPIError

from stack.loading.loader import load
from stack.loading.report import ImportRefused, LoadInterrupted
from tests.databases import url_of
from tests.stack.loading.conftest import LOADED, Loaded
from tests.stack.loading.folders import CHILD, DUAL, OLDER, SPOUSE, TWICE_INSURED, UNINSURED, cut
from tests.stack.loading.silent import Silent
from tests.stack.loading.stored import execute, fingerprints, rows


async def test_a_folder_is_loaded_into_four_databases(loaded: Loaded) -> None:
    report = loaded.report

    assert {name: (file.read, file.loaded, file.unused) for name, file in report.files.items()} == {
        "payers": (10, 9, 1),
        "organizations": (6, 6, 0),
        "providers": (6, 6, 0),
        "patients": (3, 3, 0),
        "payer_transitions": (26, 14, 12),
        "encounters": (30, 30, 0),
        "conditions": (30, 0, 30),
        "procedures": (65, 65, 0),
        "immunizations": (37, 37, 0),
        "medications": (2, 2, 0),
        "claims": (32, 32, 0),
    }
    assert report.rows_refused == 0
    assert (report.stored["members"], report.stored["claims"], report.stored["member_enrolments"]) == (3, 32, 14)
    assert loaded.ticked == ["Files of three0: 247 rows read, 0 refused", f"{report.rows_stored:,} rows stored"]


async def test_loading_again_from_anywhere_changes_nothing(loaded: Loaded, tmp_path: Path) -> None:
    before = await fingerprints(loaded.databases)

    again = await load(cut(SPOUSE, CHILD, UNINSURED).write(tmp_path / "elsewhere"), loaded.databases, Silent())

    assert await fingerprints(loaded.databases) == before
    assert again.rows_stored == 0
    assert again.unchanged == loaded.report.stored
    assert again.sample == loaded.report.sample


async def test_two_samples_of_both_generations_stand_side_by_side(loaded: Loaded) -> None:
    urls = loaded.databases

    report = await load(OLDER, urls, Silent())

    assert (report.rows_refused, report.stored["members"], report.stored["claims"]) == (0, 2, 36)
    assert [name for name, file in report.files.items() if file.unknown_columns] == []
    assert report.unchanged["benefit_categories"] == 6
    assert await rows(urls["schemes"], "SELECT count(*) FROM insurance_schemes WHERE name = 'Humana'") == [(2,)]
    assert await rows(urls["core"], "SELECT count(*) FROM periods") == [(1,)]
    assert await rows(urls["providers"], "SELECT count(*) FROM provider_networks") == [(1,)]
    assert report.notes[-1] == (
        "claims_transactions: payers paid 296.45, patients 21,787.15;"
        " on 36 of 36 claims the payers' payments equal the coverage that was loaded"
    )


async def test_versions_are_in_force_and_their_terms_frozen(loaded: Loaded) -> None:
    schemes = loaded.databases["schemes"]

    versions = await rows(
        schemes,
        "SELECT DISTINCT status, span::text, approved_by <> created_by, approved_at IS NOT NULL FROM scheme_versions",
    )

    assert sorted(versions) == [
        ("active", "(,)", True, True),
        ("active", "(,2006-01-01)", True, True),
        ("active", "[2006-01-01,)", True, True),
    ]
    with pytest.raises(DBAPIError, match="its terms no longer change"):
        await execute(schemes, "UPDATE scheme_benefits SET in_copay = 1")


async def test_a_load_that_ended_between_two_databases_is_completed_by_the_next(
    small: Path, databases: dict[str, str]
) -> None:
    away = {**databases, "claims": url_of("nowhere")}
    with pytest.raises(LoadInterrupted, match="The database of claims"):
        await load(small, away, Silent())
    before = await fingerprints(databases)

    report = await load(small, databases, Silent())

    after = await fingerprints(databases)
    assert (report.stored["members"], report.stored["claims"]) == (0, 32)
    assert [domain for domain in LOADED if before[domain] != after[domain]] == ["claims"]


async def test_a_load_that_failed_within_a_database_leaves_nothing_there(
    small: Path, databases: dict[str, str]
) -> None:
    await execute(databases["claims"], "ALTER TABLE claim_adjudication_results ADD CHECK (billed < 0) NOT VALID")

    with pytest.raises(LoadInterrupted, match="The database of claims failed: CheckViolationError"):
        await load(small, databases, Silent())

    assert await rows(databases["claims"], "SELECT count(*) FROM claims") == [(0,)]
    assert await rows(databases["core"], "SELECT count(*) FROM members") == [(3,)]


def gone(folder: Path) -> None:
    (folder / "claims.csv.gz").unlink()


def cut_off(folder: Path) -> None:
    whole = (folder / "claims.csv.gz").read_bytes()
    (folder / "claims.csv.gz").write_bytes(whole[:-200])


def not_gzip(folder: Path) -> None:
    (folder / "claims.csv.gz").write_text("Id\n")


def without_column(folder: Path) -> None:
    (folder / "claims.csv.gz").unlink()
    (folder / "claims.csv").write_text("Id,PATIENTID\n")


def otherwise_encoded(folder: Path) -> None:
    (folder / "claims.csv.gz").unlink()
    (folder / "claims.csv").write_bytes("Id,PATIENTID,NAME\n1,2,Solís\n".encode("latin-1"))


@pytest.mark.parametrize(
    ("damage", "reason"),
    [
        (gone, "claims.csv: is missing"),
        (cut_off, "the compressed file ends here, cut off"),
        (not_gzip, "claims.csv.gz, line 1: is not a sound gzip file"),
        (without_column, "claims.csv, line 1: the header lacks APPOINTMENTID"),
        (otherwise_encoded, "claims.csv, line 1: the header lacks APPOINTMENTID"),
    ],
)
async def test_a_file_that_cannot_be_used_leaves_the_databases_as_they_were(
    small: Path, loaded: Loaded, damage: Callable[[Path], None], reason: str
) -> None:
    before = await fingerprints(loaded.databases)
    damage(small)

    with pytest.raises(ImportRefused) as refused:
        await load(small, loaded.databases, Silent())

    assert reason in str(refused.value)
    assert await fingerprints(loaded.databases) == before


async def test_a_claim_keeps_the_lines_it_was_stored_with_when_a_refused_one_is_mended(
    loaded: Loaded, tmp_path: Path
) -> None:
    broken = cut(DUAL)
    row = broken.first("procedures", lambda each: each["BASE_COST"] == "431.40")
    broken.set("procedures", row, "BASE_COST", "a lot")
    first = await load(broken.write(tmp_path / "broken"), loaded.databases, Silent())
    before = await fingerprints(loaded.databases)

    mended = await load(cut(DUAL).write(tmp_path / "mended"), loaded.databases, Silent())

    assert [str(finding) for finding in first.files["procedures"].refusals] == [
        f"procedures.csv.gz, line {row + 1}: BASE_COST is not an amount"
    ]
    assert (mended.rows_refused, mended.rows_stored, mended.sample) == (0, 0, first.sample)
    assert await fingerprints(loaded.databases) == before


async def test_later_files_continue_the_cover_that_lasted(loaded: Loaded, tmp_path: Path) -> None:
    whole = cut(TWICE_INSURED)
    earlier = cut(TWICE_INSURED)
    header, *years = earlier.files["payer_transitions"]
    earlier.files["payer_transitions"] = [header, *sorted(years, key=lambda year: year[2])[:-1]]
    await load(earlier.write(tmp_path / "earlier"), loaded.databases, Silent())

    report = await load(whole.write(tmp_path / "whole"), loaded.databases, Silent())

    assert +report.stored == {"member_enrolments": 1}
    newest_two = (
        "SELECT status, upper_inf(span), version FROM member_enrolments"
        f" WHERE member_id IN (SELECT member_id FROM member_enrolments WHERE external_reference = '{years[-1][1]}')"
        " ORDER BY lower(span) DESC LIMIT 2"
    )
    assert await rows(loaded.databases["schemes"], newest_two) == [("active", True, 1), ("terminated", False, 2)]
