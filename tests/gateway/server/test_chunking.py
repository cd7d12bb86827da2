"""Long lists of representations in pieces: nobody can tell the answer from that to one request."""

import json
from typing import Any

import pytest

from gateway.errors import FetchFailed
from gateway.server.chunking import Chunking
from gateway.server.settings import Settings, SubgraphSettings
from tests.gateway.server.graph import a_graph

ONE = "query ($representations: [_Any!]!) { _entities(representations: $representations) { ... on U { name } } }"
TWO = (
    "query ($representations: [_Any!]!, $representations_1: [_Any!]!) { version "
    "_entities(representations: $representations) { ... on U { name } } "
    "_entities_1: _entities(representations: $representations_1) { ... on V { name } } }"
)


class Subgraph:
    """Answers each representation with its own id; a negative id with null and an error, and `down` not at all."""

    def __init__(self) -> None:
        self.sizes: list[list[int]] = []
        self.sent: list[int] = []

    async def __call__(self, subgraph: str, body: bytes, *, is_idempotent: bool) -> bytes:
        assert subgraph in {"users", "others"}
        request = json.loads(body)
        lists = {name: value for name, value in request["variables"].items() if isinstance(value, list)}
        self.sizes.append([len(value) for value in lists.values()])
        data: dict[str, Any] = {"version": len(self.sizes)} if "version" in request["query"] else {}
        errors = []
        for name, value in lists.items():
            self.sent += value
            if "down" in value:
                raise FetchFailed(subgraph, "is down")
            alias = name.replace("representations", "_entities")
            data[alias] = [None if each < 0 else {"id": each} for each in value]
            errors += [
                {"message": f"no {each}", "path": [alias, place, "id"]} for place, each in enumerate(value) if each < 0
            ]
        return json.dumps({"data": data, "errors": errors} if errors else {"data": data}).encode()


async def ask(query: str, *, subgraph: str = "users", is_idempotent: bool = True, **variables: Any) -> tuple[Any, Any]:
    """Ask in pieces of three; returns the answer and the sizes that were sent."""
    there = Subgraph()
    body = json.dumps({"query": query, "variables": variables}).encode()
    answer = await Chunking(there, {"users": 3})(subgraph, body, is_idempotent=is_idempotent)
    return json.loads(answer), there.sizes


@pytest.mark.parametrize(
    ("count", "sizes"), [(0, [[0]]), (1, [[1]]), (3, [[3]]), (4, [[3], [1]]), (8, [[3], [3], [2]])]
)
async def test_at_most_so_many_are_sent_at_once_and_come_back_in_order(count: int, sizes: list[list[int]]) -> None:
    answer, sent = await ask(ONE, representations=list(range(count)))

    assert sent == sizes
    assert answer["data"] == {"_entities": [{"id": number} for number in range(count)]}


async def test_errors_are_told_at_their_places_in_the_whole() -> None:
    answer, _ = await ask(ONE, representations=[0, -1, 2, 3, -4])

    assert answer["data"]["_entities"] == [{"id": 0}, None, {"id": 2}, {"id": 3}, None]
    assert [(error["message"], error["path"]) for error in answer["errors"]] == [
        ("no -1", ["_entities", 1, "id"]),
        ("no -4", ["_entities", 4, "id"]),
    ]


async def test_several_lists_of_one_request_are_taken_apart_together() -> None:
    answer, sent = await ask(TWO, representations=[1, 2, 3, 4], representations_1=[5])

    assert sent == [[3, 1], [1, 0]]
    assert answer["data"] == {
        "version": 1,
        "_entities": [{"id": 1}, {"id": 2}, {"id": 3}, {"id": 4}],
        "_entities_1": [{"id": 5}],
    }


async def test_integers_of_any_length_are_sent_whole() -> None:
    there = Subgraph()
    body = json.dumps({"query": ONE, "variables": {"representations": [1, 2, 3, 10**30]}}).encode()

    await Chunking(there, {"users": 3})("users", body, is_idempotent=True)

    assert there.sent == [1, 2, 3, 10**30]


async def test_a_piece_that_fails_fails_the_whole() -> None:
    with pytest.raises(FetchFailed, match="'users' is down"):
        await Chunking(Subgraph(), {"users": 1})(
            "users",
            json.dumps({"query": ONE, "variables": {"representations": ["down", "down"]}}).encode(),
            is_idempotent=True,
        )


async def test_other_subgraphs_and_orders_are_left_alone() -> None:
    _, other = await ask(ONE, subgraph="others", representations=[1, 2, 3, 4])
    _, order = await ask(ONE, is_idempotent=False, representations=[1, 2, 3, 4])

    assert other == order == [[4]]


@pytest.mark.parametrize(("maximum", "requests"), [(None, 1), (2, 1), (1, 2)])
async def test_a_gateway_asks_a_subgraph_for_no_more_than_it_takes(maximum: int | None, requests: int) -> None:
    settings = Settings(subgraphs={"tokens": SubgraphSettings(representations_max=maximum)})
    async with a_graph(settings) as graph:
        answer = await graph.ask("{ members { name balance } }")

        assert answer["data"]["members"] == [{"name": "Ann", "balance": 10}, {"name": "Ben", "balance": 20}]
        assert graph.tokens.requests == requests
