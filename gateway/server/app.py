"""The gateway as an ASGI application, for any ASGI server and for use within another application.

    from pathlib import Path
    from gateway.server.app import Gateway

    app = Gateway(Path("supergraph.graphql").read_text())

and then `uvicorn module:app`. Settings are frozen dataclasses (`gateway.server.settings`):

    app = Gateway(sdl, Settings(limits=Limits(depth=15), origins=("https://console.example",)))
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from starlette.applications import Starlette
from starlette.types import Receive, Scope, Send

from gateway.errors import SupergraphError
from gateway.executor import Send as SubgraphSend
from gateway.pipeline import Pipeline
from gateway.server.authentication.bearer import Authentication
from gateway.server.chunking import Chunking
from gateway.server.denials import Denials
from gateway.server.endpoint import Endpoint
from gateway.server.pages import not_found, routes
from gateway.server.settings import Settings, SubgraphSettings
from gateway.server.sharing import Sharing
from gateway.server.subgraph_client import SubgraphClient, Target, read_target
from gateway.server.vouching import Vouching
from gateway.supergraph import Supergraph, read_supergraph
from shared_models.identity import derive_key

_PATH = "/graphql"


class Gateway(Starlette):
    """Serves a supergraph: GraphQL at `/graphql`, its schema at `/schema.graphql`, `/health`, and a page at `/`.

    `supergraph` is a supergraph schema in the join specification, as text or read already. `send` replaces the way to
    the subgraphs, which is HTTP by default. Raises SupergraphError when the supergraph or the settings do not fit.
    """

    def __init__(
        self, supergraph: str | Supergraph, settings: Settings | None = None, *, send: SubgraphSend | None = None
    ) -> None:
        self.settings = settings or Settings()
        told = self.settings.authentication
        self.authentication = None if told is None else Authentication(told)
        self.supergraph = read_supergraph(supergraph) if isinstance(supergraph, str) else supergraph
        vouching = Vouching(identity_keys(self.supergraph, self.settings))
        self.subgraphs = send or subgraph_client(self.supergraph, self.settings, vouching)
        way = _in_pieces(self.subgraphs, self.settings)
        is_shared = send is None and self.settings.shares_requests
        self.sharing = Sharing(way, vouching) if is_shared else None
        self.pipeline = Pipeline(self.supergraph, self.sharing or way, self.settings)
        reported = self.settings.denials
        self.denials = None if reported is None else Denials(self.subgraphs, reported)
        self.endpoint = Endpoint(
            self.pipeline,
            self.settings,
            sharing=self.sharing,
            authentication=self.authentication,
            denials=self.denials,
        )
        super().__init__(
            routes=routes(self.supergraph, self.settings),
            exception_handlers={404: not_found},
            lifespan=_lifespan,
        )
        self.router.redirect_slashes = False

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and scope["path"] == scope.get("root_path", "") + _PATH:
            await self.endpoint(scope, receive, send)
        else:
            await super().__call__(scope, receive, send)

    def close(self) -> None:
        """Close the connections to the subgraphs and let go of the planning thread."""
        self.pipeline.close()
        if self.authentication is not None:
            self.authentication.close()
        if self.denials is not None:
            self.denials.close()
        if isinstance(self.subgraphs, SubgraphClient):
            self.subgraphs.close()


def _in_pieces(send: SubgraphSend, settings: Settings) -> SubgraphSend:
    maxima = {name: own.representations_max for name, own in settings.subgraphs.items()}
    limited = {name: maximum for name, maximum in maxima.items() if maximum is not None}
    return Chunking(send, limited) if limited else send


@asynccontextmanager
async def _lifespan(app: Starlette) -> AsyncIterator[None]:
    assert isinstance(app, Gateway), "the lifespan is the gateway's own"
    yield
    app.close()


def identity_keys(supergraph: Supergraph, settings: Settings) -> dict[str, bytes]:
    """Return the keys by which subgraphs are told who asks, of those that have one."""
    secret = settings.identity_secret
    own = {name: subgraph.identity_key for name, subgraph in settings.subgraphs.items()}
    keys = {
        graph.name: own.get(graph.name) or (derive_key(secret, graph.name) if secret else b"")
        for graph in supergraph.graphs
    }
    return {name: key for name, key in keys.items() if key}


def subgraph_client(supergraph: Supergraph, settings: Settings, vouching: Vouching | None = None) -> SubgraphClient:
    """Make the client that reaches the supergraph's subgraphs; raises SupergraphError for an unusable address."""
    known = {graph.name for graph in supergraph.graphs}
    for name in settings.subgraphs:
        if name not in known:
            raise SupergraphError(
                f"settings name the subgraph '{name}', but the supergraph has only {', '.join(sorted(known))}"
            )
    limits = settings.limits
    timeouts = {name: own.timeout_seconds for name, own in settings.subgraphs.items()}
    return SubgraphClient(
        [_target(graph.name, graph.url, settings) for graph in supergraph.graphs],
        timeout_seconds=limits.subgraph_seconds,
        order_seconds=limits.order_seconds,
        timeouts_seconds={name: seconds for name, seconds in timeouts.items() if seconds is not None},
        connections_max=limits.subgraph_connections,
        answer_bytes_max=limits.subgraph_answer_bytes,
        vouch=None if vouching is None or not vouching.has_keys else vouching.lines,
    )


def _target(name: str, url: str, settings: Settings) -> Target:
    own = settings.subgraphs.get(name, SubgraphSettings())
    address = own.url or url
    if not address:
        raise SupergraphError(f"subgraph '{name}' has no URL; give one with --subgraph-url {name}=http://…")
    try:
        return read_target(name, address, own.headers, own.ca_file)
    except (ValueError, OSError) as error:
        raise SupergraphError(str(error)) from error
