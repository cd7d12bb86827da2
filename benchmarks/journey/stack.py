"""A stack on a folder of its own: begun with the sample, ended, and looked at by what it notes of itself."""

import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from stack.folder import DataFolder, RunningStack

PATIENCE_S: Final = 300


@contextmanager
def stack_on(root: Path) -> Iterator[DataFolder]:
    """Keep a new stack running on a folder; its data is deleted first."""
    folder = DataFolder(root)
    _command("up", "--data", str(root), "--port", "0", "--fresh", "--detach")
    try:
        yield folder
    finally:
        _command("down", "--data", str(root))


def notes_of(folder: DataFolder) -> RunningStack:
    """Return what a running stack notes of itself; it writes them anew whenever a program starts."""
    deadline = time.monotonic() + PATIENCE_S
    while True:
        notes = folder.read_notes()
        if notes is not None and notes.is_ready:
            return notes
        assert time.monotonic() < deadline, f"no stack on {folder.root}"
        time.sleep(0.05)


def _command(*words: str) -> None:
    subprocess.run([sys.executable, "-m", "stack", *words], check=True, stdout=subprocess.DEVNULL)
