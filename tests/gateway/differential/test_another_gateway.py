"""The same supergraphs, operations and subgraphs through @apollo/gateway, where Node is there.

More: `pytest tests/gateway/differential/test_another_gateway.py --peer-worlds 200`. Where it and plain execution
differ, the specification decides. Known differences of @apollo/gateway 2.14, which are left out here:

what is asked                                             what it does
a requirement with arguments, `@requires("f(n: 1)")`,     asks both under one name: an invalid document, or what is sent
where the client asks the field otherwise                 is the value that the client asked for
a requirement through type conditions                     sends the value without the `__typename` that tells them apart
a requirement that is a list of lists                     sends the outer list with nulls
an object after a null in a list of lists                 leaves out what other subgraphs know of the object
a requirement below an interface's field                  asks the subgraph that requires it for what is external there
a type that a subgraph knows as an interface object,      plans nothing and throws "We should have an edge"
for `__typename` or a condition
@context                                                  refuses the supergraph
override labels                                           draws or decides them in a way of its own
"""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import count
from pathlib import Path
from random import Random
from threading import Thread
from typing import Any

import orjson
import pytest

from gateway.composition import SubgraphSchema, compose
from tests import peers
from tests.gateway.differential.compare import Case, make_case
from tests.gateway.differential.failures import NOTHING_FAILS
from tests.gateway.differential.operations import Request
from tests.gateway.differential.truth import Truth
from tests.gateway.planner.cases import LINK

SCRIPT = Path(peers.__file__).parent / "gateway.mjs"
OPERATIONS = 8
REFUSED = "refused by the subgraph"


@dataclass(slots=True)
class Asked:
    """A world, and what is asked of it."""

    seed: int
    case: Case
    requests: list[Request]

    def question(self, address: str) -> dict[str, Any]:
        texts = {s.name: LINK + s.print() for s in self.case.subgraphs}
        schemas = [SubgraphSchema(name, f"{address}/{self.seed}/{name}", text) for name, text in texts.items()]
        operations = [{"query": request.text, "variables": request.variables} for request in self.requests]
        return {"supergraph": compose(schemas).supergraph_sdl, "operations": operations}


def draw(worlds: int) -> list[Asked]:
    """Draw worlds in which both should answer the same."""
    found: list[Asked] = []
    for seed in count(1):
        if len(found) == worlds:
            return found
        case = make_case(seed)
        if isinstance(case, Case) and is_common_ground(case):
            found.append(Asked(seed, case, case.requests(Random(seed), OPERATIONS)))
    raise AssertionError("there are seeds without end")


def is_common_ground(case: Case) -> bool:
    fields = [f for model in case.cut.world.types.values() for f in model.fields.values()]
    is_plain = not any(
        f.context or "(" in f.requires or "..." in f.requires or (f.is_required and "[[" in f.type) for f in fields
    )
    return is_plain and not case.supergraph.override_labels


def is_known(answer: dict[str, Any]) -> bool:
    """Whether nothing was planned, or a subgraph was asked for what it cannot be asked for."""
    told = [answer.get("thrown", ""), *(error["message"] for error in answer.get("errors") or ())]
    return any(message.startswith(("We should have an edge", REFUSED)) for message in told)


def has_null_in_inner_list(data: Any, *, is_inner: bool = False) -> bool:
    match data:
        case dict():
            return any(has_null_in_inner_list(value) for value in data.values())
        case list():
            is_broken = is_inner and None in data and any(data)
            return is_broken or any(has_null_in_inner_list(item, is_inner=True) for item in data)
        case _:
            return False


@contextmanager
def served(asked: list[Asked]) -> Iterator[str]:
    """Serve the subgraphs of all worlds over HTTP, as /seed/subgraph."""
    servers = {f"/{a.seed}/{name}": server for a in asked for name, server in a.case.servers.items()}

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"]))
            try:
                answer = servers[self.path].answer(body)
            except AssertionError as error:
                answer = orjson.dumps({"errors": [{"message": f"{REFUSED}: {error}"}]})
            self.send_response(200)
            self.send_header("content-type", "application/json")
            self.send_header("content-length", str(len(answer)))
            self.end_headers()
            self.wfile.write(answer)

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as http:
        thread = Thread(target=http.serve_forever)
        thread.start()
        try:
            yield f"http://127.0.0.1:{http.server_port}"
        finally:
            http.shutdown()
            thread.join()


async def test_another_gateway_answers_the_same(pytestconfig: pytest.Config) -> None:
    peers.installed()
    asked = draw(pytestconfig.getoption("peer_worlds"))

    with served(asked) as address:
        questions = [each.question(address) for each in asked]
        answers = await asyncio.to_thread(peers.run, SCRIPT, questions)

    compared, differences = 0, []
    for each, theirs in zip(asked, answers, strict=True):
        for request, answer in zip(each.requests, theirs, strict=True):
            truth = Truth(each.case.cut.world, each.case.supergraph.api_schema, NOTHING_FAILS)
            true = truth.execute(request.document, request.variables).data
            if is_known(answer) or has_null_in_inner_list(true):
                continue
            compared += 1
            if answer.get("data") != true:
                differences.append(f"seed {each.seed}: {request.text} {request.variables}\n{answer}\n{true}")
    assert differences == []
    assert compared > 0.7 * sum(len(each.requests) for each in asked)
