"""Random operations on a schema: aliases, fragments, variables, conditions, deep and wide."""

from dataclasses import dataclass, field
from random import Random
from typing import Any

from graphql import (
    DocumentNode,
    GraphQLArgument,
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
    document: DocumentNode


_CHARACTERS_MAX = 6_000

# What is written for an argument of a type: as a literal, and through a variable (name, declared type, values).
_LITERALS = {
    "Int": ("0", "1", "2", "null"),
    "Size": ("SMALL", "LARGE"),
    "Shift": ("{ n: 1 }", "{ more: [1, 2] }", "{}"),
}
_VARIABLES: dict[str, tuple[tuple[str, str, tuple[Any, ...]], ...]] = {
    "Int": (("n0", "Int", (None, 1, 2)), ("n1", "Int = 2", (1, 3)), ("n2", "Int!", (4, 5))),
    "Size": (("s0", "Size", ("SMALL", "LARGE", None)), ("s1", "Size = LARGE", ("SMALL",))),
    "Shift": (("w0", "Shift", (None, {"n": 3}, {"more": [4]})), ("w1", "Shift!", ({}, {"more": 7}))),
}


@dataclass(slots=True)
class _Writer:
    random: Random
    schema: GraphQLSchema
    variables: dict[str, tuple[str, Any]] = field(default_factory=dict)
    fragments: list[str] = field(default_factory=list)

    def given(self, random: Random) -> dict[str, Any]:
        """Return the values of the variables; those that need none are left out now and then."""
        return {
            name: value
            for name, (type_, value) in self.variables.items()
            if type_.endswith("!") or (value is not None and "=" not in type_) or random.random() < 0.7
        }

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
        shown = [
            f"{name}: {self._value(argument)}"
            for name, argument in definition.args.items()
            if self.random.random() < 0.6
        ]
        return f"({', '.join(shown)})" if shown else ""

    def _value(self, argument: GraphQLArgument) -> str:
        type_name = get_named_type(argument.type).name
        if self.random.random() < 0.5:
            return self.random.choice(_LITERALS[type_name])
        name, declared, values = self.random.choice(_VARIABLES[type_name])
        self.variables.setdefault(name, (declared, self.random.choice(values)))
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
    for _ in range(5):
        writer = _Writer(random, schema)
        is_mutation = schema.mutation_type is not None and random.random() < 0.4
        root = schema.mutation_type if is_mutation else schema.query_type
        assert root is not None
        body = writer.selection(root, random.randint(2, 5))
        declared = ", ".join(f"${name}: {type_}" for name, (type_, _) in sorted(writer.variables.items()))
        head = f"{'mutation' if is_mutation else 'query'}{f'({declared})' if declared else ''}"
        text = "\n".join((f"{head} {body}", *writer.fragments))
        if len(text) < _CHARACTERS_MAX:
            document = parse(text, no_location=True)
            if not validate(schema, document):
                return Request(text, writer.given(random), document)
    return None
