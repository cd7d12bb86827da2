"""The embedded NATS server."""

import signal
import socket
import stat

import nats

from stack.broker import embedded_broker
from stack.folder import DataFolder
from stack.processes import stop

PATIENCE_S = 30


async def test_streams_outlive_a_kill_of_the_broker(folder: DataFolder) -> None:
    folder.prepare()
    broker = embedded_broker(folder)
    first = broker.start()
    broker.await_ready(first)
    client = await nats.connect(broker.url, allow_reconnect=False)
    await client.jetstream().add_stream(name="kept", subjects=["kept.*"])
    await client.jetstream().publish("kept.one", b"42")
    await client.close()

    stop([(first, signal.SIGKILL)], patience_s=PATIENCE_S)
    second = broker.start()
    broker.await_ready(second)
    client = await nats.connect(broker.url, allow_reconnect=False)
    message = await client.jetstream().get_msg("kept", 1)
    await client.close()
    stop([(second, broker.stop_signal)], patience_s=PATIENCE_S)

    assert message.data == b"42"


def test_who_has_no_token_is_turned_away(folder: DataFolder) -> None:
    folder.prepare()
    broker = embedded_broker(folder)
    process = broker.start()
    broker.await_ready(process)

    with socket.create_connection(("127.0.0.1", broker.port), timeout=PATIENCE_S) as connection:
        connection.sendall(b"CONNECT {}\r\nPING\r\n")
        with connection.makefile("rb") as answers:
            said = [answers.readline(), answers.readline()]

    stop([(process, broker.stop_signal)], patience_s=PATIENCE_S)
    assert said[0].startswith(b"INFO ")
    assert said[1] == b"-ERR 'Authorization Violation'\r\n"
    assert broker.token not in repr(broker)
    assert stat.S_IMODE((folder.run / "nats.conf").stat().st_mode) == 0o600
