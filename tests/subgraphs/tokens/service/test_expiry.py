"""What is held is given back when its time is over, and tokens go when their lot expires."""

from datetime import UTC, datetime

import pytest

from subgraphs.kit.refusals import ErrorCode, Refused
from subgraphs.kit.workers import Shift
from subgraphs.tokens.service import holds
from subgraphs.tokens.workers import WORKERS
from tests.subgraphs.tokens.service.conftest import Counter, done


@pytest.fixture(autouse=True)
def noon(counter: Counter) -> None:
    """Begin each test at the same time."""
    counter.now = datetime(2026, 3, 10, 12, 0, tzinfo=UTC)


async def test_after_fifteen_minutes_a_worker_gives_back_what_is_held(counter: Counter) -> None:
    wallet = await counter.open(100)
    hold = done(await counter.hold(wallet, 10))
    counter.wait(minutes=14)
    before = await holds.release_expired(counter.writer())
    counter.wait(minutes=1)

    after = await holds.release_expired(counter.writer())

    assert (before, after) == (0, 1)
    assert await counter.balance(wallet) == (100, 0)
    assert await counter.rows("SELECT status FROM token_holds WHERE id = :id", id=hold) == [("expired",)]


async def test_a_hold_whose_time_is_over_is_not_captured(counter: Counter) -> None:
    wallet = await counter.open(100)
    hold = done(await counter.hold(wallet, 10))
    counter.wait(minutes=15)

    captured = await counter.capture(hold, 10)

    assert isinstance(captured, Refused)
    assert captured.code is ErrorCode.INVALID_TRANSITION


async def test_tokens_that_expired_are_not_spent_and_their_end_is_told(counter: Counter) -> None:
    wallet = await counter.open(100, expiry_months=12)
    counter.wait(days=365)

    refused = await counter.debit(wallet, 1)

    assert isinstance(refused, Refused)
    assert refused.message == "Tokens available: 0, asked for: 1. Buy tokens, or ask for fewer."
    assert (await counter.history(wallet))[-1] == (2, "expire", -100, 0, 0, 0)
    kind, payload = (await counter.events(wallet))[-1]
    assert (kind, payload["tokens"], payload["available_after"]) == ("token.expired", "100", "0")


async def test_the_worker_says_that_there_is_no_more_once_all_are_given_back(counter: Counter) -> None:
    wallet = await counter.open(100)
    done(await counter.hold(wallet, 10))
    counter.wait(minutes=15)
    [worker] = WORKERS

    is_more = await worker.work(Shift("tokens", counter.engine, counter.keyring, clock=lambda: counter.now))

    assert not is_more
    assert await counter.balance(wallet) == (100, 0)
