"""Subgraphs in process: they answer from the one data set, and refuse what a real subgraph could not know.

An external field is answered only where it was provided; a field with a requirement is computed from what was sent, so
that a value that was not fetched, or not sent, shows in the answer.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import orjson
from graphql import ExecutionResult, GraphQLResolveInfo, build_schema, execute_sync, parse, validate
from graphql.language import FieldNode, InlineFragmentNode, SelectionNode, SelectionSetNode

from gateway.errors import FetchFailed
from tests.gateway.differential.failures import Failures
from tests.gateway.differential.parts import Subgraph
from tests.gateway.differential.truth import FieldFailedError, computed, condition, selection_set, shift_of, value_of
from tests.gateway.differential.world import FieldModel, Thing, World


@dataclass(slots=True, eq=False)
class Node:
    """A thing as a subgraph holds it: as which type, with what was sent of it and what is provided on it."""

    thing: Thing
    type_name: str
    sent: Mapping[str, Any] = field(default_factory=dict)
    provided: tuple[SelectionNode, ...] = ()


class SubgraphServer:
    """One subgraph; `begin` starts a run with what fails in it."""

    def __init__(self, world: World, subgraph: Subgraph) -> None:
        self.name = subgraph.name
        self._world = world
        self._parts = subgraph.parts
        self._schema = build_schema(self._sdl(subgraph), assume_valid=True)
        self._valid: set[str] = set()
        self.begin(Failures())

    def begin(self, failures: Failures) -> None:
        self._failures = failures
        self.requests = 0
        self.has_failed = False
        self.carried_out: list[tuple[str, int]] = []

    def answer(self, body: bytes) -> bytes:
        """Answer a request as an HTTP subgraph would; an invalid document is our bug, and loud."""
        self.requests += 1
        if (self.name, self.requests - 1) in self._failures.down:
            self.has_failed = True
            raise FetchFailed(self.name, "does not answer", code="SUBGRAPH_UNREACHABLE")
        request = orjson.loads(body)
        document = parse(request["query"])
        if request["query"] not in self._valid:
            errors = validate(self._schema, document)
            assert not errors, f"{self.name}: {errors[0].message}: {request['query']}"
            self._valid.add(request["query"])
        root = "Mutation" if request["query"].startswith("mutation") else "Query"
        result = execute_sync(
            self._schema,
            document,
            Node(self._world.things[root][0], root),
            variable_values=request.get("variables") or {},
            field_resolver=self._resolve,
            type_resolver=lambda value, *_: value.type_name,
        )
        assert isinstance(result, ExecutionResult)
        for error in result.errors or ():
            if isinstance(error.original_error, AssertionError):
                raise error.original_error
        return orjson.dumps(result.formatted)

    def _sdl(self, subgraph: Subgraph) -> str:
        entities = [p.name for p in subgraph.parts.values() if p.keys and p.keyword == "type"]
        extra = "scalar _Any\n"
        if entities:
            extra += f"union _Entity = {' | '.join(entities)}\n"
            root = "type Query { _entities(representations: [_Any!]!): [_Entity]! }"
            extra += f"extend {root}" if "Query" in subgraph.parts else root
        return f"{_DIRECTIVES}{subgraph.print()}{extra}"

    def _resolve(self, node: Node, info: GraphQLResolveInfo[Any], **arguments: Any) -> Any:
        name = info.field_name
        if name == "_entities":
            return [self._entity(representation) for representation in arguments["representations"]]
        part = self._parts[node.type_name].fields[name]
        assert not part.is_overridden, f"{self.name} is asked for {node.type_name}.{name}, which it lost"
        model = self._world.types[node.thing.type_name].fields[name]
        given = _given(node, name)
        assert given is not None or not part.is_external, (
            f"{self.name} is asked for the external {node.type_name}.{name}"
        )
        if node.type_name == "Mutation":
            self.carried_out.append((name, shift_of(arguments)))
        if (id(node.thing), name) in self._failures.fields:
            raise FieldFailedError(f"{node.thing.type_name}.{name} fails")
        if model.requires:
            return computed(node.thing.values[name], self._sent(node.sent, model))
        if model.context:
            return computed(node.thing.values[name], arguments["near"])
        value = value_of(node.thing, model, arguments)
        return self._wrapped(value, part.named, (*_provided(part.directives), *(given or ())))

    def _wrapped(self, value: Any, type_name: str, provided: tuple[SelectionNode, ...]) -> Any:
        if isinstance(value, list):
            return [self._wrapped(item, type_name, provided) for item in value]
        if isinstance(value, Thing):
            is_interface_object = type_name in self._parts and self._parts[type_name].is_interface_object
            return Node(value, type_name if is_interface_object else value.type_name, provided=provided)
        return value

    def _sent(self, sent: Mapping[str, Any], model: FieldModel) -> Any:
        return _read(sent, selection_set(model.requires), f"{self.name} was not sent {{}} for {model.name}")

    def _entity(self, representation: Mapping[str, Any]) -> Node | None:
        type_name = representation["__typename"]
        part = self._parts[type_name]
        assert any(_has(representation, selection_set(key)) for key in part.keys), (
            f"{self.name} was sent {representation}, which holds no key"
        )
        for possible in self._world.possible(part.name):
            for thing in self._world.things[possible]:
                if _is(thing, representation):
                    if (self.name, id(thing)) in self._failures.lost:
                        self.has_failed = True
                        return None
                    return Node(thing, type_name if part.is_interface_object else possible, sent=representation)
        return None


_DIRECTIVES = """
directive @key(fields: String!, resolvable: Boolean) repeatable on OBJECT | INTERFACE
directive @shareable on FIELD_DEFINITION | OBJECT
directive @external on FIELD_DEFINITION
directive @requires(fields: String!) on FIELD_DEFINITION
directive @provides(fields: String!) on FIELD_DEFINITION
directive @override(from: String!, label: String) on FIELD_DEFINITION
directive @interfaceObject on OBJECT
directive @context(name: String!) repeatable on OBJECT
directive @fromContext(field: String) on ARGUMENT_DEFINITION
"""


def _provided(directives: Sequence[str]) -> tuple[SelectionNode, ...]:
    return tuple(
        node
        for directive in directives
        if directive.startswith("@provides")
        for node in selection_set(directive.split('"')[1]).selections
    )


def _given(node: Node, name: str) -> tuple[SelectionNode, ...] | None:
    """Return what is provided below a field, None where the field is not provided itself."""
    found: tuple[SelectionNode, ...] | None = None
    waiting = list(node.provided)
    while waiting:
        selected = waiting.pop()
        if isinstance(selected, InlineFragmentNode):
            if condition(selected) == node.thing.type_name:
                waiting += selected.selection_set.selections
        elif isinstance(selected, FieldNode) and selected.name.value == name:
            found = (*(found or ()), *(selected.selection_set.selections if selected.selection_set else ()))
    return found


def _has(representation: Any, wanted: SelectionSetNode) -> bool:
    for node in wanted.selections:
        assert isinstance(node, FieldNode)
        value = representation.get(node.name.value)
        if value is None or (node.selection_set and not _has(value, node.selection_set)):
            return False
    return True


def _is(thing: Thing, representation: Mapping[str, Any]) -> bool:
    """Whether a representation names a thing: everything in it that keys are made of fits."""
    return all(
        _is(thing.values[name], value) if isinstance(value, dict) else thing.values[name] == value
        for name, value in representation.items()
        if name in {"id", "code", "place", "row", "seat", "hall", "name"}
    )


def _read(value: Any, wanted: SelectionSetNode, complaint: str) -> Any:
    if value is None:
        return None
    if isinstance(value, list):
        return [_read(item, wanted, complaint) for item in value]
    found: dict[str, Any] = {}
    for node in wanted.selections:
        if isinstance(node, InlineFragmentNode):
            if value["__typename"] == condition(node):
                found |= _read(value, node.selection_set, complaint)
            continue
        assert isinstance(node, FieldNode)
        name = node.name.value
        assert name in value, complaint.format(name)
        below = value[name]
        found[name] = _read(below, node.selection_set, complaint) if node.selection_set else below
    return found
