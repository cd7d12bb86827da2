"""`@skip` and `@include`: decided before planning, so that planner and executor know no conditions."""

from collections.abc import Iterator, Mapping
from typing import Any, TypeAlias

from graphql.language import (
    BooleanValueNode,
    DirectiveNode,
    DocumentNode,
    ExecutableDefinitionNode,
    FieldNode,
    InlineFragmentNode,
    SelectionNode,
    SelectionSetNode,
    VariableNode,
)

# A variable, and whether it has to be true.
Condition: TypeAlias = tuple[str, bool]

_DECIDING = frozenset(("skip", "include"))


def is_included(directives: tuple[DirectiveNode, ...] | None, variables: Mapping[str, Any]) -> bool:
    """Decide whether a selection takes part in the operation."""
    for directive in directives or ():
        if directive.name.value in _DECIDING and _holds(directive, variables) is (directive.name.value == "skip"):
            return False
    return True


def conditions_of(directives: tuple[DirectiveNode, ...] | None) -> tuple[Condition, ...] | None:
    """Return what variables have to be for a selection to take part; None if it never does."""
    found: list[Condition] = []
    for directive in directives or ():
        if directive.name.value in _DECIDING:
            wanted = directive.name.value == "include"
            variable = _variable(directive)
            if variable is not None:
                found.append((variable, wanted))
            elif _holds(directive, {}) is not wanted:
                return None
    return tuple(found)


def condition_variables(document: DocumentNode) -> frozenset[str]:
    """Name the variables that decide conditions anywhere in the document; they belong to a plan's cache key."""
    return frozenset(
        argument.value.name.value
        for definition in document.definitions
        if isinstance(definition, ExecutableDefinitionNode)
        for node in _selections(definition.selection_set)
        for directive in node.directives or ()
        if directive.name.value in _DECIDING
        for argument in directive.arguments or ()
        if isinstance(argument.value, VariableNode)
    )


def _holds(directive: DirectiveNode, variables: Mapping[str, Any]) -> bool:
    for argument in directive.arguments or ():
        if argument.name.value == "if":
            match argument.value:
                case BooleanValueNode():
                    return argument.value.value
                case VariableNode():
                    return variables.get(argument.value.name.value) is True
                case _:
                    pass
    return False


def _variable(directive: DirectiveNode) -> str | None:
    for argument in directive.arguments or ():
        if argument.name.value == "if" and isinstance(argument.value, VariableNode):
            return argument.value.name.value
    return None


def _selections(selection_set: SelectionSetNode) -> Iterator[SelectionNode]:
    waiting = [selection_set]
    while waiting:
        for node in waiting.pop().selections:
            yield node
            if isinstance(node, FieldNode | InlineFragmentNode) and node.selection_set is not None:
                waiting.append(node.selection_set)
