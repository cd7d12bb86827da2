"""Columns of both generations into records, field by field."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from stack.loading import fields, layout
from stack.loading.layout import COVERAGES, read_column, read_records
from stack.loading.reader import Unreadable
from stack.loading.records import Coverage
from stack.loading.report import FileReport

SOMEBODY = "c10e497b-ed25-d6c6-e043-144724bf84da"
SOMEBODY_ELSE = "26aab0cd-6aba-3e1b-ac5b-05c8867e762c"


@pytest.mark.parametrize(
    ("read", "text", "value"),
    [
        (fields.identifier, SOMEBODY.upper(), SOMEBODY),
        (fields.maybe_identifier, "0", None),
        (fields.maybe_identifier, "", None),
        (fields.words, " a b ", "a b"),
        (fields.code, "99999000000000000", "99999000000000000"),
        (fields.maybe_code, "", None),
        (fields.day, "2015-10-01", date(2015, 10, 1)),
        (fields.day, "2015-10-01T23:59:59Z", date(2015, 10, 1)),
        (fields.day, "2015-10-01T23:59:59-05:00", date(2015, 10, 2)),
        (fields.maybe_day, "", None),
        (fields.instant, "2015-10-01T20:26:48Z", datetime(2015, 10, 1, 20, 26, 48, tzinfo=UTC)),
        (fields.instant, "2015-10-01 20:26:48", datetime(2015, 10, 1, 20, 26, 48, tzinfo=UTC)),
        (fields.amount, "0", Decimal("0.00")),
        (fields.amount, "136.8", Decimal("136.80")),
        (fields.amount, "136.805", Decimal("136.81")),
        (fields.maybe_amount, "", Decimal("0.00")),
        (fields.quantity, "", Decimal(1)),
        (fields.degrees, "-71.10378319512402", Decimal("-71.103783")),
        (fields.degrees, "", None),
        (fields.maybe_position, "4", 4),
    ],
)
def test_a_field_is_read_as_what_it_holds(read: Callable[[str], Any], text: str, value: object) -> None:
    assert read(text) == value


@pytest.mark.parametrize(
    ("read", "text", "reason"),
    [
        (fields.identifier, "17", "is not a UUID"),
        (fields.identifier, "", "is not a UUID"),
        (fields.some_words, "  ", "is empty"),
        (fields.code, "", "is not a code of 1 to 18 characters"),
        (fields.code, "1234567890123456789", "is not a code of 1 to 18 characters"),
        (fields.day, "2015-02-30", "is not a date"),
        (fields.day, "", "is not a date"),
        (fields.instant, "yesterday", "is not a time"),
        (fields.amount, "", "is not an amount"),
        (fields.amount, "12,50", "is not an amount"),
        (fields.amount, "-0.01", "is not an amount between 0 and 10^12"),
        (fields.amount, "NaN", "is not an amount between 0 and 10^12"),
        (fields.amount, "Infinity", "is not an amount between 0 and 10^12"),
        (fields.amount, "1e12", "is not an amount between 0 and 10^12"),
        (fields.degrees, "east", "is not a coordinate"),
        (fields.degrees, "181", "is not a coordinate"),
        (fields.maybe_position, "-1", "is not a position"),
    ],
)
def test_a_field_that_is_not_that_is_refused_without_being_shown(
    read: Callable[[str], Any], text: str, reason: str
) -> None:
    with pytest.raises(ValueError, match=r"^is ") as refused:
        read(text)

    assert str(refused.value) == reason


def written(folder: Path, text: str) -> tuple[Path, FileReport]:
    path = folder / "payer_transitions.csv"
    path.write_text(text)
    return path, FileReport(path.name)


NEWER = "PATIENT,MEMBERID,START_DATE,END_DATE,PAYER,SECONDARY_PAYER,PLAN_OWNERSHIP,OWNER_NAME"
OLDER = "PATIENT,MEMBERID,START_YEAR,END_YEAR,PAYER,SECONDARY_PAYER,OWNERSHIP,OWNERNAME"


@pytest.mark.parametrize("header", [NEWER, OLDER])
def test_both_generations_of_columns_give_the_same_records(tmp_path: Path, header: str) -> None:
    row = f"{SOMEBODY},m-1,2014-08-07T20:26:48Z,2015-08-13T20:26:48Z,{SOMEBODY_ELSE},,Spouse,Kim Morissette"
    path, report = written(tmp_path, f"{header}\n{row}\n")

    records = list(read_records(COVERAGES, path, report))

    assert records == [
        Coverage(
            2, SOMEBODY, "m-1", date(2014, 8, 7), date(2015, 8, 13), SOMEBODY_ELSE, None, "Spouse", "Kim Morissette"
        )
    ]
    assert report.unknown_columns == ()


def test_columns_may_stand_in_any_order_be_unknown_or_absent_where_they_came_later(tmp_path: Path) -> None:
    path, report = written(
        tmp_path,
        f"OWNERSHIP,COLOUR,PAYER,END_YEAR,START_YEAR,PATIENT\n"
        f"Self,red,{SOMEBODY_ELSE},2015-08-13,2014-08-07,{SOMEBODY}\n",
    )

    records = list(read_records(COVERAGES, path, report))

    assert records == [Coverage(2, SOMEBODY, "", date(2014, 8, 7), date(2015, 8, 13), SOMEBODY_ELSE, None, "Self", "")]
    assert report.unknown_columns == ("COLOUR",)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (
            "PATIENT,MEMBERID,START_YEAR\n",
            "line 1: the header lacks END_DATE or END_YEAR, PAYER, PLAN_OWNERSHIP or OWNERSHIP",
        ),
        (f"{NEWER},PAYER\n", "line 1: the header names a column twice"),
        ("", "line 1: is empty; the header is missing"),
    ],
)
def test_a_header_that_cannot_be_used_is_refused(tmp_path: Path, text: str, reason: str) -> None:
    path, report = written(tmp_path, text)

    with pytest.raises(Unreadable) as refused:
        list(read_records(COVERAGES, path, report))

    assert str(refused.value) == f"payer_transitions.csv, {reason}"


def test_a_bad_row_is_refused_with_its_line_and_the_others_are_read(tmp_path: Path) -> None:
    good = f"{SOMEBODY},,2014-08-07,2015-08-13,{SOMEBODY_ELSE},,Self,"
    path, report = written(
        tmp_path, f"{NEWER}\n{good}\n{good},more\n{good.replace('2015-08-13', 'soon')}\n{good.replace(SOMEBODY, 'x')}\n"
    )

    records = list(read_records(COVERAGES, path, report))

    assert [record.line for record in records] == [2]
    assert (report.read, report.refused) == (4, 3)
    assert [str(refusal) for refusal in report.refusals] == [
        "payer_transitions.csv, line 3: has 9 fields, the header 8",
        "payer_transitions.csv, line 4: END_DATE is not a date",
        "payer_transitions.csv, line 5: PATIENT is not a UUID",
    ]


def test_a_bad_one_of_many_columns_is_named(tmp_path: Path) -> None:
    header = ["Id", "PATIENTID", "APPOINTMENTID", "HEALTHCARECLAIMTYPEID1", *layout.DIAGNOSES]
    row = [SOMEBODY, SOMEBODY, SOMEBODY, "1", "314529007", "", "x" * 19, *[""] * 5]
    path = tmp_path / "claims.csv"
    path.write_text("\n".join((",".join(header), ",".join(row))))
    report = FileReport(path.name)

    assert list(read_records(layout.CLAIMS, path, report)) == []
    assert str(report.refusals[0]) == "claims.csv, line 2: DIAGNOSIS3 is not a code of 1 to 18 characters"


def test_a_column_is_read_of_refused_rows_too(tmp_path: Path) -> None:
    path = tmp_path / "payers.csv"
    path.write_text("NAME,Id\nHumana,1\nshort\nAetna,2,more\n")

    assert list(read_column("Id", path)) == ["1", "2"]
