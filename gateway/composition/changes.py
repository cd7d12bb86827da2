"""What a new schema means for clients of the old one: each difference breaking, dangerous or safe.

Breaking: an operation that was valid is not, or its answer has another shape. Dangerous: operations stay valid, but a
client may meet what it does not expect. Safe: no client notices. Compared are API schemas, the part that clients see.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import TypeAlias

from graphql import (
    GraphQLArgument,
    GraphQLDirective,
    GraphQLEnumType,
    GraphQLField,
    GraphQLInputField,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLList,
    GraphQLNamedType,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLScalarType,
    GraphQLSchema,
    GraphQLType,
    GraphQLUnionType,
    is_introspection_type,
    is_required_argument,
    is_required_input_field,
    is_specified_directive,
    is_specified_scalar_type,
    print_ast,
)

Composite: TypeAlias = GraphQLObjectType | GraphQLInterfaceType


class Severity(Enum):
    """What a change means for clients; the value is its heading."""

    BREAKING = "Breaking"
    DANGEROUS = "Dangerous"
    SAFE = "Safe"


@dataclass(frozen=True, slots=True)
class Change:
    """One difference, at a schema coordinate."""

    severity: Severity
    coordinate: str
    message: str


def find_changes(old: GraphQLSchema, new: GraphQLSchema) -> tuple[Change, ...]:
    """Compare two API schemas: the gravest changes first, then by coordinate."""
    found = [*_roots(old, new), *_types(old, new), *_directives(old, new)]
    order = list(Severity)
    return tuple(sorted(found, key=lambda change: (order.index(change.severity), change.coordinate, change.message)))


def is_breaking(changes: Sequence[Change]) -> bool:
    """Whether any client could fail."""
    return any(change.severity is Severity.BREAKING for change in changes)


def to_markdown(changes: Sequence[Change]) -> str:
    """Print changes for a pull request."""
    if not changes:
        return "No changes.\n"
    lines = []
    for severity in Severity:
        listed = [change for change in changes if change.severity is severity]
        if listed:
            lines += [f"## {severity.value} ({len(listed)})", ""]
            lines += [f"- `{change.coordinate}`: {change.message}" for change in listed]
            lines.append("")
    return "\n".join(lines)


def _breaking(coordinate: str, message: str) -> Change:
    return Change(Severity.BREAKING, coordinate, message)


def _dangerous(coordinate: str, message: str) -> Change:
    return Change(Severity.DANGEROUS, coordinate, message)


def _safe(coordinate: str, message: str) -> Change:
    return Change(Severity.SAFE, coordinate, message)


def _roots(old: GraphQLSchema, new: GraphQLSchema) -> Iterator[Change]:
    for name in ("query", "mutation", "subscription"):
        before, after = (getattr(schema, f"{name}_type") for schema in (old, new))
        if before is not None and after is not None and before.name != after.name:
            yield _dangerous(after.name, f"the {name} root was {before.name}")


def _types(old: GraphQLSchema, new: GraphQLSchema) -> Iterator[Change]:
    before, after = _own_types(old), _own_types(new)
    for name in before.keys() - after.keys():
        yield _breaking(name, "type removed")
    for name in after.keys() - before.keys():
        yield _safe(name, "type added")
    for name in before.keys() & after.keys():
        yield from _type(before[name], after[name])


def _own_types(schema: GraphQLSchema) -> dict[str, GraphQLNamedType]:
    return {
        name: each
        for name, each in schema.type_map.items()
        if not is_introspection_type(each) and not is_specified_scalar_type(each)
    }


def _type(old: GraphQLNamedType, new: GraphQLNamedType) -> Iterator[Change]:
    match old, new:
        case (GraphQLObjectType(), GraphQLObjectType()):
            yield from _composite(old, new)
        case (GraphQLInterfaceType(), GraphQLInterfaceType()):
            yield from _composite(old, new)
        case (GraphQLUnionType(), GraphQLUnionType()):
            yield from _members(old, new)
        case (GraphQLEnumType(), GraphQLEnumType()):
            yield from _values(old, new)
        case (GraphQLInputObjectType(), GraphQLInputObjectType()):
            yield from _inputs(old.name, old.fields, new.fields)
        case (GraphQLScalarType(), GraphQLScalarType()):
            if old.specified_by_url != new.specified_by_url:
                yield _dangerous(old.name, "specified elsewhere: its values may look different")
        case _:
            yield _breaking(old.name, f"kind changed from {_kind(old)} to {_kind(new)}")


def _kind(each: GraphQLNamedType) -> str:
    name = type(each).__name__.removeprefix("GraphQL").removesuffix("Type")
    return {"InputObject": "input"}.get(name, name.lower())


def _composite(old: Composite, new: Composite) -> Iterator[Change]:
    yield from _interfaces(old, new)
    yield from _fields(old, new)


def _interfaces(old: Composite, new: Composite) -> Iterator[Change]:
    before, after = ({each.name for each in side.interfaces} for side in (old, new))
    for name in before - after:
        yield _breaking(old.name, f"no longer implements {name}")
    for name in after - before:
        yield _dangerous(old.name, f"now implements {name}: it turns up where that is returned")


def _fields(old: Composite, new: Composite) -> Iterator[Change]:
    for name in old.fields.keys() - new.fields.keys():
        was = ", which was deprecated" if old.fields[name].deprecation_reason is not None else ""
        yield _breaking(f"{old.name}.{name}", f"field removed{was}")
    for name in new.fields.keys() - old.fields.keys():
        yield _safe(f"{old.name}.{name}", "field added")
    for name in old.fields.keys() & new.fields.keys():
        yield from _field(f"{old.name}.{name}", old.fields[name], new.fields[name])


def _field(coordinate: str, old: GraphQLField, new: GraphQLField) -> Iterator[Change]:
    if str(old.type) != str(new.type):
        report = _safe if _is_narrower(old.type, new.type) else _breaking
        yield report(coordinate, f"type changed from {old.type} to {new.type}")
    yield from _deprecation(coordinate, old.deprecation_reason, new.deprecation_reason)
    yield from _arguments(coordinate, old.args, new.args)


def _deprecation(coordinate: str, old: str | None, new: str | None) -> Iterator[Change]:
    if old is None and new is not None:
        yield _safe(coordinate, f"deprecated: {new}")
    elif old is not None and new is None:
        yield _safe(coordinate, "no longer deprecated")


def _is_narrower(old: GraphQLType, new: GraphQLType) -> bool:
    """Whether whoever reads the old type can read the new one: less may be null, nothing else differs."""
    match old, new:
        case (GraphQLNonNull(), GraphQLNonNull()):
            return _is_narrower(old.of_type, new.of_type)
        case (_, GraphQLNonNull()):
            return _is_narrower(old, new.of_type)
        case (GraphQLList(), GraphQLList()):
            return _is_narrower(old.of_type, new.of_type)
        case _:
            return str(old) == str(new)


def _arguments(
    coordinate: str, old: Mapping[str, GraphQLArgument], new: Mapping[str, GraphQLArgument]
) -> Iterator[Change]:
    for name in old.keys() - new.keys():
        yield _breaking(f"{coordinate}({name}:)", "argument removed")
    for name in new.keys() - old.keys():
        if is_required_argument(new[name]):
            yield _breaking(f"{coordinate}({name}:)", "required argument added")
        else:
            yield _dangerous(f"{coordinate}({name}:)", "optional argument added: it may change what is answered")
    for name in old.keys() & new.keys():
        yield from _input(f"{coordinate}({name}:)", old[name], new[name])


def _inputs(
    type_name: str, old: Mapping[str, GraphQLInputField], new: Mapping[str, GraphQLInputField]
) -> Iterator[Change]:
    for name in old.keys() - new.keys():
        yield _breaking(f"{type_name}.{name}", "input field removed")
    for name in new.keys() - old.keys():
        if is_required_input_field(new[name]):
            yield _breaking(f"{type_name}.{name}", "required input field added")
        else:
            yield _dangerous(f"{type_name}.{name}", "optional input field added: it may change what is answered")
    for name in old.keys() & new.keys():
        yield from _input(f"{type_name}.{name}", old[name], new[name])


def _input(
    coordinate: str, old: GraphQLArgument | GraphQLInputField, new: GraphQLArgument | GraphQLInputField
) -> Iterator[Change]:
    if str(old.type) != str(new.type):
        # What comes in may widen: the new type must accept all that the old one did.
        report = _safe if _is_narrower(new.type, old.type) else _breaking
        yield report(coordinate, f"type changed from {old.type} to {new.type}")
    before, after = (_default(each) for each in (old, new))
    if before != after:
        yield _dangerous(coordinate, f"default changed from {before} to {after}")
    yield from _deprecation(coordinate, old.deprecation_reason, new.deprecation_reason)


def _default(each: GraphQLArgument | GraphQLInputField) -> str:
    if each.default is None:
        return "none"
    return repr(each.default.value) if each.default.literal is None else print_ast(each.default.literal)


def _members(old: GraphQLUnionType, new: GraphQLUnionType) -> Iterator[Change]:
    before, after = ({each.name for each in side.types} for side in (old, new))
    for name in before - after:
        yield _breaking(old.name, f"member {name} removed")
    for name in after - before:
        yield _dangerous(old.name, f"member {name} added: clients may not expect it")


def _values(old: GraphQLEnumType, new: GraphQLEnumType) -> Iterator[Change]:
    for name in old.values.keys() - new.values.keys():
        yield _breaking(f"{old.name}.{name}", "enum value removed")
    for name in new.values.keys() - old.values.keys():
        yield _dangerous(f"{old.name}.{name}", "enum value added: clients may not expect it")
    for name in old.values.keys() & new.values.keys():
        reasons = (side.values[name].deprecation_reason for side in (old, new))
        yield from _deprecation(f"{old.name}.{name}", *reasons)


def _directives(old: GraphQLSchema, new: GraphQLSchema) -> Iterator[Change]:
    before, after = (
        {each.name: each for each in schema.directives if not is_specified_directive(each)} for schema in (old, new)
    )
    for name in before.keys() - after.keys():
        yield _breaking(f"@{name}", "directive removed")
    for name in after.keys() - before.keys():
        yield _safe(f"@{name}", "directive added")
    for name in before.keys() & after.keys():
        yield from _directive(before[name], after[name])


def _directive(old: GraphQLDirective, new: GraphQLDirective) -> Iterator[Change]:
    coordinate = f"@{old.name}"
    for location in set(old.locations) - set(new.locations):
        yield _breaking(coordinate, f"no longer goes on {location.value}")
    for location in set(new.locations) - set(old.locations):
        yield _safe(coordinate, f"goes on {location.value} too")
    if old.is_repeatable and not new.is_repeatable:
        yield _breaking(coordinate, "no longer repeatable")
    yield from _arguments(coordinate, old.args, new.args)
