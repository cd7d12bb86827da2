"""Composers and a gateway of others, from npm, as oracles: installed from the lock beside this file when first needed.

A test that compares with them is skipped, with the reason, where there is no Node or no index to install from.
"""

import fcntl
import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

FOLDER = Path(__file__).parent
INSTALL_PATIENCE_S = 240
RUN_PATIENCE_S = 120


def installed() -> Path:
    """Return the folder whose node_modules hold the peers; skips the test where they cannot be had."""
    if shutil.which("node") is None or shutil.which("npm") is None:
        pytest.skip("compares with programs of others that need Node, and there is no node or npm on PATH")
    stamp, lock = FOLDER / "node_modules" / ".lock-installed", FOLDER / "package-lock.json"
    with lock.open() as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        if not stamp.exists() or stamp.read_text() != lock.read_text():
            _install()
            stamp.write_text(lock.read_text())
    return FOLDER


def run(script: Path, question: Any) -> Any:
    """Run a script with a question on standard input, and return what it answers."""
    done = subprocess.run(
        ["node", str(script)],
        cwd=installed(),
        input=json.dumps(question),
        capture_output=True,
        text=True,
        check=False,
        timeout=RUN_PATIENCE_S,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def _install() -> None:
    command = ["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--prefer-offline"]
    done = subprocess.run(command, cwd=FOLDER, capture_output=True, text=True, check=False, timeout=INSTALL_PATIENCE_S)
    if done.returncode:
        pytest.skip(f"npm could not install the programs to compare with: {done.stderr.strip()[-200:]}")
