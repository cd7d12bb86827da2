"""What runs in a forked child, or by hand with `covergraph serve`: one ASGI application on its sockets."""

import fcntl
import os
import select
import signal
import socket
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

import uvicorn
from starlette.types import ASGIApp

from gateway.server.app import Gateway
from gateway.server.serving import collect_rarely, server_config
from stack.addresses import Address
from stack.errors import ServerFailed
from stack.folder import DataFolder, take, turn
from stack.processes import Forked, Process, fork, last_words

READY_PATIENCE_S: Final = 60
DRAIN_S: Final = 5
BACKLOG: Final = 1024


@dataclass(frozen=True, slots=True)
class Service:
    """One application as a program of the stack: a fork of the launcher, which has imported everything already."""

    name: str
    folder: DataFolder
    make_app: Callable[[], ASGIApp]
    # Opened in the child: whoever finds the process dead is refused at once, not kept waiting until it is back.
    addresses: Sequence[Address] = ()
    # Opened by the launcher and kept open over restarts: clients of the gateway wait for the moment it takes.
    sockets: Sequence[socket.socket] = ()
    stop_signal: signal.Signals = field(default=signal.SIGTERM, init=False)

    def start(self) -> Process:
        """Fork a child that serves the application."""
        return fork(self._work, log=self.folder.log(self.name), keep=[held.fileno() for held in self.sockets])

    def await_ready(self, process: Process) -> None:
        """Wait until the child says that it serves."""
        assert isinstance(process, Forked), "made by start"
        readable, _, _ = select.select([process.ready], [], [], READY_PATIENCE_S)
        if not readable or not os.read(process.ready, 1):
            raise ServerFailed(f"{self.name} did not start. {last_words(self.folder.log(self.name))}")

    def _work(self, announce: Callable[[], None]) -> None:
        lock = turn(self.folder, self.name)
        if not take(lock):
            # Somebody serves it by hand. The stack is whole with that, and we stand by until it ends.
            announce()
            fcntl.flock(lock, fcntl.LOCK_EX)
        serve(self.make_app(), [*self.sockets, *(address.open() for address in self.addresses)], announce)


class AnnouncingServer(uvicorn.Server):
    """A server that says when it takes requests."""

    def __init__(self, config: uvicorn.Config, announce: Callable[[], None]) -> None:
        super().__init__(config)
        self._announce = announce

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started:
            self._announce()


def serve(app: ASGIApp, sockets: list[socket.socket], announce: Callable[[], None]) -> None:
    """Serve an application on these sockets until SIGTERM; requests in work get a few seconds to end."""
    AnnouncingServer(_configuration(app), announce).run(sockets)


def _configuration(app: ASGIApp) -> uvicorn.Config:
    options: dict[str, Any] = {"lifespan": "on", "backlog": BACKLOG, "timeout_graceful_shutdown": DRAIN_S}
    if isinstance(app, Gateway):
        collect_rarely()
        return server_config(app, app.settings.limits, **options)
    return uvicorn.Config(
        app, loop="uvloop", http="httptools", access_log=False, log_level="warning", server_header=False, **options
    )
