"""List fields: one line each, all with the same arguments and the same behaviour.

    members: "Connection[Member]" = below(
        lambda: Member, "company_id", filtered_by=MemberFilter, order=MemberOrder.NUMBER_ASC,
        description="The people covered through the company.",
    )

Every list takes `first, after, last, before`, a `filter` where it has one, and an `orderBy` with a default.
"""

from collections.abc import Callable, Sequence
from enum import Enum
from inspect import Parameter, Signature
from typing import Annotated, Any

import sqlalchemy as sa
import strawberry
from strawberry.federation.schema_directives import ListSize

from subgraphs.kit.context import Info
from subgraphs.kit.filters import Filter
from subgraphs.kit.nodes import Node, reads
from subgraphs.kit.paging import PAGE_SIZE, PAGE_SIZE_MAX
from subgraphs.kit.reading import Link, children, page

# What a gateway may take the length of a list for, before it asks (cost specification).
SIZED_PAGE = ListSize(
    assumed_size=PAGE_SIZE,
    slicing_arguments=["first", "last"],
    sized_fields=["edges"],
    require_one_slicing_argument=False,
)
SIZED_LIST = ListSize(
    assumed_size=PAGE_SIZE,
    slicing_arguments=["first"],
    sized_fields=strawberry.UNSET,
    require_one_slicing_argument=False,
)

Size = Annotated[int | None, strawberry.argument(description=f"At most {PAGE_SIZE_MAX}; {PAGE_SIZE} by default.")]


def below(
    node: Callable[[], type[Node]],
    column: str | Link,
    *,
    order: Enum,
    filtered_by: type[Filter] | None = None,
    where: Sequence[sa.ColumnElement[bool]] = (),
    key: str = "id",
    description: str | None = None,
) -> Any:
    """Declare the list of nodes whose `column` equals this object's `key`, or that a link leads to from it."""

    def resolve(self: Any, info: Info, **arguments: Any) -> Any:
        return children(info, node(), column, getattr(self, key), where=where, **_renamed(arguments))

    return _field(resolve, filtered_by, order, description, metadata=reads(key))


def all_nodes(
    node: Callable[[], type[Node]],
    *,
    order: Enum,
    filtered_by: type[Filter] | None = None,
    where: Sequence[sa.ColumnElement[bool]] = (),
    description: str | None = None,
) -> Any:
    """Declare the list of all nodes, or of those that meet `where`, at the root."""

    def resolve(self: Any, info: Info, **arguments: Any) -> Any:  # noqa: ARG001  # the root has nothing to say
        return page(info, node(), where=where, **_renamed(arguments))

    return _field(resolve, filtered_by, order, description)


def _renamed(arguments: dict[str, Any]) -> dict[str, Any]:
    arguments["matching"] = arguments.pop("filter", None)
    arguments["order"] = arguments.pop("order_by")
    return arguments


def _field(
    resolve: Callable[..., Any],
    filtered_by: type[Filter] | None,
    order: Enum,
    description: str | None,
    metadata: Any = None,
) -> Any:
    resolve.__signature__ = _signature(filtered_by, order)  # type: ignore[attr-defined]  # inspect honours it on functions
    return strawberry.field(resolver=resolve, description=description, metadata=metadata, directives=[SIZED_PAGE])


def _signature(filtered_by: type[Filter] | None, order: Enum) -> Signature:
    def optional(name: str, kind: Any, default: Any = None) -> Parameter:
        return Parameter(name, Parameter.KEYWORD_ONLY, annotation=kind, default=default)

    parameters = [
        Parameter("self", Parameter.POSITIONAL_OR_KEYWORD),
        Parameter("info", Parameter.POSITIONAL_OR_KEYWORD, annotation=Info),
        optional("first", Size),
        optional("after", str | None),
        optional("last", Size),
        optional("before", str | None),
    ]
    if filtered_by is not None:
        parameters.append(optional("filter", filtered_by | None))
    parameters.append(optional("order_by", type(order), order))
    return Signature(parameters)
