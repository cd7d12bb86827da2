"""Which rules an operation can meet: whoever differs in no other may share its plan.

Counted over the whole operation, fragments followed, whatever @skip and @include say: a rule too many costs a plan that
could have been shared, a rule too few would show one caller the plan of another.
"""

from collections.abc import Mapping

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLInterfaceType,
    GraphQLObjectType,
    GraphQLSchema,
    InlineFragmentNode,
    OperationDefinitionNode,
    SelectionNode,
    SelectionSetNode,
    get_named_type,
)

from gateway.authorisation.requirements import Requirements


def touched_rules(
    document: DocumentNode, operation: OperationDefinitionNode, schema: GraphQLSchema, requirements: Requirements
) -> int:
    """Return the rules that a valid operation can meet."""
    root = schema.get_root_type(operation.operation)
    if not requirements or root is None:
        return 0
    fragments = {node.name.value: node for node in document.definitions if isinstance(node, FragmentDefinitionNode)}
    return _Walk(fragments, schema, requirements).selected(operation.selection_set, root.name)


class _Walk:
    """One walk over an operation; each fragment is followed once."""

    def __init__(
        self, fragments: Mapping[str, FragmentDefinitionNode], schema: GraphQLSchema, requirements: Requirements
    ) -> None:
        self._fragments = fragments
        self._schema = schema
        self._requirements = requirements
        self._followed: set[str] = set()

    def selected(self, selection_set: SelectionSetNode | None, type_name: str) -> int:
        found = 0
        for node in selection_set.selections if selection_set else ():
            found |= self._selection(node, type_name)
        return found

    def _selection(self, node: SelectionNode, type_name: str) -> int:
        match node:
            case FieldNode():
                return self._field(node, type_name)
            case InlineFragmentNode():
                condition = node.type_condition.name.value if node.type_condition else type_name
                return self.selected(node.selection_set, condition)
            case FragmentSpreadNode():
                name = node.name.value
                if name in self._followed:
                    return 0
                self._followed.add(name)
                fragment = self._fragments[name]
                return self.selected(fragment.selection_set, fragment.type_condition.name.value)
            case _:
                raise TypeError(f"not a selection: {node.kind}")

    def _field(self, node: FieldNode, type_name: str) -> int:
        name = node.name.value
        declared = self._schema.type_map[type_name]
        if not isinstance(declared, GraphQLObjectType | GraphQLInterfaceType) or name not in declared.fields:
            return 0  # __typename, __schema and __type: nobody's field
        below = get_named_type(declared.fields[name].type).name
        return self._requirements.of(type_name, name).touched | self.selected(node.selection_set, below)
