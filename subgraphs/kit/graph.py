"""Asking the graph: a domain's named operation to the gateway, as the service itself.

The operations stand in `asks.graphql` of the domain, where a test holds them against the schema; a service knows no
other's address and no other's tables::

    facts = await graph.ask("ClaimFacts", {"memberId": str(claim.member_id), "day": str(claim.service_from)})

The answer is whole or there is none: an answer with errors would be decided on what is missing in it. Then it raises

GraphFailure
  DependencyUnavailable  no answer now: the gateway or a service behind it is away, slow, or was so just now; ask later
  AskRefused             the graph says no to what is asked: a fault of ours, or a right that this service has not
"""

import asyncio
import random
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from importlib import resources
from os import environ
from typing import Any, Final

import aiohttp
import orjson
import structlog
from graphql import parse, print_ast
from graphql.utilities import separate_operations

from subgraphs.kit.breaker import Breaker
from subgraphs.kit.events.follow import NotNow

GATEWAY_VARIABLE: Final = "COVERGRAPH_GATEWAY_URL"
CLIENT_VARIABLE: Final = "COVERGRAPH_CLIENT_ID"
SECRET_VARIABLE: Final = "COVERGRAPH_CLIENT_SECRET"  # noqa: S105  # the name of a variable
ASKS: Final = "asks.graphql"
DEADLINE_S: Final = 2.0
PAUSE_S: Final = 0.1
TOKEN_MARGIN: Final = timedelta(seconds=60)
# A question from within a request takes a second place at the gateway: were all its places held by those who wait for
# one, nobody would get on. Half of them at most wait here.
AT_ONCE: Final = 32
ANSWER_BYTES_MAX: Final = 8 * 2**20
SIGN_IN: Final = """\
mutation SignIn($input: ServiceTokenInput!) {
  serviceToken(input: $input) { token { accessToken expiresAt } errors { code } }
}
"""
NOT_SIGNED_IN: Final = "UNAUTHENTICATED"
# What asking again does not change. All other errors are somebody being away.
REFUSALS: Final = frozenset(
    {
        "BAD_USER_INPUT",
        "FORBIDDEN",
        "GRAPHQL_PARSE_FAILED",
        "GRAPHQL_VALIDATION_FAILED",
        "INVALID_CREDENTIALS",
        "NOT_FOUND",
        "UNAUTHORIZED_FIELD_OR_TYPE",
        NOT_SIGNED_IN,
    }
)

log = structlog.get_logger()


class GraphFailure(Exception):
    """The graph gave no answer."""


class DependencyUnavailable(GraphFailure, NotNow):
    """There is no answer now; the work waits and is tried again."""


class AskRefused(GraphFailure):
    """The graph refuses what is asked; `codes` say why."""

    def __init__(self, operation: str, codes: frozenset[str]) -> None:
        super().__init__(f"{operation} is refused: {', '.join(sorted(codes))}")
        self.codes = codes


@dataclass(frozen=True, slots=True)
class GraphSettings:
    """Where the gateway is, and what the service signs in with."""

    endpoint: str
    client_id: str
    client_secret: str = field(repr=False)
    deadline_s: float = DEADLINE_S


def settings_of_environment(service: str) -> GraphSettings | None:
    """Return what the environment says; None where it names no gateway: then a service that asks waits."""
    endpoint = environ.get(GATEWAY_VARIABLE, "")
    secret = environ.get(SECRET_VARIABLE, "")
    if not endpoint or not secret:
        return None
    return GraphSettings(endpoint, environ.get(CLIENT_VARIABLE, service), secret)


def read_asks(text: str) -> dict[str, str]:
    """Return the operations of a document by name, each with the fragments that it needs."""
    return {name: print_ast(document) for name, document in separate_operations(parse(text)).items()}


def asks_of(package: str) -> dict[str, str]:
    """Return the operations of a domain; none where it asks nothing."""
    file = resources.files(package).joinpath(ASKS)
    return read_asks(file.read_text(encoding="utf-8")) if file.is_file() else {}


@dataclass(frozen=True, slots=True)
class _Token:
    text: str = field(repr=False)
    expires_at: datetime


class Graph:
    """The graph as one service asks it: one session, one token, one breaker."""

    def __init__(
        self,
        settings: GraphSettings,
        asks: Mapping[str, str],
        session: aiohttp.ClientSession,
        *,
        breaker: Breaker | None = None,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self.settings = settings
        self.asks = asks
        self.breaker = breaker or Breaker()
        self.clock = clock
        self._session = session
        self._token: _Token | None = None
        self._signing_in = asyncio.Lock()
        self._under_way = 0

    async def ask(self, operation: str, variables: Mapping[str, Any]) -> dict[str, Any]:
        """Return the data of a named operation, whole; raises GraphFailure. Waits no longer than the deadline."""
        if self._under_way >= AT_ONCE:
            raise DependencyUnavailable(f"{operation}: {AT_ONCE} questions are under way")
        self._under_way += 1
        try:
            async with asyncio.timeout(self.settings.deadline_s):
                return await self._ask_twice(operation, variables)
        except TimeoutError as error:
            self.breaker.failed()
            raise DependencyUnavailable(f"{operation}: no answer within {self.settings.deadline_s} s") from error
        finally:
            self._under_way -= 1

    async def _ask_twice(self, operation: str, variables: Mapping[str, Any]) -> dict[str, Any]:
        try:
            return await self._ask(operation, variables)
        except AskRefused as refused:
            if NOT_SIGNED_IN not in refused.codes:
                raise
            # The token was ended before its time.
            self._token = None
        except DependencyUnavailable:
            await asyncio.sleep(random.uniform(PAUSE_S / 2, PAUSE_S))  # noqa: S311  # so that not all ask at once
        return await self._ask(operation, variables)

    async def _ask(self, operation: str, variables: Mapping[str, Any]) -> dict[str, Any]:
        token = await self._signed_in()
        headers = {"authorization": f"Bearer {token}"}
        return await self._post(operation, self.asks[operation], variables, headers)

    async def _signed_in(self) -> str:
        """Return a token that is good for a while; one caller fetches it, the others wait."""
        async with self._signing_in:
            token = self._token
            if token is None or token.expires_at - TOKEN_MARGIN <= self.clock():
                token = self._token = await self._sign_in()
            return token.text

    async def _sign_in(self) -> _Token:
        credentials = {"clientId": self.settings.client_id, "clientSecret": self.settings.client_secret}
        answer = (await self._post("SignIn", SIGN_IN, {"input": credentials}, {}))["serviceToken"]
        if answer["token"] is None:
            raise AskRefused("SignIn", frozenset(each["code"] for each in answer["errors"]))
        return _Token(answer["token"]["accessToken"], datetime.fromisoformat(answer["token"]["expiresAt"]))

    async def _post(
        self, operation: str, query: str, variables: Mapping[str, Any], headers: Mapping[str, str]
    ) -> dict[str, Any]:
        if not self.breaker.may_try():
            raise DependencyUnavailable(f"{operation}: the graph did not answer lately, and is left alone for a while")
        body = orjson.dumps({"query": query, "operationName": operation, "variables": dict(variables)})
        sent = {"content-type": "application/json", "accept": "application/graphql-response+json", **headers}
        try:
            async with self._session.post(self.settings.endpoint, data=body, headers=sent) as answer:
                text = await answer.content.read(ANSWER_BYTES_MAX + 1)
                while not answer.content.at_eof() and len(text) <= ANSWER_BYTES_MAX:
                    text += await answer.content.read(ANSWER_BYTES_MAX + 1 - len(text))
            said = orjson.loads(text)
            data, errors = said.get("data"), said.get("errors") or []
            codes = frozenset(str((each.get("extensions") or {}).get("code", "")) for each in errors)
        except (aiohttp.ClientError, OSError, ValueError, AttributeError) as error:
            self.breaker.failed()
            raise DependencyUnavailable(f"{operation}: no answer ({type(error).__name__})") from error
        return self._judge(operation, data, codes, has_errors=bool(errors))

    def _judge(self, operation: str, data: Any, codes: frozenset[str], *, has_errors: bool) -> dict[str, Any]:
        """Return the data of an answer that is whole."""
        if isinstance(data, dict) and not has_errors:
            self.breaker.succeeded()
            return data
        if codes and codes <= REFUSALS:
            # Somebody answered, and said no.
            self.breaker.succeeded()
            raise AskRefused(operation, codes)
        self.breaker.failed()
        log.warning("the graph does not answer", operation=operation, codes=sorted(codes))
        raise DependencyUnavailable(f"{operation}: {', '.join(sorted(codes)) or 'no data'}")


@asynccontextmanager
async def open_graph(settings: GraphSettings, asks: Mapping[str, str]) -> AsyncIterator[Graph]:
    """Give the graph as a service asks it, with a session that lasts as long as the block."""
    async with aiohttp.ClientSession() as session:
        yield Graph(settings, asks, session)
