"""Keeps the programs of a stack running: starts them in order, starts again what dies, stops them in reverse.

The launcher has no event loop and no threads, so that it may fork at any time; what needs either runs in a child.
"""

import os
import select
import signal
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from types import FrameType
from typing import Final, NoReturn, Protocol

from stack.errors import StackError, StopRequested
from stack.folder import DataFolder, RunningProgram, RunningStack
from stack.processes import Forked, Process, birth, describe_exit, is_alive, stop, wait_until
from stack.progress import Progress

STOP_PATIENCE_S: Final = 20
LEFTOVER_PATIENCE_S: Final = 20
# Back-off of a program that keeps dying; one that has lived for a minute begins anew.
RESTART_S_MIN: Final = 2.0
RESTART_S_MAX: Final = 60.0
HEALTHY_S: Final = 60.0


class Program(Protocol):
    """Something a stack keeps running."""

    @property
    def name(self) -> str:
        """What people call it; also the name of its log."""

    @property
    def stop_signal(self) -> signal.Signals:
        """The signal at which it finishes its work and leaves."""

    def start(self) -> Process:
        """Start it without waiting for it."""

    def await_ready(self, process: Process) -> None:
        """Wait until it serves; raise ServerFailed when it ends before."""


@dataclass(slots=True)
class Running:
    """A program and the process it has now; none while it waits to be started again."""

    program: Program
    process: Process | None
    started: float
    delay: float
    start_at: float = 0.0


class Launcher:
    """The programs of one stack; stack.json is kept true to them."""

    def __init__(self, folder: DataFolder, progress: Progress, *, restart_s_min: float = RESTART_S_MIN) -> None:
        self.progress = progress
        self._restart_s_min = restart_s_min
        self.endpoint = ""
        self._folder = folder
        self._databases: Mapping[str, str] = {}
        self._broker_url = ""
        self.is_ready = False
        self._groups: list[list[Running]] = []
        self._errands: list[Forked] = []

    def start(self, programs: Sequence[Program]) -> None:
        """Start these together and wait until all of them serve."""
        self.begin(programs)
        self.await_ready()

    def begin(self, programs: Sequence[Program]) -> None:
        """Start these together. Each such group is stopped together, the last one first."""
        group: list[Running] = []
        self._groups.append(group)
        for program in programs:
            group.append(Running(program, program.start(), time.monotonic(), self._restart_s_min))
            self._write_notes()

    def await_ready(self) -> None:
        """Wait until all that was begun last serves."""
        for running in self._groups[-1]:
            assert running.process is not None, "just started"
            running.program.await_ready(running.process)

    def run_aside(self, errand: Forked) -> None:
        """Let a child do something that nothing waits for; it ends with the stack if it has not ended before."""
        self._errands.append(errand)

    def announce(self, databases: Mapping[str, str], broker_url: str) -> None:
        """Note that the stack is whole, and where its own databases and broker are, for the other commands to read."""
        self._databases = databases
        self._broker_url = broker_url
        self.is_ready = True
        self._write_notes()

    def watch(self, wakeup: int) -> NoReturn:
        """Start again whatever ends, until a signal raises StopRequested."""
        while True:
            now = time.monotonic()
            for running in self._all():
                self._attend(running, now)
            self._errands = [errand for errand in self._errands if errand.poll() is None]
            select.select([wakeup], [], [], self._next_start(now))
            while _read(wakeup):
                pass

    def stop(self) -> None:
        """Stop the errands with all they have started, then every group, the last started first."""
        for errand in self._errands:
            if errand.poll() is None:
                os.killpg(errand.pid, signal.SIGTERM)
        while self._groups:
            group = self._groups.pop()
            alive = [(running.process, running.program.stop_signal) for running in group if running.process]
            stop(alive, patience_s=STOP_PATIENCE_S)
        self._folder.notes.unlink(missing_ok=True)

    def _attend(self, running: Running, now: float) -> None:
        """Bury a program that has ended, and start it again when its time has come."""
        if running.process is None:
            if now >= running.start_at:
                self._start_again(running, now)
            return
        code = running.process.poll()
        if code is None:
            return
        if now - running.started > HEALTHY_S:
            running.delay = self._restart_s_min
        self._postpone(running, now, describe_exit(code))

    def _start_again(self, running: Running, now: float) -> None:
        try:
            running.process, running.started = running.program.start(), now
        except StackError as error:
            self._postpone(running, now, f"did not start: {error}")
        else:
            self.progress.note(f"{running.program.name} is started again")
            self._write_notes()

    def _postpone(self, running: Running, now: float, why: str) -> None:
        self.progress.note(f"{running.program.name} {why}; starting it again in {running.delay:.0f} s")
        running.process, running.start_at = None, now + running.delay
        running.delay = min(running.delay * 2, RESTART_S_MAX)
        self._write_notes()

    def _next_start(self, now: float) -> float | None:
        waits = [running.start_at - now for running in self._all() if running.process is None]
        return max(min(waits), 0.0) if waits else None

    def _all(self) -> Iterator[Running]:
        for group in self._groups:
            yield from group

    def _write_notes(self) -> None:
        programs = (noted(running.program.name, running.process.pid) for running in self._all() if running.process)
        self._folder.write_notes(
            RunningStack(
                launcher=noted("launcher", os.getpid()),
                endpoint=self.endpoint,
                is_ready=self.is_ready,
                databases=self._databases,
                broker_url=self._broker_url,
                programs=tuple(programs),
            )
        )


@contextmanager
def running(folder: DataFolder, progress: Progress, *, restart_s_min: float = RESTART_S_MIN) -> Iterator[Launcher]:
    """Yield a launcher, and stop whatever it has started when the block ends, however it ends.

    Being asked to stop is how a stack that is up ends, and no failure; one that is still coming up has failed.
    """
    launcher = Launcher(folder, progress, restart_s_min=restart_s_min)
    try:
        yield launcher
    except StopRequested:
        if not launcher.is_ready:
            raise
        launcher.progress.note("Stopping")
    finally:
        with uninterrupted():
            launcher.stop()


def noted(name: str, pid: int) -> RunningProgram:
    """Return a program as stack.json notes it."""
    return RunningProgram(name, pid, birth(pid) or "")


def stop_leftovers(folder: DataFolder) -> tuple[str, ...]:
    """Stop what a killed launcher left running; return the names. The folder is held, so nobody else is using them."""
    notes = folder.read_notes()
    left = [program for program in notes.programs if is_alive(program)] if notes else []
    for program in left:
        os.kill(program.pid, signal.SIGINT if program.name == "postgres" else signal.SIGTERM)
    if not wait_until(lambda: not any(map(is_alive, left)), patience_s=LEFTOVER_PATIENCE_S):
        for program in filter(is_alive, left):
            os.kill(program.pid, signal.SIGKILL)
        wait_until(lambda: not any(map(is_alive, left)), patience_s=LEFTOVER_PATIENCE_S)
    folder.notes.unlink(missing_ok=True)
    return tuple(program.name for program in left)


@contextmanager
def signals() -> Iterator[int]:
    """Turn the signals that end us into StopRequested, and a child's end into a byte on the descriptor yielded."""
    reading, writing = os.pipe()
    for descriptor in (reading, writing):
        os.set_blocking(descriptor, False)
    before = signal.set_wakeup_fd(writing, warn_on_full_buffer=False)
    handlers = {number: signal.signal(number, _raise_stop) for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)}
    # A handler must be there for the byte to be written; the byte is all we want.
    handlers[signal.SIGCHLD] = signal.signal(signal.SIGCHLD, lambda _number, _frame: None)
    try:
        yield reading
    finally:
        for number, handler in handlers.items():
            signal.signal(number, handler)
        signal.set_wakeup_fd(before)
        os.close(reading)
        os.close(writing)


@contextmanager
def uninterrupted() -> Iterator[None]:
    """Let no second signal break into the stopping that the first one began."""
    numbers = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
    handlers = {number: signal.signal(number, signal.SIG_IGN) for number in numbers}
    try:
        yield
    finally:
        for number, handler in handlers.items():
            signal.signal(number, handler)


def _raise_stop(number: int, _frame: FrameType | None) -> NoReturn:
    raise StopRequested(number)


def _read(descriptor: int) -> bytes:
    """Read what is there without waiting for more."""
    try:
        return os.read(descriptor, 4096)
    except BlockingIOError:
        return b""
