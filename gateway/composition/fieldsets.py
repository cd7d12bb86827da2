"""Field sets: the text in @key, @requires, @provides and @fromContext, read as a selection without its braces."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import TypeAlias

from graphql import (
    FieldNode,
    GraphQLSyntaxError,
    InlineFragmentNode,
    OperationDefinitionNode,
    SelectionSetNode,
    StringValueNode,
    ValueNode,
    parse,
    print_ast,
)

from gateway.composition.schema import Element, Type, Use
from gateway.composition.typerefs import named


@dataclass(frozen=True, slots=True)
class Select:
    """A field, its arguments printed (`name: value`, in order), and what is selected below it."""

    name: str
    arguments: tuple[tuple[str, str], ...] = ()
    sub: "FieldSet" = ()


@dataclass(frozen=True, slots=True)
class OnType:
    """A selection under a type condition."""

    name: str
    sub: "FieldSet"


FieldSet: TypeAlias = tuple[Select | OnType, ...]


class FieldSetError(ValueError):
    """The text is no field set; `suffix` completes the code of the error (`INVALID_FIELDS` …)."""

    def __init__(self, message: str, suffix: str = "INVALID_FIELDS") -> None:
        super().__init__(message)
        self.suffix = suffix


@dataclass(frozen=True, slots=True)
class Key:
    """A key of a type in one subgraph, as far as its text could be read."""

    text: str
    fields: FieldSet
    resolvable: bool


@lru_cache(maxsize=10_000)
def read_field_set(text: str, *, allow_directives: bool = False) -> FieldSet:
    """Read a field set; raises FieldSetError. Directives in it, if allowed, are left out."""
    try:
        document = parse(f"{{ {_unwrapped(text)} }}", no_location=True)
    except GraphQLSyntaxError as error:
        raise FieldSetError(error.message) from None
    except RecursionError:
        raise FieldSetError("it is nested too deeply") from None
    operation = document.definitions[0]
    if len(document.definitions) > 1 or not isinstance(operation, OperationDefinitionNode):
        raise FieldSetError("it must be one selection")
    return tuple(_read(operation.selection_set, allow_directives=allow_directives))


def _unwrapped(text: str) -> str:
    """Federation takes a field set with its braces too."""
    stripped = text.strip()
    return stripped[1:-1] if stripped.startswith("{") and stripped.endswith("}") else text


def _read(selections: SelectionSetNode, *, allow_directives: bool) -> Iterator[Select | OnType]:
    if not selections.selections:
        # graphql-core reads braces around nothing, which the grammar has not.
        raise FieldSetError("it selects nothing")
    for node in selections.selections:
        if node.directives and not allow_directives:
            raise FieldSetError(
                f"directive @{node.directives[0].name.value} cannot be used in it", "DIRECTIVE_IN_FIELDS_ARG"
            )
        match node:
            case FieldNode():
                if node.alias is not None:
                    raise FieldSetError(f'it cannot use an alias ("{node.alias.value}: {node.name.value}")')
                arguments = tuple((each.name.value, print_ast(each.value)) for each in node.arguments or ())
                sub = _sub(node.selection_set, allow_directives=allow_directives)
                yield Select(node.name.value, arguments, sub)
            case InlineFragmentNode(type_condition=None):
                yield from _read(node.selection_set, allow_directives=allow_directives)
            case InlineFragmentNode():
                assert node.type_condition is not None
                sub = _sub(node.selection_set, allow_directives=allow_directives)
                yield OnType(node.type_condition.name.value, sub)
            case _:
                raise FieldSetError("it cannot use named fragments")


def _sub(selections: SelectionSetNode | None, *, allow_directives: bool) -> FieldSet:
    return tuple(_read(selections, allow_directives=allow_directives)) if selections else ()


def field_set_text(value: ValueNode | None) -> str:
    """Return the text of a `fields` argument; raises FieldSetError when it is not a string."""
    if isinstance(value, StringValueNode):
        return value.value
    printed = "nothing" if value is None else print_ast(value)
    raise FieldSetError(f"it must be a string, not {printed}", "INVALID_FIELDS_TYPE")


def is_resolvable(key: Use) -> bool:
    """Whether the subgraph may be asked for the entity by this key."""
    return getattr(key.arguments.get("resolvable"), "value", True) is not False


def key_sets(element: Type) -> tuple[Key, ...]:
    """Return the keys of a type that can be read; those that cannot are validation's concern."""
    keys = []
    for use in element.all("key"):
        try:
            text = field_set_text(use.arguments.get("fields"))
            keys.append(Key(print_field_set(read_field_set(text)), read_field_set(text), is_resolvable(use)))
        except FieldSetError:
            continue
    return tuple(keys)


def field_set_of(element: Element, directive: str) -> FieldSet:
    """Return the field set of an element's @requires or @provides, empty if there is none or it cannot be read."""
    use = element.first(directive)
    try:
        return () if use is None else read_field_set(field_set_text(use.arguments.get("fields")), allow_directives=True)
    except FieldSetError:
        return ()


def print_field_set(fields: FieldSet) -> str:
    """Print a field set on one line, as the supergraph has it."""
    return " ".join(_print(item) for item in fields)


def _print(item: Select | OnType) -> str:
    below = f" {{ {print_field_set(item.sub)} }}" if item.sub else ""
    match item:
        case OnType():
            return f"... on {item.name}{below}"
        case Select():
            arguments = ", ".join(f"{name}: {value}" for name, value in item.arguments)
            return f"{item.name}({arguments}){below}" if arguments else f"{item.name}{below}"


def walk_fields(type_name: str, fields: FieldSet, find: Callable[[str], Type | None]) -> Iterator[tuple[str, str]]:
    """Yield (type, field) for all that a field set names, parents before what is below them."""
    declared = find(type_name)
    for item in fields:
        match item:
            case OnType():
                yield from walk_fields(item.name, item.sub, find)
            case Select():
                yield type_name, item.name
                field = declared.fields.get(item.name) if declared else None
                if field is not None:
                    yield from walk_fields(named(field.type), item.sub, find)
