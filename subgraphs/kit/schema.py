"""A domain's types and queries become a federation schema with our extensions."""

from collections.abc import AsyncIterator, Iterable
from enum import Enum
from typing import Any, Final

import strawberry
import structlog
from graphql import GraphQLError
from strawberry.extensions import MaskErrors, ParserCache, SchemaExtension, ValidationCache
from strawberry.federation import Schema
from strawberry.schema.config import StrawberryConfig
from strawberry.types import ExecutionContext

from subgraphs.kit.values import SCALARS

FEDERATION_VERSION: Final = "2.11"
CACHED_DOCUMENTS = 512

log = structlog.get_logger()


class ClosesTransaction(SchemaExtension):
    """Gives the request's connection back when its operation is done, however it ends."""

    async def on_operation(self) -> AsyncIterator[None]:
        try:
            yield
        finally:
            await self.execution_context.context.transaction.close()


class DomainSchema(Schema):
    """A federation schema that logs the causes of unexpected errors, without values."""

    def process_errors(self, errors: list[GraphQLError], execution_context: ExecutionContext | None = None) -> None:
        for error in errors:
            if is_unexpected(error):
                operation = execution_context.operation_name if execution_context else None
                log.error("resolver failed", path=error.path, operation=operation, exc_info=error.original_error)


def is_unexpected(error: GraphQLError) -> bool:
    """Say whether an error is a fault of ours and not something the client may be told."""
    return error.original_error is not None and not isinstance(error.original_error, GraphQLError)


def make_schema(query: type, types: Iterable[type] = ()) -> Schema:
    """Assemble a domain's schema; `types` are the entities no query returns."""
    return DomainSchema(
        query=query,
        types=tuple(types),
        federation_version=FEDERATION_VERSION,
        config=StrawberryConfig(scalar_map=SCALARS, disable_field_suggestions=True),
        extensions=[
            ClosesTransaction,
            lambda: MaskErrors(should_mask_error=is_unexpected, error_message="internal error"),
            lambda: ParserCache(maxsize=CACHED_DOCUMENTS),
            lambda: ValidationCache(maxsize=CACHED_DOCUMENTS),
        ],
    )


def expose(*choices: type[Enum]) -> None:
    """Make closed choices of the tables enums of the API, under their own names."""
    for each in choices:
        strawberry.enum(each, description=_first_line(each))


def _first_line(kind: type[Any]) -> str:
    return (kind.__doc__ or "").strip().split("\n")[0]
