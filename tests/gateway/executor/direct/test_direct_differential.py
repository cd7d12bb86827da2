"""The direct way answers what the clear way answers, whatever the subgraphs say, or leaves the answer to it.

Thousands: `pytest tests/gateway/executor/direct --differential-cases 1000 --differential-seed 1`.
"""

from random import Random
from typing import Any

import orjson
import pytest

from gateway.executor import Send, compile_plan, execute
from gateway.executor.direct.flight import make_route
from gateway.executor.direct.positions import NotCovered
from gateway.operation import choose_operation, coerce_variables, normalise
from gateway.planner import make_plan
from gateway.response import Shaper
from tests.gateway.differential.compare import Case, make_case
from tests.gateway.differential.operations import Request
from tests.gateway.differential.transfers import ACTIVE_LABELS

OPERATIONS = 6
WRONG: tuple[Any, ...] = (None, True, 7, 2**40, 1.5, 3.0, "x", "", [], {}, [None], {"id": "x"})


async def test_the_direct_way_answers_what_the_clear_one_does(pytestconfig: pytest.Config) -> None:
    first = pytestconfig.getoption("differential_seed")
    taken = {False: 0, True: 0}

    for seed in range(first, first + pytestconfig.getoption("differential_cases") // 3):
        case = make_case(seed)
        if not isinstance(case, Case):
            continue
        for number, request in enumerate(case.requests(Random(seed), OPERATIONS)):
            is_spoilt = number % 2 == 1
            answers = await both_ways(case, request, _sender(case, Random(seed) if is_spoilt else None))
            if answers is None:
                continue
            direct, clear = answers
            assert direct is None or direct == clear, f"seed {seed}: {request.text}"
            taken[is_spoilt] += direct is not None

    assert taken[False] > 3
    print(f"{taken[False]} whole and {taken[True]} spoilt operations went the direct way")  # noqa: T201 - a long run tells what it ran


async def both_ways(case: Case, request: Request, send: Send) -> tuple[bytes | None, bytes] | None:
    """Answer an operation the direct way, as JSON or None, and the clear way; None where it is not covered."""
    schema = case.supergraph.api_schema
    node = choose_operation(request.document, None)
    variables = coerce_variables(node, schema, request.variables)
    operation = normalise(request.document, node, schema, variables)
    plan = make_plan(operation, case.supergraph, labels=ACTIVE_LABELS)
    program = compile_plan(plan, is_fast=False)
    try:
        route = make_route(program, plan.client, schema)
    except NotCovered:
        return None
    direct = await route.fly(variables, send)
    outcome = await execute(program, variables, send)
    shaped = Shaper(plan.client, plan.root_type, schema, is_fast=False).shape(outcome)
    clear = {"errors": shaped.errors, "data": shaped.data} if shaped.errors else {"data": shaped.data}
    return None if direct is None else orjson.dumps(orjson.loads(direct)), orjson.dumps(clear)


def _sender(case: Case, random: Random | None) -> Send:
    """Ask the case's subgraphs; the same question has the same answer, spoilt in a few places if there is a lot."""
    answers: dict[tuple[str, bytes], bytes] = {}

    async def send(subgraph: str, body: bytes, *, is_idempotent: bool) -> bytes:
        assert is_idempotent
        key = subgraph, body
        if key not in answers:
            answer = orjson.loads(case.servers[subgraph].answer(body))
            if random is not None and random.random() < 0.6:
                _spoil(answer, random)
            answers[key] = orjson.dumps(answer)
        return answers[key]

    return send


def _spoil(value: Any, random: Random) -> None:
    """Put something wrong, or nothing at all, somewhere below a value."""
    while True:
        if isinstance(value, dict) and random.random() < 0.05:
            value["more"] = random.choice(WRONG)
            return
        places = list(value) if isinstance(value, dict) else list(range(len(value)))
        if not places:
            return
        place = random.choice(places)
        if random.random() < 0.4 or not isinstance(value[place], dict | list):
            if random.random() < 0.2:
                del value[place]
            else:
                value[place] = random.choice(WRONG)
            return
        value = value[place]
