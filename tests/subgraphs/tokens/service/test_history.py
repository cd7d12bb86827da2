"""A wallet is what its history adds up to, whatever fails or dies on the way; the database holds it."""

import asyncio
import random
from typing import Any
from uuid import UUID

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError, IntegrityError

from subgraphs.kit.errors import Unavailable
from subgraphs.kit.events.duty import is_passing
from subgraphs.kit.refusals import Refused
from subgraphs.tokens.service import holds, spending
from subgraphs.tokens.service.accounts import open_account
from tests.subgraphs.tokens.service.conftest import Counter, a_use, done

REPLAYED = """
    SELECT available, held, sum(available_delta), sum(held_delta), count(*) = max(seq)
    FROM organization_token_wallets JOIN token_balance_history ON wallet_id = organization_token_wallets.id
    WHERE wallet_id = :id GROUP BY 1, 2
"""
LOTS = """
    SELECT lot.remaining, sum(available_delta + held_delta)
    FROM token_lots lot JOIN token_balance_history ON lot_id = lot.id WHERE lot.wallet_id = :id GROUP BY lot.id
"""
WHO = sa.text("SELECT pg_backend_pid()")
FAIL = sa.text("SELECT 1 / 0")


async def test_after_a_random_drive_with_transactions_that_died_the_history_gives_the_wallet(counter: Counter) -> None:
    wallet = await counter.open(200)
    await counter.grant(wallet, 300)
    dice = random.Random(12)

    outcomes = await asyncio.gather(*(_drive(counter, wallet, dice.random(), dice.randint(1, 20)) for _ in range(150)))

    [(available, held, available_sum, held_sum, is_without_gap)] = await counter.rows(REPLAYED, id=wallet)
    assert (available, held) == (available_sum, held_sum)
    assert is_without_gap
    assert all(remaining == moved for remaining, moved in await counter.rows(LOTS, id=wallet))
    assert {"died", "gone back", "done"} <= set(outcomes)


async def _drive(counter: Counter, wallet: UUID, turn: float, tokens: int) -> str:
    """Hold, capture, release or spend; some transactions go back, some lose their connection before they commit."""
    if turn < 0.3:
        return await _break_off(counter, wallet, tokens, is_killed=turn < 0.15)
    if turn < 0.6:
        spent = await counter.debit(wallet, tokens)
        return "refused" if isinstance(spent, Refused) else "done"
    hold = await counter.hold(wallet, tokens)
    if isinstance(hold, Refused):
        return "refused"
    if turn < 0.9:
        done(await (counter.capture(hold, (tokens + 1) // 2) if turn < 0.8 else counter.release(hold)))
    return "done"


async def _break_off(counter: Counter, wallet: UUID, tokens: int, *, is_killed: bool) -> str:
    writer = counter.writer()
    try:
        async with writer.system_transaction() as db:
            account = await open_account(db, writer, wallet)
            assert account is not None
            await spending.spend(account, tokens, a_use().why("broken-off"))
            if is_killed:
                await counter.rows("SELECT pg_terminate_backend(:pid)", pid=await db.scalar(WHO))
            await db.execute(FAIL)
    except DBAPIError as error:
        return "died" if is_passing(error) else "gone back"
    except Unavailable:
        return "died"
    return "done"


async def _change(counter: Counter, statement: str, **values: Any) -> None:
    async with counter.owner.begin() as connection:
        await connection.execute(sa.text(statement), values)


async def test_the_database_refuses_a_balance_without_a_movement(counter: Counter) -> None:
    wallet = await counter.open(100)

    with pytest.raises(IntegrityError, match="its balance is not what its history adds up to"):
        await _change(counter, "UPDATE organization_token_wallets SET available = 101 WHERE id = :id", id=wallet)


@pytest.mark.parametrize(
    ("seq", "after", "message"),
    [
        (2, 99, "its balance is not what its history adds up to"),
        (2, 98, "movement 2 does not go on from the one before it"),
        (3, 99, "movement 3 does not go on from the one before it"),
    ],
)
async def test_the_database_refuses_a_movement_that_leads_elsewhere(
    counter: Counter, seq: int, after: int, message: str
) -> None:
    wallet = await counter.open(100)

    with pytest.raises(IntegrityError, match=message):
        await _change(
            counter,
            "INSERT INTO token_balance_history (id, created_at, wallet_id, seq, entry, available_delta, held_delta,"
            " available_after, held_after, idempotency_key, occurred_at)"
            " VALUES (gen_random_uuid(), now(), :id, :seq, 'debit', -1, 0, :after, 0, 'by-hand', now())",
            id=wallet,
            seq=seq,
            after=after,
        )


async def test_holds_that_end_while_they_expire_end_once(counter: Counter) -> None:
    wallet = await counter.open(100)
    hold = done(await counter.hold(wallet, 10))
    counter.wait(minutes=15)

    ended = await asyncio.gather(*(holds.release_expired(counter.writer()) for _ in range(5)), counter.release(hold))

    assert len(ended) == 6
    assert await counter.balance(wallet) == (100, 0)
    assert [row[1] for row in await counter.history(wallet)] == ["credit_grant", "hold", "release"]
