"""What the worked examples stand on, as it is stored."""

from stack.seed.example.cases import CASES, A
from tests.stack.loading.stored import rows
from tests.stack.seed.conftest import Seeded


async def test_of_the_limits_is_used_what_the_example_says(seeded: Seeded) -> None:
    used = await rows(
        seeded.urls["claims"],
        "SELECT accumulator, benefit_category, used_amount::int, limit_amount::int, used_count FROM benefit_utilization"
        f" WHERE member_id = '{A.member_id}' ORDER BY 1, 2",
    )

    assert used == [
        ("annual_overall", None, 10_000, 100_000, 0),
        ("benefit_annual", "inpatient", 5_400, None, 0),
        ("benefit_annual", "outpatient", 4_600, 5_000, 0),
        ("benefit_visits", "inpatient", 0, None, 1),
        ("benefit_visits", "outpatient", 0, None, 1),
        ("individual_deductible", None, 350, 500, 0),
        ("individual_oop", None, 1_700, 2_000, 0),
    ]


async def test_the_one_who_submits_depends_on_a_member_and_the_others_on_nobody(seeded: Seeded) -> None:
    ids = ", ".join(f"'{case.member_id}'" for case in CASES)

    people = await rows(
        seeded.urls["core"],
        "SELECT first_name, dependent_type, principal_id IS NOT NULL, company_id FROM members"
        f" WHERE id IN ({ids}) ORDER BY first_name",
    )

    assert people == [
        ("Amara", "spouse", True, None),
        ("Bruno", None, False, None),
        ("Chen", None, False, None),
        ("Dana", None, False, None),
        ("Elif", None, False, None),
    ]


async def test_the_terms_are_in_force_and_were_approved_by_another(seeded: Seeded) -> None:
    versions = await rows(
        seeded.urls["schemes"],
        "SELECT scheme.name, version.status, version.approved_by <> version.created_by FROM scheme_versions AS version"
        " JOIN insurance_schemes AS scheme ON scheme.id = scheme_id WHERE scheme.name LIKE 'Worked example %'"
        " ORDER BY scheme.name",
    )

    assert versions == [(f"Worked example {letter}", "active", True) for letter in "ABCDE"]
