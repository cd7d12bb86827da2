"""Answer `__schema` and `__type` from the API schema; no subgraph is asked what the whole looks like."""

from collections.abc import Mapping
from typing import Any

from graphql import (
    DocumentNode,
    ExecutionResult,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLError,
    GraphQLSchema,
    InlineFragmentNode,
    OperationDefinitionNode,
    SelectionNode,
    SelectionSetNode,
    execute_sync,
)

from gateway.errors import BadRequest


def introspect(
    document: DocumentNode, operation: OperationDefinitionNode, schema: GraphQLSchema, variables: Mapping[str, Any]
) -> dict[str, Any]:
    """Execute the operation's introspection fields; returns their values by response name."""
    fragments = {node.name.value: node for node in document.definitions if isinstance(node, FragmentDefinitionNode)}
    selections = _introspection_only(operation.selection_set, fragments)
    reduced = OperationDefinitionNode(
        operation=operation.operation,
        variable_definitions=operation.variable_definitions,
        selection_set=SelectionSetNode(selections=selections),
    )
    reduced_document = DocumentNode(definitions=(reduced, *fragments.values()))
    result = execute_sync(schema, reduced_document, variable_values=dict(variables))
    return _data_of(result)


def _data_of(result: Any) -> dict[str, Any]:
    assert isinstance(result, ExecutionResult), "introspection is synchronous"
    if result.errors:
        raise BadRequest([GraphQLError(error.message) for error in result.errors], code="INTROSPECTION_FAILED")
    return result.data or {}


def _introspection_only(
    selection_set: SelectionSetNode, fragments: Mapping[str, FragmentDefinitionNode]
) -> tuple[SelectionNode, ...]:
    """Keep the introspection fields of a root selection; named fragments are inlined, for others may use them too."""
    kept: list[SelectionNode] = []
    for node in selection_set.selections:
        if isinstance(node, FieldNode):
            if node.name.value in {"__schema", "__type"}:
                kept.append(node)
        elif isinstance(node, InlineFragmentNode):
            kept += _inlined(node.selection_set, node, fragments)
        elif isinstance(node, FragmentSpreadNode):
            kept += _inlined(fragments[node.name.value].selection_set, node, fragments)
    return tuple(kept)


def _inlined(
    selection_set: SelectionSetNode,
    node: InlineFragmentNode | FragmentSpreadNode,
    fragments: Mapping[str, FragmentDefinitionNode],
) -> list[SelectionNode]:
    selections = _introspection_only(selection_set, fragments)
    if not selections:
        return []
    return [InlineFragmentNode(directives=node.directives, selection_set=SelectionSetNode(selections=selections))]
