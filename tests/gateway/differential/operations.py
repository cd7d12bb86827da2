"""Random operations on a schema: aliases, fragments, variables, conditions, deep and wide."""

from dataclasses import dataclass, field
from random import Random
from typing import Any

from graphql import (
    GraphQLField,
    GraphQLInterfaceType,
    GraphQLNamedType,
    GraphQLObjectType,
    GraphQLSchema,
    GraphQLUnionType,
    get_named_type,
    is_composite_type,
    parse,
    validate,
)


@dataclass(slots=True)
class Request:
    """An operation's text and the values of its variables."""

    text: str
    variables: dict[str, Any]


@dataclass(slots=True)
class _Writer:
    random: Random
    schema: GraphQLSchema
    variables: dict[str, tuple[str, Any]] = field(default_factory=dict)
    fragments: list[str] = field(default_factory=list)

    def selection(self, named: GraphQLNamedType, depth: int) -> str:
        parts = [self._field(named, depth) for _ in range(self.random.randint(1, 4))]
        if self.random.random() < 0.3:
            parts.append("__typename")
        if not isinstance(named, GraphQLObjectType) or self.random.random() < 0.1:
            parts += [self._fragment(named, depth) for _ in range(self.random.randint(0, 2))]
        shown = [part for part in parts if part]
        return f"{{ {' '.join(shown or ['__typename'])} }}"

    def _field(self, named: GraphQLNamedType, depth: int) -> str:
        if isinstance(named, GraphQLUnionType):
            return ""
        assert isinstance(named, GraphQLObjectType | GraphQLInterfaceType)
        name = self.random.choice(sorted(named.fields))
        definition = named.fields[name]
        target = get_named_type(definition.type)
        if is_composite_type(target) and depth <= 0:
            return ""
        alias = f"{self.random.choice('xyzabc')}: " if self.random.random() < 0.25 else ""
        below = f" {self.selection(target, depth - 1)}" if is_composite_type(target) else ""
        return f"{alias}{name}{self._arguments(definition)}{self._condition()}{below}"

    def _arguments(self, definition: GraphQLField) -> str:
        if "n" not in definition.args or self.random.random() < 0.3:
            return ""
        return f"(n: {self._value()})"

    def _value(self) -> str:
        if self.random.random() < 0.5:
            return str(self.random.randrange(3))
        name = f"n{self.random.randrange(2)}"
        self.variables.setdefault(name, ("Int", self.random.choice((None, 1, 2))))
        return f"${name}"

    def _condition(self) -> str:
        if self.random.random() > 0.08:
            return ""
        name = f"c{self.random.randrange(2)}"
        self.variables.setdefault(name, ("Boolean!", self.random.random() < 0.5))
        return f" @{self.random.choice(('skip', 'include'))}(if: ${name})"

    def _fragment(self, named: GraphQLNamedType, depth: int) -> str:
        possible = self._possible(named)
        conditions = [
            other
            for other in self.schema.type_map.values()
            if is_composite_type(other) and not other.name.startswith("__") and self._possible(other) & possible
        ]
        condition = self.random.choice(sorted(conditions, key=lambda other: other.name))
        body = self.selection(condition, depth)
        if self.random.random() < 0.3:
            name = f"F{len(self.fragments)}"
            self.fragments.append(f"fragment {name} on {condition.name} {body}")
            return f"...{name}{self._condition()}"
        return f"... on {condition.name}{self._condition()} {body}"

    def _possible(self, named: GraphQLNamedType) -> set[str]:
        if isinstance(named, GraphQLObjectType):
            return {named.name}
        assert isinstance(named, GraphQLInterfaceType | GraphQLUnionType)
        return {possible.name for possible in self.schema.get_possible_types(named)}


def make_request(random: Random, schema: GraphQLSchema) -> Request | None:
    """Draw an operation; None where none of a few attempts is valid."""
    assert schema.query_type is not None
    for _ in range(5):
        writer = _Writer(random, schema)
        body = writer.selection(schema.query_type, random.randint(2, 5))
        declared = ", ".join(f"${name}: {type_}" for name, (type_, _) in sorted(writer.variables.items()))
        text = "\n".join((f"query{f'({declared})' if declared else ''} {body}", *writer.fragments))
        if len(text) < 6000 and not validate(schema, parse(text)):
            return Request(text, {name: value for name, (_, value) in writer.variables.items()})
    return None
