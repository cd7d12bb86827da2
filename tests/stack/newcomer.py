"""A stack that the commands start, on a folder of its own, for tests that go a newcomer's way."""

import json
import shlex
import subprocess
import sys
import tempfile
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from stack.folder import CHECKOUT, DataFolder

PATIENCE_S = 60


@dataclass
class Stack:
    """A stack that the commands started."""

    folder: DataFolder

    def command(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-W", "error", "-m", "stack", *arguments, "--data", str(self.folder.root)],
            cwd=CHECKOUT,
            capture_output=True,
            text=True,
            check=False,
        )

    def up(self) -> str:
        done = self.command("up", "--detach", "--port", "0")
        assert done.returncode == 0, done.stderr
        return done.stdout

    def pid_of(self, name: str) -> int:
        notes = self.folder.read_notes()
        assert notes is not None
        return next((program.pid for program in notes.programs if program.name == name), 0)


@dataclass
class Started:
    """A running stack and what `up` said of it."""

    stack: Stack
    said: str

    def ask_shown_query(self) -> Any:
        """Do what the printed curl line does."""
        line = next(line for line in self.said.splitlines() if line.startswith("curl "))
        _, _, url, _, header, _, body, _, authorization = shlex.split(line)
        assert header == "content-type: application/json"
        assert authorization.startswith("authorization: Bearer $(./covergraph token member --data ")
        return _post(url, json.loads(body), self.token("member"))

    def ask(self, role: str, document: str, **variables: Any) -> Any:
        """Return the data of an operation that must not fail."""
        url = next(line.split()[1] for line in self.said.splitlines() if line.startswith("Endpoint"))
        answer = _post(url, {"query": document, "variables": variables}, self.token(role))
        assert "errors" not in answer, answer["errors"]
        return answer["data"]

    def token(self, role: str) -> str:
        return self.stack.command("token", role).stdout.splitlines()[-1]


def _post(url: str, body: Any, token: str) -> Any:
    headers = {"content-type": "application/json", "authorization": f"Bearer {token}"}
    request = urllib.request.Request(url, json.dumps(body).encode(), headers)
    with urllib.request.urlopen(request, timeout=PATIENCE_S) as answer:
        return json.load(answer)


@contextmanager
def a_started_stack() -> Iterator[Started]:
    """Start a stack with the demonstration in it, and stop it."""
    with tempfile.TemporaryDirectory(prefix="covergraph-up-", ignore_cleanup_errors=True) as root:
        Path(root).chmod(0o755)
        stack = Stack(DataFolder(Path(root)))
        try:
            yield Started(stack, stack.up())
        finally:
            stack.command("down")
