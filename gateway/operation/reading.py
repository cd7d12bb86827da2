"""Client text to a valid document, and the one operation of it that the request means."""

import re

from graphql import GraphQLError, GraphQLSchema, GraphQLSyntaxError, parse, validate
from graphql.language import DocumentNode, OperationDefinitionNode, SelectionSetNode

from gateway.errors import BadRequest

# Enough to correct a query by; validation of hostile text stops here.
_ERRORS_MAX = 20
_NOT_LINE_BREAKS = re.compile(r"[^\r\n]")


def parse_and_validate(text: str, schema: GraphQLSchema) -> DocumentNode:
    """Parse a document and check it against the API schema."""
    document = parse_document(text)
    validate_document(document, schema)
    return document


def parse_document(text: str) -> DocumentNode:
    """Parse a document; what it asks may still be nonsense."""
    try:
        return parse(text, allow_empty_selection_sets=False)
    except GraphQLSyntaxError as error:
        raise BadRequest([error], code="GRAPHQL_PARSE_FAILED") from error
    except RecursionError as error:
        raise BadRequest([GraphQLError("Syntax Error: nested too deeply.")], code="GRAPHQL_PARSE_FAILED") from error


def validate_document(document: DocumentNode, schema: GraphQLSchema) -> None:
    """Check a document against the API schema."""
    try:
        errors = validate(
            schema, document, max_errors=_ERRORS_MAX, hide_suggestions=True, allow_empty_selection_sets=False
        )
    except RecursionError as error:
        raise BadRequest(
            [GraphQLError("The operation is nested too deeply.")], code="GRAPHQL_VALIDATION_FAILED"
        ) from error
    if errors:
        raise BadRequest(errors, code="GRAPHQL_VALIDATION_FAILED")


def operation_head(text: str, operation: OperationDefinitionNode) -> OperationDefinitionNode:
    """Return the operation without what it selects, its variables at their places in the text.

    It coerces variables as the whole does and takes a hundredth of the memory: nodes hold on to all tokens of their
    document, so the head is parsed anew, behind as much blank space as stands before it.
    """
    if not operation.variable_definitions:
        return OperationDefinitionNode(operation=operation.operation, selection_set=SelectionSetNode(selections=()))
    start, end = operation.loc, operation.selection_set.loc
    assert start is not None, "documents are parsed with locations"
    assert end is not None, "documents are parsed with locations"
    before = _NOT_LINE_BREAKS.sub(" ", text[: start.start])
    document = parse(f"{before}{text[start.start : end.start]}{{__typename}}")
    head = document.definitions[0]
    assert isinstance(head, OperationDefinitionNode), "a head is an operation"
    return head


def choose_operation(document: DocumentNode, operation_name: str | None) -> OperationDefinitionNode:
    """Choose the operation to run: the named one, or the only one."""
    operations = [node for node in document.definitions if isinstance(node, OperationDefinitionNode)]
    if operation_name is None:
        if len(operations) == 1:
            return operations[0]
        why = (
            "The document has several operations: say which in operationName."
            if operations
            else "The document has no operation."
        )
        raise BadRequest([GraphQLError(why)], code="OPERATION_RESOLUTION_FAILURE")
    for operation in operations:
        if operation.name is not None and operation.name.value == operation_name:
            return operation
    raise BadRequest(
        [GraphQLError(f"The document has no operation named '{operation_name}'.")], code="OPERATION_RESOLUTION_FAILURE"
    )
