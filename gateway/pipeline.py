"""Answer one GraphQL request: read, plan, execute, shape. Start reading the gateway here."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

import orjson
from graphql import DocumentNode, GraphQLError, OperationDefinitionNode

from gateway.errors import BadRequest
from gateway.executor import Program, Send, compile_plan, execute
from gateway.executor.program import dump_value
from gateway.operation import (
    OperationKind,
    choose_operation,
    coerce_variables,
    condition_variables,
    normalise,
    parse_document,
    validate_document,
)
from gateway.planner import make_plan
from gateway.planner.outcome import Outcome, TreeError
from gateway.response import Shaped, Shaper, introspect
from gateway.server.limits import check_operation, check_text
from gateway.server.plans import Kept, Lane
from gateway.server.refusal import mutation_by_get
from gateway.server.request import GraphQLRequest
from gateway.server.settings import Settings
from gateway.supergraph import Supergraph

# What a kept text costs beside its requests: its syntax tree, about so many bytes for each of its characters.
_TREE_BYTES_PER_CHARACTER: Final = 100
_VARIANTS_MAX: Final = 16


@dataclass(frozen=True, slots=True)
class Answer:
    """A GraphQL response that was executed: its JSON, and whether it tells of errors."""

    body: bytes
    has_errors: bool


@dataclass(frozen=True, slots=True)
class Prepared:
    """All that is known of an operation before its variables: what is asked, of whom, and how the answer looks."""

    program: Program
    shaper: Shaper
    is_introspection: bool


@dataclass(frozen=True, slots=True)
class Text:
    """A valid document and the operation that is meant; one plan for each outcome of its @skip and @include."""

    document: DocumentNode
    operation: OperationDefinitionNode
    conditions: tuple[str, ...]
    variants: dict[tuple[Any, ...], Prepared] = field(default_factory=dict)
    introspected: dict[tuple[Any, ...], Mapping[str, Any]] = field(default_factory=dict)


class Pipeline:
    """Answers the operations of one supergraph. Knows no HTTP: what it cannot answer, it raises as a GatewayError."""

    def __init__(self, supergraph: Supergraph, send: Send, settings: Settings) -> None:
        self._supergraph = supergraph
        self._send = send
        self._settings = settings
        self._texts: Kept[tuple[str, str | None], Text] = Kept(
            entries_max=settings.limits.plans, bytes_max=settings.limits.plans_bytes
        )
        self._lane = Lane()

    async def answer(self, request: GraphQLRequest) -> Answer:
        """Answer one GraphQL request: read, plan, execute, shape."""
        text = await self._read(request)
        variables = coerce_variables(text.operation, self._supergraph.api_schema, request.variables)
        prepared = await self._plan(request, text, variables)
        outcome = await execute(prepared.program, variables, self._send)
        ready = await self._introspect(request, text, variables) if prepared.is_introspection else {}
        return self._write(prepared.shaper.shape(self._hidden(outcome), ready))

    def close(self) -> None:
        """Let go of the planning thread."""
        self._lane.close()

    async def _read(self, request: GraphQLRequest) -> Text:
        key = request.query, request.operation_name
        text = self._texts.get(key)
        if text is None:
            text = await self._lane.run(key, len(request.query), lambda: self._read_text(*key))
            self._texts.put(key, text, size=len(request.query) * _TREE_BYTES_PER_CHARACTER)
        kind = OperationKind(text.operation.operation.value)
        if request.is_safe_method and kind is not OperationKind.QUERY:
            raise mutation_by_get()
        if kind is OperationKind.SUBSCRIPTION:
            raise BadRequest([GraphQLError("Subscriptions are not served here.")], code="OPERATION_NOT_SUPPORTED")
        return text

    def _read_text(self, query: str, operation_name: str | None) -> Text:
        check_text(query, self._settings.limits)
        document = parse_document(query)
        operation = choose_operation(document, operation_name)
        check_operation(document, operation, self._settings.limits)
        validate_document(document, self._supergraph.api_schema)
        return Text(document, operation, tuple(sorted(condition_variables(document))))

    async def _plan(self, request: GraphQLRequest, text: Text, variables: Mapping[str, Any]) -> Prepared:
        decided = tuple(variables.get(name) for name in text.conditions)
        prepared = text.variants.get(decided)
        if prepared is None:
            key = request.query, request.operation_name
            prepared = await self._lane.run(
                (key, decided), len(request.query), lambda: self._plan_text(text, variables)
            )
            if len(text.variants) >= _VARIANTS_MAX:
                text.variants.clear()
            text.variants[decided] = prepared
            kept = sum(variant.program.size for variant in text.variants.values())
            self._texts.put(key, text, size=len(request.query) * _TREE_BYTES_PER_CHARACTER + kept)
        return prepared

    def _plan_text(self, text: Text, variables: Mapping[str, Any]) -> Prepared:
        schema = self._supergraph.api_schema
        operation = normalise(text.document, text.operation, schema, variables)
        is_introspection = any(item.name in {"__schema", "__type"} for item in operation.client)
        if is_introspection and not self._settings.allows_introspection:
            message = "Introspection is off: this gateway does not tell its schema."
            raise BadRequest([GraphQLError(message)], code="INTROSPECTION_DISABLED")
        plan = make_plan(operation, self._supergraph)
        shaper = Shaper(plan.client, plan.root_type, schema, is_fast=self._settings.is_shaping_fast)
        return Prepared(compile_plan(plan), shaper, is_introspection)

    async def _introspect(self, request: GraphQLRequest, text: Text, variables: Mapping[str, Any]) -> Mapping[str, Any]:
        """Answer from the schema; the usual introspection query has no variables and is answered once."""
        known = text.introspected.get(())
        if known is None or variables:
            schema = self._supergraph.api_schema
            key = "introspection", request.query, request.operation_name, dump_value(variables)
            known = await self._lane.run(
                key, len(request.query), lambda: introspect(text.document, text.operation, schema, variables)
            )
            if not variables:
                text.introspected[()] = known
        return known

    def _hidden(self, outcome: Outcome) -> Outcome:
        """Replace what subgraphs say of their errors, where settings want it."""
        if self._settings.hides_subgraph_messages and outcome.errors:
            outcome.errors = [
                TreeError(
                    f"'{error.extensions['service']}' reported an error",
                    error.path,
                    {"code": error.extensions["code"], "service": error.extensions["service"]},
                )
                for error in outcome.errors
            ]
        return outcome

    def _write(self, shaped: Shaped) -> Answer:
        try:
            body = _to_json(shaped)
        except (TypeError, ValueError, RecursionError):
            return _failed("ANSWER_TOO_DEEP", "The answer is nested too deeply to be written.")
        bytes_max = self._settings.limits.answer_bytes
        if len(body) > bytes_max:
            return _failed("ANSWER_TOO_LARGE", f"answer bytes: at most {bytes_max} allowed, found {len(body)}")
        return Answer(body, has_errors=bool(shaped.errors))


def _to_json(shaped: Shaped) -> bytes:
    if not shaped.errors:
        return orjson.dumps({"data": shaped.data})
    return orjson.dumps({"errors": shaped.errors, "data": shaped.data})


def _failed(code: str, message: str) -> Answer:
    errors = [{"message": message, "extensions": {"code": code}}]
    return Answer(orjson.dumps({"errors": errors, "data": None}), has_errors=True)
