"""Compile a plan for running: everything that is equal in every run is made here, once.

A request's body is JSON of which only the variables change. Its document is escaped and framed here; a run joins the
pieces with the values. The document of a plan is never printed, parsed or escaped again.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import orjson

from gateway.executor.represent import Represent, compile_forms
from gateway.operation.operation import OperationKind
from gateway.operation.selection import Selection
from gateway.planner.plan import Entities, Plan, Request


@dataclass(frozen=True, slots=True)
class Call:
    """One `_entities` call: the plan's entry, how objects become its representations, the JSON name of their variable.

    `is_extended` when another request writes below the objects this one brings: then two places that wait for one
    representation must not share what comes back.
    """

    entities: Entities
    represent: Represent
    variable: bytes
    is_extended: bool


@dataclass(frozen=True, slots=True)
class Job:
    """One request of the plan, ready to send: `head` opens the JSON body, `variables` pairs names with JSON names."""

    request: Request
    head: bytes
    variables: tuple[tuple[str, bytes], ...]
    calls: tuple[Call, ...]
    is_idempotent: bool
    dependants: tuple[int, ...]

    def body(self, values: Mapping[str, Any], representations: Sequence[bytes] = ()) -> bytes:
        """Join the prepared pieces with the values of this run; variables the client left out stay out."""
        parts = [name + dump_value(values[variable]) for variable, name in self.variables if variable in values]
        parts.extend(representations)
        if not parts:
            return self.head + b"}"
        return b'%b,"variables":{%b}}' % (self.head, b",".join(parts))


@dataclass(frozen=True, slots=True)
class Program:
    """A compiled plan: `jobs` by request index, `starts` are those that wait for nobody."""

    plan: Plan
    jobs: tuple[Job, ...]
    starts: tuple[int, ...]
    size: int


def compile_plan(plan: Plan) -> Program:
    """Prepare a plan for running; the result is frozen and may run many times at once."""
    assert all(request.index == place for place, request in enumerate(plan.requests)), "requests stand at their index"
    jobs = tuple(_compile_request(request, plan) for request in plan.requests)
    starts = tuple(request.index for request in plan.requests if not request.after)
    return Program(plan, jobs, starts, sum(len(job.head) for job in jobs))


def _compile_request(request: Request, plan: Plan) -> Job:
    return Job(
        request=request,
        head=b'{"query":' + orjson.dumps(request.document),
        variables=tuple((name, _json_name(name)) for name in request.variables),
        calls=tuple(
            Call(
                entities,
                compile_forms(entities.representations),
                _json_name(entities.variable),
                _is_extended(entities, request, plan),
            )
            for entities in request.entities
        ),
        is_idempotent=request.kind is OperationKind.QUERY,
        dependants=tuple(other.index for other in plan.requests if request.index in other.after),
    )


def _json_name(name: str) -> bytes:
    return orjson.dumps(name) + b":"


def _is_extended(entities: Entities, request: Request, plan: Plan) -> bool:
    """Tell whether any other entry writes into objects below those of `entities`."""
    nested = {field.key for field in entities.selection if field.sub}
    return bool(nested) and any(
        _writes_below(entities, nested, other)
        for owner in plan.requests
        for other in (*owner.entities, *((owner.root,) if owner.root and owner.root.path else ()))
        if owner is not request or other is not entities
    )


def _writes_below(entities: Entities, nested: set[str], other: Any) -> bool:
    mine = tuple(step.key for step in entities.path)
    theirs = tuple(step.key for step in other.path)
    if theirs[: len(mine)] == mine and len(theirs) > len(mine):
        return theirs[len(mine)] in nested
    if mine[: len(theirs)] == theirs:
        return _reaches(other.selection, mine[len(theirs) :], nested)
    return False


def _reaches(selection: Selection, keys: tuple[str, ...], nested: set[str]) -> bool:
    """Tell whether a selection, followed along `keys`, asks for one of the `nested` objects."""
    if not keys:
        return any(field.key in nested and field.sub for field in selection)
    return any(_reaches(field.sub, keys[1:], nested) for field in selection if field.key == keys[0])


def dump_value(value: Any) -> bytes:
    """Write a variable's value as JSON; integers beyond 64 bits, which orjson refuses, take the slow road."""
    try:
        return orjson.dumps(value)
    except TypeError:
        return _dump_slowly(value)


def _dump_slowly(value: Any) -> bytes:
    import json  # noqa: PLC0415  (needed once in a million requests)

    return json.dumps(value, allow_nan=False).encode()
