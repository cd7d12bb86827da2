"""Federated queries through the gateway, on the sample: what comes back, and what it costs."""

from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest

from stack.showcase import query_for
from tests.journeys.conftest import Loaded
from tests.journeys.house import House, open_house
from tests.principals import a_member

pytestmark = [pytest.mark.journey, pytest.mark.xdist_group("house")]

QUERIES = Path(__file__).parent / "queries"


def query(name: str) -> str:
    return (QUERIES / f"{name}.graphql").read_text()


def nodes(connection: dict[str, Any]) -> list[Any]:
    return [edge["node"] for edge in connection["edges"]]


async def test_the_headline_query_is_whole_with_one_request_a_service_and_one_statement_a_type(
    house: House, known: dict[str, Any]
) -> None:
    member = (await house.ask(query("M1"), member=known["member"]))["member"]

    assert member["memberNumber"] == known["member"]
    assert member["scheme"]["name"]
    claims = nodes(member["claims"])
    assert len(claims) == 5
    assert all(claim["provider"]["legalName"] for claim in claims)
    assert member["claims"]["pageInfo"] == {"hasNextPage": True}
    assert member["wallet"]["available"] > 0
    assert house.requests == {"core": 1, "schemes": 1, "claims": 1, "providers": 1, "tokens": 1}
    assert house.statements == {"core": 1, "schemes": 1, "claims": 1, "providers": 1, "tokens": 1}


async def test_the_query_of_a_newcomer_is_whole_for_the_member_it_is_about(house: House, known: dict[str, Any]) -> None:
    found = await house.ask("query ($of: String!) { member(memberNumber: $of) { id companyId } }", of=known["member"])
    member, employer = UUID(found["member"]["id"]), UUID(found["member"]["companyId"])
    question = query_for(known["member"])

    own = (await house.as_(a_member(member, employers=(employer,))).ask(question))["member"]
    others = await house.as_(a_member(uuid4())).ask(question)

    assert own["scheme"]["name"]
    assert all(claim["provider"]["legalName"] for claim in nodes(own["claims"]))
    assert own["wallet"]["available"] > 0
    assert others == {"member": None}


@pytest.mark.parametrize("first", [1, 50, 100])
async def test_a_page_of_claims_over_four_hops_asks_each_service_once_whatever_its_size(
    house: House, known: dict[str, Any], first: int
) -> None:
    data = await house.ask(query("Q17"), first=first)

    found = nodes(data["claims"])
    assert len(found) == first
    assert all(claim["member"] and claim["provider"]["legalName"] for claim in found)
    assert house.requests == {"claims": 1, "core": 1, "schemes": 1, "providers": 1, "finance": 1, "crm": 1}
    assert house.statements == {"claims": 1, "core": 1, "schemes": 1, "providers": 1, "finance": 1, "crm": 1}


async def test_a_company_shows_its_agent_and_opportunities(house: House, known: dict[str, Any]) -> None:
    data = await house.ask("{ companies { edges { node { id agent { displayName } } } } }")
    served = next(company["id"] for company in nodes(data["companies"]) if company["agent"])

    company = (await house.ask(query("Q3"), company=served))["company"]

    assert company["agent"]["displayName"]
    assert company["agent"]["team"]["name"]
    assert house.requests == {"core": 1, "crm": 1}


async def test_qualified_leads_show_their_company_and_its_head_count(house: House, known: dict[str, Any]) -> None:
    leads = nodes((await house.ask(query("Q4")))["leads"])

    assert leads
    assert all(lead["company"]["members"]["totalCount"] > 0 for lead in leads)
    assert house.requests == {"crm": 1, "core": 1}


async def test_a_claim_shows_the_terms_it_was_decided_under(house: House, known: dict[str, Any]) -> None:
    claim = (await house.ask(query("Q7"), claim=known["claim"]))["claim"]

    assert claim["enrolment"]["schemeVersion"]["versionNo"] == 1
    assert claim["lines"]


async def test_a_company_shows_what_it_owes_line_by_line(house: House, known: dict[str, Any]) -> None:
    company = (await house.ask(query("Q9"), company=known["company"]))["company"]

    invoices = nodes(company["invoices"])
    assert invoices
    assert any(line["member"] for invoice in invoices for line in invoice["lines"])
    assert float(company["balance"]["amount"]) > 0


async def test_wallets_that_run_low_show_whose_they_are(house: House, known: dict[str, Any]) -> None:
    wallets = nodes((await house.ask(query("Q15")))["tokenWallets"])

    assert wallets
    assert any(wallet["organization"].get("contactEmail") for wallet in wallets)


@pytest.mark.parametrize(
    ("name", "variables"),
    [
        ("Q5", ["claim"]),
        ("Q8", ["scheme"]),
        ("Q10", ["claim"]),
        ("Q13", ["company"]),
        ("Q16", []),
    ],
)
async def test_the_other_stored_parts_of_the_graph_answer(
    house: House, known: dict[str, Any], name: str, variables: list[str]
) -> None:
    data = await house.ask(query(name), **{variable: known[variable] for variable in variables})

    assert all(value is not None for value in data.values())


async def test_without_a_service_its_fields_are_null_with_one_error_and_the_rest_is_whole(
    house: House, loaded: Loaded, known: dict[str, Any]
) -> None:
    whole = await house.ask(query("M1"), member=loaded.member)

    async with open_house(loaded.urls, without=("tokens",)) as broken:
        answer = await broken.answer(query("M1"), member=loaded.member)

    assert [(error["path"], error["extensions"]["service"]) for error in answer["errors"]] == [
        (["member", "wallet"], "tokens")
    ]
    assert answer["data"]["member"] == {**whole["member"], "wallet": None}
