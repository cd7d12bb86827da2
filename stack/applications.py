"""The nine applications of a stack.

Importing this imports all of Covergraph, seconds of work: the launcher does it once, while coming up, and forks
afterwards.
"""

from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Final

from starlette.types import ASGIApp

from gateway.errors import GatewayError
from gateway.server.app import Gateway
from gateway.server.settings import Settings, SubgraphSettings
from gateway.supergraph import Supergraph, read_supergraph
from stack.errors import ServerFailed
from stack.folder import CHECKOUT, DataFolder
from subgraphs.kit.app import create_app
from subgraphs.registry import SUBGRAPHS

SUPERGRAPH: Final = CHECKOUT / "schema.graphql"
PAGE: Final = CHECKOUT / "web" / "dist"


@dataclass(frozen=True, slots=True)
class Applications:
    """Makes the applications; each call belongs into the process that serves it."""

    supergraph: Supergraph

    def subgraph(self, name: str, url: str) -> ASGIApp:
        """Make the application of one subgraph over its database."""
        return create_app(name, url)

    def gateway(self, folder: DataFolder, page_start: Path) -> ASGIApp:
        """Make the gateway in front of the subgraphs' sockets."""
        subgraphs = {row.name: SubgraphSettings(url=f"unix://{folder.socket(row.name)}") for row in SUBGRAPHS}
        return Gateway(self.supergraph, Settings(subgraphs=subgraphs, page_folder=PAGE, page_start=page_start))


def load_applications() -> Applications:
    """Import and read what making them takes."""
    for row in SUBGRAPHS:
        import_module(f"{row.package}.schema")
    try:
        return Applications(read_supergraph(SUPERGRAPH.read_text()))
    except (OSError, GatewayError) as error:
        raise ServerFailed(
            f"{SUPERGRAPH} cannot be served: {error}. Write it anew with `./covergraph compose`."
        ) from error
