"""Through the door: token, gateway, signed identity, service and database together, on the same table."""

import time
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any, Final
from uuid import UUID

import aiohttp
import pytest
from graphql import GraphQLError, GraphQLObjectType
from strawberry.printer import print_schema

from gateway.composition import SubgraphSchema, compose
from gateway.server.app import Gateway
from gateway.server.settings import AuthenticationSettings, Settings, SubgraphSettings
from gateway.supergraph import read_supergraph
from shared_models.identity import derive_key
from subgraphs.kit.app import create_app
from tests.access.expected import EXPECTED, LETTERS
from tests.access.layers import RELATIONS, expected_outcome, is_told_elsewhere
from tests.access.questions import NO_ROW, Outcome, below, outcome_of
from tests.access.world import DOMAINS, World, fill
from tests.conftest import NewDatabase
from tests.gateway.server.authentication.issuer import KEY, jwks, token
from tests.keys import a_keyring
from tests.serving import serving
from tests.subgraphs.service import Service

SECRET: Final = b"s" * 32

# Types that one look-up at the root finds: the field, who owns the type, and the table of its rows.
FOUND: Final = {
    "Member": ("member", "core", "members"),
    "Company": ("company", "core", "companies"),
    "MemberCard": ("memberCard", "core", "member_cards"),
    "Claim": ("claim", "claims", "claims"),
    "Preauthorization": ("preauthorization", "claims", "preauthorizations"),
}


@dataclass
class Door:
    """The gateway, and the world behind it."""

    url: str
    client: aiohttp.ClientSession
    world: World
    types: dict[str, GraphQLObjectType]

    async def ask(self, role: str, query: str) -> Any:
        """Return the whole answer to somebody."""
        principal, headers = self.world.principal(role), {}
        if principal.is_signed_in:
            now = int(time.time())
            told = principal.claims() | {"iat": now, "nbf": now, "exp": now + 600}
            headers["authorization"] = f"Bearer {token(**told).decode()}"
        async with self.client.post(f"{self.url}/graphql", json={"query": query}, headers=headers) as answer:
            assert answer.status == 200, await answer.text()
            return await answer.json()

    def question(self, role: str, kind: str, relation: str) -> str:
        """Return the question for all fields of a row."""
        found, _, table = FOUND[kind]
        row: UUID = NO_ROW if relation == "no row" else getattr(self.world, relation).key(table, role)
        fields = " ".join(name + arguments_of(kind, name) + below(self.types[kind], name) for name in names_of(kind))
        return f'{{ {found}(id: "{row}") {{ {fields} }} }}'


@pytest.fixture(scope="module")
async def door(new_database: NewDatabase, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Door]:
    schemas = [SubgraphSchema(name, f"http://{name}", print_schema(domain.schema)) for name, domain in DOMAINS.items()]
    supergraph = read_supergraph(compose(schemas).supergraph_sdl or "")
    keys = tmp_path_factory.mktemp("door") / "keys.json"
    keys.write_bytes(jwks(KEY))
    world, subgraphs = World(), {}
    async with AsyncExitStack() as resources:
        for name in DOMAINS:
            url = await new_database(name)
            service = Service.start(name, url)
            await fill(service, world)
            await service.stop()
            app = create_app(name, url, keyring=a_keyring(), identity_keys=(derive_key(SECRET, name),))
            subgraphs[name] = SubgraphSettings(url=f"{await resources.enter_async_context(serving(app))}/graphql")
        issuer = AuthenticationSettings("covergraph", "covergraph", str(keys), policies_claim="roles")
        settings = Settings(subgraphs=subgraphs, authentication=issuer, identity_secret=SECRET)
        url = await resources.enter_async_context(serving(Gateway(supergraph, settings)))
        client = await resources.enter_async_context(aiohttp.ClientSession())
        types = {
            name: kind for name, kind in supergraph.api_schema.type_map.items() if isinstance(kind, GraphQLObjectType)
        }
        yield Door(url, client, world, types)


@pytest.mark.parametrize("kind", FOUND)
@pytest.mark.parametrize("role", list(LETTERS))
async def test_all_layers_together_let_the_same_through(door: Door, role: str, kind: str) -> None:
    found = []
    for relation in RELATIONS:
        answer = await door.ask(role, door.question(role, kind, relation))
        for name in names_of(kind):
            outcome = outcome_of(_as_result(answer), (FOUND[kind][0],), name)
            expected = _expected(role, kind, name, relation)
            if outcome is not expected:
                found.append(f"{role} {kind}.{name} {relation}: {outcome.value}, not {expected.value}")

    assert found == []


@pytest.mark.parametrize("kind", FOUND)
@pytest.mark.parametrize("role", list("MEPB"))
async def test_a_hidden_row_answers_as_no_row_does(door: Door, role: str, kind: str) -> None:
    expected = {_expected(role, kind, name, "foreign") for name in names_of(kind)}

    hidden = await door.ask(role, door.question(role, kind, "foreign"))
    none = await door.ask(role, door.question(role, kind, "no row"))

    assert _without_id(hidden) == _without_id(none) or Outcome.HIDDEN not in expected


def names_of(kind: str) -> list[str]:
    """Return the fields of a type, whichever service they come from."""
    return list(dict.fromkeys(name for table in EXPECTED.values() if kind in table for name in table[kind].names()))


def arguments_of(kind: str, name: str) -> str:
    """Return the arguments that a field cannot do without."""
    needed = next((each for domain in DOMAINS.values() if (each := domain.arguments.get(f"{kind}.{name}"))), "")
    return f"({needed})" if needed else ""


def _expected(role: str, kind: str, name: str, relation: str) -> Outcome:
    root, owner, _ = FOUND[kind]
    if expected_outcome(owner, role, "Query", root, "own") is Outcome.DENIED:
        return Outcome.DENIED
    key = EXPECTED[owner][kind].names()[0]
    if expected_outcome(owner, role, kind, key, relation) is Outcome.HIDDEN:
        return Outcome.HIDDEN
    teller = next(
        service
        for service, table in EXPECTED.items()
        if kind in table and name in table[kind].names() and _owns(service, kind, name)
    )
    return expected_outcome(teller, role, kind, name, relation)


def _owns(service: str, kind: str, name: str) -> bool:
    return not is_told_elsewhere(service, kind, name)


def _as_result(answer: Any) -> Any:
    errors = [
        GraphQLError("", path=each.get("path"), extensions=each.get("extensions")) for each in answer.get("errors", ())
    ]
    return SimpleNamespace(data=answer["data"], errors=errors)


def _without_id(answer: Any) -> Any:
    """Return an answer without what numbers a request."""
    for error in answer.get("errors", ()):
        error.get("extensions", {}).pop("requestId", None)
        error.pop("locations", None)
    return answer
