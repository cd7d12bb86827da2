"""What a claim is decided on, through the door: for the machine that decides, and for who looks after it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Any, Final
from uuid import uuid4

import pytest
import sqlalchemy as sa

from gateway.server.app import Gateway
from gateway.server.settings import AuthenticationSettings, Settings, SubgraphSettings
from shared_models.access import ADJUDICATION
from shared_models.identity import Principal, Role
from stack.loading.stored_terms import read_cover, read_providers
from stack.machines import graph_settings, store_machines
from stack.seed.reading import read_rows
from subgraphs.claims.service.facts import OPERATION, Facts, ask_facts, read_facts
from subgraphs.kit.graph import AskRefused, DependencyUnavailable, Graph, asks_of, open_graph
from tests.journeys.conftest import Loaded
from tests.journeys.house import PATIENT, SECRET, SUPERGRAPH, House
from tests.principals import OFFICER, a_principal
from tests.serving import serving

pytestmark = [pytest.mark.journey, pytest.mark.xdist_group("house")]

FACTS: Final = asks_of("subgraphs.claims")[OPERATION]
CLAIMS: Final = a_principal(Role.SERVICE, subject="service:claims", scopes=frozenset({ADJUDICATION}))
TOKENS: Final = a_principal(Role.SERVICE, subject="service:tokens")
# A scope is a service's: a person who holds one of that name holds nothing.
SALES: Final = a_principal(Role.SALES_AGENT, scopes=frozenset({ADJUDICATION}))

# The newest claims, each of them with a cover.
SAMPLE: Final = """
    SELECT claims.*, codes FROM claims
    JOIN LATERAL (SELECT array_agg(DISTINCT procedure_code) AS codes FROM claim_lines WHERE claim_id = claims.id) AS l
        ON true
    WHERE enrolment_id IS NOT NULL AND codes IS NOT NULL ORDER BY service_from DESC, id LIMIT 10
"""


@pytest.fixture(scope="module")
async def claims(loaded: Loaded) -> list[Any]:
    return list(await read_rows(loaded.urls["claims"], sa.text(SAMPLE)))


@pytest.fixture(scope="module")
async def gateway(house: House, loaded: Loaded) -> AsyncIterator[str]:
    """Open another door to the same services, and let core know the machines that come through it."""
    await store_machines(loaded.urls["core"], (SECRET,))
    async with door_to(house) as url:
        yield url


@asynccontextmanager
async def door_to(house: House, **elsewhere: str) -> AsyncIterator[str]:
    """Open a door that takes the tokens that core gives; services that are `elsewhere` are looked for there."""
    issuer = AuthenticationSettings(
        "covergraph", "covergraph", f"{house.addresses['core']}/.well-known/jwks.json", policies_claim="roles"
    )
    addresses = {**house.addresses, **elsewhere}
    subgraphs = {name: SubgraphSettings(url=f"{base}/graphql") for name, base in addresses.items()}
    settings = Settings(subgraphs=subgraphs, limits=PATIENT, authentication=issuer, identity_secret=SECRET)
    async with serving(Gateway(SUPERGRAPH.read_text(), settings)) as url:
        yield f"{url}/graphql"


@asynccontextmanager
async def graph_of(service: str, gateway: str) -> AsyncIterator[Graph]:
    """Give the graph as a service asks it, with the secret and the scopes that the stack gives it."""
    settings = graph_settings(service, gateway, (SECRET,))
    assert settings is not None
    async with open_graph(replace(settings, deadline_s=60), asks_of("subgraphs.claims")) as graph:
        yield graph


def asked_for(claim: Any) -> dict[str, Any]:
    return {name: getattr(claim, name) for name in ("member_id", "provider_id", "service_from", "service_to", "codes")}


def variables_of(claim: Any) -> dict[str, Any]:
    return {
        "memberId": str(claim.member_id),
        "providerId": str(claim.provider_id),
        "from": claim.service_from.isoformat(),
        "to": claim.service_to.isoformat(),
        "codes": sorted(claim.codes),
    }


async def test_a_claims_officer_sees_what_the_machine_saw(house: House, claims: list[Any]) -> None:
    variables = variables_of(claims[0])

    seen = await house.as_(OFFICER).ask(FACTS, **variables)
    used = await house.as_(CLAIMS).ask(FACTS, **variables)

    assert seen == used
    assert used["member"]["enrolmentsAround"]
    assert used["provider"]["contractsBetween"]


async def test_claims_signs_in_and_asks(gateway: str, claims: list[Any]) -> None:
    claim = claims[0]

    async with graph_of("claims", gateway) as graph:
        facts = await ask_facts(graph, **asked_for(claim))

    assert facts.membership is not None
    assert facts.membership.person.member_id == claim.member_id
    assert [each.enrolment_id for each in facts.enrolments] == [claim.enrolment_id]
    assert facts.provider is not None
    assert facts.provider.provider_id == claim.provider_id


async def test_another_service_signs_in_and_is_refused(gateway: str, claims: list[Any]) -> None:
    async with graph_of("tokens", gateway) as graph:
        with pytest.raises(AskRefused, match="AdjudicationFacts is refused: FORBIDDEN"):
            await ask_facts(graph, **asked_for(claims[0]))


@pytest.mark.parametrize("away", ["core", "schemes", "providers"])
@pytest.mark.usefixtures("gateway")
async def test_while_a_service_is_away_there_is_no_answer(house: House, claims: list[Any], away: str) -> None:
    async with door_to(house, **{away: "http://127.0.0.1:1"}) as url, graph_of("claims", url) as graph:
        with pytest.raises(DependencyUnavailable):
            await ask_facts(graph, **asked_for(claims[0]))


async def test_nobody_and_nothing_is_known_by_ids_that_are_not_there(gateway: str, claims: list[Any]) -> None:
    unknown = {**asked_for(claims[0]), "member_id": uuid4(), "provider_id": uuid4()}

    async with graph_of("claims", gateway) as graph:
        facts = await ask_facts(graph, **unknown)

    assert facts == Facts(membership=None, enrolments=(), provider=None)


async def test_it_is_one_request_to_each_of_three_services(house: House, claims: list[Any]) -> None:
    await house.as_(CLAIMS).ask(FACTS, **variables_of(claims[0]))

    assert dict(house.requests) == {"core": 1, "schemes": 1, "providers": 1}
    assert sum(house.statements.values()) <= 20


@pytest.mark.parametrize("principal", [TOKENS, SALES], ids=["another service", "a person with the scope"])
async def test_nobody_else_learns_anything_of_the_member(house: House, claims: list[Any], principal: Principal) -> None:
    answer = await house.as_(principal).answer(FACTS, **variables_of(claims[0]))

    assert answer["data"]["member"] is None
    assert ["member"] in [each["path"] for each in answer["errors"]]
    assert {each["extensions"]["code"] for each in answer["errors"]} <= {"FORBIDDEN", "UNAUTHORIZED_FIELD_OR_TYPE"}


async def test_the_machine_learns_no_name_and_no_other_claim(house: House, claims: list[Any]) -> None:
    variables = {"id": str(claims[0].member_id)}
    questions = (
        "query ($id: ID!) { member(id: $id) { firstName } }",
        "query ($id: ID!) { member(id: $id) { claims { totalCount } } }",
        "query ($id: ID!) { member(id: $id) { email } }",
        "{ members { totalCount } }",
        "{ claims { totalCount } }",
    )

    for question in questions:
        answer = await house.as_(CLAIMS).answer(question, **(variables if "$id" in question else {}))

        assert [each["extensions"]["code"] for each in answer["errors"]] != [], question


async def test_the_sample_reads_through_the_graph_as_from_its_rows(
    house: House, loaded: Loaded, claims: list[Any]
) -> None:
    cover = await read_cover(loaded.urls["schemes"])
    providers = await read_providers(loaded.urls["providers"])

    for claim in claims:
        facts = read_facts(await house.as_(CLAIMS).ask(FACTS, **variables_of(claim)), claim.service_from)

        stored, [found, *_] = cover.enrolments[claim.enrolment_id], facts.enrolments
        assert (found.enrolment_id, found.span) == (stored.enrolment_id, stored.span)
        assert _sorted(found.version) == _sorted(stored.version)
        assert facts.provider is not None
        assert facts.provider.active != ()
        assert set(facts.provider.contracts) == set(providers[claim.provider_id].contracts)
        assert set(facts.provider.assignments) == set(providers[claim.provider_id].assignments)


def _sorted(version: Any) -> dict[str, Any]:
    """Return the terms of a version, lists of them in no order."""
    terms = {name: getattr(version, name) for name in version.__slots__}
    return {name: frozenset(value) if isinstance(value, tuple) else value for name, value in terms.items()}
