"""What a text asks, under what decides its plans, becomes a program that runs and a shaper of the answer."""

from collections.abc import Mapping
from typing import Any, TypeAlias

from graphql import GraphQLError

from gateway.authorisation import Denied, Requirements
from gateway.errors import BadRequest
from gateway.executor import Program, compile_plan
from gateway.executor.direct import Direct, Routes
from gateway.operation import (
    Operation,
    OperationKind,
    Selection,
    VariableDefinition,
    choose_operation,
    normalise,
)
from gateway.planner import make_plan
from gateway.preparation.kept import Kept
from gateway.preparation.text import Prepared, Text, program_size
from gateway.response import Shaper, withheld_parts
from gateway.server.settings import Settings
from gateway.supergraph import Supergraph

# What a program depends on: the kind, what is asked, the variables, the labels of overrides.
_Asked: TypeAlias = tuple[OperationKind, Selection, tuple[VariableDefinition, ...], frozenset[str]]


class Preparer:
    """Prepares operations for one supergraph; equal requests to subgraphs are planned and compiled once."""

    def __init__(self, supergraph: Supergraph, settings: Settings, requirements: Requirements) -> None:
        self._supergraph = supergraph
        self._settings = settings
        self._requirements = requirements
        # Texts count the programs they hold, so this takes its part of the same memory.
        self._programs: Kept[_Asked, Program] = Kept(
            entries_max=settings.limits.plans, bytes_max=settings.limits.plans_bytes // 4
        )
        self._routes = Routes()

    @property
    def programs_kept(self) -> int:
        """How many programs need not be made again."""
        return len(self._programs)

    def prepare(self, text: Text, variables: Mapping[str, Any], labels: frozenset[str], held: int) -> Prepared:
        """Prepare a text for these values of its conditions, these labels, and callers who meet the rules in `held`."""
        assert text.document is not None, "texts that may be planned again keep their document"
        schema = self._supergraph.api_schema
        node = choose_operation(text.document, text.operation_name)
        denied = None if held == text.touched else Denied(self._requirements, held)
        operation = normalise(text.document, node, schema, variables, text.lifted, denials=denied)
        is_introspection = any(item.name in {"__schema", "__type"} for item in operation.client)
        self._check_served(operation, is_introspection=is_introspection)
        shaper = Shaper(operation.client, operation.root_type, schema, is_fast=self._settings.is_shaping_fast)
        program = self._program(operation, labels)
        withheld = () if denied is None else withheld_parts(operation.client)
        is_direct = self._settings.is_execution_direct and not withheld
        direct = Direct(program, operation.client, schema, self._routes) if is_direct else None
        return Prepared(program, shaper, direct, withheld, is_introspection)

    def _check_served(self, operation: Operation, *, is_introspection: bool) -> None:
        if is_introspection and not self._settings.allows_introspection:
            message = "Introspection is off: this gateway does not tell its schema."
            raise BadRequest([GraphQLError(message)], code="INTROSPECTION_DISABLED")
        if operation.kind is OperationKind.SUBSCRIPTION:
            raise BadRequest([GraphQLError("Subscriptions are not served here.")], code="OPERATION_NOT_SUPPORTED")

    def _program(self, operation: Operation, labels: frozenset[str]) -> Program:
        """Plan an operation; those that ask the same, under whatever names, share one program."""
        asked = operation.kind, operation.selection, operation.variables, labels
        program = self._programs.get(asked)
        if program is None:
            plan = make_plan(operation, self._supergraph, labels=labels)
            program = compile_plan(plan, is_fast=self._settings.is_execution_fast)
            self._programs.put(asked, program, size=program_size(program))
        return program
