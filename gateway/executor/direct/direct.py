"""When the direct way is worth its while: it has to be made, and a try that fails is work done twice."""

from collections.abc import Mapping
from typing import Any, Final

from graphql import GraphQLSchema

from gateway.executor.direct.flight import Route, make_route
from gateway.executor.direct.positions import NotCovered
from gateway.executor.program import Program
from gateway.executor.send import Send
from gateway.operation.selection import ClientSelection

# Making a route takes some milliseconds; most texts that are asked a third time are asked a thousand times.
_USES_BEFORE: Final = 2
_PAUSE_MAX: Final = 1_024


class Direct:
    """The direct way of one operation. After each failure in a row it is tried half as often."""

    __slots__ = ("_asked", "_failures", "_route", "_waits")

    def __init__(self, program: Program, client: ClientSelection, schema: GraphQLSchema) -> None:
        self._asked: tuple[Program, ClientSelection, GraphQLSchema] | None = program, client, schema
        self._route: Route | None = None
        self._waits = _USES_BEFORE
        self._failures = 0

    async def answer(self, variables: Mapping[str, Any], send: Send) -> bytes | None:
        """Answer the operation; None when it has to go the ordinary way."""
        if self._waits:
            self._waits -= 1
            return None
        if self._asked is not None:
            self._make(*self._asked)
        if self._route is None:
            return None
        body = await self._route.fly(variables, send)
        if body is None:
            self._failures += 1
            self._waits = min(2**self._failures, _PAUSE_MAX)
        else:
            self._failures = 0
        return body

    def _make(self, program: Program, client: ClientSelection, schema: GraphQLSchema) -> None:
        self._asked = None
        try:
            self._route = make_route(program, client, schema)
        except NotCovered:
            self._route = None
