"""A stack of real servers and two trivial services, for tests to hurt: `python -m tests.stack.drill FOLDER`.

The launcher forks and handles signals, so it needs a process of its own.
"""

import os
import sys
from pathlib import Path
from typing import Final

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp

from stack.addresses import TcpAddress, UnixAddress
from stack.errors import StackError
from stack.folder import DataFolder
from stack.launcher import running, signals, stop_leftovers
from stack.progress import Terminal
from stack.servers import servers
from stack.services import Service

RESTART_S_MIN: Final = 0.05


def main(folder: DataFolder) -> None:
    """Keep the stack running until a signal."""
    with folder.hold(), signals() as wakeup:
        stop_leftovers(folder)
        folder.prepare()
        found = servers(folder, {}, None)
        address = TcpAddress("127.0.0.1", 0)
        with (
            address.open() as door,
            running(folder, Terminal(), restart_s_min=RESTART_S_MIN) as launcher,
        ):
            launcher.endpoint = address.endpoint(door)
            launcher.start(found.programs)
            launcher.start([Service("tokens", folder, an_app, addresses=[UnixAddress(folder.socket("tokens"))])])
            launcher.start([Service("gateway", folder, an_app, sockets=[door])])
            launcher.announce(found.embedded_urls(), found.broker_url)
            launcher.watch(wakeup)


def an_app() -> ASGIApp:
    """Make an application that answers with its process."""

    async def answer(_: Request) -> Response:
        return JSONResponse({"pid": os.getpid()})

    return Starlette(routes=[Route("/health/ready", answer)])


if __name__ == "__main__":
    try:
        main(DataFolder(Path(sys.argv[1])))
    except StackError as error:
        sys.exit(str(error))
