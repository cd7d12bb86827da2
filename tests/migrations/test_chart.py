"""The chart comes with the database, and leaves the accounts alone that are there."""

from uuid import UUID

from migrations.run import downgrade, upgrade
from tests.conftest import NewDatabase
from tests.stack.loading.stored import execute, rows

BEFORE = "0007"
OURS = UUID(int=1)
BANK = f"""
INSERT INTO ledger_accounts (id, version, created_at, updated_at, code, name, type, normal_side, currency, is_postable,
    status) VALUES ('{OURS}', 1, now(), now(), '1000', 'Our bank', 'asset', 'debit', 'CHF', true, 'active')
"""
HELD = """
SELECT account.id, account.currency FROM financial_accounts AS held
JOIN ledger_accounts AS account ON account.id = held.ledger_account_id
"""
COUNT = "SELECT count(*), count(DISTINCT code) FROM ledger_accounts"


async def test_accounts_that_are_there_stay_and_the_others_come(new_database: NewDatabase) -> None:
    url = await new_database("")
    await upgrade("finance", url, BEFORE)
    await execute(url, BANK)

    await upgrade("finance", url)
    kept = await rows(url, "SELECT id, name FROM ledger_accounts WHERE code = '1000'")

    assert kept == [(OURS, "Our bank")]
    assert await rows(url, COUNT) == [(19, 19)]
    assert await rows(url, HELD) == [(OURS, "CHF")]


async def test_there_and_back_again_leaves_one_chart(new_database: NewDatabase) -> None:
    url = await new_database("finance")

    await downgrade("finance", url, BEFORE)
    await upgrade("finance", url)

    assert await rows(url, COUNT) == [(19, 19)]
