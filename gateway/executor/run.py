"""Run a compiled plan: ask each request when its time has come, and merge the answers into one tree."""

import asyncio
from collections.abc import Mapping
from typing import Any, Final

from gateway.errors import FetchFailed
from gateway.executor.answer import INVALID_ANSWER, Answer, SubgraphError, read_answer
from gateway.executor.blame import (
    Waiting,
    error_at_entities,
    error_at_root,
    error_nowhere,
    failure_at_entities,
    failure_at_root,
)
from gateway.executor.columns import merge_columns, represent_columns, walk_columns
from gateway.executor.contexts import rounds_of
from gateway.executor.left_out import blame_left_out
from gateway.executor.merge import copy_of, merge_object, take_object
from gateway.executor.order import in_order
from gateway.executor.program import Call, Job, Program
from gateway.executor.represent import Batch, represent
from gateway.executor.send import Send
from gateway.executor.walk import Object, objects_at
from gateway.planner.outcome import Outcome
from gateway.planner.plan import Root

_ENTITIES: Final = {dict, type(None)}


async def execute(program: Program, variables: Mapping[str, Any], send: Send) -> Outcome:
    """Ask the subgraphs as the plan says. Their failures become errors of the outcome; only our own bugs raise."""
    run = _Run(variables, send)
    await in_order(program, run.perform)
    return run.outcome


class _Run:
    """One run of a program: the tree so far."""

    __slots__ = ("batches", "outcome", "send", "variables")

    def __init__(self, variables: Mapping[str, Any], send: Send) -> None:
        self.variables = variables
        self.send = send
        self.outcome = Outcome()
        # What calls alike have represented, until the tree changes.
        self.batches: dict[int, Batch] = {}

    async def perform(self, job: Job) -> None:
        """Send one request, unless nobody needs it, and merge its answer or note why there is none."""
        tree = self.outcome.data
        if job.calls and job.calls[0].entities.contexts:
            rounds = rounds_of(job.calls[0].entities, tree)
            self._tell_left_out(job, [[batch for together in rounds for batch, _ in together]])
            for together in rounds:
                asked = (self._ask(job, [batch], {**self.variables, **values}) for batch, values in together)
                await asyncio.gather(*asked)
            return
        batches = [self._represent(call) for call in job.calls]
        self._tell_left_out(job, [[batch] for batch in batches])
        root = job.request.root
        if not any(batches) and not (root and objects_at(tree, root.path)):
            return
        await self._ask(job, batches, self.variables)

    async def _ask(self, job: Job, batches: list[Batch], variables: Mapping[str, Any]) -> None:
        representations = [call.variable + batch.to_json() for call, batch in zip(job.calls, batches, strict=True)]
        subgraph = job.request.subgraph
        try:
            body = await self.send(subgraph, job.body(variables, representations), is_idempotent=job.is_idempotent)
            answer = read_answer(subgraph, body)
            self.batches.clear()
            self._take_root(job, answer)
            self._take_entities(job, batches, answer)
        except FetchFailed as failure:
            self._blame(job, batches, failure)
        except RecursionError:
            self._blame(job, batches, FetchFailed(subgraph, "answered too deeply nested data", code=INVALID_ANSWER))

    def _represent(self, call: Call) -> Batch:
        batch = self.batches.get(call.group)
        if batch is None:
            batch = self.batches[call.group] = _represent(call, self.outcome.data)
        return batch

    def _tell_left_out(self, job: Job, batches: list[list[Batch]]) -> None:
        errors = self.outcome.errors
        if errors:
            for call, made in zip(job.calls, batches, strict=True):
                errors += blame_left_out(call.entities, made, self.outcome.data, errors)

    def _take_root(self, job: Job, answer: Answer) -> None:
        root = job.request.root
        if root is None:
            return
        if answer.data is not None:
            taken = answer.data if root.takes is None else take_object(answer.data, root.takes)
            _merge_root(self.outcome.data, root, taken)
        for error in answer.errors:
            if error.path is None and answer.data is not None:
                self.outcome.errors.append(error_nowhere(job.request.subgraph, error))
            else:
                self.outcome.errors += error_at_root(job.request.subgraph, error, root, self.outcome.data)

    def _take_entities(self, job: Job, batches: list[Batch], answer: Answer) -> None:
        for call, batch in zip(job.calls, batches, strict=True):
            if not batch:
                continue
            errors = _errors_of(call, job, answer)
            try:
                _merge_entities(job.request.subgraph, call, batch, answer, has_errors=bool(errors))
            except FetchFailed as failure:
                self._blame_entities(call, batch, failure)
            if errors:
                waiting = Waiting(call.entities, batch, self.outcome.data)
                for error in errors:
                    self.outcome.errors += error_at_entities(job.request.subgraph, error, waiting)
        if job.calls and answer.data is not None:
            aliases = {call.entities.alias for call in job.calls}
            self.outcome.errors += [
                error_nowhere(job.request.subgraph, error)
                for error in answer.errors
                if error.path is None or error.path[0] not in aliases
            ]

    def _blame(self, job: Job, batches: list[Batch], failure: FetchFailed) -> None:
        if job.request.root is not None:
            self.outcome.errors += failure_at_root(failure, job.request.root, self.outcome.data)
        for call, batch in zip(job.calls, batches, strict=True):
            self._blame_entities(call, batch, failure)

    def _blame_entities(self, call: Call, batch: Batch, failure: FetchFailed) -> None:
        waiting = Waiting(call.entities, batch, self.outcome.data)
        self.outcome.errors += failure_at_entities(failure, waiting)


def _represent(call: Call, tree: Object) -> Batch:
    path, forms = call.entities.path, call.entities.representations
    objects = walk_columns(tree, path) if call.walks_columns else None
    if objects is None:
        objects = objects_at(tree, path)
    batch = represent_columns(objects, forms[0]) if call.represents_columns else None
    return represent(objects, forms) if batch is None else batch


def _merge_root(tree: Object, root: Root, data: Object) -> None:
    targets = objects_at(tree, root.path)
    for target in targets[1:]:
        merge_object(target, copy_of(data))
    merge_object(targets[0], data)


def _errors_of(call: Call, job: Job, answer: Answer) -> list[SubgraphError]:
    """List the errors that concern one call: those below its alias and, where there is no data, those below nothing."""
    aliases = {other.entities.alias for other in job.calls}
    return [
        error
        for error in answer.errors
        if (error.path is not None and error.path[0] == call.entities.alias)
        or (answer.data is None and (error.path is None or error.path[0] not in aliases))
    ]


def _merge_entities(subgraph: str, call: Call, batch: Batch, answer: Answer, *, has_errors: bool) -> None:
    found = None if answer.data is None else answer.data.get(call.entities.alias)
    if found is None and has_errors:
        return
    if type(found) is not list:
        raise FetchFailed(subgraph, "answered no list of entities", code=INVALID_ANSWER)
    if len(found) != len(batch):
        why = f"answered {len(found)} entities for {len(batch)} representations"
        raise FetchFailed(subgraph, why, code=INVALID_ANSWER)
    if not {*map(type, found)} <= _ENTITIES:
        raise FetchFailed(subgraph, "answered entities that are not objects", code=INVALID_ANSWER)
    is_copied = call.is_extended and batch.numbers is not None
    if call.keys is not None and not is_copied and merge_columns(batch, found, call.keys):
        return
    takes = call.entities.takes
    for entity, targets in zip(found, batch.targets(), strict=True):
        if entity is not None:
            taken = entity if takes is None else take_object(entity, takes)
            for target in targets[1:]:
                merge_object(target, copy_of(taken) if call.is_extended else taken)
            merge_object(targets[0], taken)
