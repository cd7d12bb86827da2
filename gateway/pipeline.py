"""Answer one GraphQL request: read, plan, execute, shape. Start reading the gateway here."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from random import random
from typing import Any

from graphql import OperationType

from gateway.authorisation import NOTHING_SHOWN, Grants
from gateway.executor import Send, execute
from gateway.executor.direct import Recorded
from gateway.operation import coerce_variables
from gateway.planner.outcome import Outcome
from gateway.preparation import Prepared, Texts
from gateway.response import Answer, answer_of, conceal_messages, sized, withheld_names, withhold
from gateway.server.refusal import mutation_by_get
from gateway.server.request import GraphQLRequest
from gateway.server.settings import Settings
from gateway.supergraph import Supergraph


class Pipeline:
    """Answers the operations of one supergraph. Knows no HTTP: what it cannot answer, it raises as a GatewayError.

    `draw` returns a number from 0 up to 1: the lot that decides percentages of @override.
    """

    def __init__(
        self, supergraph: Supergraph, send: Send, settings: Settings, *, draw: Callable[[], float] = random
    ) -> None:
        self.texts = Texts(supergraph, settings, draw)
        self._schema = supergraph.api_schema
        self._send = send
        self._settings = settings
        self._bytes_max = settings.limits.answer_bytes

    async def answer(self, request: GraphQLRequest, grants: Grants = NOTHING_SHOWN) -> Answer:
        """Answer one GraphQL request: read, plan, execute, shape. `grants` are what the caller has shown."""
        text = await self.texts.read(request.query, request.operation_name, grants)
        if request.is_safe_method and text.kind is not OperationType.QUERY:
            raise mutation_by_get()
        variables = coerce_variables(text.head, self._schema, request.variables)
        if text.cost is not None:
            text.cost.check(variables)
        prepared = await self.texts.prepare(text, variables, grants)
        values, send = {**variables, **text.lifted.values}, Recorded(self._send)
        body = await prepared.direct.answer(values, send) if prepared.direct else None
        if body is not None:
            return sized(Answer(body), self._bytes_max)
        outcome = await execute(prepared.program, values, send)
        introspected = await self.texts.introspect(text, variables) if prepared.is_introspection else {}
        return self._shape(prepared, outcome, introspected, grants)

    def _shape(self, prepared: Prepared, outcome: Outcome, introspected: Mapping[str, Any], grants: Grants) -> Answer:
        if self._settings.hides_subgraph_messages:
            conceal_messages(outcome)
        withhold(outcome, prepared.withheld, *grants.denial)
        answer = sized(answer_of(prepared.shaper.shape(outcome, introspected)), self._bytes_max)
        return replace(answer, denied=withheld_names(prepared.withheld)) if prepared.withheld else answer

    def is_order(self, request: GraphQLRequest) -> bool:
        """Tell whether a request in work changes anything; one that is not read yet has not."""
        return self.texts.is_order(request.query, request.operation_name)

    def close(self) -> None:
        """Let go of the planning thread."""
        self.texts.close()
