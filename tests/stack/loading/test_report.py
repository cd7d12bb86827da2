"""What an import says of itself."""

from collections import Counter
from uuid import UUID

from stack.loading.report import FileReport, Finding, ImportRefused, LoadInterrupted, Report


def test_a_report_says_what_became_of_every_row() -> None:
    patients = FileReport("patients.csv.gz", read=20, loaded=3, unchanged=2, unknown_columns=("COLOUR",))
    for line in range(2, 15):
        patients.refuse(line, "BIRTHDATE is not a date")
    report = Report(
        UUID(int=7),
        {"patients": patients},
        stored=Counter(members=3),
        unchanged=Counter(members=2),
        notes=["a note"],
        seconds=1.25,
    )

    text = str(report)

    assert text.splitlines() == [
        "file                         read   loaded  unchanged  not used  refused",
        "patients.csv.gz                20        3          2         2       13",
        "",
        "table                                     new  unchanged",
        "members                                     3          2",
        "",
        "patients.csv.gz: columns nobody knows, left aside: COLOUR",
        *(f"refused: patients.csv.gz, line {line}: BIRTHDATE is not a date" for line in range(2, 12)),
        "refused: 3 more rows of patients.csv.gz",
        "a note",
        "20 rows read, 13 refused, 3 stored in 1.2 s (sample 00000000-0000-0000-0000-000000000007)",
    ]


def test_a_refused_import_names_every_file_and_line() -> None:
    refused = ImportRefused((Finding("payers.csv", None, "is missing"), Finding("claims.csv", 7, "is cut off")))

    assert refused.exit_code == 1
    assert str(refused).splitlines() == [
        "Nothing was imported, for these files cannot be used as they are:",
        "  payers.csv: is missing",
        "  claims.csv, line 7: is cut off",
    ]


def test_an_interrupted_load_says_how_to_complete_it() -> None:
    assert str(LoadInterrupted("claims", "did not answer in time.")) == (
        "The database of claims did not answer in time. It stored nothing; what the others stored stays."
        " The same again completes it."
    )
