"""The sample of the repository, whole: what is known of it holds for what was stored."""

from datetime import date
from decimal import Decimal

import pytest

from stack.loading.loader import load
from stack.loading.oracle import compare
from stack.loading.report import Report
from stack.seed import SAMPLE
from tests.conftest import NewDatabase
from tests.stack.loading.conftest import LOADED
from tests.stack.loading.silent import Silent
from tests.stack.loading.stored import rows


@pytest.fixture(scope="module")
async def databases(new_database: NewDatabase) -> dict[str, str]:
    return {domain: await new_database(domain) for domain in LOADED}


@pytest.fixture(scope="module")
async def report(databases: dict[str, str]) -> Report:
    return await load(SAMPLE, databases, Silent())


async def test_every_row_is_read_and_none_refused(report: Report) -> None:
    assert {name: (file.read, file.loaded) for name, file in report.files.items()} == {
        "payers": (10, 9),
        "organizations": (266, 266),
        "providers": (266, 266),
        "patients": (112, 112),
        "payer_transitions": (1_141, 1_115),
        "encounters": (5_598, 5_598),
        "conditions": (3_495, 0),
        "procedures": (14_761, 14_761),
        "immunizations": (1_629, 1_629),
        "medications": (3_522, 3_522),
        "claims": (9_120, 9_120),
    }
    assert report.rows_refused == 0
    assert str(report.sample) == "b27c3801-6884-5ca4-82b3-cd6c12aa783e"


async def test_amounts_add_up_to_those_of_the_source(report: Report, databases: dict[str, str]) -> None:
    totals = await rows(
        databases["claims"],
        "SELECT claim_type = 'pharmacy', count(*), sum(billed_amount)::text, sum(plan_paid_amount)::text"
        " FROM claims GROUP BY 1 ORDER BY 1",
    )
    results = await rows(
        databases["claims"],
        "SELECT count(*), sum(billed)::text, sum(plan_paid)::text"
        " FROM claim_adjudication_results WHERE mode = 'import'",
    )

    assert totals == [
        (False, 5_598, "14624379.7500", "10631656.6300"),
        (True, 3_522, "299934.9500", "161705.7500"),
    ]
    assert results == [(9_120, "14924314.7000", "10793362.3800")]


async def test_no_claim_has_fewer_lines_than_it_bills_nor_a_hole_in_them(
    report: Report, databases: dict[str, str]
) -> None:
    short = await rows(
        databases["claims"],
        "SELECT claims.id FROM claims JOIN claim_lines AS line ON line.claim_id = claims.id GROUP BY claims.id"
        " HAVING sum(line.billed_amount) < claims.billed_amount OR max(line.line_no) <> count(*)",
    )
    lines = await rows(databases["claims"], "SELECT count(*) FROM claim_lines WHERE procedure_code = 'UNITEMISED'")

    assert short == []
    assert lines == [(943,)]


async def test_statuses_say_what_payers_did(report: Report, databases: dict[str, str]) -> None:
    statuses = await rows(databases["claims"], "SELECT status, count(*) FROM claims GROUP BY 1 ORDER BY 1")

    assert statuses == [("approved", 2_368), ("denied", 390), ("paid", 6_362)]


async def test_cover_is_open_for_the_living_alone(report: Report, databases: dict[str, str]) -> None:
    cover = await rows(
        databases["schemes"],
        "SELECT upper_inf(span), count(*), count(other_payer_scheme_id) FROM member_enrolments GROUP BY 1 ORDER BY 1",
    )
    members = await rows(databases["core"], "SELECT status, count(*) FROM members GROUP BY 1 ORDER BY 1")

    assert cover == [(False, 1_017, 183), (True, 98, 19)]
    assert members == [("active", 98), ("deceased", 12), ("expired", 1), ("pending", 1)]


async def test_our_rules_come_to_the_figures_of_the_source(report: Report, databases: dict[str, str]) -> None:
    assert report.rows_stored

    agreement = await compare(SAMPLE, databases, Silent(), today=date(2026, 11, 23))

    assert agreement.compared.total() == 6_998
    assert agreement.rate >= Decimal("0.99")
    assert agreement.rejected == 0
    assert list(agreement.lines())[-1].startswith("agreement: 99.")
