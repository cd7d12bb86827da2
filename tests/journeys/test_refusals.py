"""Arguments that make no sense, through the gateway: whoever refuses them, the client reads the same code."""

from typing import Any

import pytest

from tests.journeys.house import House, a_token

pytestmark = [pytest.mark.journey, pytest.mark.xdist_group("house")]

SOME_ID = "01890a5d-ac96-774b-bcce-b302099a8057"


@pytest.mark.parametrize(
    ("query", "value"),
    [
        ("query ($value: ID) { claim(id: $value) { id member { firstName } } }", "x"),
        ("query ($value: ID) { claim(id: $value) { id member { firstName } } }", "\0"),
        ("query ($value: Date) { claims(filter: {serviceFrom: $value}) { totalCount } }", "2026-02-30"),
        (
            "query ($value: DateTime) { claims(filter: {receivedFrom: $value}) { totalCount } }",
            "9999-12-31T23:59:59-23:59",
        ),
        ("query ($value: Decimal) { claims(filter: {billedFrom: $value}) { totalCount } }", "1e400"),
        ("query ($value: CurrencyCode) { invoices(filter: {currency: $value}) { totalCount } }", "usd"),
        ("query ($value: Long) { tokenWallets(filter: {availableBelow: $value}) { totalCount } }", 2**53),
        ("query ($value: Int) { members(first: $value) { totalCount } }", -1),
        ("query ($value: Int) { members(first: $value) { totalCount } }", 2**31),
        ("query ($value: String) { members(filter: {search: $value}) { totalCount } }", "   "),
        ("query ($value: String) { members(after: $value) { edges { cursor } } }", "A" * 100_000),
        ("query ($value: [ID!]!) { compareSchemes(ids: $value) { __typename } }", [SOME_ID] * 5_000),
        ("query ($value: [ClaimStatus!]) { claims(filter: {statusIn: $value}) { totalCount } }", ["NO_SUCH_STATUS"]),
    ],
)
async def test_an_argument_that_makes_no_sense_is_refused_with_one_code(house: House, query: str, value: Any) -> None:
    body = {"query": query, "variables": {"value": value}}
    headers = {"authorization": f"Bearer {a_token(house.principal)}"}

    async with house.session.post(f"{house.endpoint}/graphql", json=body, headers=headers) as response:
        answer = await response.json()

    assert response.status in {200, 400}
    assert [error["extensions"]["code"] for error in answer["errors"]] == ["BAD_USER_INPUT"]
