"""What a person watching a command sees: one line a step, with a tick and its time, then a box.

Three audiences, one interface: a terminal (colours, the running step shown until its tick), a file or pipe (plain
lines), and the waiting parent of a detached stack (the same steps as messages over a pipe).
No rich Live or Status here: both run a thread, and a process with threads must not fork.
"""

import contextlib
import os
import pickle
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol, TextIO

from rich.console import Console
from rich.panel import Panel
from rich.text import Text

_BAR_WIDTH = 24


class Progress(Protocol):
    """Where a command reports what it does."""

    def begin(self, title: str) -> None:
        """Say that a step has begun."""

    def advance(self, done: int, total: int, unit: str) -> None:
        """Say how far the running step is."""

    def finish(self, title: str, seconds: float) -> None:
        """Say that a step has ended well."""

    def note(self, text: str) -> None:
        """Say something that is no step."""

    def box(self, title: str, lines: tuple[tuple[str, str], ...], command: str) -> None:
        """Say what there is now, pairs of a name and its value, and a command to try."""


class Step:
    """A running step: its title may become more precise before the tick."""

    def __init__(self, title: str) -> None:
        self.title = title


@contextlib.contextmanager
def step(progress: Progress, title: str) -> Iterator[Step]:
    """Report a step around the block; a block that raises gets no tick."""
    running = Step(title)
    begun = time.monotonic()
    progress.begin(title)
    yield running
    progress.finish(running.title, time.monotonic() - begun)


class Terminal:
    """Progress for a person at a terminal, and plain lines when the output goes elsewhere."""

    def __init__(self, stream: TextIO | None = None) -> None:
        self._console = Console(file=stream or sys.stdout, highlight=False, soft_wrap=True)
        self._title = ""

    def begin(self, title: str) -> None:
        self._title = title
        self._show(f"  {title} …")

    def advance(self, done: int, total: int, unit: str) -> None:
        filled = _BAR_WIDTH * done // max(total, 1)
        bar = "━" * filled + "─" * (_BAR_WIDTH - filled)
        self._show(f"  {self._title} {bar} {done:,}/{total:,} {unit}")

    def finish(self, title: str, seconds: float) -> None:
        self._clear()
        self._console.print(Text.assemble(("✓ ", "green"), title, (f"  {seconds:.1f} s", "dim")))

    def note(self, text: str) -> None:
        self._clear()
        self._console.print(Text(f"  {text}"))

    def box(self, title: str, lines: tuple[tuple[str, str], ...], command: str) -> None:
        width = max(len(name) for name, _ in lines)
        body = Text("\n").join(Text.assemble((name.ljust(width + 2), "bold"), value) for name, value in lines)
        if self._console.is_terminal:
            self._console.print(Panel(body, title=title, expand=False, border_style="green"), soft_wrap=False)
        else:
            self._console.print(Text(f"\n{title}\n{body.plain}"))
        # Below the box and unwrapped, so that it can be copied in one go.
        self._console.print(Text(f"\n{command}\n"))

    def _show(self, text: str) -> None:
        """Show the running step on a line that the next output takes back; nothing where there are no cursors."""
        if self._console.is_terminal:
            self._clear()
            self._console.print(Text(text[: self._console.width - 1], style="dim"), end="")

    def _clear(self) -> None:
        if self._console.is_terminal:
            self._console.file.write("\r\x1b[2K")


@dataclass(frozen=True, slots=True)
class Message:
    """One call on a Progress, on its way through a pipe."""

    method: str
    arguments: tuple[object, ...]


class Piped:
    """Progress that sends each call to another process; `relay` performs them there."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor

    def begin(self, title: str) -> None:
        self._send("begin", title)

    def advance(self, done: int, total: int, unit: str) -> None:
        self._send("advance", done, total, unit)

    def finish(self, title: str, seconds: float) -> None:
        self._send("finish", title, seconds)

    def note(self, text: str) -> None:
        self._send("note", text)

    def box(self, title: str, lines: tuple[tuple[str, str], ...], command: str) -> None:
        self._send("box", title, lines, command)

    def _send(self, method: str, *arguments: object) -> None:
        send(self._descriptor, Message(method, arguments))


def perform(message: Message, progress: Progress) -> None:
    """Do to this Progress what was done to the one at the other end."""
    getattr(progress, message.method)(*message.arguments)


def send(descriptor: int, value: object) -> None:
    """Write one value to a pipe between our own processes; a reader that has gone away is not our concern."""
    body = pickle.dumps(value)
    with contextlib.suppress(BrokenPipeError):
        rest = memoryview(len(body).to_bytes(4, "big") + body)
        while rest:
            rest = rest[os.write(descriptor, rest) :]


def receive(descriptor: int) -> Iterator[object]:
    """Yield the values another process sends, until it closes its end."""
    with os.fdopen(descriptor, "rb") as pipe:
        while header := pipe.read(4):
            yield pickle.loads(pipe.read(int.from_bytes(header, "big")))  # noqa: S301 - our own child wrote it
