"""The whole house in one process: eight services over eight databases, and the gateway in front, all over real sockets.

What goes through each door is counted: requests to each subgraph, and the SQL statements of each.
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
from shared_models.identity import Role
from subgraphs.kit.app import Service
from subgraphs.registry import SUBGRAPHS
from tests.gateway.server.authentication import issuer
from tests.principals import EVERYTHING
from tests.serving import serving
from tests.subgraphs.application import an_application

# A test says what comes back, not how soon: a busy machine is no reason to fail.
PATIENT = Limits(subgraph_seconds=60, operation_seconds=60)

TOKEN_SECONDS: Final = 24 * 3600
SUPERGRAPH = Path(__file__).resolve().parents[2] / "schema.graphql"


@dataclass
class House:
    """The door, and what went through each service since the last question."""

    endpoint: str
    session: aiohttp.ClientSession
    addresses: dict[str, str]
    requests: Counter[str] = field(default_factory=Counter)
    statements: Counter[str] = field(default_factory=Counter)

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
        async with self.session.post(f"{self.endpoint}/graphql", json=body) as response:
            assert response.status == 200, await response.text()
            return await response.json()


class _Counted:
    """A service that counts the requests it answers."""

    def __init__(self, service: Service, requests: Counter[str]) -> None:
        self.service = service
        self.requests = requests

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            self.requests[self.service.name] += 1
        await self.service(scope, receive, send)


@asynccontextmanager
async def open_house(
    urls: dict[str, str], *, without: tuple[str, ...] = (), **gateway_settings: Any
) -> AsyncIterator[House]:
    """Open the house on these databases; services in `without` are not there."""
    async with AsyncExitStack() as resources:
        signed_in = {"authorization": f"Bearer {_token()}"}
        house = House("", await resources.enter_async_context(aiohttp.ClientSession(headers=signed_in)), {})
        for row in SUBGRAPHS:
            if row.name in without:
                house.addresses[row.name] = "http://127.0.0.1:1"
                continue
            service = an_application(row.name, urls[row.name])
            _count_statements(service, house.statements)
            counted = _Counted(service, house.requests)
            house.addresses[row.name] = await resources.enter_async_context(serving(counted))
        subgraphs = {name: SubgraphSettings(url=f"{base}/graphql") for name, base in house.addresses.items()}
        keys = Path(resources.enter_context(TemporaryDirectory())) / "keys.json"
        keys.write_bytes(issuer.jwks(issuer.KEY))
        authentication = replace(issuer.SETTINGS, keys=str(keys))
        given = {"limits": PATIENT, "authentication": authentication, **gateway_settings}
        settings = Settings(subgraphs=subgraphs, **given)
        gateway = Gateway(SUPERGRAPH.read_text(), settings)
        house.endpoint = await resources.enter_async_context(serving(gateway))
        yield house


def _token() -> str:
    """Return a token of somebody who may read all there is, as the services take every request to be of one."""
    now = int(time.time())
    told = {**EVERYTHING.claims(), "roles": sorted(Role)}
    return issuer.token(iat=now, nbf=now, exp=now + TOKEN_SECONDS, **told).decode()


def _count_statements(service: Service, statements: Counter[str]) -> None:
    def note(*_arguments: Any) -> None:
        statements[service.name] += 1

    sa.event.listen(service.engine.sync_engine, "before_cursor_execute", note)
