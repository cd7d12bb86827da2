"""When the direct way is worth its while: it has to be made, takes memory, and a try that fails is work done twice."""

from collections import deque
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
_USES_BEFORE_AGAIN: Final = 100
_PAUSE_MAX: Final = 1_024
# One takes up to a hundred kilobytes.
_ROUTES_MAX: Final = 256


class Routes:
    """Bounds how many routes there are: for a new one too many, the oldest goes."""

    def __init__(self, routes_max: int = _ROUTES_MAX) -> None:
        self._routes_max = routes_max
        self._owners: deque[Direct] = deque()

    def add(self, owner: "Direct") -> None:
        """Note that a route was made."""
        self._owners.append(owner)
        if len(self._owners) > self._routes_max:
            self._owners.popleft().forget()


class Direct:
    """The direct way of one operation. After each failure in a row it is tried half as often."""

    __slots__ = ("_asked", "_failures", "_is_covered", "_route", "_routes", "_waits")

    def __init__(
        self,
        program: Program,
        client: ClientSelection,
        schema: GraphQLSchema,
        routes: Routes,
        *,
        uses_before: int = _USES_BEFORE,
    ) -> None:
        self._asked = program, client, schema
        self._routes = routes
        self._route: Route | None = None
        self._is_covered = True
        self._waits = uses_before
        self._failures = 0

    async def answer(self, variables: Mapping[str, Any], send: Send) -> bytes | None:
        """Answer the operation; None when it has to go the ordinary way."""
        if self._waits:
            self._waits -= 1
            return None
        route = self._route or self._make()
        if route is None:
            return None
        body = await route.fly(variables, send)
        if body is None:
            self._failures += 1
            self._waits = min(2**self._failures, _PAUSE_MAX)
        else:
            self._failures = 0
        return body

    def forget(self) -> None:
        """Let go of the route; it is made again where it is much used."""
        self._route = None
        self._waits = _USES_BEFORE_AGAIN

    def _make(self) -> Route | None:
        if self._is_covered:
            try:
                self._route = make_route(*self._asked)
            except NotCovered:
                self._is_covered = False
            else:
                self._routes.add(self)
        return self._route
