"""Where programs of a stack listen, and what is said when they cannot."""

import socket
import stat
from pathlib import Path

import pytest

from stack.addresses import TcpAddress, UnixAddress
from stack.errors import PortTaken


def test_a_port_in_use_is_refused_with_another_to_try() -> None:
    with TcpAddress("127.0.0.1", 0).open() as taken:
        taken.listen()
        port = taken.getsockname()[1]

        with pytest.raises(PortTaken, match=f"Port {port} of 127.0.0.1 is in use.*--port {port + 1}"):
            TcpAddress("127.0.0.1", port).open()


def test_an_address_of_another_machine_is_refused() -> None:
    with pytest.raises(PortTaken, match=r"Cannot listen on 192\.0\.2\.1:0"):
        TcpAddress("192.0.2.1", 0).open()


def test_a_socket_that_a_killed_process_left_is_replaced_by_one_for_this_user_alone(tmp_path: Path) -> None:
    path = tmp_path / "core.sock"
    socket.socket(socket.AF_UNIX).close()
    UnixAddress(path).open().close()

    with UnixAddress(path).open():
        mode = path.stat().st_mode

    assert stat.S_ISSOCK(mode)
    assert stat.S_IMODE(mode) == 0o600


def test_the_endpoint_is_a_url_whatever_the_host() -> None:
    with TcpAddress("127.0.0.1", 0).open() as listening:
        port = listening.getsockname()[1]

        assert TcpAddress("127.0.0.1", 0).endpoint(listening) == f"http://127.0.0.1:{port}/graphql"
        assert TcpAddress("::1", 0).endpoint(listening) == f"http://[::1]:{port}/graphql"
