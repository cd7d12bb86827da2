"""The gateway as a whole: real subgraphs behind it, real HTTP in front."""

import asyncio

import pytest
from structlog.testing import capture_logs

from gateway.server.app import Gateway
from gateway.server.settings import Limits, Settings
from tests.gateway.server.graph import SUPERGRAPH, Graph, a_graph, slow_was_asked
from tests.serving import serving

WHOLE = "{ members { id name balance friend { name balance } } }"


async def test_one_query_spans_two_subgraphs_with_one_request_each() -> None:
    async with a_graph() as graph:
        answer = await graph.ask(WHOLE)

    assert answer == {
        "data": {
            "members": [
                {"id": "1", "name": "Ann", "balance": 10, "friend": {"name": "Ben", "balance": 20}},
                {"id": "2", "name": "Ben", "balance": 20, "friend": None},
            ]
        }
    }
    assert (graph.core.requests, graph.tokens.requests) == (1, 1)


async def test_the_answer_is_the_same_at_the_first_second_and_third_time(plain_graph: Graph) -> None:
    answers = [await plain_graph.ask(WHOLE) for _ in range(3)]

    assert answers[0] == answers[1] == answers[2]


async def test_variables_and_conditions_take_effect_in_each_request(plain_graph: Graph) -> None:
    query = "query ($id: ID!, $rich: Boolean!) { member(id: $id) { name balance @include(if: $rich) } }"

    rich = await plain_graph.ask(query, id="1", rich=True)
    poor = await plain_graph.ask(query, id="2", rich=False)
    rich_again = await plain_graph.ask(query, id="2", rich=True)

    assert rich == {"data": {"member": {"name": "Ann", "balance": 10}}}
    assert poor == {"data": {"member": {"name": "Ben"}}}
    assert rich_again == {"data": {"member": {"name": "Ben", "balance": 20}}}


async def test_a_mutation_is_executed_by_post(plain_graph: Graph) -> None:
    answer = await plain_graph.ask('mutation { rename(id: "1", name: "Eve") { id name balance } }')

    assert answer == {"data": {"rename": {"id": "1", "name": "Eve", "balance": 10}}}


async def test_a_subgraph_that_is_down_costs_its_fields_alone() -> None:
    async with a_graph(without="tokens") as graph:
        answer = await graph.ask("{ member(id: 1) { name balance } }")

    assert answer == {
        "data": {"member": {"name": "Ann", "balance": None}},
        "errors": [
            {
                "message": "'tokens' cannot be reached",
                "path": ["member", "balance"],
                "extensions": {"code": "SUBGRAPH_UNAVAILABLE", "service": "tokens"},
            }
        ],
    }


async def test_an_error_of_a_subgraph_reaches_the_client_at_its_alias(plain_graph: Graph) -> None:
    answer = await plain_graph.ask("{ sorry: broken members(first: 1) { id } }")

    assert answer["data"] == {"sorry": None, "members": [{"id": "1"}]}
    assert answer["errors"] == [
        {
            "message": "the cupboard is bare",
            "path": ["sorry"],
            "extensions": {"code": "SUBGRAPH_ERROR", "service": "core"},
        }
    ]


async def test_messages_of_subgraphs_can_be_hidden() -> None:
    async with a_graph(Settings(hides_subgraph_messages=True)) as graph:
        answer = await graph.ask("{ broken }")

    assert answer["errors"][0]["message"] == "'core' reported an error"


async def test_introspection_is_answered_without_asking_a_subgraph() -> None:
    async with a_graph() as graph:
        answer = await graph.ask('{ __typename __type(name: "Member") { fields { name } } }')
        again = await graph.ask('{ __typename __type(name: "Member") { fields { name } } }')

    assert answer == again
    assert answer == {
        "data": {
            "__typename": "Query",
            "__type": {"fields": [{"name": "id"}, {"name": "name"}, {"name": "friend"}, {"name": "balance"}]},
        }
    }
    assert graph.core.requests == 0


async def test_introspection_can_be_switched_off() -> None:
    async with a_graph(Settings(allows_introspection=False)) as graph:
        answer = await graph.ask("{ __schema { queryType { name } } }")
        typename = await graph.ask("{ __typename }")

    assert answer["errors"][0]["extensions"] == {"code": "INTROSPECTION_DISABLED"}
    assert typename == {"data": {"__typename": "Query"}}


async def test_an_operation_that_takes_too_long_is_given_up() -> None:
    limits = Limits(operation_seconds=0.05, subgraph_seconds=5)
    async with a_graph(Settings(limits=limits)) as graph:
        async with graph.client.post(f"{graph.url}/graphql", json={"query": "{ slow }"}) as response:
            body = await response.json()

        assert response.status == 504
        assert body["errors"][0]["extensions"] == {"code": "OPERATION_TIMEOUT"}
        assert (await graph.ask("{ __typename }")) == {"data": {"__typename": "Query"}}


async def test_a_slow_subgraph_is_an_error_with_a_path() -> None:
    async with a_graph(Settings(limits=Limits(subgraph_seconds=0.05))) as graph:
        answer = await graph.ask("{ slow members(first: 1) { id } }")

    assert answer["errors"][0]["extensions"] == {"code": "SUBGRAPH_TIMEOUT", "service": "core"}
    assert {tuple(error["path"]) for error in answer["errors"]} == {("slow",), ("members",)}


async def test_more_operations_than_may_be_in_work_are_told_to_come_back() -> None:
    limits = Limits(operations_in_work=1, operations_waiting=0, operation_seconds=5, subgraph_seconds=0.3)
    async with a_graph(Settings(limits=limits)) as graph:
        slow = asyncio.create_task(graph.ask("{ slow }"))
        await slow_was_asked.wait()
        async with graph.client.post(f"{graph.url}/graphql", json={"query": "{ __typename }"}) as response:
            body = await response.json()
        await slow

    assert (response.status, response.headers["retry-after"]) == (503, "1")
    assert body["errors"][0]["extensions"] == {"code": "OVERLOADED"}
    assert body["errors"][0]["message"] == "operations in work: at most 1 at once; try again in a moment"


async def test_who_waits_for_a_place_in_work_gets_it_when_it_is_free() -> None:
    limits = Limits(operations_in_work=1, operations_waiting=20, waiting_seconds=5)
    async with a_graph(Settings(limits=limits)) as graph:
        answers = await asyncio.gather(*(graph.ask("{ members { name } }") for _ in range(10)))

    assert answers == [{"data": {"members": [{"name": "Ann"}, {"name": "Ben"}]}}] * 10


async def test_equal_new_texts_are_planned_once() -> None:
    async with a_graph() as graph:
        planned: list[str] = []
        prepare = graph.app.pipeline.texts.preparer.prepare

        def counting(*arguments: object, **named: object) -> object:
            planned.append("once more")
            return prepare(*arguments, **named)  # type: ignore[arg-type]  # passed through

        graph.app.pipeline.texts.preparer.prepare = counting  # type: ignore[method-assign, assignment]  # counts, and calls the real one
        answers = await asyncio.gather(*(graph.ask(WHOLE) for _ in range(8)))

    assert all(answer == answers[0] for answer in answers)
    assert planned == ["once more"]


async def test_texts_that_differ_in_literals_and_names_share_a_program() -> None:
    async with a_graph() as graph:
        one = await graph.ask('query One { a: member(id: "1") { name balance } }')
        other = await graph.ask('query Other { b: member(id: "2") { called: name balance } }')
        programs = graph.app.pipeline.texts.preparer.programs_kept

    assert programs == 1
    assert (one["data"]["a"]["name"], other["data"]["b"]["called"]) == ("Ann", "Ben")


@pytest.mark.parametrize("text", ['{ member(id: "2") { id name balance } }', "{ members(first: 1) { id name } }"])
async def test_answers_are_the_same_with_and_without_lifted_literals(text: str) -> None:
    async with a_graph(Settings(lifts_literals=True)) as graph:
        lifted = await graph.ask(text)
    async with a_graph(Settings(lifts_literals=False)) as graph:
        written = await graph.ask(text)

    assert lifted == written
    assert "errors" not in lifted


async def test_an_answer_larger_than_allowed_is_not_sent() -> None:
    async with a_graph(Settings(limits=Limits(answer_bytes=40))) as graph:
        answer = await graph.ask(WHOLE)

    assert answer["data"] is None
    assert answer["errors"][0]["extensions"] == {"code": "ANSWER_TOO_LARGE"}


async def test_the_schema_that_clients_see_is_served_as_text(plain_graph: Graph) -> None:
    async with plain_graph.client.get(f"{plain_graph.url}/schema.graphql") as response:
        schema = await response.text()

    assert response.status == 200
    assert "type Member {" in schema
    assert "join__" not in schema


async def test_health_is_told(plain_graph: Graph) -> None:
    statuses = []
    for path in ("/health", "/health/ready"):
        async with plain_graph.client.get(plain_graph.url + path) as response:
            statuses.append(response.status)

    assert statuses == [200, 200]


async def test_without_a_built_page_the_root_says_how_to_build_it(plain_graph: Graph) -> None:
    async with plain_graph.client.get(f"{plain_graph.url}/") as response:
        text = await response.text()

    assert response.status == 200
    assert "npm run build" in text


async def test_what_is_not_there_is_404_as_json(plain_graph: Graph) -> None:
    async with plain_graph.client.get(f"{plain_graph.url}/nothing") as response:
        body = await response.json()

    assert (response.status, body["errors"][0]["extensions"]) == (404, {"code": "NOT_FOUND"})


async def test_a_bug_of_ours_is_500_with_a_request_id_and_nothing_of_the_cause(plain_graph: Graph) -> None:
    async def send(subgraph: str, body: bytes, *, is_idempotent: bool) -> bytes:
        raise ZeroDivisionError("secret")

    app = Gateway(SUPERGRAPH, send=send)
    async with serving(app) as url:
        with capture_logs() as logs:
            async with plain_graph.client.post(f"{url}/graphql", json={"query": "{ members { id } }"}) as response:
                body = await response.json()

    assert response.status == 500
    assert body == {
        "errors": [
            {
                "message": "The gateway failed to answer.",
                "extensions": {"code": "INTERNAL", "requestId": response.headers["x-request-id"]},
            }
        ]
    }
    assert [entry["request_id"] for entry in logs] == [response.headers["x-request-id"]]
