"""Subgraphs that answer anything their schema has, with values that say where they come from, and note what was read.

Text is the coordinate of its field, a list of an abstract type holds one object of each possible type, an entity is
whatever its representation says. So any schema and any operation can be tried, and one graph without subgraphs
(`plain_answer`) holds the same values.
"""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

import orjson
from graphql import (
    ExecutionResult,
    FieldNode,
    GraphQLEnumType,
    GraphQLList,
    GraphQLNonNull,
    GraphQLResolveInfo,
    GraphQLScalarType,
    GraphQLSchema,
    GraphQLType,
    TypeInfo,
    TypeInfoVisitor,
    Visitor,
    build_schema,
    execute_sync,
    get_named_type,
    is_abstract_type,
    parse,
    validate,
    visit,
)

_LEAVES: Mapping[str, Any] = {"Int": 7, "Float": 1.5, "Boolean": True}


class Subgraphs:
    """Some subgraphs by name and SDL; `send` reaches them, `read` holds each field that was read, by subgraph."""

    def __init__(self, sdls: Mapping[str, str]) -> None:
        self._schemas = {name: _schema(sdl) for name, sdl in sdls.items()}
        self.begin()

    def begin(self) -> None:
        self.read: list[tuple[str, str]] = []
        self.requests = 0

    async def send(self, subgraph: str, body: bytes, *, is_idempotent: bool) -> bytes:
        request = orjson.loads(body)
        schema, document = self._schemas[subgraph], parse(request["query"])
        assert is_idempotent is not request["query"].startswith("mutation")
        assert validate(schema, document) == [], request["query"]
        self.requests += 1
        self.read += [(subgraph, each) for each in fields_of(schema, request["query"])]
        return orjson.dumps(execute(schema, request["query"], request.get("variables")).formatted)


def execute(
    schema: GraphQLSchema,
    text: str,
    variables: Mapping[str, Any] | None = None,
    *,
    refuse: Callable[[GraphQLResolveInfo[Any]], None] = lambda _: None,
    refuse_member: Callable[[str, GraphQLResolveInfo[Any]], None] = lambda _name, _: None,
) -> ExecutionResult:
    """Execute an operation over made-up values; `refuse` may raise at a field, `refuse_member` at an object."""

    def resolve(source: Any, info: GraphQLResolveInfo[Any], **arguments: Any) -> Any:
        refuse(info)
        if info.field_name == "_entities":
            return arguments["representations"]
        if source and info.field_name in source:
            return source[info.field_name]
        return _made_up(schema, info.return_type, f"{info.parent_type.name}.{info.field_name}")

    def type_of(value: Any, info: GraphQLResolveInfo[Any], _abstract: Any) -> str:
        refuse_member(value["__typename"], info)
        return str(value["__typename"])

    result = execute_sync(
        schema, parse(text), variable_values=dict(variables or {}), field_resolver=resolve, type_resolver=type_of
    )
    assert isinstance(result, ExecutionResult)
    return result


def fields_of(schema: GraphQLSchema, text: str) -> Iterator[str]:
    """Yield the coordinate of each field that an operation names, but for __typename and _entities."""
    return (f"{type_name}.{node.name.value}" for type_name, node in _placed(schema, text))


def scopes_of(schema: GraphQLSchema, text: str) -> dict[tuple[int, int], str]:
    """Return the type that each field is selected on, by where its node stands in the text."""
    found = {}
    for type_name, node in _placed(schema, text):
        assert node.loc is not None
        found[node.loc.start, node.loc.end] = type_name
    return found


def _placed(schema: GraphQLSchema, text: str) -> list[tuple[str, FieldNode]]:
    info = TypeInfo(schema)
    found: list[tuple[str, FieldNode]] = []

    class Noting(Visitor):
        def enter_field(self, node: FieldNode, *_: object) -> None:
            parent = info.get_parent_type()
            assert parent is not None
            if node.name.value not in {"__typename", "_entities"}:
                found.append((parent.name, node))

    visit(parse(text), TypeInfoVisitor(info, Noting()))
    return found


def _made_up(schema: GraphQLSchema, kind: GraphQLType, coordinate: str) -> Any:
    if isinstance(kind, GraphQLNonNull):
        return _made_up(schema, kind.of_type, coordinate)
    if isinstance(kind, GraphQLList):
        named = get_named_type(kind)
        if is_abstract_type(named):
            return [{"__typename": name} for name in sorted(t.name for t in schema.get_possible_types(named))]
        return [_made_up(schema, kind.of_type, coordinate)] * 2
    if isinstance(kind, GraphQLEnumType):
        return next(iter(kind.values))
    if isinstance(kind, GraphQLScalarType):
        return _LEAVES.get(kind.name, coordinate)
    named = get_named_type(kind)
    if is_abstract_type(named):
        return {"__typename": min(t.name for t in schema.get_possible_types(named))}
    return {"__typename": named.name}


def _schema(sdl: str) -> GraphQLSchema:
    schema = build_schema(sdl, assume_valid=True)
    entities = [
        name
        for name, named in schema.type_map.items()
        if named.ast_node and any(use.name.value == "key" for use in named.ast_node.directives or ())
        if not is_abstract_type(named)
    ]
    if not entities:
        return schema
    root = "type Query { _entities(representations: [_Any!]!): [_Entity]! }"
    extension = f"extend {root}" if "Query" in schema.type_map else root
    return build_schema(f"{sdl}\nscalar _Any\nunion _Entity = {' | '.join(entities)}\n{extension}", assume_valid=True)
