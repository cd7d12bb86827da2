"""The subgraphs of the comparison: replayed answers are the ones that execution would give."""

import orjson

from benchmarks.gateway.replay import Recorder
from benchmarks.gateway.subgraphs import execute

DELIVERY = "query($them: [_Any!]!) { _entities(representations: $them) { ... on Product { delivery { days cost } } } }"
SHELF = "query($id: ID!) { shelf(id: $id) { title products { upc name } } }"


def body(query: str, **variables: object) -> bytes:
    return orjson.dumps({"query": query, "variables": variables})


def test_a_replayed_answer_is_what_execution_gives_for_that_token() -> None:
    recorder = Recorder()
    recorder.answer("catalog", body(SHELF, id="tk00000001"))

    replayed = recorder.answer("catalog", body(SHELF, id="tk00000002"))

    assert len(recorder.answers) == 1
    assert replayed.partition(b"\r\n\r\n")[2] == execute("catalog", body(SHELF, id="tk00000002"))


def test_another_request_is_executed_and_not_replayed() -> None:
    recorder = Recorder()
    recorder.answer("catalog", body(SHELF, id="tk00000001"))

    answer = recorder.answer("catalog", body('{ shelf(id: "tk00000001") { aisle } }'))

    assert orjson.loads(answer.partition(b"\r\n\r\n")[2]) == {"data": {"shelf": {"aisle": 12}}}


def test_requests_are_counted_by_subgraph() -> None:
    recorder = Recorder()

    recorder.answer("catalog", body(SHELF, id="tk00000001"))
    recorder.answer("catalog", body(SHELF, id="tk00000002"))
    recorder.answer("accounts", body('{ user(id: "tk00000001-u1") { name } }'))

    assert recorder.requests == {"catalog": 2, "accounts": 1}


def test_a_required_field_comes_with_the_representation() -> None:
    product = {"__typename": "Product", "upc": "tk00000001-p7", "weight": 359}

    answer = orjson.loads(execute("shipping", body(DELIVERY, them=[product])))

    assert answer == {"data": {"_entities": [{"delivery": {"days": 4, "cost": 35}}]}}
