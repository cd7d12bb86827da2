"""One transaction a request, on connections that may have been lost while they waited in the pool."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime

import pytest
import sqlalchemy as sa

from shared_models.access import identify
from shared_models.audit import AuditAction
from shared_models.connection import create_engine
from shared_models.identity import NOBODY
from subgraphs.kit.audit.journal import Journal
from subgraphs.kit.errors import Unavailable
from subgraphs.kit.transaction import ReadTransaction
from subgraphs.kit.writing import Writer
from tests.conftest import NewDatabase
from tests.keys import a_keyring

WHO = sa.text("SELECT pg_backend_pid(), txid_current()")


async def test_all_statements_of_a_request_share_one_transaction(new_database: NewDatabase) -> None:
    engine = create_engine(await new_database(""), application="covergraph-test")
    transaction = ReadTransaction(engine, identify(NOBODY))

    answers = await asyncio.gather(*(transaction.rows(WHO) for _ in range(5)))

    await transaction.close()
    await engine.dispose()
    assert len({tuple(rows[0]) for rows in answers}) == 1


async def test_a_connection_lost_in_the_pool_is_replaced_before_anything_was_read(new_database: NewDatabase) -> None:
    url = await new_database("")
    engine = create_engine(url, application="covergraph-test", pool_size=1)
    first = ReadTransaction(engine, identify(NOBODY))
    lost = (await first.rows(WHO))[0][0]
    await first.close()
    await _end(url, lost)

    second = ReadTransaction(engine, identify(NOBODY))
    found = (await second.rows(WHO))[0][0]

    await second.close()
    await engine.dispose()
    assert found != lost


async def test_a_connection_lost_in_the_middle_is_told_not_papered_over(new_database: NewDatabase) -> None:
    url = await new_database("")
    engine = create_engine(url, application="covergraph-test", pool_size=1)
    transaction = ReadTransaction(engine, identify(NOBODY))
    await _end(url, (await transaction.rows(WHO))[0][0])

    with pytest.raises(Unavailable, match="the database did not answer"):
        await transaction.rows(WHO)

    await transaction.close()
    await engine.dispose()


async def test_what_is_noted_is_kept_when_a_statement_was_cut_short(new_database: NewDatabase) -> None:
    engine = create_engine(await new_database("core"), application="covergraph-test")
    transaction = ReadTransaction(engine, identify(NOBODY))
    await transaction.rows(WHO)
    statement = asyncio.create_task(transaction.rows(sa.text("SELECT pg_sleep(60)")))
    await asyncio.wait([statement], timeout=0.05)
    statement.cancel()
    await asyncio.wait([statement])
    journal = Journal()
    journal.note(AuditAction.DENIAL, "Claim")

    await transaction.close(journal)

    async with engine.connect() as connection:
        noted = (await connection.execute(sa.text("SELECT entity_type FROM audit_log"))).scalars().all()
    await engine.dispose()
    assert noted == ["Claim"]


async def test_a_database_that_is_starting_is_not_there_for_who_asks_and_who_writes() -> None:
    async with _a_starting_server() as url:
        engine = create_engine(url, application="covergraph-test")

        with pytest.raises(Unavailable, match="the database did not answer"):
            await ReadTransaction(engine, identify(NOBODY)).rows(WHO)
        with pytest.raises(Unavailable, match="the database did not answer"):
            async with Writer(engine, a_keyring("core"), Journal(), datetime.now(UTC)).transaction():
                pass

        await engine.dispose()


@asynccontextmanager
async def _a_starting_server() -> AsyncIterator[str]:
    """Answer everybody as PostgreSQL does until it has recovered from a crash."""
    fields = b"SFATAL\0VFATAL\0C57P03\0Mthe database system is starting up\0\0"

    async def refuse(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read(1024)
        writer.write(b"E" + (len(fields) + 4).to_bytes(4) + fields)
        await writer.drain()
        writer.close()

    server = await asyncio.start_server(refuse, "127.0.0.1", 0)
    host, port = server.sockets[0].getsockname()
    async with server:
        yield f"postgresql://somebody@{host}:{port}/starting?sslmode=disable"


async def _end(url: str, backend: int) -> None:
    engine = create_engine(url, application="covergraph-test")
    async with engine.connect() as connection:
        await connection.execute(sa.text("SELECT pg_terminate_backend(:pid, 5000)"), {"pid": backend})
    await engine.dispose()
