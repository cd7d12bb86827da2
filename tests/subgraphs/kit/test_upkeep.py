"""Every service makes the months its tables will be written into, and forgets the keys of old orders."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
import sqlalchemy as sa
import structlog
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession

from shared_models.access import role_of
from shared_models.connection import create_engine
from subgraphs.kit.events.duty import Pace
from subgraphs.kit.events.outbox import emit
from subgraphs.kit.idempotency import KEPT, begin_order
from subgraphs.kit.upkeep import UPKEEP, forget_keys, make_months
from subgraphs.kit.workers import Shift, Workforce
from subgraphs.registry import SUBGRAPHS
from tests.conftest import NewDatabase
from tests.keys import a_keyring
from tests.subgraphs.application import an_application
from tests.subgraphs.kit.events.house import until

MAY = datetime(2027, 5, 20, 12, tzinfo=UTC)
WALLET = UUID(int=1)
MONTHS = "SELECT inhrelid::regclass::text FROM pg_inherits WHERE inhparent = '{}'::regclass ORDER BY 1"
KEYS = "SELECT key FROM idempotency_keys ORDER BY key"


@pytest.fixture
async def url(new_database: NewDatabase) -> str:
    return await new_database("tokens")


@pytest.fixture
async def shift(url: str) -> AsyncIterator[Shift]:
    """A shift of tokens on 20 May 2027, as its role, which owns nothing."""
    engine = create_engine(url, application="covergraph-test", role=role_of("tokens"))
    yield Shift("tokens", engine, a_keyring("tokens"), clock=lambda: MAY)
    await engine.dispose()


async def found(engine: AsyncEngine, query: str) -> list[str]:
    async with engine.connect() as connection:
        return list((await connection.execute(sa.text(query))).scalars())


async def give_orders(engine: AsyncEngine, count: int, at: datetime) -> None:
    async with AsyncSession(engine) as db, db.begin():
        for number in range(count):
            await begin_order(db, scope="s", key=f"{at:%Y-%m-%d} {number:03}", order={}, now=at)


@pytest.mark.parametrize("table", ["audit_log", "outbox_events", "token_balance_history"])
async def test_tables_cut_by_month_get_this_month_and_the_next_three(shift: Shift, table: str) -> None:
    is_more = await make_months(shift)

    assert not is_more
    assert await found(shift.engine, MONTHS.format(table)) == [
        f"{table}_2027_05",
        f"{table}_2027_06",
        f"{table}_2027_07",
        f"{table}_2027_08",
        f"{table}_default",
    ]


async def test_months_made_twice_are_there_once_and_a_month_later_one_is_added(shift: Shift) -> None:
    await make_months(shift)
    await make_months(shift)

    await make_months(Shift("tokens", shift.engine, shift.keyring, clock=lambda: MAY + timedelta(days=30)))

    assert len(await found(shift.engine, MONTHS.format("audit_log"))) == 6


async def test_a_service_writes_into_the_months_it_made(shift: Shift) -> None:
    await make_months(shift)

    async with shift.writer().system_transaction() as db:
        await emit(db, "token", WALLET, "token.spent", {"tokens": 1}, now=MAY)

        place = await db.scalar(sa.text("SELECT tableoid::regclass::text FROM outbox_events"))

    assert place == "outbox_events_2027_05"


async def test_a_month_that_cannot_be_made_is_told_and_keeps_no_other_from_being_made(shift: Shift) -> None:
    async with shift.writer().system_transaction() as db:
        await emit(db, "token", WALLET, "token.spent", {"tokens": 1}, now=MAY)

    with structlog.testing.capture_logs() as logs:
        await make_months(shift)

    assert [(each["event"], each["month"]) for each in logs] == [("a month cannot be made", "outbox_events_2027_05")]
    assert len(await found(shift.engine, MONTHS.format("outbox_events"))) == 4
    assert len(await found(shift.engine, MONTHS.format("audit_log"))) == 5


async def test_keys_that_are_over_are_forgotten_by_the_hundred(shift: Shift) -> None:
    await give_orders(shift.engine, 150, MAY - KEPT)
    await give_orders(shift.engine, 1, MAY)

    is_more = [await forget_keys(shift) for _ in range(3)]

    assert is_more == [True, False, False]
    assert await found(shift.engine, KEYS) == ["2027-05-20 000"]


async def test_a_service_that_runs_keeps_its_database_so(url: str, shift: Shift) -> None:
    await give_orders(shift.engine, 250, MAY - KEPT)
    quick = Pace(poll_s=0.02)
    workforce = Workforce("tokens", url, role_of("tokens"), shift.keyring, UPKEEP, pace=quick, clock=lambda: MAY)

    async def is_kept() -> bool:
        months = await found(shift.engine, MONTHS.format("token_balance_history"))
        return not await found(shift.engine, KEYS) and len(months) == 5

    async with workforce.running():
        await until(is_kept)


@pytest.mark.parametrize("service", [each.name for each in SUBGRAPHS])
def test_every_service_does_it(service: str) -> None:
    application = an_application(service, "postgresql://nobody@127.0.0.1:1/nothing")

    assert set(UPKEEP) <= set(application.workforce.workers)
