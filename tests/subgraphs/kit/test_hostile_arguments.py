"""What no client should send, sent to a service by HTTP: it is refused with a reason, or answered; nothing else."""

import base64
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import aiohttp
import pytest

from tests.conftest import NewDatabase
from tests.serving import serving
from tests.subgraphs.application import an_application

pytestmark = pytest.mark.xdist_group("hostile")

SOME_ID = "01890a5d-ac96-774b-bcce-b302099a8057"
REFUSED = "BAD_USER_INPUT"


class Asked:
    """A service at the other end of a socket."""

    def __init__(self, session: aiohttp.ClientSession, base: str) -> None:
        self.session = session
        self.base = base

    async def post(self, query: str, **variables: Any) -> tuple[int, Any]:
        # ASCII escapes let half a surrogate pair through, which no encoder of UTF-8 would.
        body = json.dumps({"query": query, "variables": variables}).encode()
        headers = {"Content-Type": "application/json"}
        async with self.session.post(f"{self.base}/graphql", data=body, headers=headers) as answer:
            is_json = answer.content_type == "application/json"
            return answer.status, await answer.json() if is_json else await answer.text()

    async def refusal(self, query: str, **variables: Any) -> tuple[str, str]:
        """Return the code and the message of an operation that must be refused."""
        status, answer = await self.post(query, **variables)
        assert status == 200, answer
        error = answer["errors"][0]
        return error["extensions"]["code"], error["message"]


@asynccontextmanager
async def asked(name: str, new_database: NewDatabase) -> AsyncIterator[Asked]:
    """Open a service, empty, by HTTP."""
    service = an_application(name, await new_database(name))
    async with serving(service) as base, aiohttp.ClientSession() as session:
        yield Asked(session, base)
    await service.engine.dispose()


@pytest.fixture(scope="module")
async def claims(new_database: NewDatabase) -> AsyncIterator[Asked]:
    async with asked("claims", new_database) as service:
        yield service


@pytest.fixture(scope="module")
async def finance(new_database: NewDatabase) -> AsyncIterator[Asked]:
    async with asked("finance", new_database) as service:
        yield service


@pytest.fixture(scope="module")
async def schemes(new_database: NewDatabase) -> AsyncIterator[Asked]:
    async with asked("schemes", new_database) as service:
        yield service


@pytest.fixture(scope="module")
async def tokens(new_database: NewDatabase) -> AsyncIterator[Asked]:
    async with asked("tokens", new_database) as service:
        yield service


@pytest.fixture(autouse=True)
def silent(capfd: pytest.CaptureFixture[str]) -> Any:
    """A refusal is the client's affair: it leaves no line in the log."""
    yield
    assert capfd.readouterr().err == ""


def cursor(*parts: Any) -> str:
    return base64.urlsafe_b64encode(json.dumps(parts).encode()).decode().rstrip("=")


# Scalars

DATES: list[Any] = [
    "2026-02-30",
    "2026-2-3",
    "20260310",
    "2026-W11-2",
    "2026-03-10T00:00:00",
    "-2026-03-10",
    "10000-01-01",
]
DATES += ["", "\0", "\uff12026-03-10", 20260310, True, [], {}]
INSTANTS: list[Any] = [
    "2026-03-10T09:30:00",
    "2026-02-30T00:00:00Z",
    "2026-03-10T25:00:00Z",
    "2026-03-10",
    "",
    "\0",
    0,
    True,
]
INSTANTS += ["0001-01-01T00:00:00+23:59", "9999-12-31T23:59:59-23:59"]
DECIMALS: list[Any] = [
    "NaN",
    "sNaN",
    "Infinity",
    "-Infinity",
    "1e400",
    "1e-400",
    "1e999999999",
    "9" * 5_000,
    "1" + "0" * 15,
]
DECIMALS += ["", "x", "1_000", "\uff11", "\0", 1e300, True, [], {}]
CURRENCIES: list[Any] = ["", "usd", "US", "USDD", "ÜSD", "\0\0\0", 840, True]
NO_IDS: list[Any] = [1.5, True, [], {}]
INTS: list[Any] = [2**31, -(2**31) - 1, 2**63, 1.5, "1", True]


HOSTILE_SCALARS: list[tuple[str, str, Any]] = [
    *(("Date", "serviceFrom", each) for each in DATES),
    *(("DateTime", "receivedFrom", each) for each in INSTANTS),
    *(("Decimal", "billedFrom", each) for each in DECIMALS),
    *(("ID", "memberId", each) for each in NO_IDS),
]


@pytest.mark.parametrize(("kind", "field", "value"), HOSTILE_SCALARS)
async def test_what_is_not_a_value_of_a_scalar_is_refused(claims: Asked, kind: str, field: str, value: Any) -> None:
    query = (
        f"query ($value: {kind}) {{ claims(filter: {{{field}: $value}}) {{ edges {{ node {{ id }} }} totalCount }} }}"
    )

    code, message = await claims.refusal(query, value=value)

    assert code == REFUSED
    assert "$value" in message


@pytest.mark.parametrize(
    ("kind", "field", "value"),
    [
        ("Date", "serviceFrom", "0001-01-01"),
        ("Date", "serviceTo", "9999-12-31"),
        ("DateTime", "receivedFrom", "0001-01-01T00:00:00Z"),
        ("DateTime", "receivedTo", "9999-12-31T23:59:59.999999Z"),
        ("Decimal", "billedFrom", "-999999999999999.9999"),
        ("Decimal", "billedTo", 999_999_999_999_999),
        ("String", "search", "%_\\'; DROP TABLE claims; --"),
    ],
)
async def test_the_ends_of_what_can_be_kept_are_answered(claims: Asked, kind: str, field: str, value: Any) -> None:
    query = (
        f"query ($value: {kind}) {{ claims(filter: {{{field}: $value}}) {{ edges {{ node {{ id }} }} totalCount }} }}"
    )

    answer = await claims.post(query, value=value)

    assert answer == (200, {"data": {"claims": {"edges": [], "totalCount": 0}}})


@pytest.mark.parametrize("value", ["", " ", "x", "\0", "0" * 10_000, SOME_ID[:-1], "\uff21\uff22", -1])
async def test_what_is_not_an_id_is_refused(claims: Asked, value: Any) -> None:
    refusals = [
        await claims.refusal("query ($id: ID) { claim(id: $id) { id } }", id=value),
        await claims.refusal("query ($id: ID) { claims(filter: {memberId: $id}) { totalCount } }", id=value),
        await claims.refusal("query ($id: ID!) { benefitUtilization(memberId: $id) { id } }", id=value),
    ]

    assert [code for code, _ in refusals] == [REFUSED] * 3
    assert not any("000" in message for _, message in refusals)


@pytest.mark.parametrize("value", ["", "   ", "\0", "a" * 101, "%" * 200_000])
async def test_what_nobody_searches_for_is_refused(claims: Asked, value: str) -> None:
    query = "query ($text: String) { claims(filter: {search: $text}) { totalCount } }"

    assert (await claims.refusal(query, text=value))[0] == REFUSED


async def test_half_a_surrogate_pair_is_no_request(claims: Asked) -> None:
    status, _ = await claims.post(
        "query ($text: String) { claims(filter: {search: $text}) { totalCount } }", text="\ud800"
    )

    assert status == 400


@pytest.mark.parametrize("value", INTS)
async def test_a_page_size_is_a_small_whole_number(claims: Asked, value: Any) -> None:
    assert (await claims.refusal("query ($n: Int) { claims(first: $n) { totalCount } }", n=value))[0] == REFUSED


async def test_a_number_that_its_column_would_round_beyond_its_end_is_refused(claims: Asked) -> None:
    query = "query ($value: Decimal) { claims(filter: {billedTo: $value}) { totalCount } }"

    refusal = await claims.refusal(query, value="999999999999999.99999")

    assert refusal == (REFUSED, "billedAmount: out of range")


@pytest.mark.parametrize("value", CURRENCIES)
async def test_what_is_not_a_currency_is_refused(finance: Asked, value: Any) -> None:
    query = "query ($code: CurrencyCode) { invoices(filter: {currency: $code}) { totalCount } }"

    assert (await finance.refusal(query, code=value))[0] == REFUSED


@pytest.mark.parametrize("value", [2**53, -(2**53), 2**63, 1.5, "1", True])
async def test_a_long_is_a_whole_number_that_every_reader_keeps(tokens: Asked, value: Any) -> None:
    query = "query ($value: Long) { tokenWallets(filter: {availableBelow: $value}) { totalCount } }"

    assert (await tokens.refusal(query, value=value))[0] == REFUSED


async def test_a_span_that_ends_before_it_begins_is_empty(finance: Asked) -> None:
    query = """query ($id: ID!) {
      accountStatement(accountId: $id, span: {from: "2026-03-10", to: "2026-03-01"}) { entries { totalCount } }
    }"""

    assert await finance.post(query, id=SOME_ID) == (200, {"data": {"accountStatement": None}})


async def test_too_many_ids_are_refused(schemes: Asked) -> None:
    query = "query ($ids: [ID!]!) { compareSchemes(ids: $ids) { __typename } }"

    assert await schemes.refusal(query, ids=[SOME_ID] * 10_000) == (REFUSED, "ids: give between 1 and 10")


async def test_too_many_values_are_refused(claims: Asked) -> None:
    query = "query ($all: [ClaimStatus!]) { claims(filter: {statusIn: $all}) { totalCount } }"

    assert (await claims.refusal(query, all=["PAID"] * 10_000))[0] == REFUSED


# Cursors

OTHER_TYPES: list[Any] = [None, True, 1, 1.5, "", "x", "\0", [], {}, [1], 2**63, -(2**63), 10**30]
FORGED = [cursor("received_at", value, SOME_ID) for value in (*OTHER_TYPES, "2026-03-10T09:30:00", "2026-03-10")]
FORGED += [cursor("received_at", "0001-01-01T00:00:00+23:59", SOME_ID)]
FORGED += [cursor("received_at", "2026-03-10T09:30:00Z", value) for value in OTHER_TYPES]
FORGED += [
    cursor(),
    cursor(1),
    cursor("received_at"),
    cursor(*range(100)),
    cursor({}),
    "",
    " ",
    "%",
    "ü",
    "\0",
    "a",
    "====",
]
FORGED += [
    "A" * 100_000,
    base64.urlsafe_b64encode(b"[" * 50_000).decode(),
    base64.urlsafe_b64encode(b"\xff\xfe").decode(),
]


@pytest.mark.parametrize("argument", ["after", "before"])
@pytest.mark.parametrize("forged", FORGED, ids=range(len(FORGED)))
async def test_a_forged_cursor_is_refused(claims: Asked, argument: str, forged: str) -> None:
    query = f"query ($cursor: String) {{ claims({argument}: $cursor) {{ edges {{ cursor }} }} }}"

    assert await claims.refusal(query, cursor=forged) == (REFUSED, f"{argument}: not a cursor of this list")


OF_ANOTHER_TYPE: dict[tuple[str, str, str], list[Any]] = {
    ("claims", "BILLED_ASC", "billed_amount"): [None, True, "", "x", [], {}, "NaN", "Infinity", "1e400", "9" * 20],
    ("fraudResults", "SCORE_ASC", "score"): [None, True, 1.5, "1", [], 2**31, 2**63],
    ("claims", "CLAIM_NUMBER_ASC", "claim_number"): [None, True, 1, 1.5, "\0", [], {}],
    ("preauthorizations", "START_ASC", "span"): [None, 1, "", "x", "2026-02-30", "-infinity"],
}


@pytest.mark.parametrize(
    ("field", "order", "column", "value"),
    [(*place, value) for place, values in OF_ANOTHER_TYPE.items() for value in values],
)
async def test_a_cursor_with_a_value_of_another_type_is_refused(
    claims: Asked, field: str, order: str, column: str, value: Any
) -> None:
    query = f"query ($cursor: String) {{ {field}(orderBy: {order}, after: $cursor) {{ edges {{ cursor }} }} }}"

    code, message = await claims.refusal(query, cursor=cursor(column, value, SOME_ID))

    assert (code, message) == (REFUSED, "after: not a cursor of this list")


async def test_a_cursor_of_another_list_says_so(claims: Asked) -> None:
    query = "query ($cursor: String) { claims(after: $cursor) { edges { cursor } } }"

    refusal = await claims.refusal(query, cursor=cursor("claim_number", "CLM-2026-000001", SOME_ID))

    assert refusal == (REFUSED, "after: the cursor belongs to a list in another order")


# Entities

ENTITIES = "query ($all: [_Any!]!) { _entities(representations: $all) { __typename ... on Claim { id } } }"


@pytest.mark.parametrize(
    "representation",
    [
        {},
        {"id": SOME_ID},
        {"__typename": "Nothing", "id": SOME_ID},
        {"__typename": "ClaimEdge", "id": SOME_ID},
        {"__typename": "Query"},
        {"__typename": "String"},
        {"__typename": None, "id": SOME_ID},
        {"__typename": 1, "id": SOME_ID},
        {"__typename": ["Claim"], "id": SOME_ID},
        {"__typename": "Claim"},
        {"__typename": "Claim", "id": None},
        {"__typename": "Claim", "id": 1},
        {"__typename": "Claim", "id": [SOME_ID]},
        {"__typename": "Claim", "id": {"id": SOME_ID}},
        {"__typename": "Claim", "id": "\0"},
        {"__typename": "Claim", "claimNumber": 1},
        {"__typename": "Claim", "claimNumber": ["CLM-2026-000001"]},
        {"__typename": "Claim", "id": SOME_ID, "claimNumber": "CLM-2026-000001"},
        {"__typename": "Claim", "id": SOME_ID, "nonsense": 1},
        {"__typename": "Claim", "info": 1},
        {"__typename": "Claim", "self": 1, "cls": 1},
        {"__typename": "Member"},
        {"__typename": "Member", "id": SOME_ID, "nonsense": 1},
        {"__typename": "Member", "id": ["x"]},
        {"__typename": "Member", "id": SOME_ID, "claims": 1},
        {"__typename": "DiagnosisCode"},
        {"__typename": "DiagnosisCode", "codeSystem": "ICD10", "code": "\0"},
        {"__typename": "DiagnosisCode", "codeSystem": "NONE", "code": "A00"},
        {"__typename": "DiagnosisCode", "codeSystem": {}, "code": "A00"},
        "Claim",
        1,
        None,
        [],
    ],
    ids=str,
)
async def test_what_is_not_a_representation_is_refused(claims: Asked, representation: Any) -> None:
    code, _ = await claims.refusal(ENTITIES, all=[representation])

    assert code == REFUSED
