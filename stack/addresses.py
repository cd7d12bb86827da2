"""Where a program of ours listens: a Unix socket of this user, or a host and a port."""

import errno
import os
import socket
from dataclasses import dataclass
from pathlib import Path

from stack.errors import PortTaken
from stack.folder import sentences


@dataclass(frozen=True, slots=True)
class UnixAddress:
    """A socket in the run folder: for this user's processes alone."""

    path: Path

    def open(self) -> socket.socket:
        """Bind the socket in place of one that a killed process left."""
        with sentences(self.path):
            self.path.unlink(missing_ok=True)
            listening = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
            before = os.umask(0o177)
            try:
                listening.bind(str(self.path))
            finally:
                os.umask(before)
        return listening


@dataclass(frozen=True, slots=True)
class TcpAddress:
    """A host and a port; port 0 lets the system choose."""

    host: str
    port: int

    def endpoint(self, listening: socket.socket) -> str:
        """Return the URL of GraphQL on this address; the socket knows the port where the system chose it."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"http://{host}:{listening.getsockname()[1]}/graphql"

    def open(self) -> socket.socket:
        """Bind the port, or say who to ask for another."""
        try:
            found = socket.getaddrinfo(self.host, self.port, type=socket.SOCK_STREAM)
            family, kind, protocol, _, address = found[0]
            return _bound(socket.socket(family, kind, protocol), address)
        except OSError as error:
            raise PortTaken(self._sentence(error)) from error

    def _sentence(self, error: OSError) -> str:
        match error.errno:
            case errno.EADDRINUSE:
                return (
                    f"Port {self.port} of {self.host} is in use by another program. "
                    f"Stop that program, or choose another port with --port {self.port + 1}."
                )
            case errno.EACCES:
                return f"Port {self.port} is reserved to root. Choose one above 1023 with --port."
            case _:
                return f"Cannot listen on {self.host}:{self.port} ({error.strerror}). Check --host and --port."


Address = UnixAddress | TcpAddress


def _bound(listening: socket.socket, address: tuple[object, ...]) -> socket.socket:
    """Bind a socket, or close it again."""
    try:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind(address)
    except OSError:
        listening.close()
        raise
    return listening
