"""`covergraph test` and `covergraph check`: the tools of whoever changes Covergraph, with their usual arguments."""

import os
import subprocess
import sys
import time
from collections.abc import Sequence
from typing import Final, NoReturn

from stack.folder import CHECKOUT
from stack.progress import Progress

_PARALLEL_OPTIONS: Final = ("-n", "--numprocesses")
# The script beside pyproject.toml has no suffix by which the tools would find it.
_SCRIPT: Final = "covergraph"
CHECKS: Final = (
    ("format", ("ruff", "format", "--check", ".", _SCRIPT)),
    ("lint", ("ruff", "check", ".", _SCRIPT)),
    ("types", ("mypy",)),
    ("walls", ("pytest", "-q", "tests/test_house.py")),
)


def test(arguments: Sequence[str]) -> NoReturn:
    """Become pytest, on every core unless told otherwise."""
    parallel = () if any(argument.startswith(_PARALLEL_OPTIONS) for argument in arguments) else ("-n", "logical")
    os.chdir(CHECKOUT)
    os.execv(sys.executable, [sys.executable, "-m", "pytest", *parallel, *arguments])  # noqa: S606 - that is its work


def check(progress: Progress) -> bool:
    """Run every check, each to its end, so that one run shows all there is to mend; tell whether all passed."""
    results = [_passes(name, command, progress) for name, command in CHECKS]
    return all(results)


def _passes(name: str, command: Sequence[str], progress: Progress) -> bool:
    progress.begin(name)
    begun = time.monotonic()
    done = subprocess.run([sys.executable, "-m", *command], cwd=CHECKOUT, capture_output=True, text=True, check=False)
    if done.returncode:
        progress.note(f"✗ {name}\n{done.stdout}{done.stderr}")
    else:
        progress.finish(name, time.monotonic() - begun)
    return done.returncode == 0
