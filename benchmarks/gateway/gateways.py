"""The gateways under comparison: each a process of its own, started as its documentation tells, in production mode."""

import http.client
import json
import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Final

from benchmarks.gateway.process import running

OURS: Final = "ours"
NAMES: Final = (OURS, "apollo", "hive")

_PEERS: Final = Path(__file__).parent / "peers"
_PACKAGES: Final = {"apollo": "@apollo/gateway", "hive": "@graphql-hive/gateway"}
_START_SECONDS: Final = 60.0
_INSTALL_SECONDS: Final = 600


class NotThere(Exception):
    """A gateway cannot be measured here; the text says why."""


@dataclass(frozen=True, slots=True)
class Running:
    """A gateway that answers."""

    name: str
    says: str
    pid: int
    port: int


@contextmanager
def started(name: str, supergraph: Path) -> Iterator[Running]:
    """Start a gateway before the supergraph; raises NotThere when it cannot be had."""
    port = _free_port()
    command = _command(name, supergraph, port)
    log = supergraph.with_name(f"{name}.log")
    environment = {**os.environ, "NODE_ENV": "production"}
    with running(command, log, stdout=subprocess.DEVNULL, env=environment, cwd=supergraph.parent) as process:
        _await_answer(process, port, log)
        yield Running(name, _says(name), process.pid, port)


def ask(port: int, body: bytes) -> tuple[int, bytes]:
    """Ask once, on a connection of its own."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        headers = {"content-type": "application/json", "accept": "application/json"}
        connection.request("POST", "/graphql", body, headers)
        response = connection.getresponse()
        return response.status, response.read()
    finally:
        connection.close()


def node_version() -> str | None:
    """Return what `node --version` says, or None where Node is not there."""
    node = shutil.which("node")
    return (
        subprocess.run([node, "--version"], capture_output=True, text=True, check=True).stdout.strip() if node else None
    )


def install_peers() -> None:
    """Install the gateways of others from their lock; raises NotThere where that is not possible."""
    if (_PEERS / "node_modules" / ".package-lock.json").exists():
        return
    npm = shutil.which("npm")
    if npm is None:
        raise NotThere("Node.js with npm is not installed")
    command = [npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund"]
    try:
        subprocess.run(command, cwd=_PEERS, check=True, capture_output=True, timeout=_INSTALL_SECONDS)
    except (subprocess.CalledProcessError, subprocess.TimeoutExpired) as error:
        raise NotThere("npm could not install it") from error


def _command(name: str, supergraph: Path, port: int) -> list[str]:
    if name == OURS:
        module = [sys.executable, "-m", "gateway", "--supergraph", str(supergraph), "--port", str(port)]
        return [*module, "--log-level", "warning"]
    install_peers()
    node = shutil.which("node")
    if node is None:
        raise NotThere("Node.js is not installed")
    if name == "apollo":
        return [node, str(_PEERS / "apollo.mjs"), str(supergraph), str(port)]
    program = _PEERS / "node_modules" / ".bin" / "hive-gateway"
    return [node, str(program), "supergraph", str(supergraph), "--host", "127.0.0.1", "--port", str(port)]


def _says(name: str) -> str:
    if name == OURS:
        return f"covergraph {version('covergraph')}"
    package = _PACKAGES[name]
    return f"{package} {json.loads((_PEERS / 'node_modules' / package / 'package.json').read_text())['version']}"


def _await_answer(process: subprocess.Popen[str], port: int, log: Path) -> None:
    until = time.monotonic() + _START_SECONDS
    while time.monotonic() < until:
        if process.poll() is not None:
            raise NotThere(f"it ended at its start: {log.read_text()[-300:].strip()}")
        try:
            if ask(port, b'{"query":"{__typename}"}')[0] == http.client.OK:
                return
        except OSError:
            time.sleep(0.1)
    raise NotThere(f"it did not answer within {_START_SECONDS:.0f} seconds")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
