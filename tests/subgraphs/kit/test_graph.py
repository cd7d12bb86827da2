"""A service asks the graph as itself: whole answers, a deadline, one retry, and rest for who does not answer."""

import asyncio
import socket
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from subgraphs.kit.graph import AskRefused, DependencyUnavailable, Graph, GraphSettings, open_graph, read_asks
from tests.serving import serving

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
ASKS = read_asks(
    """
    query Facts($id: ID!) { member(id: $id) { ...Name } }
    query Other { __typename }
    fragment Name on Member { memberNumber }
    """
)
FACTS = {"member": {"memberNumber": "M1"}}

Answer = Callable[[], Response]


def data(value: Any) -> Answer:
    return lambda: JSONResponse({"data": value})


def error(code: str, status: int = 200, partial: Any = None) -> Answer:
    body = {"data": partial, "errors": [{"message": "no", "extensions": {"code": code}}]}
    return lambda: JSONResponse(body, status)


@dataclass
class Door:
    """What stands where the gateway would, and answers as it is told; the last answer stays."""

    answers: list[Answer] = field(default_factory=list)
    asked: list[dict[str, Any]] = field(default_factory=list)
    tokens: list[str | None] = field(default_factory=list)
    sign_ins: int = 0
    secret: str = "good"

    async def __call__(self, request: Request) -> Response:
        said = await request.json()
        if said["operationName"] == "SignIn":
            self.sign_ins += 1
            if said["variables"]["input"]["clientSecret"] != self.secret:
                errors = [{"code": "INVALID_CREDENTIALS"}]
                return JSONResponse({"data": {"serviceToken": {"token": None, "errors": errors}}})
            token = {
                "accessToken": f"token-{self.sign_ins}",
                "expiresAt": (NOON + timedelta(minutes=10 * self.sign_ins)).isoformat(),
            }
            return JSONResponse({"data": {"serviceToken": {"token": token, "errors": []}}})
        self.asked.append(said)
        self.tokens.append(request.headers.get("authorization"))
        return (self.answers.pop(0) if len(self.answers) > 1 else self.answers[0])()


@pytest.fixture
def door() -> Door:
    return Door([data(FACTS)])


@pytest.fixture
async def graph(door: Door) -> AsyncIterator[Graph]:
    async with serving(Starlette(routes=[Route("/graphql", door.__call__, methods=["POST"])])) as base:
        settings = GraphSettings(f"{base}/graphql", "claims", "good")
        async with open_graph(settings, ASKS) as graph:
            graph.clock = lambda: NOON
            yield graph


def test_an_operation_takes_the_fragments_it_needs() -> None:
    assert "fragment Name on Member" in ASKS["Facts"]
    assert "fragment" not in ASKS["Other"]


async def test_an_operation_is_asked_by_name_as_the_service(graph: Graph, door: Door) -> None:
    answer = await graph.ask("Facts", {"id": "1"})

    assert answer == FACTS
    assert [(each["operationName"], each["variables"]) for each in door.asked] == [("Facts", {"id": "1"})]
    assert door.tokens == ["Bearer token-1"]


async def test_a_token_is_kept_until_shortly_before_it_ends(graph: Graph, door: Door) -> None:
    await asyncio.gather(*(graph.ask("Facts", {"id": "1"}) for _ in range(5)))
    graph.clock = lambda: NOON + timedelta(minutes=8, seconds=59)
    await graph.ask("Facts", {"id": "1"})
    before = door.sign_ins

    graph.clock = lambda: NOON + timedelta(minutes=9)
    await graph.ask("Facts", {"id": "1"})

    assert (before, door.sign_ins) == (1, 2)


async def test_a_token_that_was_ended_is_fetched_anew(graph: Graph, door: Door) -> None:
    door.answers = [error("UNAUTHENTICATED", 401), data(FACTS)]

    assert await graph.ask("Facts", {"id": "1"}) == FACTS
    assert door.tokens == ["Bearer token-1", "Bearer token-2"]


async def test_who_was_away_for_a_moment_is_asked_once_more(graph: Graph, door: Door) -> None:
    door.answers = [error("SUBGRAPH_UNREACHABLE"), data(FACTS)]

    assert await graph.ask("Facts", {"id": "1"}) == FACTS


@pytest.mark.parametrize(
    "answer",
    [
        error("SUBGRAPH_UNREACHABLE", partial={"member": None}),
        error("DEPENDENCY_UNAVAILABLE"),
        error("", 500),
        lambda: Response(b"<html>", 502),
        lambda: JSONResponse([]),
        data(None),
    ],
    ids=["half an answer", "a database away", "a fault", "no JSON", "no object", "no data"],
)
async def test_no_whole_answer_is_none(graph: Graph, door: Door, answer: Answer) -> None:
    door.answers = [answer]

    with pytest.raises(DependencyUnavailable):
        await graph.ask("Facts", {"id": "1"})

    assert len(door.asked) == 2


async def test_a_refusal_is_not_asked_again(graph: Graph, door: Door) -> None:
    door.answers = [error("FORBIDDEN")]

    with pytest.raises(AskRefused, match="Facts is refused: FORBIDDEN"):
        await graph.ask("Facts", {"id": "1"})

    assert len(door.asked) == 1


async def test_a_wrong_secret_is_a_refusal(graph: Graph, door: Door) -> None:
    door.secret = "another"

    with pytest.raises(AskRefused, match="INVALID_CREDENTIALS"):
        await graph.ask("Facts", {"id": "1"})


async def test_who_does_not_answer_in_time_is_given_up() -> None:
    # Connections are taken by the system, and nobody reads them.
    with socket.create_server(("127.0.0.1", 0)) as silent:
        settings = GraphSettings(f"http://127.0.0.1:{silent.getsockname()[1]}/graphql", "claims", "x", deadline_s=0.05)
        async with open_graph(settings, ASKS) as graph:
            with pytest.raises(DependencyUnavailable, match=r"no answer within 0\.05 s"):
                await graph.ask("Facts", {"id": "1"})


async def test_who_fails_again_and_again_is_left_alone(graph: Graph, door: Door) -> None:
    door.answers = [error("SUBGRAPH_UNREACHABLE")]

    for _ in range(5):
        with pytest.raises(DependencyUnavailable):
            await graph.ask("Facts", {"id": "1"})

    assert len(door.asked) == 5


async def test_more_questions_at_once_than_it_takes_are_refused_at_once(graph: Graph, door: Door) -> None:
    await graph.ask("Facts", {"id": "1"})

    done = await asyncio.gather(*(graph.ask("Facts", {"id": "1"}) for _ in range(40)), return_exceptions=True)

    assert sum(each == FACTS for each in done) == 32
    assert sum(isinstance(each, DependencyUnavailable) for each in done) == 8
    assert len(door.asked) == 33
    assert await graph.ask("Facts", {"id": "1"}) == FACTS
