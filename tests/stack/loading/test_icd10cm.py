"""The list of diagnoses, whole, from the package that carries it: read once, stored once."""

from typing import Any

import pytest

from stack.loading.icd10cm import codes, load_icd10cm
from tests.conftest import NewDatabase
from tests.stack.loading.silent import Silent
from tests.stack.loading.stored import rows


@pytest.fixture(scope="module")
def listed() -> dict[str, dict[str, Any]]:
    return {row["code"]: row for row in codes()}


def test_the_list_has_its_known_size(listed: dict[str, dict[str, Any]]) -> None:
    assert sum(row["is_billable"] for row in listed.values()) == 74_719
    assert sum(row["code"] == row["category_code"] for row in listed.values()) == 1_918


@pytest.mark.parametrize(
    ("code", "description", "category", "is_billable"),
    [
        ("A00", "Cholera", "A00", False),
        ("A00.0", "Cholera due to Vibrio cholerae 01, biovar cholerae", "A00", True),
        (
            "S52.001A",
            "Unspecified fracture of upper end of right ulna, initial encounter for closed fracture",
            "S52",
            True,
        ),
    ],
)
def test_a_code_knows_what_it_is_part_of(
    listed: dict[str, dict[str, Any]],
    code: str,
    description: str,
    category: str,
    is_billable: bool,
) -> None:
    row = listed[code]

    assert (row["description"], row["category_code"], row["is_billable"]) == (description, category, is_billable)


def test_chapters_and_blocks_are_no_codes(listed: dict[str, dict[str, Any]]) -> None:
    assert "1" not in listed
    assert "A00-A09" not in listed
    assert listed["A00.0"]["chapter"] == "Certain infectious and parasitic diseases (A00-B99)"


async def test_loading_it_again_changes_nothing(new_database: NewDatabase) -> None:
    url = await new_database("claims")

    first = await load_icd10cm(url, Silent())
    second = await load_icd10cm(url, Silent())

    assert (first.unchanged, second.new) == (0, 0)
    assert first.new == second.unchanged == len(list(codes()))
    assert await rows(url, "SELECT count(*), min(lower(span))::text FROM diagnosis_codes") == [
        (first.new, "2015-10-01")
    ]
