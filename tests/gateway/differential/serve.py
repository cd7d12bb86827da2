"""Subgraphs in process: they answer from the one data set, and refuse what a real subgraph could not know.

An external field is answered only where it was provided or sent in a representation; a field with a requirement is
computed from what was sent, so that a value that was not fetched, or not sent, shows in the answer.
"""

import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import orjson
from graphql import (
    GraphQLResolveInfo,
    GraphQLSchema,
    build_schema,
    execute_sync,
    parse,
    validate,
)
from graphql.language import FieldNode, InlineFragmentNode, OperationDefinitionNode, SelectionSetNode

from tests.gateway.differential.cut import Part, Subgraph
from tests.gateway.differential.world import FieldModel, Thing, World


@dataclass(slots=True, eq=False)
class Node:
    """A thing as a subgraph holds it: as which type, with what was sent of it and what is provided on it."""

    thing: Thing
    type_name: str
    sent: Mapping[str, Any] = field(default_factory=dict)
    provided: frozenset[str] = frozenset()


def computed(own: Any, required: Any) -> int:
    """Compute a field that requires others."""
    return zlib.crc32(orjson.dumps([own, required], option=orjson.OPT_SORT_KEYS)) % 100_000


def value_of(thing: Thing, model: FieldModel, arguments: Mapping[str, Any]) -> Any:
    """Return a field's value as the data set has it, arguments applied."""
    value = thing.values[model.name]
    if arguments.get("n") is not None:
        return _shifted(value, arguments["n"])
    return value


def _shifted(value: Any, by: int) -> Any:
    if isinstance(value, list):
        return [_shifted(item, by) for item in value]
    if isinstance(value, bool):
        return value ^ (by % 2 == 1)
    if isinstance(value, int):
        return value + by
    return value


class Truth:
    """Plain execution on the uncut schema."""

    def __init__(self, world: World, schema: GraphQLSchema) -> None:
        self._world = world
        self._schema = schema

    def execute(self, text: str, variables: Mapping[str, Any]) -> Any:
        return execute_sync(
            self._schema,
            parse(text),
            self._world.root,
            variable_values=dict(variables),
            field_resolver=self._resolve,
            type_resolver=lambda value, *_: value.type_name,
        )

    def _resolve(self, thing: Thing, info: GraphQLResolveInfo[Any], **arguments: Any) -> Any:
        model = self._world.types[thing.type_name].fields[info.field_name]
        if model.requires:
            return computed(thing.values[model.name], self.required(thing, model))
        return value_of(thing, model, arguments)

    def required(self, thing: Thing, model: FieldModel) -> Any:
        """Return what a field's requirement is in truth."""
        return self._project(thing, selection_set(model.requires))

    def _project(self, value: Any, wanted: SelectionSetNode) -> Any:
        if value is None:
            return None
        if isinstance(value, list):
            return [self._project(item, wanted) for item in value]
        found = {}
        for node in wanted.selections:
            assert isinstance(node, FieldNode)
            model = self._world.types[value.type_name].fields[node.name.value]
            arguments = {a.name.value: int(a.value.value) for a in node.arguments or ()}  # type: ignore[attr-defined]  # integers only
            if model.requires:
                below: Any = computed(value.values[model.name], self.required(value, model))
            else:
                below = value_of(value, model, arguments)
            found[node.name.value] = self._project(below, node.selection_set) if node.selection_set else below
        return found


def selection_set(text: str) -> SelectionSetNode:
    definition = parse(f"{{ {text} }}").definitions[0]
    assert isinstance(definition, OperationDefinitionNode)
    return definition.selection_set


class SubgraphServer:
    """One subgraph: an executable schema of its parts, with `_entities`."""

    def __init__(self, world: World, subgraph: Subgraph) -> None:
        self.name = subgraph.name
        self._world = world
        self._parts = subgraph.parts
        self._schema = build_schema(self._sdl(subgraph), assume_valid=True)
        self.requests = 0

    def answer(self, body: bytes) -> bytes:
        """Answer a request as an HTTP subgraph would; an invalid document is our bug, and loud."""
        self.requests += 1
        request = orjson.loads(body)
        document = parse(request["query"])
        errors = validate(self._schema, document)
        assert not errors, f"{self.name}: {errors[0].message}: {request['query']}"
        result = execute_sync(
            self._schema,
            document,
            Node(self._world.root, "Query"),
            variable_values=request.get("variables") or {},
            field_resolver=self._resolve,
            type_resolver=lambda value, *_: value.type_name,
        )
        return orjson.dumps(result.formatted)

    def _sdl(self, subgraph: Subgraph) -> str:
        entities = [part.name for part in subgraph.parts.values() if part.keys and part.keyword == "type"]
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
        if "@external" in part.directives:
            assert name in node.provided, f"{self.name} is asked for the external {node.type_name}.{name}"
        if model.requires:
            return computed(node.thing.values[name], self._sent(node.sent, model))
        value = value_of(node.thing, model, arguments)
        return self._wrapped(value, part.model.named, _provided(part.directives))

    def _wrapped(self, value: Any, type_name: str, provided: frozenset[str]) -> Any:
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
        for possible in self._possible(part):
            for thing in self._world.things[possible]:
                if _is(thing, representation):
                    return Node(thing, type_name if part.is_interface_object else possible, sent=representation)
        return None

    def _possible(self, part: Part) -> list[str]:
        return self._world.possible(part.name)


_DIRECTIVES = """
directive @key(fields: String!, resolvable: Boolean) repeatable on OBJECT | INTERFACE
directive @shareable on FIELD_DEFINITION | OBJECT
directive @external on FIELD_DEFINITION
directive @requires(fields: String!) on FIELD_DEFINITION
directive @provides(fields: String!) on FIELD_DEFINITION
directive @override(from: String!, label: String) on FIELD_DEFINITION
directive @interfaceObject on OBJECT
"""


def _provided(directives: list[str]) -> frozenset[str]:
    return frozenset(
        name
        for directive in directives
        if directive.startswith("@provides")
        for name in directive.split('"')[1].split()
    )


def _has(representation: Any, wanted: SelectionSetNode) -> bool:
    for node in wanted.selections:
        assert isinstance(node, FieldNode)
        value = representation.get(node.name.value)
        if value is None or (node.selection_set and not _has(value, node.selection_set)):
            return False
    return True


def _is(thing: Thing, representation: Mapping[str, Any]) -> bool:
    return all(thing.values[name] == representation[name] for name in ("id", "code") if name in representation) and all(
        thing.values["place"].values[name] == value for name, value in representation.get("place", {}).items()
    )


def _read(value: Any, wanted: SelectionSetNode, complaint: str) -> Any:
    if value is None:
        return None
    if isinstance(value, list):
        return [_read(item, wanted, complaint) for item in value]
    found = {}
    for node in wanted.selections:
        assert not isinstance(node, InlineFragmentNode)
        assert isinstance(node, FieldNode)
        name = node.name.value
        assert name in value, complaint.format(name)
        below = value[name]
        found[name] = _read(below, node.selection_set, complaint) if node.selection_set else below
    return found
