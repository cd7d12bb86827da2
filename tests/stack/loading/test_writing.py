"""Rows into a database: new ones alone, with numbers and defaults, all or none."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest

from shared_models.core import Company, Member, Period
from shared_models.core.base import COMPANY_CODES
from shared_models.finance import LedgerAccount, LedgerEntry, LedgerTransaction
from stack.loading.report import LoadInterrupted
from stack.loading.writing import Batch, Number, writing
from tests.conftest import NewDatabase
from tests.databases import url_of
from tests.keys import a_learned_keyring
from tests.stack.loading.stored import fingerprints, rows

NOW = datetime(2031, 5, 1, tzinfo=UTC)
COMPANY: dict[str, Any] = {"contact_person": "Ada", "contact_phone": "1", "country": "US", "currency": "USD"}


def a_company(number: int, **values: Any) -> dict[str, Any]:
    return {
        "id": UUID(int=number),
        "name": f"Company {number}",
        "registration_number": f"R{number}",
        "contact_email": "Office@Example.org",
        "address": {"city": "Nairobi"},
        **values,
    }


def companies(*numbers: int) -> Batch:
    return Batch(Company, [a_company(n) for n in numbers], COMPANY, Number("company_code", "CMP", COMPANY_CODES))


def members(*given: tuple[int, str | None]) -> Batch:
    about = {"first_name": "Ada", "last_name": "Hill", "member_type": "principal", "sex": "female", "country": "US"}
    return Batch(
        Member,
        [
            {"id": UUID(int=n), "member_number": f"M{n}", "national_id": bears, "date_of_birth": date(1980, 1, 1)}
            for n, bears in given
        ],
        about,
        unless_held="national_id",
    )


async def write(url: str, *batches: Batch) -> list[tuple[int, int]]:
    async with writing("core", url, NOW) as writer:
        written = [await writer.write(batch) for batch in batches]
    return [(each.new, each.unchanged) for each in written]


async def test_rows_get_the_models_defaults_and_numbers_in_their_order(new_database: NewDatabase) -> None:
    url = await new_database("core")

    counts = await write(url, companies(3, 1, 2))

    assert counts == [(3, 0)]
    assert await rows(url, "SELECT company_code, name, status, version, deleted_at FROM companies ORDER BY 1") == [
        ("CMP-2031-000001", "Company 3", "prospect", 1, None),
        ("CMP-2031-000002", "Company 1", "prospect", 1, None),
        ("CMP-2031-000003", "Company 2", "prospect", 1, None),
    ]
    assert await rows(url, "SELECT DISTINCT address, created_at FROM companies") == [({"city": "Nairobi"}, NOW)]


async def test_values_of_sealed_columns_are_stored_sealed_each_for_its_row(new_database: NewDatabase) -> None:
    url = await new_database("core")

    await write(url, companies(1, 2))

    keyring = await a_learned_keyring("core", url)
    stored = await rows(url, "SELECT id, contact_email_enc, contact_phone_enc FROM companies ORDER BY id")
    assert [
        (
            keyring.open(email, table="companies", column="contact_email", row_id=row_id),
            keyring.open(phone, table="companies", column="contact_phone", row_id=row_id),
        )
        for row_id, email, phone in stored
    ] == [("Office@Example.org", "1")] * 2
    assert await rows(url, "SELECT version, uses, retired_at FROM data_keys") == [(1, 4, None)]


async def test_a_national_id_that_another_row_bears_is_left_out(new_database: NewDatabase) -> None:
    url = await new_database("core")

    await write(url, members((1, "999-10-1000"), (2, "999 10 1000"), (3, "999-10-3000"), (4, None)))
    await write(url, members((5, "999101000"), (6, "999-10-6000")))

    bearers = await rows(url, "SELECT id FROM members WHERE national_id_enc IS NOT NULL ORDER BY id")
    assert [row_id.int for (row_id,) in bearers] == [1, 3, 6]
    assert await rows(url, "SELECT count(*) FROM members") == [(6,)]


async def test_rows_that_are_there_stay_as_they_are_and_draw_no_number(new_database: NewDatabase) -> None:
    url = await new_database("core")
    await write(url, companies(1, 2))
    before = await fingerprints({"core": url})
    again = await write(url, companies(1, 2))
    after = await fingerprints({"core": url})

    more = await write(url, companies(1, 5, 2))

    assert (again, more) == ([(0, 2)], [(1, 2)])
    assert before == after
    assert await rows(url, "SELECT company_code FROM companies WHERE name = 'Company 5'") == [("CMP-2031-000003",)]


async def test_a_number_beyond_six_digits_is_written_whole(new_database: NewDatabase) -> None:
    url = await new_database("core")
    await rows(url, "SELECT setval('company_code_seq', 1234567)")

    await write(url, companies(1))

    assert await rows(url, "SELECT company_code FROM companies") == [("CMP-2031-1234568",)]


async def test_a_row_that_another_stands_in_the_way_of_undoes_the_whole_transaction(new_database: NewDatabase) -> None:
    url = await new_database("core")
    clash = Batch(Company, [a_company(9, registration_number="r1")], {**COMPANY, "company_code": "X"})

    with pytest.raises(
        LoadInterrupted, match=r"The database of core failed: UniqueViolationError: .*uq_companies_regis"
    ):
        await write(url, companies(1), clash)

    assert await rows(url, "SELECT count(*) FROM companies") == [(0,)]


async def test_a_database_that_is_not_there_is_a_sentence() -> None:
    with pytest.raises(
        LoadInterrupted, match=r"The database of core does not exist on that server\. .*correct the URL"
    ):
        await write(url_of("nowhere"), companies(1))


async def test_an_empty_batch_is_nothing(new_database: NewDatabase) -> None:
    assert await write(await new_database("core"), Batch(Period, [])) == [(0, 0)]


def a_posting(day: date) -> tuple[Batch, ...]:
    account = {"id": UUID(int=1), "code": "1", "name": "Bank", "type": "asset", "normal_side": "debit"}
    posting = {"id": UUID(int=2), "source_id": UUID(int=3), "entry_date": day}
    entries = [
        {"id": UUID(int=n), "line_no": n, "side": side, "entry_date": day, "ledger_account_id": UUID(int=1)}
        for n, side in ((1, "debit"), (2, "credit"))
    ]
    dollars = {"currency": "USD"}
    about = {"kind": "manual_journal", "source_type": "test", "description": "", "idempotency_key": "k", **dollars}
    amount = {"ledger_transaction_id": UUID(int=2), "amount": Decimal(5), **dollars}
    return (
        Batch(LedgerAccount, [account], dollars),
        Batch(LedgerTransaction, [posting], about),
        Batch(LedgerEntry, entries, amount),
    )


async def test_rows_of_a_partitioned_table_get_their_month_and_are_the_same_on_another_day(
    new_database: NewDatabase,
) -> None:
    url = await new_database("finance")

    first = await write(url, *a_posting(date(2031, 4, 30)))
    later = await write(url, *a_posting(date(2031, 6, 1)))

    assert (first, later) == ([(1, 0), (1, 0), (2, 0)], [(0, 1), (0, 1), (0, 2)])
    assert await rows(url, "SELECT DISTINCT tableoid::regclass::text FROM general_ledger_entries") == [
        ("general_ledger_entries_2031_04",)
    ]
