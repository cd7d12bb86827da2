"""Client variables: checked against their definitions, completed with defaults, ready to be sent on."""

from collections.abc import Mapping
from typing import Any

from graphql import GraphQLSchema, get_variable_values
from graphql.language import OperationDefinitionNode

from gateway.errors import BadRequest

_ERRORS_MAX = 20


def coerce_variables(
    operation: OperationDefinitionNode, schema: GraphQLSchema, values: Mapping[str, Any] | None
) -> dict[str, Any]:
    """Return the values of the defined variables; undefined ones are dropped, absent ones without default left out."""
    definitions = operation.variable_definitions or ()
    if not definitions:
        return {}
    coerced = get_variable_values(
        schema, definitions, dict(values or {}), max_errors=_ERRORS_MAX, hide_suggestions=True
    )
    if isinstance(coerced, list):
        raise BadRequest(coerced, code="BAD_USER_INPUT")
    return coerced.coerced
