"""Small plans written by hand, and subgraphs that answer from a list."""

from collections.abc import Callable, Mapping
from typing import Any

import orjson

from gateway.errors import FetchFailed
from gateway.executor import compile_plan, execute
from gateway.operation.operation import OperationKind
from gateway.operation.selection import Field, Selection
from gateway.planner.outcome import Outcome
from gateway.planner.plan import Entities, Path, Pick, Plan, Representation, Request, Root, Step, Take

Reply = Callable[[dict[str, Any]], Any]


class Subgraphs:
    """Answers each subgraph's requests from a list of replies, in order, and keeps what was asked."""

    def __init__(self, **replies: list[Any]) -> None:
        self.replies = replies
        self.asked: list[tuple[str, Any]] = []

    async def __call__(self, subgraph: str, body: bytes, *, is_idempotent: bool) -> bytes:
        asked = orjson.loads(body)
        self.asked.append((subgraph, asked.get("variables")))
        reply = self.replies[subgraph].pop(0)
        if callable(reply):
            reply = await reply(asked)
        if isinstance(reply, Exception):
            raise reply
        return reply if isinstance(reply, bytes) else orjson.dumps(reply)


def a_selection(*names: str, **nested: Selection) -> Selection:
    return tuple(Field(key=name, name=name) for name in names) + tuple(
        Field(key=name, name=name, sub=sub) for name, sub in nested.items()
    )


def a_path(*keys: str) -> Path:
    return tuple(Step(key) for key in keys)


def a_key(*names: str) -> tuple[Pick, ...]:
    return tuple(Pick(name=name, key=name, is_key=True) for name in names)


def a_root_request(
    index: int = 0,
    subgraph: str = "core",
    *,
    selection: Selection = (),
    path: Path = (),
    takes: tuple[Take, ...] | None = None,
    after: tuple[int, ...] = (),
    variables: tuple[str, ...] = (),
    kind: OperationKind = OperationKind.QUERY,
) -> Request:
    return Request(
        index=index,
        subgraph=subgraph,
        kind=kind,
        document=f"{kind.value} {{ … }}",
        after=after,
        variables=variables,
        root=Root(path, selection, takes),
    )


def some_entities(
    path: Path,
    *representations: Representation,
    selection: Selection = (),
    takes: tuple[Take, ...] | None = None,
    number: int = 0,
) -> Entities:
    return Entities(
        path=path,
        representations=representations,
        alias=f"_{number}",
        variable=f"r{number}",
        selection=selection,
        takes=takes,
    )


def an_entity_request(index: int, subgraph: str, *entities: Entities, after: tuple[int, ...] = (0,)) -> Request:
    return Request(
        index=index,
        subgraph=subgraph,
        kind=OperationKind.QUERY,
        document="query ($r0: [_Any!]!) { … }",
        after=after,
        variables=(),
        entities=entities,
    )


def of_type(name: str, *picks: Pick) -> Representation:
    return Representation(type_name=name, on=None, picks=picks)


async def run(subgraphs: Subgraphs, *requests: Request, variables: Mapping[str, Any] | None = None) -> Outcome:
    plan = Plan(kind=requests[0].kind, root_type="Query", requests=requests, client=())
    return await execute(compile_plan(plan), variables or {}, subgraphs)


def told(outcome: Outcome) -> list[tuple[str, tuple[str | int, ...]]]:
    return [(error.message, error.path) for error in outcome.errors]


def down(subgraph: str) -> FetchFailed:
    return FetchFailed(subgraph, "cannot be reached")
