"""One service as an ASGI application: /graphql, liveness, readiness."""

from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager, nullcontext
from datetime import UTC, date, datetime
from importlib import import_module

import orjson
import structlog
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncEngine
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from starlette.types import Receive, Scope, Send
from starlette.websockets import WebSocket
from strawberry.asgi import GraphQL

from migrations.run import head_of, revision_of
from shared_models.access import role_of
from shared_models.connection import create_engine
from shared_models.encryption import Keyring, read_master_key
from shared_models.encryption.keyring import USES_TOLD_AT_ONCE
from subgraphs.kit.audit.sealer import sealing
from subgraphs.kit.context import Context, new_context
from subgraphs.kit.events.backbone import Backbone, backbone_of
from subgraphs.kit.graph import Graph, GraphSettings, asks_of, open_graph, settings_of_environment
from subgraphs.kit.logs import configure_logs
from subgraphs.kit.parts import part_of
from subgraphs.kit.schema import DomainSchema
from subgraphs.kit.upkeep import UPKEEP
from subgraphs.kit.vouching import Vouched, envelope_of, keys_of_environment, principal_of
from subgraphs.kit.workers import Workforce, workforce_of
from subgraphs.registry import subgraph

POOL_SIZE = 5

log = structlog.get_logger()


def create_app(
    name: str,
    database_url: str,
    *,
    today: Callable[[], date] | None = None,
    keyring: Keyring | None = None,
    identity_keys: Sequence[bytes] | None = None,
    graph: GraphSettings | None = None,
) -> "Service":
    """Make the application of one domain; connects to its database when the first request comes.

    Without a keyring the environment names the master key of its sealed columns, and without identity keys those that
    the gateway signs its requests with; nor without `graph` where the gateway is, and as whom to ask it.
    """
    configure_logs()
    row = subgraph(name)
    schema: DomainSchema = import_module(f"{row.package}.schema").schema
    role = role_of(name)
    engine = create_engine(database_url, application=f"covergraph-{name}", role=role, pool_size=POOL_SIZE)
    keys = keys_of_environment() if identity_keys is None else identity_keys
    keyring = keyring or Keyring(name, read_master_key(), uses_told_at_once=USES_TOLD_AT_ONCE)
    return Service(
        name,
        schema,
        engine,
        today or _today,
        keyring=keyring,
        identity_keys=keys,
        backbone=backbone_of(name, row.package, database_url, role=role, keyring=keyring, graph=graph),
        workforce=workforce_of(
            name, row.package, database_url, role=role, keyring=keyring, graph=graph, besides=UPKEEP
        ),
        graph=graph or settings_of_environment(name),
        asks=asks_of(row.package),
    )


class Service:
    """The ASGI application of one domain: its hot path stands in front of Starlette's routing."""

    def __init__(
        self,
        name: str,
        schema: DomainSchema,
        engine: AsyncEngine,
        today: Callable[[], date],
        *,
        keyring: Keyring,
        identity_keys: Sequence[bytes],
        backbone: Backbone | None,
        workforce: Workforce,
        graph: GraphSettings | None = None,
        asks: Mapping[str, str] | None = None,
    ) -> None:
        self.name = name
        self.engine = engine
        self.view = _GraphQL(schema, engine, today, keyring)
        self.graphql = Vouched(self.view, identity_keys)
        self.backbone = backbone
        self.workforce = workforce
        self.graph = graph
        self.asks = asks or {}
        self.head = head_of(name)
        self.rest = Starlette(
            routes=[
                Route("/health/live", self.live),
                Route("/health/ready", self.ready),
                *_routes_of(name, engine, keyring),
            ],
            lifespan=self._lifespan,
        )

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        application = self.graphql if scope.get("path") == "/graphql" else self.rest
        await application(scope, receive, send)

    async def live(self, _request: Request) -> Response:
        """Answer that the process runs."""
        return JSONResponse({"status": "live", "service": self.name})

    async def ready(self, _request: Request) -> Response:
        """Answer 200 when the database answers and stands at the newest migration, else 503 with the reason."""
        try:
            revision = await revision_of(self.engine)
        except (OSError, SQLAlchemyError, TimeoutError) as error:
            log.warning("database does not answer", service=self.name, error=type(error).__name__)
            return self._not_ready("the database does not answer")
        if revision != self.head:
            return self._not_ready(f"the database stands at migration {revision}, not {self.head}")
        return JSONResponse({"status": "ready", "service": self.name, "migration": revision})

    def _not_ready(self, reason: str) -> Response:
        body = {"status": "not ready", "service": self.name, "reason": reason}
        return JSONResponse(body, status_code=503)

    @asynccontextmanager
    async def _lifespan(self, _app: Starlette) -> AsyncIterator[None]:
        carrying: AbstractAsyncContextManager[None] = self.backbone.running() if self.backbone else nullcontext()
        async with sealing(self.engine, self.name), carrying, self.workforce.running(), self._asking():
            yield
        await self.engine.dispose()

    @asynccontextmanager
    async def _asking(self) -> AsyncIterator[None]:
        """Let requests ask the graph, where the domain asks anything and a gateway is named."""
        if self.graph is None or not self.asks:
            yield
            return
        async with open_graph(self.graph, self.asks) as self.view.graph:
            yield


class _GraphQL(GraphQL[Context, None]):
    """Strawberry's view with our context and our JSON."""

    def __init__(self, schema: DomainSchema, engine: AsyncEngine, today: Callable[[], date], keyring: Keyring) -> None:
        super().__init__(schema, graphql_ide=None, allow_queries_via_get=False)
        self.policy = schema.policy
        self.engine = engine
        self.today = today
        self.keyring = keyring
        self.graph: Graph | None = None

    async def get_context(self, request: Request | WebSocket, response: Response | WebSocket) -> Context:  # noqa: ARG002  # the signature is Strawberry's
        envelope = envelope_of(request)
        return new_context(
            self.engine,
            self.today(),
            self.keyring,
            self.policy,
            principal=principal_of(request),
            request_id=envelope.request_id,
            address=envelope.address,
            graph=self.graph,
        )

    def decode_json(self, data: str | bytes) -> object:
        return orjson.loads(data)

    def encode_json(self, data: object) -> bytes:
        return orjson.dumps(data)


def _routes_of(name: str, engine: AsyncEngine, keyring: Keyring) -> list[Route]:
    """Return what a domain answers beside GraphQL: `routes.py` says, where there is one."""
    make = part_of(subgraph(name).package, "routes", "routes", None)
    return [] if make is None else list(make(engine, keyring))


def _today() -> date:
    return datetime.now(UTC).date()
