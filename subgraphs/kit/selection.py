"""Which fields of each type an operation selects, anywhere in it, and so which columns its rows need.

One statement reads a type for the whole request, whichever places ask for it; so its columns are those of all places
together. The operation is walked once a request.
"""

from dataclasses import dataclass, field
from typing import Any

from graphql import (
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLInterfaceType,
    GraphQLObjectType,
    GraphQLResolveInfo,
    GraphQLSchema,
    SelectionSetNode,
    get_named_type,
)


@dataclass(slots=True)
class Selected:
    """The fields selected of each type of the operation, by GraphQL names; empty until the first question."""

    _by_type: dict[str, set[str]] | None = field(default=None)

    def fields(self, info: GraphQLResolveInfo[Any], type_name: str) -> frozenset[str]:
        """Return the fields of a type that the operation of `info` selects, on it or on its interfaces."""
        if self._by_type is None:
            self._by_type = {}
            root = info.schema.get_root_type(info.operation.operation)
            assert root is not None
            _Walk(info.schema, info.fragments, self._by_type).into(info.operation.selection_set, root.name)
        own = self._by_type.get(type_name, set())
        kind = info.schema.type_map.get(type_name)
        interfaces = kind.interfaces if isinstance(kind, GraphQLObjectType) else ()
        return frozenset(own.union(*(self._by_type.get(interface.name, set()) for interface in interfaces)))


@dataclass(slots=True)
class _Walk:
    schema: GraphQLSchema
    fragments: dict[str, FragmentDefinitionNode]
    found: dict[str, set[str]]
    spread: set[str] = field(default_factory=set)

    def into(self, selection_set: SelectionSetNode, type_name: str) -> None:
        for node in selection_set.selections:
            if isinstance(node, FieldNode):
                self._field(node, type_name)
            elif isinstance(node, FragmentSpreadNode):
                self._fragment(node.name.value)
            else:
                condition = getattr(node, "type_condition", None)
                self.into(node.selection_set, condition.name.value if condition else type_name)  # type: ignore[attr-defined]  # only inline fragments are left

    def _field(self, node: FieldNode, type_name: str) -> None:
        name = node.name.value
        self.found.setdefault(type_name, set()).add(name)
        if node.selection_set is None:
            return
        parent = self.schema.type_map[type_name]
        assert isinstance(parent, GraphQLObjectType | GraphQLInterfaceType)
        if name in parent.fields:
            self.into(node.selection_set, get_named_type(parent.fields[name].type).name)

    def _fragment(self, name: str) -> None:
        if name in self.spread:
            return
        self.spread.add(name)
        fragment = self.fragments[name]
        self.into(fragment.selection_set, fragment.type_condition.name.value)
