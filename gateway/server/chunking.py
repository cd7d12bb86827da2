"""Long lists of representations are sent in pieces to subgraphs that take only so many at once.

A `Send` before another, so that planner and executor know nothing of it: a request is taken apart into several that
differ in their representations alone, and their answers are put together as if it had been one; of the fields of the
root that travel along the first answer counts. A piece that fails fails the whole.
"""

import asyncio
import json
import re
from collections.abc import Mapping, Sequence
from typing import Any, Final, TypeAlias

from gateway.errors import FetchFailed
from gateway.executor import Send
from gateway.executor.answer import INVALID_ANSWER, SubgraphError, read_answer

_CALL: Final = re.compile(r"(?:(\w+): )?_entities\(representations: \$(\w+)")
_Object: TypeAlias = dict[str, Any]


class Chunking:
    """Sends at most so many representations at once; `maxima` says how many, by subgraph."""

    def __init__(self, send: Send, maxima: Mapping[str, int]) -> None:
        self._send = send
        self._maxima = maxima

    async def __call__(self, subgraph: str, body: bytes, *, is_idempotent: bool) -> bytes:
        maximum = self._maxima.get(subgraph)
        if maximum is None or not is_idempotent or b"_entities(" not in body:
            return await self._send(subgraph, body, is_idempotent=is_idempotent)
        # The standard library's JSON: it keeps integers of any length whole.
        request = json.loads(body)
        calls = {alias or "_entities": variable for alias, variable in _CALL.findall(request["query"])}
        pieces = _pieces(request, list(calls.values()), maximum)
        if len(pieces) == 1:
            return await self._send(subgraph, body, is_idempotent=True)
        async with asyncio.TaskGroup() as group:
            sent = [group.create_task(self._try(subgraph, json.dumps(piece).encode())) for piece in pieces]
        joined = _Joined(subgraph, maximum)
        for piece, task in zip(pieces, sent, strict=True):
            answer = task.result()
            if isinstance(answer, FetchFailed):
                raise answer
            sizes = {alias: len(piece["variables"][variable]) for alias, variable in calls.items()}
            if not joined.add(answer, sizes):
                return answer
        return joined.to_json()

    async def _try(self, subgraph: str, body: bytes) -> bytes | FetchFailed:
        """Send a piece; what fails is told when all are done, and not by cancelling the others."""
        try:
            return await self._send(subgraph, body, is_idempotent=True)
        except FetchFailed as failure:
            return failure


def _pieces(request: _Object, variables: Sequence[str], maximum: int) -> list[_Object]:
    values: _Object = request["variables"]
    longest = max((len(values[name]) for name in variables), default=0)
    return [
        {**request, "variables": {**values, **{name: values[name][start : start + maximum] for name in variables}}}
        for start in range(0, max(longest, 1), maximum)
    ]


class _Joined:
    """The answers to the pieces so far: entities in order, errors at their places in the whole."""

    def __init__(self, subgraph: str, maximum: int) -> None:
        self._subgraph = subgraph
        self._maximum = maximum
        self._offset = 0
        self._data: _Object = {}
        self._errors: list[_Object] = []

    def add(self, body: bytes, sizes: Mapping[str, int]) -> bool:
        """Add the next answer; False when it has no data, and so stands for the whole."""
        answer = read_answer(self._subgraph, body)
        if answer.data is None or any(answer.data.get(alias) is None for alias in sizes):
            return False
        for alias, size in sizes.items():
            entities = answer.data[alias]
            if type(entities) is not list or len(entities) != size:
                why = f"answered no list of {size} entities for {size} representations"
                raise FetchFailed(self._subgraph, why, code=INVALID_ANSWER)
            self._data.setdefault(alias, []).extend(entities)
        for name, value in answer.data.items():
            self._data.setdefault(name, value)
        self._errors += [self._placed(error, sizes) for error in answer.errors]
        self._offset += self._maximum
        return True

    def to_json(self) -> bytes:
        return json.dumps({"data": self._data, "errors": self._errors}).encode()

    def _placed(self, error: SubgraphError, sizes: Mapping[str, int]) -> _Object:
        path = error.path
        if path is not None and len(path) > 1 and path[0] in sizes and isinstance(path[1], int):
            path = (path[0], path[1] + self._offset, *path[2:])
        return {"message": error.message, "path": path, "extensions": error.extensions}
