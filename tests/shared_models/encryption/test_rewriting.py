"""Rotation while a service works: nothing becomes unreadable, and what was killed goes on."""

import asyncio
import contextlib
import os
import signal
import sys
from collections.abc import AsyncIterator
from uuid import UUID

import pytest
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncEngine

from shared_models.base import new_id
from shared_models.connection import create_engine
from shared_models.crm import Lead
from shared_models.encryption import rewriting
from tests.conftest import NewDatabase
from tests.keys import a_keyring
from tests.shared_models.encryption.house_of_leads import (
    LEADS,
    a_job,
    add_lead,
    beginning,
    email_of,
    insert_lead,
    leads_by,
)

KEYS = sa.text("SELECT version, retired_at IS NOT NULL FROM data_keys ORDER BY version")
KILLED = """
import asyncio, sys
from shared_models.connection import create_engine
from shared_models.encryption import rewriting
from tests.shared_models.encryption.house_of_leads import a_job

def tell(done, total):
    print(done, flush=True)
    sys.stdin.readline()

rewriting.BATCH = 10
asyncio.run(a_job(create_engine(sys.argv[1], application="covergraph-test", pool_size=2)).run(tell))
"""


@pytest.fixture
async def engine(new_database: NewDatabase) -> AsyncIterator[AsyncEngine]:
    """Give an empty database of crm."""
    engine = create_engine(await new_database("crm"), application="covergraph-test", pool_size=8)
    yield engine
    await engine.dispose()


async def rotate(engine: AsyncEngine) -> None:
    async with beginning(engine) as connection:
        await a_keyring("crm").add_key(connection)


async def keys(engine: AsyncEngine) -> list[tuple[int, bool]]:
    async with beginning(engine) as connection:
        return [(version, is_retired) for version, is_retired in await connection.execute(KEYS)]


async def test_all_values_come_under_the_newest_key_and_the_former_retires(
    engine: AsyncEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rewriting, "BATCH", 3)
    service = a_keyring("crm")
    leads = [await add_lead(engine, service, f"n{n}@example.org", phone=None if n % 2 else "1") for n in range(8)]
    await rotate(engine)
    told: list[tuple[int, int]] = []

    written = await a_job(engine).run(lambda done, total: told.append((done, total)))

    assert written == 8 * 2 + 4
    assert told[-1][0] == written
    assert {total for _, total in told} == {20}
    assert await keys(engine) == [(1, True), (2, False)]
    assert [each.values for each in await a_job(engine).status()] == [0, 20]
    async with beginning(engine) as connection:
        assert [await email_of(connection, service, each) for each in leads] == [f"n{n}@example.org" for n in range(8)]
        assert await leads_by(connection, service, "n3@example.org") == [leads[3]]


async def test_between_rotation_and_rewriting_values_under_both_keys_are_read_and_found(engine: AsyncEngine) -> None:
    service, other = a_keyring("crm"), a_keyring("crm")
    former = await add_lead(engine, service, "ada@example.org")
    await rotate(engine)

    newer = await add_lead(engine, service, "bob@example.org")

    assert [each.values for each in await a_job(engine).status()] == [3, 3]
    async with beginning(engine) as connection:
        assert await email_of(connection, other, former) == "ada@example.org"
        assert await email_of(connection, service, newer) == "bob@example.org"
        assert await leads_by(connection, service, "ada@example.org") == [former]
        assert await leads_by(connection, service, "bob@example.org") == [newer]


async def test_a_key_that_a_transaction_writes_with_is_not_retired_before_its_values_are_rewritten(
    engine: AsyncEngine,
) -> None:
    service = a_keyring("crm")
    await add_lead(engine, service, "ada@example.org")
    late = new_id()
    async with beginning(engine) as connection, service.sealing(connection) as sealer:
        await rotate(engine)
        job = asyncio.create_task(a_job(engine).run())
        await _waits(engine, job)
        await insert_lead(connection, late, sealer.columns(Lead, late, email="late@example.org"))
    await job

    assert await keys(engine) == [(1, False), (2, False)]
    assert await a_job(engine).run() == 2
    assert await keys(engine) == [(1, True), (2, False)]
    async with beginning(engine) as connection:
        assert await email_of(connection, a_keyring("crm"), late) == "late@example.org"


async def test_a_row_in_the_hands_of_another_is_left_for_the_next_pass(engine: AsyncEngine) -> None:
    service = a_keyring("crm")
    held, free = await add_lead(engine, service, "a@example.org"), await add_lead(engine, service, "b@example.org")
    await rotate(engine)
    passes = asyncio.Event()
    async with beginning(engine) as connection:
        await connection.execute(sa.select(LEADS.c.id).where(LEADS.c.id == held).with_for_update())

        job = asyncio.create_task(a_job(engine).run(lambda done, total: passes.set() if done == 3 else None))
        await passes.wait()
    written = await job

    assert written == 6
    async with beginning(engine) as connection:
        assert [await email_of(connection, service, each) for each in (held, free)] == [
            "a@example.org",
            "b@example.org",
        ]


async def test_rotation_under_load_and_killed_halfway_leaves_nothing_unreadable(
    engine: AsyncEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rewriting, "BATCH", 10)
    service = a_keyring("crm")
    emails: dict[UUID, str] = {}
    for n in range(60):
        emails[await add_lead(engine, service, f"n{n}@example.org")] = f"n{n}@example.org"
    load = _Load(engine, emails)
    await rotate(engine)

    async with load.going_on():
        done = await _killed_after(engine, batches=2)
        await load.rounds(3)
        await rotate(engine)
        await a_job(engine).run()
        await load.rounds(3)
    await a_job(engine).run()

    assert 0 < done < len(emails)
    assert load.failures == []
    assert load.reads > 10
    assert load.writes > 10
    assert await keys(engine) == [(1, True), (2, True), (3, False)]
    async with beginning(engine) as connection:
        fresh = a_keyring("crm")
        assert {each: await email_of(connection, fresh, each) for each in emails} == emails
        for lead, email in list(emails.items())[:5]:
            assert await leads_by(connection, fresh, email) == [lead]


class _Load:
    """A service at work: it reads, looks up, adds and changes leads, all the time."""

    def __init__(self, engine: AsyncEngine, emails: dict[UUID, str]) -> None:
        self.engine = engine
        self.emails = emails
        self.keyring = a_keyring("crm")
        self.reads = self.writes = 0
        self.failures: list[str] = []
        self._round = asyncio.Condition()
        self._is_over = False

    @contextlib.asynccontextmanager
    async def going_on(self) -> AsyncIterator[None]:
        """Work while the block runs."""
        tasks = [asyncio.create_task(self._work(each)) for each in (self._read, self._write)]
        try:
            yield
        finally:
            self._is_over = True
            await asyncio.gather(*tasks)

    async def rounds(self, count: int) -> None:
        """Wait until so many more rounds are done."""
        async with self._round:
            wanted = self.writes + count
            await self._round.wait_for(lambda: self.writes >= wanted)

    async def _work(self, once: "object") -> None:
        assert callable(once)
        while not self._is_over:
            try:
                await once()
            except Exception as error:  # noqa: BLE001  # whatever it is, the test shall name it
                self.failures.append(repr(error))
            async with self._round:
                self._round.notify_all()

    async def _read(self) -> None:
        async with beginning(self.engine) as connection:
            for lead, email in list(self.emails.items())[:: max(1, len(self.emails) // 7)]:
                read = await email_of(connection, self.keyring, lead)
                # A change that is not committed yet is not seen yet.
                assert read.removeprefix("changed.") == email.removeprefix("changed.")
                self.reads += 1
            lead, email = next(iter(self.emails.items()))
            assert await leads_by(connection, self.keyring, email) == [lead]

    async def _write(self) -> None:
        added = f"new{self.writes}@example.org"
        self.emails[await add_lead(self.engine, self.keyring, added)] = added
        changed = list(self.emails)[1 + self.writes % 50]
        email = f"changed.{self.emails[changed].removeprefix('changed.')}"
        async with beginning(self.engine) as connection, self.keyring.sealing(connection) as sealer:
            columns = sealer.columns(Lead, changed, email=email)
            await connection.execute(sa.update(LEADS).where(LEADS.c.id == changed).values(columns))
        self.emails[changed] = email
        self.writes += 1


async def _killed_after(engine: AsyncEngine, *, batches: int) -> int:
    """Run the job in a process of its own and kill it after some batches; return how many values it had written."""
    url = engine.url.render_as_string(hide_password=False)
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-c", KILLED, url, stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE, env=os.environ
    )
    assert process.stdin is not None
    assert process.stdout is not None
    done = b""
    for _ in range(batches):
        done = await process.stdout.readline()
        process.stdin.write(b"\n")
    process.send_signal(signal.SIGKILL)
    await process.wait()
    return int(done)


async def _waits(engine: AsyncEngine, job: asyncio.Task[int]) -> None:
    """Wait until the job waits for a key that somebody writes with."""
    waiting = sa.text(
        "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()"
    )
    async with engine.connect() as connection:
        await connection.execution_options(isolation_level="AUTOCOMMIT")
        while not (await connection.scalar(waiting) or job.done()):
            continue
