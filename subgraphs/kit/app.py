"""One service as an ASGI application: /graphql, liveness, readiness."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
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
from strawberry.federation import Schema

from migrations.run import head_of, revision_of
from shared_models.connection import create_engine
from shared_models.encryption import Keyring, read_master_key
from subgraphs.kit.context import Context, new_context
from subgraphs.kit.logs import configure_logs
from subgraphs.registry import subgraph

POOL_SIZE = 5

log = structlog.get_logger()


def create_app(
    name: str, database_url: str, *, today: Callable[[], date] | None = None, keyring: Keyring | None = None
) -> "Service":
    """Make the application of one domain; connects to its database when the first request comes.

    Without a keyring the environment names the master key of its sealed columns.
    """
    configure_logs()
    row = subgraph(name)
    schema: Schema = import_module(f"{row.package}.schema").schema
    engine = create_engine(database_url, application=f"covergraph-{name}", pool_size=POOL_SIZE)
    return Service(name, schema, engine, today or _today, keyring or Keyring(name, read_master_key()))


class Service:
    """The ASGI application of one domain: its hot path stands in front of Starlette's routing."""

    def __init__(
        self, name: str, schema: Schema, engine: AsyncEngine, today: Callable[[], date], keyring: Keyring
    ) -> None:
        self.name = name
        self.engine = engine
        self.graphql = _GraphQL(schema, engine, today, keyring)
        self.head = head_of(name)
        self.rest = Starlette(
            routes=[
                Route("/health/live", self.live),
                Route("/health/ready", self.ready),
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
        yield
        await self.engine.dispose()


class _GraphQL(GraphQL[Context, None]):
    """Strawberry's view with our context and our JSON."""

    def __init__(self, schema: Schema, engine: AsyncEngine, today: Callable[[], date], keyring: Keyring) -> None:
        super().__init__(schema, graphql_ide=None, allow_queries_via_get=False)
        self.engine = engine
        self.today = today
        self.keyring = keyring

    async def get_context(self, request: Request | WebSocket, response: Response | WebSocket) -> Context:  # noqa: ARG002  # the signature is Strawberry's
        return new_context(self.engine, self.today(), self.keyring)

    def decode_json(self, data: str | bytes) -> object:
        return orjson.loads(data)

    def encode_json(self, data: object) -> bytes:
        return orjson.dumps(data)


def _today() -> date:
    return datetime.now(UTC).date()
