"""A stack of real servers that gets hurt: kills, signals, leftovers, services served by hand."""

import fcntl
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

import asyncpg  # type: ignore[import-untyped]  # it ships no types

from stack.folder import CHECKOUT, DataFolder, RunningProgram, RunningStack, turn
from stack.launcher import noted, stop_leftovers
from stack.processes import birth, is_alive, wait_until
from stack.running import ask

PATIENCE_S = 60


@contextmanager
def a_stack(folder: DataFolder) -> Iterator[subprocess.Popen[bytes]]:
    """Run the drill's stack while the block runs, from the moment it is ready."""
    with folder_log(folder) as log:
        launcher = subprocess.Popen(
            [sys.executable, "-W", "error", "-m", "tests.stack.drill", str(folder.root)], cwd=CHECKOUT, stderr=log
        )
    try:
        is_ready = wait_until(
            lambda: running_on(folder, launcher.pid), alive=lambda: launcher.poll() is None, patience_s=PATIENCE_S
        )
        assert is_ready, folder.log("drill").read_text()
        yield launcher
    finally:
        launcher.terminate()
        launcher.wait(PATIENCE_S)


def folder_log(folder: DataFolder):  # type: ignore[no-untyped-def]  # noqa: ANN201  # the type of open() is unspeakable
    folder.logs.mkdir(mode=0o700, exist_ok=True)
    return folder.log("drill").open("ab")


def running_on(folder: DataFolder, launcher: int) -> bool:
    notes = folder.read_notes()
    return notes is not None and notes.is_ready and notes.launcher.pid == launcher


def notes_of(folder: DataFolder) -> RunningStack:
    notes = folder.read_notes()
    assert notes is not None
    return notes


def program(folder: DataFolder, name: str) -> RunningProgram | None:
    return next((found for found in notes_of(folder).programs if found.name == name), None)


def eventually(is_so: Callable[[], bool]) -> bool:
    return wait_until(is_so, patience_s=PATIENCE_S)


def is_another(now: RunningProgram | None, before: RunningProgram) -> bool:
    return now is not None and now.pid != before.pid and is_alive(now)


def gateway_answers(folder: DataFolder) -> bool:
    address = urlsplit(notes_of(folder).endpoint)
    return ask((address.hostname or "", address.port or 0), "/health/ready") == 200


def test_whatever_is_killed_is_started_again(folder: DataFolder) -> None:
    with a_stack(folder) as launcher:
        before = notes_of(folder).programs

        for victim in before:
            os.kill(victim.pid, signal.SIGKILL)

        assert [victim.name for victim in before] == ["postgres", "broker", "tokens", "gateway"]
        assert eventually(lambda: all(is_another(program(folder, victim.name), victim) for victim in before))
        assert eventually(lambda: ask(folder.socket("tokens"), "/health/ready") == 200)
        assert gateway_answers(folder)
        assert launcher.poll() is None


async def test_after_a_killed_launcher_nothing_runs_and_the_next_start_has_lost_nothing(folder: DataFolder) -> None:
    with a_stack(folder) as launcher:
        await run_sql(folder, "CREATE TABLE kept (number int)", "INSERT INTO kept VALUES (42)")
        programs = notes_of(folder).programs

        launcher.kill()
        is_over = eventually(lambda: not any(map(is_alive, programs)))

    assert is_over
    with a_stack(folder):
        assert await run_sql(folder, "SELECT number FROM kept") == 42


async def run_sql(folder: DataFolder, *statements: str) -> object:
    connection = await asyncpg.connect(f"postgresql://postgres@/postgres?host={folder.postgres_socket_folder}")
    try:
        for statement in statements[:-1]:
            await connection.execute(statement)
        return await connection.fetchval(statements[-1])
    finally:
        await connection.close()


def test_a_signal_stops_everything_and_is_no_failure(folder: DataFolder) -> None:
    with a_stack(folder) as launcher:
        programs = notes_of(folder).programs

        launcher.terminate()
        code = launcher.wait(PATIENCE_S)

    assert code == 0
    assert not any(map(is_alive, programs))
    assert not folder.is_held()
    assert folder.read_notes() is None
    assert "database system is shut down" in folder.log("postgres").read_text()


def test_a_second_stack_on_the_folder_is_refused_in_a_sentence(folder: DataFolder) -> None:
    with a_stack(folder) as launcher:
        second = subprocess.run(
            [sys.executable, "-m", "tests.stack.drill", str(folder.root)],
            cwd=CHECKOUT,
            capture_output=True,
            text=True,
            check=False,
        )

        assert second.returncode == 1
        assert second.stderr.startswith(f"A stack is already running on {folder.root} (process {launcher.pid}, http://")
        assert second.stderr.count("\n") == 1


def test_a_service_served_by_hand_is_taken_over_when_it_ends(folder: DataFolder) -> None:
    folder.prepare()
    by_hand = turn(folder, "tokens")
    fcntl.flock(by_hand, fcntl.LOCK_EX)

    with a_stack(folder):
        while_taken = ask(folder.socket("tokens"), "/health/ready")
        os.close(by_hand)

        assert while_taken is None
        assert eventually(lambda: ask(folder.socket("tokens"), "/health/ready") == 200)


def test_what_a_killed_launcher_left_is_stopped(folder: DataFolder) -> None:
    left = subprocess.Popen(["sleep", "600"])
    other = subprocess.Popen(["sleep", "600"])
    programs = (noted("core", left.pid), RunningProgram("crm", other.pid, "born at another time"))
    folder.write_notes(
        RunningStack(noted("launcher", 1), "", is_ready=True, databases={}, broker_url="", programs=programs)
    )

    try:
        stopped = stop_leftovers(folder)

        assert stopped == ("core",)
        assert left.wait(PATIENCE_S) == -signal.SIGTERM
        assert birth(other.pid) is not None
    finally:
        for process in (left, other):
            process.kill()
            process.wait()
