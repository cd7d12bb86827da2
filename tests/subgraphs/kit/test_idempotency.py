"""An order with a key is carried out once, however often and however close together it is given."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession

from shared_models.access import role_of
from shared_models.connection import create_engine
from subgraphs.kit.idempotency import (
    BAD_KEY,
    REUSED,
    Fresh,
    Repeated,
    begin_order,
    begin_orders,
    forget_orders,
    once,
    once_each,
)
from subgraphs.kit.refusals import ErrorCode, Refused
from tests.conftest import NewDatabase

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
ORDER = {"memberId": "m1", "amount": "10.00"}
WAITS = "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()"


@pytest.fixture
async def engine(new_database: NewDatabase) -> AsyncIterator[AsyncEngine]:
    engine = create_engine(await new_database("claims"), application="covergraph-test", role=role_of("claims"))
    yield engine
    await engine.dispose()


async def give(
    engine: AsyncEngine, order: dict[str, Any], *, key: str = "key-12345", scope: str = "s", now: datetime = NOON
) -> Fresh | Repeated | Refused:
    """Give an order that makes claim c1."""
    async with AsyncSession(engine) as db, db.begin():
        begun = await begin_order(db, scope=scope, key=key, order=order, now=now)
        if isinstance(begun, Fresh):
            await begun.keep(db, {"claim_id": "c1"})
        return begun


async def test_the_second_time_gives_what_came_of_the_first(engine: AsyncEngine) -> None:
    first = await give(engine, ORDER)

    second = await give(engine, dict(reversed(ORDER.items())))

    assert first == Fresh("s", "key-12345")
    assert second == Repeated({"claim_id": "c1"})


async def test_a_key_is_for_one_order(engine: AsyncEngine) -> None:
    await give(engine, ORDER)

    assert await give(engine, {**ORDER, "amount": "11.00"}) == REUSED


async def test_a_scope_does_not_see_the_keys_of_another(engine: AsyncEngine) -> None:
    await give(engine, ORDER)

    assert await give(engine, ORDER, scope="other") == Fresh("other", "key-12345")


@pytest.mark.parametrize("key", ["short", "x" * 101])
async def test_keys_have_a_length(engine: AsyncEngine, key: str) -> None:
    assert await give(engine, ORDER, key=key) == BAD_KEY


async def test_after_thirty_days_a_key_is_new(engine: AsyncEngine) -> None:
    await give(engine, ORDER)

    assert await give(engine, ORDER, now=NOON + timedelta(days=30)) == Fresh("s", "key-12345")


@pytest.mark.parametrize(
    ("is_committed", "expected"), [(True, Repeated({"claim_id": "c1"})), (False, Fresh("s", "key-12345"))]
)
async def test_who_comes_meanwhile_waits_for_the_first(
    engine: AsyncEngine, is_committed: bool, expected: object
) -> None:
    async with AsyncSession(engine) as db:
        begun = await begin_order(db, scope="s", key="key-12345", order=ORDER, now=NOON)
        assert isinstance(begun, Fresh)
        await begun.keep(db, {"claim_id": "c1"})
        second = asyncio.create_task(give(engine, ORDER))
        await _until_one_waits(engine)
        await (db.commit() if is_committed else db.rollback())

    assert await second == expected


async def test_what_was_refused_is_tried_again_under_its_key(engine: AsyncEngine) -> None:
    refused = Refused(ErrorCode.INSUFFICIENT_TOKENS, "Not enough.")

    answers = [await _carry_out(engine, outcome) for outcome in (refused, {"id": "1"}, {"id": "2"})]

    assert answers == [refused, {"id": "1"}, {"id": "1"}]


async def _carry_out(engine: AsyncEngine, outcome: dict[str, str] | Refused) -> Any:
    async def do() -> dict[str, str] | Refused:
        return outcome

    async with AsyncSession(engine) as db, db.begin():
        return await once(db, scope="s", key="key-12345", order=ORDER, now=NOON, do=do)


async def test_each_order_of_a_batch_is_carried_out_once(engine: AsyncEngine) -> None:
    refused = Refused(ErrorCode.INSUFFICIENT_TOKENS, "Not enough.")
    orders: dict[str, dict[str, Any]] = dict.fromkeys(("key-of-one", "key-of-two", "short", "key-12345"), ORDER)
    asked: list[list[str]] = []

    async def do(keys: Sequence[str]) -> dict[str, dict[str, str] | Refused]:
        asked.append(sorted(keys))
        return {key: refused if key == "key-of-two" else {"id": key} for key in keys}

    await give(engine, ORDER)
    answers = []
    for given in (orders, orders, {**orders, "key-of-one": {}}):
        async with AsyncSession(engine) as db, db.begin():
            answers.append(await once_each(db, scope="s", orders=given, now=NOON, do=do))

    expected = {"key-of-one": {"id": "key-of-one"}, "key-of-two": refused, "short": BAD_KEY}
    assert answers[0] == answers[1] == {**expected, "key-12345": {"claim_id": "c1"}}
    assert answers[2]["key-of-one"] == REUSED
    assert asked == [["key-of-one", "key-of-two"], ["key-of-two"], ["key-of-two"]]


async def test_two_batches_with_common_keys_do_not_wait_in_a_circle(engine: AsyncEngine) -> None:
    keys = [f"key-{number:06}" for number in range(200)]

    async def begin(order: list[str]) -> list[bool]:
        async with AsyncSession(engine) as db, db.begin():
            begun = await begin_orders(db, scope="s", orders=dict.fromkeys(order, ORDER), now=NOON)
            return [isinstance(begun[key], Fresh) for key in keys]

    one, other = await asyncio.gather(begin(keys), begin(keys[::-1]))

    assert sorted([all(one), all(other)]) == [False, True]
    assert sorted([any(one), any(other)]) == [False, True]


async def test_what_is_over_is_forgotten(engine: AsyncEngine) -> None:
    await give(engine, ORDER, key="the-first-one")
    await give(engine, ORDER, key="the-second-one", now=NOON + timedelta(days=1))

    async with AsyncSession(engine) as db, db.begin():
        forgotten = await forget_orders(db, NOON + timedelta(days=30))

    assert forgotten == 1


async def _until_one_waits(engine: AsyncEngine) -> None:
    # The service's role may not see what others wait for.
    owner = create_engine(engine.url.render_as_string(hide_password=False), application="covergraph-test")
    async with owner.connect() as connection, asyncio.timeout(30):
        while not await connection.scalar(sa.text(WAITS)):
            await connection.rollback()
    await owner.dispose()
