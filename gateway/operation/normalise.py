"""From a valid document to an `Operation`: fragments inlined, conditions decided, equal fields merged, keys given.

What is denied to the caller is decided here too: it keeps its place in the answer and is not among what is fetched.
Where a response name is asked in a way that is denied and in another that is not, it is denied.

For each selection set the fields are collected as the specification's CollectFields does, once for all runtime types
together: a field carries the set of types it is asked on, and is split where types disagree.
https://spec.graphql.org/September2025/#CollectFields()
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Protocol, TypeAlias

from graphql import GraphQLNamedType, GraphQLObjectType, GraphQLSchema, is_abstract_type
from graphql.language import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    InlineFragmentNode,
    OperationDefinitionNode,
    SelectionSetNode,
    print_ast,
)

from gateway.errors import LimitExceeded
from gateway.operation.canonical import TYPENAME, print_arguments, tree_key
from gateway.operation.conditions import is_included
from gateway.operation.lift import NOTHING_LIFTED, Lifted
from gateway.operation.merge import merge_fields, merge_selections
from gateway.operation.operation import Operation, OperationKind, VariableDefinition
from gateway.operation.selection import ClientField, ClientSelection, Field, Selection

# Fields counted with fragments followed. Whoever writes more means harm: a fragment bomb doubles with each line.
FIELDS_MAX = 10_000

_Types: TypeAlias = frozenset[str]
_TYPENAME_FIELD = Field(TYPENAME, TYPENAME)
_INTROSPECTION = frozenset(("__schema", "__type"))
_NONE: _Types = frozenset()


class Denials(Protocol):
    """What is denied to a caller, by type and field as they stand in the document."""

    def is_denied(self, type_name: str, field: str) -> bool: ...

    def denied_members(self, type_name: str, field: str) -> frozenset[str]: ...


def normalise(
    document: DocumentNode,
    operation: OperationDefinitionNode,
    schema: GraphQLSchema,
    variables: Mapping[str, Any],
    lifted: Lifted = NOTHING_LIFTED,
    *,
    denials: Denials | None = None,
) -> Operation:
    """Bring a valid operation into canonical form; variables are consulted for @skip and @include alone.

    Without `denials` the caller may read everything.
    """
    kind = OperationKind(operation.operation.value)
    root = schema.get_root_type(operation.operation)
    assert root is not None, "validation refuses operations without a root type"
    is_serial = kind is OperationKind.MUTATION
    collector = _Collector(document, schema, variables, lifted.names, denials, is_serial=is_serial)
    collected = collector.collect((operation.selection_set,), root.name, is_root=True)
    return Operation(
        kind=kind,
        name=operation.name.value if operation.name else None,
        root_type=root.name,
        client=collected.client,
        selection=collected.selection,
        variables=(*map(_read_definition, operation.variable_definitions or ()), *lifted.definitions),
    )


def _read_definition(node: Any) -> VariableDefinition:
    declaration = print_ast(node.type)
    if node.default_value is not None:
        declaration += f" = {print_ast(node.default_value)}"
    return VariableDefinition(node.variable.name.value, declaration)


@dataclass(frozen=True, slots=True)
class _Collected:
    client: ClientSelection
    selection: Selection
    count: int


@dataclass(slots=True)
class _Slot:
    """A response name in the making: the types it is asked on, and the selection sets below it."""

    node: FieldNode
    on: _Types
    type_name: str
    wrapping: str
    below: list[SelectionSetNode] = field(default_factory=list)
    is_denied: bool = False
    denied_members: _Types = _NONE

    @property
    def response(self) -> str:
        return self.node.alias.value if self.node.alias else self.node.name.value

    def deny(self) -> None:
        self.is_denied = True
        self.below = []
        self.denied_members = _NONE

    def split(self, on: _Types) -> "_Slot":
        return replace(self, on=on, below=list(self.below))


@dataclass(slots=True)
class _Level:
    """The fields of one value so far: in the client's order, by response name, and the fragments already followed."""

    order: list[_Slot] = field(default_factory=list)
    by_response: dict[str, list[_Slot]] = field(default_factory=dict)
    visited: set[tuple[str, _Types]] = field(default_factory=set)

    def add(self, slot: _Slot) -> None:
        self.by_response.setdefault(slot.response, []).append(slot)
        self.order.append(slot)

    def add_to_known(self, node: FieldNode, types: _Types, *, is_denied: bool, denied_members: _Types) -> _Types:
        """Give the field to the slots of its response name, splitting those it shares only some types with."""
        response = node.alias.value if node.alias else node.name.value
        left = types
        for slot in tuple(self.by_response.get(response, ())):
            shared = slot.on & left
            left -= shared
            if not shared or slot.is_denied or not (is_denied or node.selection_set is not None):
                continue
            if shared != slot.on:
                rest = slot.split(slot.on - shared)
                self.by_response[response].append(rest)
                self.order.insert(self.order.index(slot) + 1, rest)
                slot.on = shared
            if is_denied:
                slot.deny()
            elif node.selection_set is not None:
                slot.below.append(node.selection_set)
                slot.denied_members |= denied_members
        return left


class _Collector:
    """Collects selection sets, each (sets, type) pair once: what fragments share is computed once."""

    def __init__(
        self,
        document: DocumentNode,
        schema: GraphQLSchema,
        variables: Mapping[str, Any],
        lifted: Mapping[int, str],
        denials: Denials | None,
        *,
        is_serial: bool,
    ) -> None:
        self._schema = schema
        self._denials = denials
        self._variables = variables
        self._lifted = lifted
        self._is_serial = is_serial
        self._fragments = {
            node.name.value: node for node in document.definitions if isinstance(node, FragmentDefinitionNode)
        }
        self._known: dict[tuple[str, tuple[int, ...]], _Collected] = {}
        self._signatures: dict[tuple[str, str, _Types], tuple[tuple[str, str, _Types], ...]] = {}
        self._possible: dict[str, _Types] = {}

    def collect(
        self, selection_sets: tuple[SelectionSetNode, ...], type_name: str, *, is_root: bool = False
    ) -> _Collected:
        """Collect the fields that a value of the type shows."""
        place = (type_name, tuple(map(id, selection_sets)))
        known = self._known.get(place)
        if known is None:
            known = self._known[place] = self._collect(selection_sets, type_name, is_root=is_root)
        return known

    def _collect(self, selection_sets: tuple[SelectionSetNode, ...], type_name: str, *, is_root: bool) -> _Collected:
        everything = self._possible_types(type_name)
        level = _Level()
        for selection_set in selection_sets:
            self._visit(selection_set, type_name, everything, level)
        asked: list[Field] = []
        shown: list[ClientSelection] = []
        count = 0
        for slot in level.order:
            below = self.collect(tuple(slot.below), slot.type_name) if slot.below else _Collected((), (), 0)
            count += 1 + below.count
            # Conditions and denials may leave nothing of an object but that it is there.
            inside = below.selection or (_TYPENAME_FIELD,) if slot.below else ()
            if slot.denied_members:
                inside = merge_selections((_TYPENAME_FIELD,), inside)
            on = None if slot.on == everything else slot.on
            asked.append(self._canonical_field(slot, on, inside, is_root=is_root))
            shown.append(below.client)
        if count > FIELDS_MAX:
            raise LimitExceeded("fields of the operation, fragments followed", allowed=FIELDS_MAX, measured=count)
        asked = _told_apart(level.order, asked)
        client = (_client_field(*parts, everything) for parts in zip(level.order, asked, shown, strict=True))
        fetched = [
            f
            for slot, f in zip(level.order, asked, strict=True)
            if not slot.is_denied and f.name not in _INTROSPECTION and not (is_root and f.name == TYPENAME)
        ]
        is_type_asked = any(slot.is_denied and f.on is not None for slot, f in zip(level.order, asked, strict=True))
        return _Collected(tuple(client), _canonical_selection(fetched, is_type_asked=is_type_asked), count)

    def _visit(self, selection_set: SelectionSetNode, scope: str, types: _Types, level: "_Level") -> None:
        for node in selection_set.selections:
            if not is_included(node.directives, self._variables):
                continue
            match node:
                case FieldNode():
                    self._add_field(node, scope, types, level)
                case InlineFragmentNode():
                    condition = node.type_condition.name.value if node.type_condition else scope
                    narrowed = types & self._possible_types(condition)
                    if narrowed:
                        self._visit(node.selection_set, condition, narrowed, level)
                case FragmentSpreadNode():
                    fragment = self._fragments[node.name.value]
                    condition = fragment.type_condition.name.value
                    narrowed = types & self._possible_types(condition)
                    if narrowed and (node.name.value, narrowed) not in level.visited:
                        level.visited.add((node.name.value, narrowed))
                        self._visit(fragment.selection_set, condition, narrowed, level)
                case _:
                    raise TypeError(f"not a selection: {node.kind}")

    def _add_field(self, node: FieldNode, scope: str, types: _Types, level: "_Level") -> None:
        is_denied, denied_members = self._denied(scope, node.name.value)
        left = level.add_to_known(node, types, is_denied=is_denied, denied_members=denied_members)
        if left:
            below = [node.selection_set] if node.selection_set and not is_denied else []
            for type_name, wrapping, on in self._output_types(scope, node.name.value, left):
                level.add(_Slot(node, on, type_name, wrapping, list(below), is_denied, denied_members))

    def _denied(self, scope: str, name: str) -> tuple[bool, _Types]:
        """Tell whether a field is denied; if not, which types of objects it may return are."""
        if self._denials is None or name == TYPENAME or name in _INTROSPECTION:
            return False, _NONE
        if self._denials.is_denied(scope, name):
            return True, _NONE
        return False, self._denials.denied_members(scope, name)

    def _canonical_field(self, slot: _Slot, on: _Types | None, below: Selection, *, is_root: bool) -> Field:
        name = slot.node.name.value
        if name == TYPENAME:
            return _TYPENAME_FIELD
        if slot.is_denied:
            # No name of GraphQL holds a blank, so no value of the tree is ever found under this key.
            return Field(f"{name} denied", name, on=on)
        arguments, variables = print_arguments(slot.node.arguments, self._lifted)
        key = tree_key(name, arguments)
        if is_root and self._is_serial:
            # Each mutation is carried out, however equal to another: its own response name keeps it apart.
            key = slot.response
        return Field(key, name, arguments, on, below, variables)

    def _possible_types(self, type_name: str) -> _Types:
        known = self._possible.get(type_name)
        if known is None:
            named: GraphQLNamedType = self._schema.type_map[type_name]
            if is_abstract_type(named):
                known = frozenset(possible.name for possible in self._schema.get_possible_types(named))
            else:
                known = frozenset((type_name,))
            self._possible[type_name] = known
        return known

    def _output_types(self, scope: str, name: str, types: _Types) -> tuple[tuple[str, str, _Types], ...]:
        """Return what the field is on each runtime type: an implementation may narrow its interface's type."""
        place = (scope, name, types)
        known = self._signatures.get(place)
        if known is None:
            known = self._signatures[place] = tuple(self._find_output_types(scope, name, types))
        return known

    def _find_output_types(self, scope: str, name: str, types: _Types) -> Iterable[tuple[str, str, _Types]]:
        if name == TYPENAME:
            return [("String", "!", types)]
        if name in _INTROSPECTION:
            return [("__Schema", "!", types) if name == "__schema" else ("__Type", "", types)]
        found: dict[tuple[str, str], set[str]] = {}
        for type_name in sorted(types):
            found.setdefault(self._output_type(type_name, scope, name), set()).add(type_name)
        return [(type_name, wrapping, frozenset(on)) for (type_name, wrapping), on in found.items()]

    def _output_type(self, type_name: str, scope: str, name: str) -> tuple[str, str]:
        owner = self._schema.type_map[type_name]
        if not isinstance(owner, GraphQLObjectType) or name not in owner.fields:
            owner = self._schema.type_map[scope]
        printed = str(owner.fields[name].type)  # type: ignore[attr-defined]  # validation found the field there
        inner = printed.strip("[]!")
        return inner, _wrapping(printed)


def _wrapping(printed: str) -> str:
    """Turn `[T!]!` into "![!": non-nulls and lists from the outside in."""
    opened = printed.count("[")
    closing = printed.rstrip("]!")
    marks = printed[len(closing) :]
    levels = marks.split("]")
    assert len(levels) == opened + 1
    return "[".join(reversed(levels))


def _told_apart(slots: list[_Slot], fields: list[Field]) -> list[Field]:
    """Give aliases of one object that ask different things of it keys of their own.

    Fetched as one, a non-null field that fails under one alias would take the object away from the other.
    """
    contents: dict[tuple[str, str], list[tuple[_Types | None, Selection]]] = {}
    for slot, f in zip(slots, fields, strict=True):
        contents.setdefault((f.key, slot.response), []).append((f.on, f.sub))
    first: dict[str, list[tuple[_Types | None, Selection]]] = {}
    for (key, _), content in contents.items():
        first.setdefault(key, content)
    return [
        f if not f.sub or contents[f.key, slot.response] == first[f.key] else _with_own_key(f, slot.response)
        for slot, f in zip(slots, fields, strict=True)
    ]


def _with_own_key(f: Field, response: str) -> Field:
    return Field(tree_key(f.name, f"{f.arguments} as {response}"), f.name, f.arguments, f.on, f.sub, f.variables)


def _client_field(slot: _Slot, asked: Field, below: ClientSelection, everything: _Types) -> ClientField:
    on = None if slot.on == everything else slot.on
    return ClientField(
        slot.response,
        asked.key,
        asked.name,
        slot.type_name,
        slot.wrapping,
        on,
        below,
        is_denied=slot.is_denied,
        denied_members=slot.denied_members,
    )


def _canonical_selection(fields: list[Field], *, is_type_asked: bool) -> Selection:
    """Merge equal fields, and ask for the type's name where anything depends on it."""
    by_content: dict[tuple[str, Selection], Field] = {}
    for asked in fields:
        content = (asked.key, asked.sub)
        known = by_content.get(content)
        if known is None:
            by_content[content] = asked
        elif known.on is not None:
            by_content[content] = known.asked_on(None if asked.on is None else known.on | asked.on)
    merged = merge_fields(by_content.values())
    if is_type_asked or any(asked.on is not None for asked in merged):
        merged = merge_selections((_TYPENAME_FIELD,), merged)
    return merged
