"""Looking at a stack that runs, and ending it."""

import http.client
import os
import signal
import socket
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from stack.errors import ServerFailed
from stack.folder import DataFolder, RunningProgram, RunningStack
from stack.launcher import stop_leftovers
from stack.processes import is_alive, wait_until
from subgraphs.registry import SUBGRAPHS

STOP_PATIENCE_S: Final = 90
ANSWER_PATIENCE_S: Final = 5


@dataclass(frozen=True, slots=True)
class State:
    """One program of a stack, as found."""

    name: str
    pid: int | None
    condition: str
    is_well: bool


def stop_stack(folder: DataFolder) -> str:
    """Stop the stack on that folder, and what a killed one left; return a sentence about it."""
    notes = folder.read_notes()
    if folder.is_held() and notes is not None:
        if is_alive(notes.launcher):
            os.kill(notes.launcher.pid, signal.SIGTERM)
        if not wait_until(lambda: not folder.is_held(), patience_s=STOP_PATIENCE_S):
            raise ServerFailed(
                f"The stack on {folder.root} does not stop. Kill process {notes.launcher.pid} with `kill -9`; "
                "its programs end with it, and the next start loses nothing."
            )
        return f"Stopped the stack on {folder.root}."
    if not folder.root.exists():
        return f"Nothing is running on {folder.root}."
    with folder.hold():
        left = stop_leftovers(folder)
    return f"Stopped what was left: {', '.join(left)}." if left else f"Nothing is running on {folder.root}."


def look(folder: DataFolder) -> tuple[RunningStack | None, tuple[State, ...]]:
    """Return the running stack and the state of each of its programs; None when there is none."""
    notes = folder.read_notes()
    if notes is None or not folder.is_held():
        return None, ()
    running = {program.name: program for program in notes.programs}
    names: list[str] = [name for name in ("postgres", "broker") if name in running]
    names += [row.name for row in SUBGRAPHS] + ["gateway"]
    return notes, tuple(_state(name, running.get(name), folder, notes.endpoint) for name in names)


def _state(name: str, program: RunningProgram | None, folder: DataFolder, endpoint: str) -> State:
    pid = program.pid if program and is_alive(program) else None
    match name:
        case "postgres" | "broker":
            return State(name, pid, "runs" if pid else "is down", pid is not None)
        case "gateway":
            address = urlsplit(endpoint)
            status = ask((address.hostname or "", address.port or 0), "/health/ready")
        case _:
            status = ask(folder.socket(name), "/health/ready")
    if status is None:
        return State(name, pid, "does not answer" if pid else "is down", is_well=False)
    # By hand: it answers, and no program of the stack is it.
    return State(name, pid, _condition(status, is_ours=pid is not None), status == http.client.OK)


def _condition(status: int, *, is_ours: bool) -> str:
    ready = "ready" if status == http.client.OK else f"not ready (answers {status})"
    return ready if is_ours else f"{ready}, served by hand"


def ask(address: Path | tuple[str, int], path: str) -> int | None:
    """Return the status that an HTTP server answers with; None when there is no answer."""
    connection = _Connection(address)
    try:
        connection.request("GET", path)
        return connection.getresponse().status
    except (OSError, http.client.HTTPException):
        return None
    finally:
        connection.close()


class _Connection(http.client.HTTPConnection):
    """An HTTP connection that may also go to a Unix socket."""

    def __init__(self, address: Path | tuple[str, int]) -> None:
        super().__init__("localhost", timeout=ANSWER_PATIENCE_S)
        self._address = address

    def connect(self) -> None:
        if isinstance(self._address, Path):
            self.sock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
            self.sock.settimeout(self.timeout)
            self.sock.connect(str(self._address))
        else:
            self.sock = socket.create_connection(self._address, self.timeout)


def table(states: Sequence[State]) -> list[str]:
    """Return one line a program: a tick or a cross, its name, its pid, its condition."""
    return [
        f"{'✓' if state.is_well else '✗'} {state.name:<10} {state.pid or '-':>8}  {state.condition}" for state in states
    ]
