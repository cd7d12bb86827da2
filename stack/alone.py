"""`covergraph serve NAME`: one service in this process, beside a running stack or alone against given servers."""

import os
from collections.abc import Callable

from shared_models.identity import derive_key
from stack.addresses import Address, TcpAddress, UnixAddress
from stack.errors import AlreadyRunning, NotRunning
from stack.folder import DataFolder, take, turn
from stack.machines import graph_settings
from stack.secrets import provide
from stack.services import serve
from stack.settings import Settings
from stack.signing_in import reachable
from subgraphs.kit.app import create_app
from subgraphs.kit.graph import GATEWAY_VARIABLE
from subgraphs.kit.vouching import keys_of_environment
from subgraphs.registry import Subgraph


def serve_alone(row: Subgraph, folder: DataFolder, tcp: TcpAddress | None, say: Callable[[str], None]) -> None:
    """Serve one subgraph until SIGTERM: on the given address, else in its place in the stack of that folder."""
    url = find_database(row, folder)
    secrets = provide(folder, Settings())
    set_broker(folder)
    address: Address = tcp or UnixAddress(folder.socket(row.name))
    if tcp is None:
        take_place(row.name, folder)
    keys = keys_of_environment() or [derive_key(secret, row.name) for secret in secrets]
    app = create_app(row.name, url, identity_keys=keys, graph=graph_settings(row.name, find_gateway(folder), secrets))
    listening = address.open()
    where = tcp.endpoint(listening) if tcp else str(folder.socket(row.name))
    serve(app, [listening], lambda: say(f"{row.name} serves on {where}"))


def find_database(row: Subgraph, folder: DataFolder) -> str:
    """Return the URL of the service's database: given, or of the stack that runs on the folder."""
    notes = folder.read_notes() if folder.is_held() else None
    url = Settings().database_urls().get(row.name) or (notes.databases.get(row.name) if notes else None)
    if url is None:
        raise NotRunning(
            f"There is no database for {row.name}: set {row.database_variable}, or start the stack whose database "
            "it shall use with `./covergraph up` (and name its folder with --data)."
        )
    return url


def set_broker(folder: DataFolder) -> None:
    """Let the service find the broker: given, or of the stack that runs on the folder."""
    notes = folder.read_notes() if folder.is_held() else None
    url = Settings().broker_url() or (notes.broker_url if notes else "")
    if url:
        os.environ["NATS_URL"] = url


def find_gateway(folder: DataFolder) -> str:
    """Return where the gateway is: given, or of the stack that runs on the folder; empty where there is none."""
    notes = folder.read_notes() if folder.is_held() else None
    return os.environ.get(GATEWAY_VARIABLE) or (reachable(notes.endpoint) if notes else "")


def take_place(name: str, folder: DataFolder) -> None:
    """Take the service's turn in the stack, or say that another process has it."""
    if not folder.run.exists():
        raise NotRunning(f"No stack has run on {folder.root}. Say where to listen instead, with --port.")
    if not take(turn(folder, name)):
        raise AlreadyRunning(
            f"{name} is being served on {folder.root} already; `./covergraph status` names the process. "
            "End that one first, or listen elsewhere with --port."
        )
