"""A claim waits for who is away, is shown as waiting, and is decided by itself when they are back."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from uuid import UUID

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from shared_models.claims import ClaimStatus
from subgraphs.claims.reactions import FOLLOWS
from subgraphs.kit.events.backbone import Backbone
from subgraphs.kit.events.outbox import emit
from subgraphs.kit.graph import GraphSettings, asks_of
from tests.conftest import NewDatabase
from tests.serving import serving
from tests.subgraphs.claims.rules.building import a_bill, a_line
from tests.subgraphs.claims.service.answers import MEMBER, PROVIDER, an_answer
from tests.subgraphs.claims.service.office import Office
from tests.subgraphs.kit.events.house import House, a_house, until

OWN_EVENTS = next(each for each in FOLLOWS if each.source == "claims")
BILL = replace(a_bill(a_line(code="99213")), member_id=UUID(MEMBER), provider_id=UUID(PROVIDER))
AWAY = {"errors": [{"message": "no", "extensions": {"code": "SUBGRAPH_UNREACHABLE"}}]}
REFUSED = {"errors": [{"message": "no", "extensions": {"code": "FORBIDDEN"}}]}


@dataclass
class Gateway:
    """A gateway that answers what it is told to, and counts how often it is asked."""

    answer: dict[str, object] = field(default_factory=lambda: dict(AWAY))
    asked: int = 0

    async def serve(self, request: Request) -> JSONResponse:
        if (await request.json())["operationName"] == "SignIn":
            token = {"accessToken": "t", "expiresAt": "2099-01-01T00:00:00+00:00"}
            return JSONResponse({"data": {"serviceToken": {"token": token, "errors": []}}})
        self.asked += 1
        return JSONResponse(self.answer)


@pytest.fixture
async def house(new_database: NewDatabase) -> AsyncIterator[House]:
    async with a_house(await new_database("claims"), await new_database("tokens")) as house:
        yield house


@asynccontextmanager
async def working(house: House, gateway: Gateway) -> AsyncIterator[Office]:
    """Give claims with its relay and its follower, in front of a gateway."""
    app = Starlette(routes=[Route("/graphql", gateway.serve, methods=["POST"])])
    async with serving(app) as base:
        claims: Backbone = replace(
            house.sender(),
            follows=(OWN_EVENTS,),
            graph=GraphSettings(f"{base}/graphql", "claims", "secret"),
            asks=asks_of("subgraphs.claims"),
        )
        async with claims.running():
            yield Office(house.claims, house.claims)


async def submit(office: Office) -> UUID:
    """Store a claim and tell that it came in."""
    claim_id = await office.file(BILL)
    told = {
        "member_id": BILL.member_id,
        "provider_id": BILL.provider_id,
        "billed": BILL.lines[0].billed,
        "currency": "USD",
        "service_from": BILL.service_from,
    }
    async with office.owner.begin() as connection:
        await emit(connection, "claim", claim_id, "claim.submitted", told)
    return claim_id


async def is_decided(office: Office, claim_id: UUID) -> bool:
    return (await office.claim(claim_id)).adjudicated_at is not None


async def test_a_claim_is_decided_on_what_the_graph_answers(house: House) -> None:
    async with working(house, Gateway({"data": an_answer()})) as office:
        claim_id = await submit(office)

        await until(lambda: is_decided(office, claim_id))

    assert await office.rows("SELECT count(*) FROM claim_adjudication_results") == [(1,)]


async def test_while_others_are_away_a_claim_waits_and_is_decided_when_they_are_back(house: House) -> None:
    gateway = Gateway()
    async with working(house, gateway) as office:
        claim_id = await submit(office)
        await until(lambda: _is(office, claim_id, ClaimStatus.PENDED))
        await until(lambda: _is_asked(gateway, 4))
        waiting = await office.claim(claim_id)
        told_meanwhile = [event for event, _ in await office.events()]

        gateway.answer = {"data": an_answer()}
        await until(lambda: is_decided(office, claim_id))

    assert waiting.status_reason == "DEPENDENCY_UNAVAILABLE"
    assert told_meanwhile == ["claim.submitted", "claim.pended"]
    assert await office.rows("SELECT count(*) FROM claim_adjudication_results") == [(1,)]
    assert await house.count("dead_letters") == 0


async def test_what_is_refused_is_never_a_decision(house: House) -> None:
    async with working(house, Gateway(dict(REFUSED))) as office:
        claim_id = await submit(office)

        await until(lambda: _has_dead_letter(house))

    assert (await office.claim(claim_id)).status is ClaimStatus.SUBMITTED
    assert await office.rows("SELECT count(*) FROM claim_adjudication_results") == [(0,)]


async def _is(office: Office, claim_id: UUID, status: ClaimStatus) -> bool:
    return (await office.claim(claim_id)).status is status


async def _is_asked(gateway: Gateway, times: int) -> bool:
    return gateway.asked >= times


async def _has_dead_letter(house: House) -> bool:
    return await house.count("dead_letters") == 1
