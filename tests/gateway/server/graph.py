"""A small graph of two real subgraphs, core and tokens, and a gateway in front of them, all over real sockets."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from typing import Any

import aiohttp
import strawberry
from strawberry.asgi import GraphQL
from strawberry.federation import Schema

from gateway.server.app import Gateway
from gateway.server.settings import Settings, SubgraphSettings
from tests.serving import serving

SUPERGRAPH = """
schema
  @link(url: "https://specs.apollo.dev/link/v1.0")
  @link(url: "https://specs.apollo.dev/join/v0.5", for: EXECUTION)
{ query: Query mutation: Mutation }

directive @join__enumValue(graph: join__Graph!) repeatable on ENUM_VALUE
directive @join__field(
  graph: join__Graph, requires: join__FieldSet, provides: join__FieldSet, type: String, external: Boolean,
  override: String, usedOverridden: Boolean, overrideLabel: String, contextArguments: [join__ContextArgument!]
) repeatable on FIELD_DEFINITION | INPUT_FIELD_DEFINITION
directive @join__graph(name: String!, url: String!) on ENUM_VALUE
directive @join__implements(graph: join__Graph!, interface: String!) repeatable on OBJECT | INTERFACE
directive @join__type(
  graph: join__Graph!, key: join__FieldSet, extension: Boolean! = false, resolvable: Boolean! = true,
  isInterfaceObject: Boolean! = false
) repeatable on OBJECT | INTERFACE | UNION | ENUM | INPUT_OBJECT | SCALAR
directive @join__unionMember(graph: join__Graph!, member: String!) repeatable on UNION
directive @link(url: String, as: String, for: link__Purpose, import: [link__Import]) repeatable on SCHEMA

input join__ContextArgument { name: String! type: String! context: String! selection: join__FieldValue! }
scalar join__FieldSet
scalar join__FieldValue
scalar link__Import
enum link__Purpose { SECURITY EXECUTION }
enum join__Graph {
  CORE @join__graph(name: "core", url: "")
  TOKENS @join__graph(name: "tokens", url: "")
}

type Query @join__type(graph: CORE) @join__type(graph: TOKENS) {
  member(id: ID!): Member @join__field(graph: CORE)
  members(first: Int = 2): [Member!]! @join__field(graph: CORE)
  broken: String @join__field(graph: CORE)
  slow: String @join__field(graph: CORE)
}

type Mutation @join__type(graph: CORE) {
  rename(id: ID!, name: String!): Member @join__field(graph: CORE)
}

type Member @join__type(graph: CORE, key: "id") @join__type(graph: TOKENS, key: "id") {
  id: ID!
  name: String! @join__field(graph: CORE)
  friend: Member @join__field(graph: CORE)
  balance: Int @join__field(graph: TOKENS)
}
"""


@strawberry.federation.type(keys=["id"], name="Member")
class CoreMember:
    id: strawberry.ID
    name: str
    friend: "CoreMember | None" = None

    @classmethod
    def resolve_reference(cls, id: strawberry.ID) -> "CoreMember | None":  # noqa: A002  (the key's name)
        return MEMBERS.get(id)


@strawberry.federation.type(keys=["id"], name="Member")
class TokensMember:
    id: strawberry.ID
    balance: int | None

    @classmethod
    def resolve_reference(cls, id: strawberry.ID) -> "TokensMember":  # noqa: A002  (the key's name)
        return cls(id=id, balance=10 * int(id))


BEN = CoreMember(id=strawberry.ID("2"), name="Ben")
ANN = CoreMember(id=strawberry.ID("1"), name="Ann", friend=BEN)
slow_was_asked = asyncio.Event()
slow_may_answer = asyncio.Event()
MEMBERS: dict[str, CoreMember] = {"1": ANN, "2": BEN}


@strawberry.type
class CoreQuery:
    @strawberry.field
    def member(self, id: strawberry.ID) -> CoreMember | None:  # noqa: A002  (the argument's name)
        return MEMBERS.get(id)

    @strawberry.field
    def members(self, first: int = 2) -> list[CoreMember]:
        return list(MEMBERS.values())[:first]

    @strawberry.field
    def broken(self) -> str | None:
        raise ValueError("the cupboard is bare")

    @strawberry.field
    async def slow(self) -> str | None:
        slow_was_asked.set()
        await slow_may_answer.wait()
        return None


@strawberry.type
class CoreMutation:
    @strawberry.mutation
    def rename(self, id: strawberry.ID, name: str) -> CoreMember | None:  # noqa: A002  (the argument's name)
        found = MEMBERS.get(id)
        return None if found is None else replace(found, name=name)


@strawberry.type
class TokensQuery:
    @strawberry.field
    def tokens_version(self) -> str:
        return "1"


class Counted(GraphQL[Any, Any]):
    """A subgraph that counts the requests it gets."""

    def __init__(self, schema: Schema) -> None:
        super().__init__(schema)
        self.requests = 0

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        self.requests += scope["type"] == "http"
        await super().__call__(scope, receive, send)


@dataclass(frozen=True, slots=True)
class Graph:
    """Where the gateway answers, the application behind it, and the subgraphs behind that."""

    url: str
    app: Gateway
    core: Counted
    tokens: Counted
    client: aiohttp.ClientSession

    async def ask(self, query: str, **variables: Any) -> Any:
        """Ask as most clients do, by POST; returns the parsed body."""
        async with self.client.post(f"{self.url}/graphql", json={"query": query, "variables": variables}) as response:
            return await response.json()


@asynccontextmanager
async def a_graph(settings: Settings | None = None, *, without: str = "") -> AsyncIterator[Graph]:
    """Serve the graph; the subgraph `without` is configured but not there."""
    core = Counted(Schema(query=CoreQuery, mutation=CoreMutation))
    tokens = Counted(Schema(query=TokensQuery, types=[TokensMember]))
    slow_was_asked.clear()
    slow_may_answer.clear()
    async with serving(core) as core_url, serving(tokens) as tokens_url, aiohttp.ClientSession() as client:
        urls = {"core": core_url, "tokens": tokens_url, without: "http://127.0.0.1:1"}
        settings = settings or Settings()
        subgraphs = {
            name: replace(settings.subgraphs.get(name, SubgraphSettings()), url=f"{urls[name]}/graphql")
            for name in ("core", "tokens")
        }
        app = Gateway(SUPERGRAPH, replace(settings, subgraphs=subgraphs))
        try:
            async with serving(app) as url:
                yield Graph(url, app, core, tokens, client)
        finally:
            slow_may_answer.set()
