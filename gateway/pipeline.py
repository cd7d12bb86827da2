"""Answer one GraphQL request: read, plan, execute, shape. Start reading the gateway here."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from random import random
from typing import Any, Final, TypeAlias

import orjson
from graphql import DocumentNode, GraphQLError, OperationDefinitionNode, OperationType

from gateway.authorisation import NOTHING_SHOWN, Denied, Grants, Requirements, touched_rules
from gateway.errors import BadRequest
from gateway.executor import Program, Send, compile_plan, execute
from gateway.executor.direct import Direct, Recorded, Routes
from gateway.executor.program import dump_value
from gateway.operation import (
    NOTHING_LIFTED,
    Lifted,
    Operation,
    OperationKind,
    Selection,
    Signatures,
    VariableDefinition,
    certify,
    choose_operation,
    coerce_variables,
    condition_variables,
    lift,
    normalise,
    operation_head,
    parse_document,
    validate_document,
)
from gateway.operation.cost import Cost, Estimator
from gateway.planner import make_plan
from gateway.planner.outcome import Outcome, TreeError
from gateway.response import Shaped, Shaper, Withheld, introspect, withheld_names, withheld_parts, withhold
from gateway.server.labels import Labels
from gateway.server.limits import check_operation, check_text
from gateway.server.plans import Kept, Lane
from gateway.server.refusal import mutation_by_get
from gateway.server.request import GraphQLRequest
from gateway.server.settings import Limits, Settings
from gateway.supergraph import Supergraph

# What is kept costs about so many bytes: for itself, for each character of a text whose syntax tree is needed again,
# and for each byte of a plan's requests. (Measured; a text of ten fields comes to 40 KB, one of a hundred to 120.)
_TEXT_BYTES: Final = 30_000
_TREE_BYTES_PER_CHARACTER: Final = 450
_PLAN_BYTES_PER_REQUEST_BYTE: Final = 30
_VARIANTS_MAX: Final = 16
# How long a list is taken to be where the schema speaks of costs, but not of this list's.
_LIST_SIZE: Final = 10

# What a program depends on: the kind, what is asked, the variables, the labels of overrides.
_Asked: TypeAlias = tuple[OperationKind, Selection, tuple[VariableDefinition, ...], frozenset[str]]


@dataclass(frozen=True, slots=True)
class Answer:
    """A GraphQL response that was executed: its JSON, whether it tells of errors, and what was denied."""

    body: bytes
    has_errors: bool
    denied: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Prepared:
    """All that is known of an operation before its variables: what is asked, of whom, and how the answer looks.

    `withheld` are the parts of the answer that the caller may not see.
    """

    program: Program
    shaper: Shaper
    direct: Direct | None
    withheld: tuple[Withheld, ...]
    is_introspection: bool


@dataclass(frozen=True, slots=True)
class Text:
    """A valid operation as it is kept: its head, and a plan for each outcome of what decides plans.

    That is override labels, @skip and @include, and of the rules of access it touches those that the caller meets.
    `document` is kept only where it is needed again: for all these, for labels drawn anew, and for introspection.
    A text whose `cost` depends on variables is kept, and planned, when it was first asked with some that are allowed.
    """

    head: OperationDefinitionNode
    conditions: tuple[str, ...]
    lifted: Lifted
    cost: Cost | None
    touched: int
    document: DocumentNode | None
    variants: dict[tuple[Any, ...], Prepared]
    introspected: dict[tuple[Any, ...], Mapping[str, Any]] = field(default_factory=dict)

    def size(self, query: str) -> int:
        """Estimate the bytes that keeping this takes."""
        tree = 0 if self.document is None else len(query) * _TREE_BYTES_PER_CHARACTER
        requests = sum(variant.program.size for variant in self.variants.values())
        return _TEXT_BYTES + tree + requests * _PLAN_BYTES_PER_REQUEST_BYTE


class Pipeline:
    """Answers the operations of one supergraph. Knows no HTTP: what it cannot answer, it raises as a GatewayError.

    `draw` returns a number from 0 up to 1: the lot that decides percentages of @override.
    """

    def __init__(
        self, supergraph: Supergraph, send: Send, settings: Settings, *, draw: Callable[[], float] = random
    ) -> None:
        self._supergraph = supergraph
        self._signatures = Signatures(supergraph.api_schema)
        self._send = send
        self._settings = settings
        self._texts: Kept[tuple[str, str | None], Text] = Kept(
            entries_max=settings.limits.plans, bytes_max=settings.limits.plans_bytes
        )
        self._labels = Labels(supergraph.override_labels, settings.override_labels, draw)
        # Used in the lane alone. Texts count the programs they hold, so this takes its part of the same memory.
        self._programs: Kept[_Asked, Program] = Kept(
            entries_max=settings.limits.plans, bytes_max=settings.limits.plans_bytes // 4
        )
        self._routes = Routes()
        self._lane = Lane()
        self._requirements = Requirements(supergraph)
        self._estimator = _estimator(supergraph, settings.limits)

    async def answer(self, request: GraphQLRequest, grants: Grants = NOTHING_SHOWN) -> Answer:
        """Answer one GraphQL request: read, plan, execute, shape. `grants` are what the caller has shown."""
        text = await self._read(request, grants)
        variables = coerce_variables(text.head, self._supergraph.api_schema, request.variables)
        if text.cost is not None:
            text.cost.check(variables)
        prepared = await self._plan(request, text, variables, grants)
        values, send = {**variables, **text.lifted.values}, Recorded(self._send)
        body = await prepared.direct.answer(values, send) if prepared.direct else None
        if body is not None:
            return self._sized(body, has_errors=False)
        outcome = await execute(prepared.program, values, send)
        ready = await self._introspect(request, text, variables) if prepared.is_introspection else {}
        outcome = self._hidden(outcome)
        if prepared.withheld:
            withhold(outcome, prepared.withheld, *_denial(grants))
        answer = self._write(prepared.shaper.shape(outcome, ready))
        return replace(answer, denied=withheld_names(prepared.withheld)) if prepared.withheld else answer

    @property
    def texts_kept(self) -> int:
        """How many texts need not be read again."""
        return len(self._texts)

    def is_order(self, request: GraphQLRequest) -> bool:
        """Tell whether a request in work changes anything; one that is not read yet has not."""
        text = self._texts.get((request.query, request.operation_name))
        return text is not None and text.head.operation is OperationType.MUTATION

    def close(self) -> None:
        """Let go of the planning thread."""
        self._lane.close()

    async def _read(self, request: GraphQLRequest, grants: Grants) -> Text:
        key = request.query, request.operation_name
        text = self._texts.get(key)
        if text is None:
            text = await self._lane.run(key, len(request.query), lambda: self._read_text(*key, grants))
            if text.variants:
                self._texts.put(key, text, size=text.size(request.query))
        if request.is_safe_method and text.head.operation is not OperationType.QUERY:
            raise mutation_by_get()
        return text

    def _read_text(self, query: str, operation_name: str | None, grants: Grants) -> Text:
        check_text(query, self._settings.limits)
        document = parse_document(query)
        operation = choose_operation(document, operation_name)
        check_operation(document, operation, self._settings.limits)
        lifted = self._validate(document, operation)
        cost = self._estimate(document, operation)
        conditions = tuple(sorted(condition_variables(document)))
        head = operation_head(query, operation)
        touched = touched_rules(document, operation, self._supergraph.api_schema, self._requirements)
        if conditions or self._labels.is_drawn or cost is not None:
            return Text(head, conditions, lifted, cost, touched, document, {})
        labels, held = self._labels.active(), self._requirements.held(grants) & touched
        prepared = self._plan_text(document, operation, lifted, {}, labels, denied=self._denied(touched, held))
        kept = document if prepared.is_introspection or touched else None
        return Text(head, conditions, lifted, cost, touched, kept, {(labels, held): prepared})

    def _estimate(self, document: DocumentNode, operation: OperationDefinitionNode) -> Cost | None:
        """Refuse an operation that costs too much; return its cost where that depends on variables."""
        if self._estimator is None:
            return None
        cost = self._estimator.estimate(document, operation)
        if cost.varies:
            return cost
        cost.check({})
        return None

    def _validate(self, document: DocumentNode, operation: OperationDefinitionNode) -> Lifted:
        """Refuse a document that is not valid; of one that is certainly valid, lift the literals."""
        certificate = certify(document, self._signatures) if self._settings.is_validation_fast else None
        if certificate is None:
            validate_document(document, self._supergraph.api_schema)
            return NOTHING_LIFTED
        return lift(operation, certificate) if self._settings.lifts_literals else NOTHING_LIFTED

    async def _plan(
        self, request: GraphQLRequest, text: Text, variables: Mapping[str, Any], grants: Grants
    ) -> Prepared:
        labels = self._labels.active()
        held = self._requirements.held(grants) & text.touched if text.touched else 0
        decided = (labels, held, *(variables.get(name) for name in text.conditions))
        prepared = text.variants.get(decided)
        if prepared is None:
            document = text.document
            assert document is not None, "texts that may be planned again keep their document"
            key = request.query, request.operation_name
            operation = choose_operation(document, request.operation_name)
            denied = self._denied(text.touched, held)
            prepared = await self._lane.run(
                (key, decided),
                len(request.query),
                lambda: self._plan_text(document, operation, text.lifted, variables, labels, denied=denied),
            )
            if len(text.variants) >= _VARIANTS_MAX:
                text.variants.clear()
            text.variants[decided] = prepared
            if not (text.conditions or text.touched or self._labels.is_drawn or prepared.is_introspection):
                text = replace(text, document=None)
            self._texts.put(key, text, size=text.size(request.query))
        return prepared

    def _denied(self, touched: int, held: int) -> Denied | None:
        """Return what is denied to those who meet these of the touched rules; to most nothing is."""
        return None if held == touched else Denied(self._requirements, held)

    def _plan_text(
        self,
        document: DocumentNode,
        operation_node: OperationDefinitionNode,
        lifted: Lifted,
        variables: Mapping[str, Any],
        labels: frozenset[str],
        *,
        denied: Denied | None,
    ) -> Prepared:
        schema = self._supergraph.api_schema
        operation = normalise(document, operation_node, schema, variables, lifted, denials=denied)
        is_introspection = any(item.name in {"__schema", "__type"} for item in operation.client)
        if is_introspection and not self._settings.allows_introspection:
            message = "Introspection is off: this gateway does not tell its schema."
            raise BadRequest([GraphQLError(message)], code="INTROSPECTION_DISABLED")
        if operation.kind is OperationKind.SUBSCRIPTION:
            raise BadRequest([GraphQLError("Subscriptions are not served here.")], code="OPERATION_NOT_SUPPORTED")
        shaper = Shaper(operation.client, operation.root_type, schema, is_fast=self._settings.is_shaping_fast)
        program = self._program(operation, labels)
        withheld = () if denied is None else withheld_parts(operation.client)
        is_direct = self._settings.is_execution_direct and not withheld
        direct = Direct(program, operation.client, schema, self._routes) if is_direct else None
        return Prepared(program, shaper, direct, withheld, is_introspection)

    def _program(self, operation: Operation, labels: frozenset[str]) -> Program:
        """Plan an operation; those that ask the same, under whatever names, share one program."""
        asked = operation.kind, operation.selection, operation.variables, labels
        program = self._programs.get(asked)
        if program is None:
            plan = make_plan(operation, self._supergraph, labels=labels)
            program = compile_plan(plan, is_fast=self._settings.is_execution_fast)
            self._programs.put(asked, program, size=program.size * _PLAN_BYTES_PER_REQUEST_BYTE)
        return program

    async def _introspect(self, request: GraphQLRequest, text: Text, variables: Mapping[str, Any]) -> Mapping[str, Any]:
        """Answer from the schema; the usual introspection query has no variables and is answered once."""
        known = text.introspected.get(())
        if known is None or variables:
            schema, document = self._supergraph.api_schema, text.document
            assert document is not None, "texts with introspection keep their document"
            operation = choose_operation(document, request.operation_name)
            key = "introspection", request.query, request.operation_name, dump_value(variables)
            known = await self._lane.run(
                key, len(request.query), lambda: introspect(document, operation, schema, variables)
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
        return self._sized(body, has_errors=bool(shaped.errors))

    def _sized(self, body: bytes, *, has_errors: bool) -> Answer:
        bytes_max = self._settings.limits.answer_bytes
        if len(body) > bytes_max:
            return _failed("ANSWER_TOO_LARGE", f"answer bytes: at most {bytes_max} allowed, found {len(body)}")
        return Answer(body, has_errors=has_errors)


def _estimator(supergraph: Supergraph, limits: Limits) -> Estimator | None:
    """Return what estimates operations; None where the schema says nothing of costs and the settings do not either."""
    prices, list_size = supergraph.prices, limits.list_size
    if list_size is None and not prices.weights and not prices.sizes:
        return None
    return Estimator(
        supergraph.api_schema,
        prices,
        cost_max=limits.cost,
        page_size=limits.page_size,
        list_size=_LIST_SIZE if list_size is None else list_size,
    )


def _to_json(shaped: Shaped) -> bytes:
    if not shaped.errors:
        return orjson.dumps({"data": shaped.data})
    return orjson.dumps({"errors": shaped.errors, "data": shaped.data})


def _failed(code: str, message: str) -> Answer:
    errors = [{"message": message, "extensions": {"code": code}}]
    return Answer(orjson.dumps({"errors": errors, "data": None}), has_errors=True)


def _denial(grants: Grants) -> tuple[str, str]:
    """Return what is said, and the code, where something is denied."""
    if grants.is_authenticated:
        return "You may not read this.", "FORBIDDEN"
    return "Sign in to read this.", "UNAUTHENTICATED"
