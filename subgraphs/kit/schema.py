"""A domain's types and queries become a federation schema with our extensions."""

from collections.abc import AsyncIterator, Iterable, Iterator
from enum import Enum
from typing import Any, Final

import strawberry
import structlog
from graphql import ExecutionResult as GraphQLExecutionResult
from graphql import GraphQLError, GraphQLSyntaxError
from strawberry.extensions import ParserCache, SchemaExtension, ValidationCache
from strawberry.federation import Schema
from strawberry.federation.schema import FederationAny
from strawberry.schema.config import StrawberryConfig
from strawberry.types import ExecutionContext, ExecutionResult
from strawberry.types.base import get_object_definition

from subgraphs.kit.context import Context, Info
from subgraphs.kit.entities import entity_of
from subgraphs.kit.errors import Unavailable
from subgraphs.kit.guarding import declare, guard
from subgraphs.kit.policy import Policy
from subgraphs.kit.scalars import SCALARS

FEDERATION_VERSION: Final = "2.11"
CACHED_DOCUMENTS = 512

log = structlog.get_logger()


class ClosesTransaction(SchemaExtension):
    """Gives the request's connection back when its operation is done, however it ends, with its journal written.

    Where the journal cannot be written nothing is told: data that must be noted is not given without.
    """

    async def on_operation(self) -> AsyncIterator[None]:
        try:
            yield
        finally:
            context: Context = self.execution_context.context
            try:
                await context.transaction.close(context.journal)
            except Unavailable as failure:
                result = self.execution_context.result
                if isinstance(result, ExecutionResult | GraphQLExecutionResult):
                    result.data, result.errors = None, [failure]


class DomainSchema(Schema):
    """A federation schema that checks representations, and logs the causes of unexpected errors, without values."""

    policy: Policy

    def _get_federation_query_type(self, query: Any, *others: Any) -> type:
        """Make the root with the fields of federation: another class, which must say of the query's what it says."""
        made = super()._get_federation_query_type(query, *others)
        said = {each.python_name: each for each in get_object_definition(query, strict=True).fields}
        definition = get_object_definition(made, strict=True)
        definition.fields = [said.get(each.python_name, each) for each in definition.fields]
        return made

    def entities_resolver(self, info: Info, representations: list[FederationAny]) -> list[FederationAny]:
        """Answer `_entities`."""
        return [entity_of(info, each) for each in representations]

    def process_errors(self, errors: list[GraphQLError], execution_context: ExecutionContext | None = None) -> None:
        for error in errors:
            if is_unexpected(error):
                operation = execution_context.operation_name if execution_context else None
                log.error("resolver failed", path=error.path, operation=operation, exc_info=error.original_error)
            elif not (error.extensions and "code" in error.extensions):
                is_valid = execution_context is not None and execution_context.context.is_valid
                error.extensions = {**(error.extensions or {}), "code": code_of(error, is_valid=is_valid)}


class MasksErrors(SchemaExtension):
    """Lets a client read nothing of the causes of unexpected errors."""

    def on_execute(self) -> Iterator[None]:
        self.execution_context.context.is_valid = True
        yield

    def on_operation(self) -> Iterator[None]:
        yield
        result = self.execution_context.result
        if isinstance(result, ExecutionResult | GraphQLExecutionResult) and result.errors:
            result.errors = [masked(error) for error in result.errors]


def is_unexpected(error: GraphQLError) -> bool:
    """Say whether an error is a fault of ours and not something the client may be told."""
    return error.original_error is not None and not isinstance(error.original_error, GraphQLError)


def masked(error: GraphQLError) -> GraphQLError:
    """Return an error as the client may read it."""
    if not is_unexpected(error):
        return error
    return GraphQLError("internal error", error.nodes, path=error.path, extensions={"code": "INTERNAL"})


def code_of(error: GraphQLError, *, is_valid: bool) -> str:
    """Return the code of an error that came without one; in a valid document only values are left to be wrong."""
    if is_valid:
        return "BAD_USER_INPUT"
    return "GRAPHQL_PARSE_FAILED" if isinstance(error, GraphQLSyntaxError) else "GRAPHQL_VALIDATION_FAILED"


def make_schema(
    query: type, types: Iterable[type] = (), *, policy: Policy, mutation: type | None = None
) -> DomainSchema:
    """Assemble a domain's schema under its policy; `types` are the entities no query returns."""
    declare(policy)
    schema = DomainSchema(
        query=query,
        mutation=mutation,
        types=tuple(types),
        federation_version=FEDERATION_VERSION,
        config=StrawberryConfig(scalar_map=SCALARS, disable_field_suggestions=True),
        extensions=[
            ClosesTransaction,
            MasksErrors,
            lambda: ParserCache(maxsize=CACHED_DOCUMENTS),
            lambda: ValidationCache(maxsize=CACHED_DOCUMENTS),
        ],
    )
    guard(schema, policy)
    schema.policy = policy
    return schema


def expose(*choices: type[Enum]) -> None:
    """Make closed choices of the tables enums of the API, under their own names."""
    for each in choices:
        strawberry.enum(each, description=_first_line(each))


def _first_line(kind: type[Any]) -> str:
    return (kind.__doc__ or "").strip().split("\n")[0]
