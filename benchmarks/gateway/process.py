"""What a process and its children cost, as Linux counts it."""

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

_TICKS_PER_SECOND: Final = os.sysconf("SC_CLK_TCK")
TICK_SECONDS: Final = 1 / _TICKS_PER_SECOND
_PAGE_MIB: Final = os.sysconf("SC_PAGE_SIZE") / 2**20
_STOP_SECONDS: Final = 10


def cpu_seconds(pid: int) -> float:
    """Return the CPU time of all threads of a process and its descendants, in user and system mode."""
    return sum(_ticks(each) for each in _family(pid)) / _TICKS_PER_SECOND


def resident_mib(pid: int) -> float:
    """Return the memory that a process and its descendants hold."""
    return sum(int(Path(f"/proc/{each}/statm").read_text().split()[1]) for each in _family(pid)) * _PAGE_MIB


@contextmanager
def running(command: list[str], log: Path, **options: object) -> Iterator[subprocess.Popen[str]]:
    """Run a command beside this one, its words going to a file, and stop it in the end."""
    with (
        log.open("w") as words,
        subprocess.Popen(command, stderr=words, text=True, **options) as process,  # type: ignore[call-overload]  # passed on
    ):
        try:
            yield process
        finally:
            process.terminate()
            try:
                process.wait(_STOP_SECONDS)
            except subprocess.TimeoutExpired:
                process.kill()


def _ticks(pid: int) -> int:
    # The command's name, in parentheses, may hold spaces; the numbers after it do not.
    numbers = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return int(numbers[11]) + int(numbers[12])


def _family(pid: int) -> Iterator[int]:
    yield pid
    for task in Path(f"/proc/{pid}/task").iterdir():
        for child in (task / "children").read_text().split():
            yield from _family(int(child))
