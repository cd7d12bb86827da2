"""One run on the direct way: ask, parse, hand over, write."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, TypeAlias

import orjson
from graphql import GraphQLSchema
from msgspec import MsgspecError, Struct
from msgspec.json import Decoder, Encoder

from gateway.errors import FetchFailed
from gateway.executor.direct.positions import Entry, lay_out
from gateway.executor.direct.source import Function, compile_source, write_source
from gateway.executor.direct.types import make_types
from gateway.executor.order import in_order
from gateway.executor.program import Call, Job, Program
from gateway.executor.send import Send
from gateway.operation.selection import ClientSelection

# The objects of each position, by its number.
_Objects: TypeAlias = list[list[Any]]
# The JSON of representations, how many they are, and for each object the number of its own; None: its place.
_Batch: TypeAlias = tuple[bytes, int, list[int] | None]

_ENCODER: Final = Encoder()
_ROOT: Final = 0


class _Irregular(Exception):
    """An answer is not as the types say."""


_IRREGULAR: Final = (_Irregular, MsgspecError, RecursionError)


@dataclass(frozen=True, slots=True)
class _Asking:
    """An entity call: how its objects are told apart and represented, and what becomes of entities, null ones too."""

    call: Call
    rows: Function
    represent: Function
    land: Function
    blank: Struct | None


@dataclass(frozen=True, slots=True)
class _Step:
    """A request of the plan, made ready."""

    decoder: Decoder[Any]
    settle: Function
    land_root: Function | None
    askings: tuple[_Asking, ...]


@dataclass(frozen=True, slots=True)
class Route:
    """A program made ready for the direct way."""

    program: Program
    steps: tuple[_Step, ...]
    finish: Function
    root: type[Struct]
    positions: int

    async def fly(self, variables: Mapping[str, Any], send: Send) -> bytes | None:
        """Answer an operation; None when something is irregular."""
        flight = _Flight(self, variables, send)
        await in_order(self.program, flight.perform)
        return None if flight.is_irregular else flight.write()


def make_route(program: Program, client: ClientSelection, schema: GraphQLSchema) -> Route:
    """Make a program ready for a client that asks so; raises NotCovered."""
    layout = lay_out(program.plan, client, schema)
    types = make_types(layout, schema)
    functions = compile_source(write_source(layout))

    def step(job: Job, entries: tuple[Entry, ...]) -> _Step:
        number = job.request.index
        lands = [functions[f"land_{number}_{place}"] for place in range(len(entries))]
        places = [place for place, entry in enumerate(entries) if entry.entities is not None]
        return _Step(
            types.decoders[number],
            functions[f"settle_{number}"],
            lands[0] if job.request.root else None,
            tuple(
                _Asking(
                    call,
                    functions[f"rows_{number}_{place}"],
                    functions[f"represent_{number}_{place}"],
                    lands[place],
                    types.blanks.get(entries[place]),
                )
                for call, place in zip(job.calls, places, strict=True)
            ),
        )

    steps = tuple(step(job, entries) for job, entries in zip(program.jobs, layout.entries, strict=True))
    return Route(program, steps, functions["finish"], types.root, len(layout.positions))


class _Flight:
    """One run: the objects so far, and the answers that nobody waits for.

    These are parsed when all are here, just before the answer is written: what is fresh in the processor's caches is
    written fastest, and a run that waits holds little.
    """

    __slots__ = ("_batches", "_last", "_objects", "_route", "_send", "_variables", "is_irregular")

    def __init__(self, route: Route, variables: Mapping[str, Any], send: Send) -> None:
        self._route = route
        self._variables = variables
        self._send = send
        self._objects: _Objects = [[] for _ in range(route.positions)]
        self._objects[_ROOT] = [route.root()]
        self._batches: dict[int, _Batch] = {}
        self._last: list[tuple[_Step, list[_Batch], bytes]] = []
        self.is_irregular = False

    async def perform(self, job: Job) -> None:
        """Send one request, unless nobody needs it, and hand over what it brings."""
        if self.is_irregular:
            return
        step = self._route.steps[job.request.index]
        try:
            batches = [self._represent(asking) for asking in step.askings]
            if step.land_root is None and not any(size for _, size, _ in batches):
                return
            bodies = [asking.call.variable + batch[0] for asking, batch in zip(step.askings, batches, strict=True)]
            body = await self._send(job.request.subgraph, job.body(self._variables, bodies), is_idempotent=True)
            if job.dependants:
                self._take(step, batches, body)
            else:
                self._last.append((step, batches, body))
        except (FetchFailed, *_IRREGULAR):
            self.is_irregular = True

    def write(self) -> bytes | None:
        """Write the answer; None where something is irregular, or is what JSON cannot hold."""
        try:
            for step, batches, body in self._last:
                self._take(step, batches, body)
            self._route.finish(self._objects)
            return _ENCODER.encode({"data": self._objects[_ROOT][0]})
        except (OverflowError, ValueError, *_IRREGULAR):
            return None

    def _take(self, step: _Step, batches: list[_Batch], body: bytes) -> None:
        data = step.decoder.decode(body).data
        step.settle(data)
        if step.land_root is not None:
            step.land_root(self._objects, [data])
        for number, (asking, batch) in enumerate(zip(step.askings, batches, strict=True)):
            asking.land(self._objects, _found(getattr(data, f"c{number}"), batch, asking.blank))

    def _represent(self, asking: _Asking) -> _Batch:
        """Write the representations of a call, equal ones once; calls of one group send the same."""
        batch = self._batches.get(asking.call.group)
        if batch is None:
            rows = asking.rows(self._objects)
            different = dict.fromkeys(rows)
            numbers = None
            if len(different) != len(rows):
                number_of = {row: number for number, row in enumerate(different)}
                numbers = [number_of[row] for row in rows]
            bodies = orjson.dumps(asking.represent(different))
            batch = self._batches[asking.call.group] = (bodies, len(different), numbers)
        return batch


def _found(entities: list[Any], batch: _Batch, blank: Struct | None) -> list[Any]:
    """Return for each object its entity."""
    _, size, numbers = batch
    if len(entities) != size:
        raise _Irregular
    if None in entities:
        if blank is None:
            raise _Irregular
        entities = [blank if entity is None else entity for entity in entities]
    return entities if numbers is None else [entities[number] for number in numbers]
