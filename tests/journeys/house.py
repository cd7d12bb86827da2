"""The whole house in one process: eight services over eight databases, and the gateway in front, all over real sockets.

Everybody is asked for a token, the gateway signs for its bearer, and services work as their database roles. What goes
through each door is counted: requests to each subgraph, and the SQL statements of each, but for who asks and what the
audit log notes.
"""

import time
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

import aiohttp
import sqlalchemy as sa
from starlette.types import Receive, Scope, Send

from gateway.server.app import Gateway
from gateway.server.settings import Limits, Settings, SubgraphSettings
from shared_models.connection import create_engine
from shared_models.identity import Principal, derive_key
from subgraphs.kit.app import Service, create_app
from subgraphs.kit.vouching import Vouched
from subgraphs.registry import SUBGRAPHS
from tests.gateway.server.authentication import issuer
from tests.principals import EVERYTHING
from tests.serving import serving

# A test says what comes back, not how soon: a busy machine is no reason to fail.
PATIENT = Limits(subgraph_seconds=60, order_seconds=60, operation_seconds=60)

SECRET: Final = b"s" * 32
BESIDE: Final = ("SELECT set_config(", "INSERT INTO audit_log")

SUPERGRAPH = Path(__file__).resolve().parents[2] / "schema.graphql"


@dataclass
class House:
    """The door, and what went through each service since the last question."""

    endpoint: str
    session: aiohttp.ClientSession
    addresses: dict[str, str]
    principal: Principal = EVERYTHING
    requests: Counter[str] = field(default_factory=Counter)
    statements: Counter[str] = field(default_factory=Counter)

    def as_(self, principal: Principal) -> "House":
        """Return the house as it answers somebody."""
        return replace(self, principal=principal)

    async def ask(self, query: str, **variables: Any) -> Any:
        """Return the data of an operation that must not fail."""
        answer = await self.answer(query, **variables)
        assert "errors" not in answer, answer["errors"]
        return answer["data"]

    async def answer(self, query: str, **variables: Any) -> Any:
        """Return the whole answer, and count what it takes."""
        self.requests.clear()
        self.statements.clear()
        body = {"query": query, "variables": variables}
        headers = {"authorization": f"Bearer {a_token(self.principal)}"} if self.principal.is_signed_in else {}
        async with self.session.post(f"{self.endpoint}/graphql", json=body, headers=headers) as response:
            assert response.status == 200, await response.text()
            return await response.json()


class _Counted:
    """A service that counts the requests it answers, and does nothing else."""

    def __init__(self, service: Service, requests: Counter[str]) -> None:
        self.service = service
        self.requests = requests

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            # A server goes on without: what a service does by itself, such as to seal its log, is not counted here.
            raise NotImplementedError
        self.requests[self.service.name] += 1
        await self.service(scope, receive, send)


@asynccontextmanager
async def open_house(
    urls: dict[str, str],
    *,
    without: tuple[str, ...] = (),
    principal: Principal = EVERYTHING,
    is_owner: bool = False,
    **gateway_settings: Any,
) -> AsyncIterator[House]:
    """Open the house on these databases; services in `without` are not there.

    With `is_owner` they work as the owner of their tables, whom row-level security does not bind here.
    """
    async with AsyncExitStack() as resources:
        house = House("", await resources.enter_async_context(aiohttp.ClientSession()), {}, principal)
        for row in SUBGRAPHS:
            if row.name in without:
                house.addresses[row.name] = "http://127.0.0.1:1"
                continue
            service = create_app(row.name, urls[row.name], identity_keys=(derive_key(SECRET, row.name),))
            if is_owner:
                _work_as_owner(service, urls[row.name])
            resources.push_async_callback(service.engine.dispose)
            _count_statements(service, house.statements)
            counted = _Counted(service, house.requests)
            house.addresses[row.name] = await resources.enter_async_context(serving(counted))
        subgraphs = {name: SubgraphSettings(url=f"{base}/graphql") for name, base in house.addresses.items()}
        keys = Path(resources.enter_context(TemporaryDirectory())) / "keys.json"
        keys.write_bytes(issuer.jwks(issuer.KEY))
        authentication = replace(issuer.SETTINGS, keys=str(keys))
        given = {"limits": PATIENT, "authentication": authentication, "identity_secret": SECRET, **gateway_settings}
        gateway = Gateway(SUPERGRAPH.read_text(), Settings(subgraphs=subgraphs, **given))
        house.endpoint = await resources.enter_async_context(serving(gateway))
        yield house


def a_token(principal: Principal) -> str:
    """Return the access token of somebody."""
    now = int(time.time())
    return issuer.token(**principal.claims(), iat=now, nbf=now, exp=now + 600).decode()


def _work_as_owner(service: Service, url: str) -> None:
    assert isinstance(service.graphql, Vouched)
    view: Any = service.graphql.app
    view.engine = service.engine = create_engine(url, application="covergraph-test")


def _count_statements(service: Service, statements: Counter[str]) -> None:
    def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        if not statement.startswith(BESIDE):
            statements[service.name] += 1

    sa.event.listen(service.engine.sync_engine, "before_cursor_execute", note)
