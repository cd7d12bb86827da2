"""Compile a plan for running: everything that is equal in every run is made here, once.

A request's body is JSON of which only the variables change. Its document is escaped and framed here; a run joins the
pieces with the values. The document of a plan is never printed, parsed or escaped again.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import orjson

from gateway.executor.columns import can_represent
from gateway.executor.writers import Writers
from gateway.operation.operation import OperationKind
from gateway.planner.plan import Entities, Plan, Request


@dataclass(frozen=True, slots=True)
class Call:
    """One `_entities` call: the plan's entry, the JSON name of its variable, and what allows shorter ways.

    `is_extended` when another request writes below the objects this one brings: then two places that wait for one
    representation must not share what comes back. `walks_columns` and `represents_columns` when the objects can be
    found and represented all together; `keys` are the fields it brings when nobody else brings one of them, else None.
    Calls of one `group` represent the same objects the same way.
    """

    entities: Entities
    variable: bytes
    is_extended: bool
    walks_columns: bool
    represents_columns: bool
    keys: frozenset[str] | None
    group: int


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


def compile_plan(plan: Plan, *, is_fast: bool = True) -> Program:
    """Prepare a plan for running; the result is frozen and may run many times at once.

    `is_fast` False leaves out the shorter ways; what they do is then done the clear way.
    """
    assert all(request.index == place for place, request in enumerate(plan.requests)), "requests stand at their index"
    writers = Writers(plan)
    jobs = tuple(_compile_request(request, plan, writers, is_fast=is_fast) for request in plan.requests)
    starts = tuple(request.index for request in plan.requests if not request.after)
    return Program(plan, jobs, starts, sum(len(job.head) for job in jobs))


def _compile_request(request: Request, plan: Plan, writers: Writers, *, is_fast: bool) -> Job:
    return Job(
        request=request,
        head=b'{"query":' + orjson.dumps(request.document),
        variables=tuple((name, _json_name(name)) for name in request.variables),
        calls=tuple(_compile_call(entities, writers, is_fast=is_fast) for entities in request.entities),
        is_idempotent=request.kind is OperationKind.QUERY,
        dependants=tuple(other.index for other in plan.requests if request.index in other.after),
    )


def _json_name(name: str) -> bytes:
    return orjson.dumps(name) + b":"


def _compile_call(entities: Entities, writers: Writers, *, is_fast: bool) -> Call:
    keys = frozenset(field.key for field in entities.selection)
    nested = frozenset(field.key for field in entities.selection if field.sub)
    is_alone = entities.takes is None and not writers.write_at(entities, keys)
    return Call(
        entities,
        _json_name(entities.variable),
        is_extended=writers.write_below(entities, nested),
        walks_columns=is_fast,
        represents_columns=is_fast and can_represent(entities.representations),
        keys=keys if is_fast and is_alone else None,
        group=writers.group(entities) if is_fast else writers.number(entities),
    )


def dump_value(value: Any) -> bytes:
    """Write a variable's value as JSON; integers beyond 64 bits, which orjson refuses, take the slow road."""
    try:
        return orjson.dumps(value)
    except TypeError:
        return _dump_slowly(value)


def _dump_slowly(value: Any) -> bytes:
    import json  # noqa: PLC0415  (needed once in a million requests)

    return json.dumps(value, allow_nan=False).encode()
