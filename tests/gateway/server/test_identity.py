"""Who asks, through the door and on to the subgraphs, over real sockets."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import aiohttp
import orjson
import pytest
import structlog
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.types import Receive, Scope, Send

from gateway.server.app import Gateway
from gateway.server.settings import AuthenticationSettings, Rates, Settings, SubgraphSettings
from shared_models.identity import Envelope, NotVouchedFor, derive_key, verify
from tests.gateway.authorisation.cases import composed
from tests.gateway.server.authentication.issuer import KEY, NOW, forged, jwks, token
from tests.gateway.server.graph import a_graph
from tests.serving import serving

SECRET = b"s" * 32
PEOPLE = """
type Query { person: Person }
type Person @key(fields: "id") { id: ID! name: String phone: String @authenticated }
type Mutation { rename: Person @policy(policies: [["officer"]]) }
"""
WALLETS = 'type Person @key(fields: "id") { id: ID! balance: Int @requiresScopes(scopes: [["wallet"]]) }'
ASK = "{ person { name phone balance } }"
NEVER = 2**53


class Witness:
    """A subgraph that notes who it is told asks, and believes only its own key."""

    def __init__(self, name: str) -> None:
        self.key = derive_key(SECRET, name)
        self.heads: list[Mapping[str, str]] = []
        self.bodies: list[bytes] = []
        self.may_answer = asyncio.Event()
        self.may_answer.set()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope, receive)
        self.heads.append(request.headers)
        self.bodies.append(await request.body())
        await self.may_answer.wait()
        person = {"__typename": "Person", "id": "1", "name": "Ann", "phone": "7", "balance": 5}
        asked = orjson.loads(self.bodies[-1])
        data = {"_entities": [person]} if "representations" in asked.get("variables", {}) else {"person": person}
        if asked["query"].startswith("mutation"):
            data = {"rename": person}
        await JSONResponse({"data": data})(scope, receive, send)

    def envelope(self, number: int = -1, *, key: bytes | None = None) -> Envelope:
        """Return what was told with a request; raises NotVouchedFor where the gateway did not sign it."""
        head = self.heads[number]
        return verify(
            [key or self.key],
            head.get("x-identity-signature", "").encode(),
            method="POST",
            path="/graphql",
            body=self.bodies[number],
            identity=head.get("x-identity", "").encode(),
            now=Envelope.decode(head.get("x-identity", "").encode()).time,
        )


@dataclass(frozen=True, slots=True)
class House:
    url: str
    app: Gateway
    people: Witness
    wallets: Witness
    client: aiohttp.ClientSession

    async def ask(self, query: str = ASK, *, bearer: bytes | None = None, **headers: str) -> Any:
        answer = await self.post(query, bearer=bearer, **headers)
        return answer[2]

    async def post(self, query: str = ASK, *, bearer: bytes | None = None, **headers: str) -> tuple[int, Any, Any]:
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        if bearer is not None:
            sent["authorization"] = f"Bearer {bearer.decode()}"
        async with self.client.post(f"{self.url}/graphql", json={"query": query}, headers=sent) as response:
            return response.status, response.headers, await response.json()

    async def is_waited_for(self, *, asked: int, shared: int) -> None:
        """Return when so many requests have come to the first subgraph and so many share one of them."""
        assert self.app.sharing is not None
        while self.app.sharing.passengers < shared or len(self.people.heads) < asked:  # noqa: ASYNC110  (no event is set)
            await asyncio.sleep(0)


@asynccontextmanager
async def a_house(folder: Path, settings: Settings | None = None) -> AsyncIterator[House]:
    (folder / "keys.json").write_bytes(jwks(KEY))
    people, wallets = Witness("people"), Witness("wallets")
    async with serving(people) as people_url, serving(wallets) as wallets_url, aiohttp.ClientSession() as client:
        subgraphs = {"people": f"{people_url}/graphql", "wallets": f"{wallets_url}/graphql?from=gateway"}
        app = Gateway(
            composed({"people": PEOPLE, "wallets": WALLETS}),
            replace(
                settings or Settings(identity_secret=SECRET),
                subgraphs={name: SubgraphSettings(url=url) for name, url in subgraphs.items()},
                authentication=AuthenticationSettings(
                    "covergraph", "covergraph", str(folder / "keys.json"), policies_claim="roles"
                ),
            ),
        )
        async with serving(app) as url:
            yield House(url, app, people, wallets, client)


def a_token(**claims: Any) -> bytes:
    return token(**({"exp": NEVER, "nbf": 0, "iat": 0} | claims))


@pytest.fixture(scope="module")
async def house(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[House]:
    async with a_house(tmp_path_factory.mktemp("house")) as house:
        yield house


async def test_without_a_token_the_open_part_is_answered(house: House) -> None:
    answer = await house.ask()

    assert answer["data"] == {"person": {"name": "Ann", "phone": None, "balance": None}}
    assert [(error["path"], error["extensions"]["code"]) for error in answer["errors"]] == [
        (["person", "phone"], "UNAUTHENTICATED"),
        (["person", "balance"], "UNAUTHENTICATED"),
    ]


async def test_scopes_and_policies_of_a_token_open_what_they_name(house: House) -> None:
    some = await house.ask(bearer=a_token())
    whole = await house.ask(bearer=a_token(scope="wallet"))
    order = await house.ask("mutation { rename { id } }", bearer=a_token())
    officers = await house.ask("mutation { rename { id } }", bearer=a_token(roles=["officer"]))

    assert some["data"] == {"person": {"name": "Ann", "phone": "7", "balance": None}}
    assert some["errors"] == [
        {"message": "You may not ask for this.", "path": ["person", "balance"], "extensions": {"code": "FORBIDDEN"}}
    ]
    assert whole == {"data": {"person": {"name": "Ann", "phone": "7", "balance": 5}}}
    assert order["data"] == {"rename": None}
    assert officers == {"data": {"rename": {"id": "1"}}}


async def test_a_bad_token_is_refused_whatever_is_asked(house: House) -> None:
    before = len(house.people.heads)

    status, headers, answer = await house.post("{ __typename }", bearer=a_token(exp=NOW - 10**9))

    assert (status, answer["errors"][0]["extensions"]["code"]) == (401, "UNAUTHENTICATED")
    assert headers["www-authenticate"] == 'Bearer error="invalid_token", error_description="the token has expired"'
    assert len(house.people.heads) == before


async def test_subgraphs_are_told_who_asks_by_the_gateway_alone(house: House) -> None:
    given = a_token(scope="wallet", tenants={"member": ["7"]}, amr=["pwd"])

    await house.ask(bearer=given, x_request_id="r-42", x_identity="forged", x_identity_signature="forged")
    people, wallets = house.people.envelope(), house.wallets.envelope()

    assert people == wallets
    assert people.claims == {
        "sub": "ann",
        "roles": ["member"],
        "scope": "wallet",
        "tenants": {"member": ["7"]},
        "amr": ["pwd"],
    }
    assert (people.request_id, people.address) == ("r-42", "127.0.0.1")


async def test_of_nobody_only_the_request_is_told(house: House) -> None:
    await house.ask()

    assert house.people.envelope().claims == {}


async def test_a_signature_for_one_subgraph_is_none_for_another(house: House) -> None:
    await house.ask()

    with pytest.raises(NotVouchedFor):
        house.people.envelope(key=house.wallets.key)


async def test_a_token_never_goes_on(house: House) -> None:
    given = a_token(scope="wallet")

    await house.ask(bearer=given)

    for witness in (house.people, house.wallets):
        assert "authorization" not in witness.heads[-1]
        assert given not in witness.bodies[-1] + str(witness.heads[-1]).encode()


async def test_requests_in_flight_are_shared_with_equals_alone(tmp_path: Path) -> None:
    async with a_house(tmp_path) as house:
        house.people.may_answer.clear()
        bearers = [a_token(), a_token(jti="2", iat=1), a_token(sub="ben"), a_token(roles=["officer"]), None, None]
        waiting = [asyncio.create_task(house.ask("{ person { name } }", bearer=bearer)) for bearer in bearers]
        await house.is_waited_for(asked=4, shared=2)
        house.people.may_answer.set()
        answers = await asyncio.gather(*waiting)

        told = [house.people.envelope(number).claims for number in range(len(house.people.heads))]

    assert all(answer == {"data": {"person": {"name": "Ann"}}} for answer in answers)
    assert sorted((claims.get("sub", ""), *claims.get("roles", ())) for claims in told) == [
        ("",),
        ("ann", "member"),
        ("ann", "officer"),
        ("ben", "member"),
    ]


async def test_without_keys_nothing_is_told_and_all_share(tmp_path: Path) -> None:
    async with a_house(tmp_path, Settings()) as house:
        house.people.may_answer.clear()
        bearers = [a_token(), a_token(sub="ben"), None]
        waiting = [asyncio.create_task(house.ask("{ person { name } }", bearer=bearer)) for bearer in bearers]
        await house.is_waited_for(asked=1, shared=2)
        house.people.may_answer.set()
        await asyncio.gather(*waiting)

        assert len(house.people.heads) == 1
        assert [name for name in house.people.heads[0] if name.startswith("x-identity")] == []


async def test_a_key_of_its_own_goes_before_the_secret(tmp_path: Path) -> None:
    async with a_house(tmp_path) as house:
        subgraphs = house.app.settings.subgraphs
        own = replace(subgraphs["people"], identity_key=b"k" * 32)
        settings = replace(house.app.settings, subgraphs={**subgraphs, "people": own})
        async with serving(Gateway(house.app.supergraph, settings)) as url:
            await replace(house, url=url).ask("{ person { name } }")

        assert house.people.envelope(key=b"k" * 32).claims == {}


async def test_rates_count_subjects_and_bad_tokens_their_address(tmp_path: Path) -> None:
    rates = Rates(subject_per_second=0.001, subject_burst=2, address_per_second=0.001, address_burst=1)
    async with a_house(tmp_path, Settings(rates=rates)) as house:
        asked = "{ __typename }"
        known = [(await house.post(asked, bearer=a_token()))[0] for _ in range(3)]
        other = (await house.post(asked, bearer=a_token(sub="ben")))[0]
        bad = [(await house.post(asked, bearer=forged({}, {})))[0] for _ in range(2)]

    assert known == [200, 200, 429]
    assert other == 200
    assert bad == [401, 429]


async def test_a_log_line_names_the_subject_and_never_the_token(tmp_path: Path) -> None:
    given = a_token()
    async with a_house(tmp_path, Settings(logs_requests=True)) as house:
        with structlog.testing.capture_logs() as lines:
            await house.ask(bearer=given, x_request_id="r-1")
            await house.post(bearer=given + b"x", x_request_id="r-2")

    told = [(line["request_id"], line["subject"]) for line in lines if line["event"] == "answered"]
    assert told == [("r-1", "ann"), ("r-2", None)]
    assert given.decode() not in str(lines)
    assert given.decode().split(".")[2] not in str(lines)


async def test_what_was_denied_is_logged_by_the_names_of_the_schema(house: House) -> None:
    with structlog.testing.capture_logs() as lines:
        await house.ask("{ who: person { secret: balance phone } }", bearer=a_token(), x_request_id="r-3")

    told = [(line["request_id"], line["subject"], line["fields"]) for line in lines if line["event"] == "denied"]
    assert told == [("r-3", "ann", ("person.balance",))]


async def test_the_log_of_a_failed_subgraph_names_the_request() -> None:
    async with a_graph(without="tokens") as graph:
        asked = {"query": '{ member(id: "1") { balance } }'}
        with structlog.testing.capture_logs() as lines:
            async with graph.client.post(f"{graph.url}/graphql", json=asked, headers={"x-request-id": "r-7"}):
                pass

    assert [(line["subgraph"], line["request_id"]) for line in lines] == [("tokens", "r-7")]


def test_settings_do_not_show_their_secrets() -> None:
    settings = Settings(identity_secret=b"canary", subgraphs={"a": SubgraphSettings(identity_key=b"canary")})

    assert "canary" not in repr(settings)
