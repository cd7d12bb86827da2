"""Plain execution on the uncut schema: what the gateway has to answer."""

import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import orjson
from graphql import (
    DocumentNode,
    ExecutionResult,
    GraphQLError,
    GraphQLInterfaceType,
    GraphQLObjectType,
    GraphQLResolveInfo,
    GraphQLSchema,
    execute_sync,
    parse,
)
from graphql.execution.values import get_argument_values
from graphql.language import FieldNode, InlineFragmentNode, OperationDefinitionNode, SelectionSetNode

from tests.gateway.differential.failures import Failures
from tests.gateway.differential.world import SIZES, FieldModel, Thing, World


@dataclass(slots=True, eq=False)
class Reached:
    """A thing, with the one through whose field it was reached."""

    thing: Thing
    above: "Reached | None" = None

    @property
    def type_name(self) -> str:
        return self.thing.type_name


class FieldFailedError(GraphQLError):
    """A field of the data set that fails."""


def computed(own: Any, required: Any) -> int:
    """Compute a field that requires others, or takes from a context."""
    return zlib.crc32(orjson.dumps([own, required], option=orjson.OPT_SORT_KEYS)) % 100_000


def value_of(thing: Thing, model: FieldModel, arguments: Mapping[str, Any]) -> Any:
    """Return a field's value as the data set has it, arguments applied."""
    return _shifted(thing.values[model.name], shift_of(arguments))


def shift_of(arguments: Mapping[str, Any]) -> int:
    by = arguments.get("by")
    shift: int = (arguments.get("n") or 0) + 10 * (arguments.get("m") or 0)
    if by is not None:
        shift += 100 * (1 + SIZES.index(by))
    given = arguments.get("with") or {}
    return shift + 1000 * (given.get("n") or 0) + sum(given.get("more") or ())


def _shifted(value: Any, by: int) -> Any:
    if isinstance(value, list):
        return [_shifted(item, by) for item in value]
    if isinstance(value, bool):
        return value ^ (by % 2 == 1)
    if isinstance(value, int):
        return value + by
    return value


@cache
def selection_set(text: str) -> SelectionSetNode:
    """Parse a field set."""
    definition = parse(f"{{ {text} }}").definitions[0]
    assert isinstance(definition, OperationDefinitionNode)
    return definition.selection_set


def condition(node: InlineFragmentNode) -> str:
    """Return the type that a fragment of a field set is for."""
    assert node.type_condition is not None
    return node.type_condition.name.value


@dataclass(slots=True)
class Truth:
    """One execution; `carried_out` are the mutations in order, `hidden` where a requirement or context failed."""

    world: World
    schema: GraphQLSchema
    failures: Failures
    carried_out: list[tuple[str, int]] = field(default_factory=list)
    hidden: list[tuple[str | int, ...]] = field(default_factory=list)

    def execute(self, document: DocumentNode, variables: Mapping[str, Any]) -> ExecutionResult:
        """Execute a document; its root is the operation's."""
        operation = next(node for node in document.definitions if isinstance(node, OperationDefinitionNode))
        result = execute_sync(
            self.schema,
            document,
            Reached(self.world.things[operation.operation.value.capitalize()][0]),
            variable_values=dict(variables),
            field_resolver=self._resolve,
            type_resolver=lambda value, *_: value.type_name,
        )
        assert isinstance(result, ExecutionResult)
        return result

    def _resolve(self, source: Reached, info: GraphQLResolveInfo[Any], **arguments: Any) -> Any:
        thing = source.thing
        model = self.world.types[thing.type_name].fields[info.field_name]
        if thing.type_name == "Mutation":
            self.carried_out.append((model.name, shift_of(arguments)))
        before = len(self.hidden)
        value = self._value(source, model, arguments)
        if len(self.hidden) > before:
            self.hidden[before:] = [tuple(info.path.as_list())]
        if self._fails(thing, model):
            raise FieldFailedError(f"{thing.type_name}.{model.name} fails")
        return self._held(value, source)

    def _fails(self, thing: Thing, model: FieldModel) -> bool:
        return (id(thing), model.name) in self.failures.fields

    def _value(self, source: Reached, model: FieldModel, arguments: Mapping[str, Any]) -> Any:
        if model.requires:
            required = self._project(source, selection_set(model.requires))
            return computed(source.thing.values[model.name], required)
        if model.context:
            return computed(source.thing.values[model.name], self._from_context(source, model))
        return value_of(source.thing, model, arguments)

    def _held(self, value: Any, above: Reached) -> Any:
        if isinstance(value, list):
            return [self._held(item, above) for item in value]
        return Reached(value, above) if isinstance(value, Thing) else value

    def _from_context(self, source: Reached, model: FieldModel) -> Any:
        above = source.above
        while above is not None and above.type_name not in model.context:
            above = above.above
        assert above is not None, f"{model.name} is reached from nowhere that sets its context"
        taken = self.world.types[above.type_name].fields[model.context[above.type_name]]
        return self._part(above, taken, {})

    def _part(self, source: Reached, model: FieldModel, arguments: Mapping[str, Any]) -> Any:
        """Return what is sent of a field: null where it fails, for that is what its subgraph answers."""
        if self._fails(source.thing, model):
            self.hidden.append(())
            return None
        return self._held(self._value(source, model, arguments), source)

    def _project(self, value: Any, wanted: SelectionSetNode) -> Any:
        if isinstance(value, list):
            return [self._project(item, wanted) for item in value]
        if value is None:
            return None
        found: dict[str, Any] = {}
        for node in wanted.selections:
            if isinstance(node, InlineFragmentNode):
                if value.type_name == condition(node):
                    found |= self._project(value, node.selection_set)
                continue
            assert isinstance(node, FieldNode)
            name = node.name.value
            part = self._part(value, self.world.types[value.type_name].fields[name], self._arguments(value, node))
            found[name] = self._project(part, node.selection_set) if node.selection_set else part
        return found

    def _arguments(self, value: Reached, node: FieldNode) -> Mapping[str, Any]:
        owner = self.schema.type_map[value.type_name]
        assert isinstance(owner, GraphQLObjectType | GraphQLInterfaceType)
        return get_argument_values(owner.fields[node.name.value], node)
