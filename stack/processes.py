"""Starting programs and forked children so that none outlives its parent, and stopping them again.

On Linux the kernel itself signals a child whose parent has died (prctl PR_SET_PDEATHSIG). Elsewhere a killed launcher
leaves its children behind; the next `up` finds them by stack.json and stops them first.
"""

import contextlib
import ctypes
import io
import os
import signal
import subprocess
import sys
import time
import traceback
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, NoReturn, Protocol, TypeVar, cast

from stack.errors import ServerFailed, StackError
from stack.folder import Account, RunningProgram
from stack.progress import Message, Piped, Progress, perform, receive, send

Result = TypeVar("Result")

_PR_SET_PDEATHSIG: Final = 1
# Loaded here, for between fork and exec it is too late to import or load anything.
_LIBC: Final = ctypes.CDLL(None, use_errno=True) if sys.platform == "linux" else None
_POLL_S: Final = 0.02
_HANDLED: Final = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP, signal.SIGCHLD)


class Process(Protocol):
    """A child of ours: a program (subprocess.Popen) or a fork of ourselves."""

    @property
    def pid(self) -> int:
        """The number by which the system knows it."""

    def poll(self) -> int | None:
        """Return None while it runs, then its exit code, negative for the signal that ended it."""


@dataclass(slots=True)
class Forked:
    """A fork of this process; `ready` gives a byte once the child serves, and ends without one when it never will."""

    pid: int
    ready: int
    _code: int | None = field(default=None)

    def poll(self) -> int | None:
        if self._code is None:
            pid, status = os.waitpid(self.pid, os.WNOHANG)
            if pid:
                self._code = os.waitstatus_to_exitcode(status)
                os.close(self.ready)
        return self._code


def spawn(
    command: Sequence[str | Path],
    *,
    log: Path,
    death_signal: signal.Signals,
    account: Account | None = None,
    environment: Mapping[str, str] | None = None,
    keep: Collection[int] = (),
) -> subprocess.Popen[bytes]:
    """Start a program in a session of its own, so that Ctrl-C at our terminal does not reach it before we do.

    `keep`: descriptors that go along to the program.
    """
    parent = os.getpid()

    def before_exec() -> None:
        for number in _HANDLED:
            signal.signal(number, signal.SIG_DFL)
        # After the change of user: that change would clear it.
        _die_with(parent, death_signal)
        signal.pthread_sigmask(signal.SIG_SETMASK, listened_to)

    with log.open("ab") as output, _undisturbed() as listened_to:
        return subprocess.Popen(
            [str(part) for part in command],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            cwd="/",
            env=environment,
            start_new_session=True,
            pass_fds=keep,
            preexec_fn=before_exec,  # noqa: PLW1509 - the launcher has no threads, which is why it may fork at all
            user=account.user if account else None,
            group=account.group if account else None,
            extra_groups=[] if account else None,
        )


def fork(work: Callable[[Callable[[], None]], None], *, log: Path, keep: Collection[int] = ()) -> Forked:
    """Run `work` in a fork of this process; it gets a function to call when it serves. `keep`: descriptors it needs."""
    ready, announcing = os.pipe()

    def announce() -> None:
        os.write(announcing, b"!")

    pid = _fork(lambda: work(announce), log, {announcing, *keep})
    os.close(announcing)
    return Forked(pid, ready)


def in_child(work: Callable[[Progress], Result], progress: Progress, *, log: Path) -> Result:
    """Run `work` in a fork and return its result: what needs an event loop must not run where forks are made."""
    reading, writing = os.pipe()
    pid = _fork(lambda: send(writing, _outcome(work, Piped(writing))), log, {writing})
    os.close(writing)
    answer: object = None
    try:
        for received in receive(reading):
            if isinstance(received, Message):
                perform(received, progress)
            else:
                answer = received
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)
    match answer:
        case StackError():
            raise answer
        case (result,):
            return cast("Result", result)
        case _:
            raise ServerFailed(f"A step ended without an answer. {last_words(log)}")


def _outcome(work: Callable[[Progress], Result], progress: Progress) -> StackError | tuple[Result]:
    """Return the result in a tuple, or the refusal; anything unexpected goes to the log with its traceback."""
    try:
        return (work(progress),)
    except StackError as error:
        return error


def _fork(work: Callable[[], None], log: Path, keep: set[int]) -> int:
    """Fork a child that does the work and nothing of the parent's; return its pid."""
    parent = os.getpid()
    sys.stdout.flush()
    with _undisturbed() as listened_to:

        def live() -> None:
            _become_child(parent, log, keep)
            signal.pthread_sigmask(signal.SIG_SETMASK, listened_to)
            work()

        pid = os.fork()
        if not pid:
            finish(live)
        return pid


@contextlib.contextmanager
def _undisturbed() -> Iterator[set[int]]:
    """Hold signals back while a child is made; give the mask that goes with the child's own life.

    Python itself runs code on both sides of a fork, and drops what a signal handler raises there: Ctrl-C would be lost.
    In the child the same handler would unwind the parent's stack.
    """
    before = signal.pthread_sigmask(signal.SIG_BLOCK, _HANDLED)
    try:
        yield before
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _become_child(parent: int, log: Path, keep: set[int]) -> None:
    """Let go of what belongs to the parent alone: signals, terminal, session, locks and sockets."""
    signal.set_wakeup_fd(-1)
    for number in _HANDLED:
        signal.signal(number, signal.SIG_DFL)
    os.setsid()
    _die_with(parent, signal.SIGTERM)
    with log.open("ab") as output, Path(os.devnull).open("rb") as nothing:
        os.dup2(nothing.fileno(), 0)
        os.dup2(output.fileno(), 1)
        os.dup2(output.fileno(), 2)
    if isinstance(sys.stdout, io.TextIOWrapper):
        # Into a file it would wait for a full block, and be lost with a kill.
        sys.stdout.reconfigure(line_buffering=True)
    for entry in list(Path("/dev/fd").iterdir()):
        if int(entry.name) not in {0, 1, 2, *keep}:
            with contextlib.suppress(OSError):
                os.close(int(entry.name))


def finish(work: Callable[[], None]) -> NoReturn:
    """End a forked child with the work's success; nothing of the parent's clean-up may run in it."""
    code = 1
    try:
        work()
        code = 0
    except SystemExit as asked:
        code = asked.code if isinstance(asked.code, int) else 1
    except BaseException:  # noqa: BLE001 - the last line of a process: whatever it was goes to the log
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)


def _die_with(parent: int, death_signal: signal.Signals) -> None:
    """Ask the kernel for a signal when the parent dies; if it has died already, end at once."""
    if _LIBC is not None:
        _LIBC.prctl(_PR_SET_PDEATHSIG, int(death_signal), 0, 0, 0)
        if os.getppid() != parent:
            os._exit(1)


def wait_until(is_done: Callable[[], bool], *, alive: Callable[[], bool] = lambda: True, patience_s: float) -> bool:
    """Wait until the thing has happened; give up when its process has ended or patience has."""
    deadline = time.monotonic() + patience_s
    while not is_done():
        if not alive() or time.monotonic() > deadline:
            return is_done()
        time.sleep(_POLL_S)
    return True


def stop(processes: Collection[tuple[Process, signal.Signals]], *, patience_s: float) -> None:
    """Signal these children together, wait for all of them, and kill what does not end."""
    for process, number in processes:
        if process.poll() is None:
            os.kill(process.pid, number)
    if wait_until(lambda: all(process.poll() is not None for process, _ in processes), patience_s=patience_s):
        return
    for process, _ in processes:
        if process.poll() is None:
            os.kill(process.pid, signal.SIGKILL)
    wait_until(lambda: all(process.poll() is not None for process, _ in processes), patience_s=patience_s)


def birth(pid: int) -> str | None:
    """Return a mark that tells this process from a later one with its pid; None when there is no such process."""
    if Path("/proc/self/stat").exists():
        with contextlib.suppress(OSError):
            # After the name, which may hold anything: the state (Z: dead, not yet buried), then 18 more to the start.
            state, *numbers = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
            return None if state == "Z" else numbers[18]
        return None
    listing = subprocess.run(["ps", "-o", "lstart=", "-p", str(pid)], capture_output=True, text=True, check=False)
    return listing.stdout.strip() or None


def is_alive(program: RunningProgram) -> bool:
    """Tell whether a noted program still runs."""
    return birth(program.pid) == program.birth


def describe_exit(code: int) -> str:
    """Say how a process ended."""
    return f"ended by {signal.Signals(-code).name}" if code < 0 else f"exited with {code}"


def last_words(log: Path) -> str:
    """Return the last line of a log as a pointer for the reader."""
    with contextlib.suppress(OSError):
        lines = [line for line in log.read_text(errors="replace").splitlines() if line.strip()]
        if lines:
            return f"Its log {log} ends: {lines[-1].strip()}"
    return f"Its log is {log}."
