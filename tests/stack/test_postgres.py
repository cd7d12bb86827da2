"""The embedded PostgreSQL server, started, killed and started again."""

import os
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import asyncpg  # type: ignore[import-untyped]  # it ships no types
import pytest

from stack.errors import FolderUnusable, ServerFailed
from stack.folder import DataFolder, server_account
from stack.postgres import PostgresServer, embedded_server
from stack.processes import stop

PATIENCE_S = 60


@asynccontextmanager
async def connection_to(server: PostgresServer) -> AsyncIterator[asyncpg.Connection]:
    connection = await asyncpg.connect(server.url("postgres"))
    try:
        yield connection
    finally:
        await connection.close()


async def test_a_killed_server_starts_again_and_has_lost_nothing(folder: DataFolder) -> None:
    folder.prepare()
    server = embedded_server(folder)
    first = server.start()
    server.await_ready(first)
    async with connection_to(server) as connection:
        await connection.execute("CREATE TABLE kept AS SELECT 42 AS number")
        durability = await connection.fetchval("SELECT current_setting('fsync')")

    os.kill(first.pid, signal.SIGKILL)
    stop([(first, server.stop_signal)], patience_s=PATIENCE_S)
    second = server.start()
    server.await_ready(second)

    async with connection_to(server) as connection:
        assert await connection.fetchval("SELECT number FROM kept") == 42
    assert durability == "on"
    stop([(second, server.stop_signal)], patience_s=PATIENCE_S)
    assert second.poll() == 0


async def test_a_server_that_is_still_leaving_is_waited_for(folder: DataFolder) -> None:
    folder.prepare()
    server = embedded_server(folder)
    nobody_noted = server.start()
    server.await_ready(nobody_noted)

    os.kill(nobody_noted.pid, server.stop_signal)
    ours = server.start()
    server.await_ready(ours)

    assert nobody_noted.poll() == 0
    async with connection_to(server) as connection:
        assert await connection.fetchval("SELECT 1") == 1
    stop([(ours, server.stop_signal)], patience_s=PATIENCE_S)


def test_the_server_never_runs_as_root_and_only_its_account_enters(folder: DataFolder) -> None:
    folder.prepare()
    server = embedded_server(folder)
    process = server.start()
    server.await_ready(process)

    owner = folder.postgres.stat().st_uid
    mode = folder.postgres_socket_folder.stat().st_mode & 0o777
    stop([(process, server.stop_signal)], patience_s=PATIENCE_S)

    account = server_account()
    assert owner == (account.user if account else os.geteuid()) != 0
    assert mode == 0o700


def test_half_a_cluster_of_a_killed_start_is_replaced(folder: DataFolder) -> None:
    folder.prepare()
    half = folder.root / "postgres.new"
    half.mkdir()
    (half / "PG_VERSION").write_text("18\n")
    server = embedded_server(folder)

    process = server.start()
    server.await_ready(process)
    stop([(process, server.stop_signal)], patience_s=PATIENCE_S)

    assert not half.exists()
    assert (folder.postgres / "global").is_dir()


def test_a_cluster_of_another_version_is_refused_with_a_way_on(folder: DataFolder) -> None:
    folder.prepare()
    folder.postgres.mkdir()
    (folder.postgres / "PG_VERSION").write_text("12\n")

    with pytest.raises(FolderUnusable, match=r"made by PostgreSQL 12, and the server here is .*--fresh"):
        embedded_server(folder).start()


def test_a_server_that_cannot_start_says_what_its_log_ends_with(folder: DataFolder) -> None:
    folder.prepare()
    server = embedded_server(folder)
    process = server.start()
    server.await_ready(process)
    stop([(process, server.stop_signal)], patience_s=PATIENCE_S)
    (folder.postgres / "postgresql.conf").write_text("no_such_setting = 1\n")

    failing = server.start()

    with pytest.raises(ServerFailed, match=r"PostgreSQL did not start. Its log .*postgres.log ends: "):
        server.await_ready(failing)
