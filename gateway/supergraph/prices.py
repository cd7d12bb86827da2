"""Read the prices of a supergraph: `@cost` and `@listSize`, under whatever names they were linked.

Most composers carry them over as they are, some as `join__directive`; where both say something the larger counts.
"""

from collections.abc import Iterator
from typing import Any

from graphql.language import (
    DirectiveNode,
    DocumentNode,
    FieldDefinitionNode,
    InputObjectTypeDefinitionNode,
    InterfaceTypeDefinitionNode,
    ObjectTypeDefinitionNode,
    TypeDefinitionNode,
)

from gateway.errors import SupergraphError
from gateway.operation.cost.prices import ListSize, Prices
from gateway.supergraph.links import Link
from gateway.supergraph.literals import directive_arguments


def read_prices(document: DocumentNode, links: tuple[Link, ...]) -> Prices:
    """Read every weight and list size; raises SupergraphError for one that is no number."""
    linked = [link for link in links if link.name == "cost"]
    cost = {link.directive("cost") for link in linked}
    list_size = {link.directive("listSize") for link in linked}
    if not linked:
        return Prices()
    carriers = {link.directive("directive") for link in links if link.name == "join"}
    weights: dict[str, float] = {}
    sizes: dict[str, ListSize] = {}
    for coordinate, node in _places(document):
        for name, arguments in _applications(node.directives or (), carriers):
            if name in cost:
                weights[coordinate] = max(_weight(coordinate, arguments), weights.get(coordinate, 0))
            elif name in list_size:
                sizes[coordinate] = _larger(_list_size(coordinate, arguments), sizes.get(coordinate))
    return Prices(weights, sizes)


def _places(document: DocumentNode) -> Iterator[tuple[str, Any]]:
    for definition in document.definitions:
        if not isinstance(definition, TypeDefinitionNode):
            continue
        name = definition.name.value
        yield name, definition
        if isinstance(definition, ObjectTypeDefinitionNode | InterfaceTypeDefinitionNode):
            for field in definition.fields or ():
                yield from _field_places(f"{name}.{field.name.value}", field)
        elif isinstance(definition, InputObjectTypeDefinitionNode):
            for value in definition.fields or ():
                yield f"{name}.{value.name.value}", value


def _field_places(coordinate: str, field: FieldDefinitionNode) -> Iterator[tuple[str, Any]]:
    yield coordinate, field
    for argument in field.arguments or ():
        yield f"{coordinate}({argument.name.value}:)", argument


def _applications(directives: tuple[DirectiveNode, ...], carriers: set[str]) -> Iterator[tuple[str, dict[str, Any]]]:
    for directive in directives:
        arguments = directive_arguments(directive)
        if directive.name.value in carriers:
            yield str(arguments.get("name")), arguments.get("args") or {}
        else:
            yield directive.name.value, arguments


def _weight(coordinate: str, arguments: dict[str, Any]) -> float:
    weight = arguments.get("weight")
    try:
        return float(weight)  # type: ignore[arg-type]  # the cost specification has texts, Federation integers
    except (TypeError, ValueError):
        raise SupergraphError(f"{coordinate}: the weight of @cost is {weight!r}, which is no number.") from None


def _list_size(coordinate: str, arguments: dict[str, Any]) -> ListSize:
    assumed = arguments.get("assumedSize")
    if assumed is not None and type(assumed) is not int:
        raise SupergraphError(f"{coordinate}: the assumedSize of @listSize is {assumed!r}, which is no whole number.")
    return ListSize(
        assumed=assumed,
        slicing=tuple(tuple(path.split(".")) for path in _texts(arguments.get("slicingArguments"))),
        sized=tuple(_texts(arguments.get("sizedFields"))),
        requires_one=arguments.get("requireOneSlicingArgument") is not False,
    )


def _texts(value: Any) -> list[str]:
    """Return a list of texts; GraphQL takes a single one for a list."""
    return [str(item) for item in value] if isinstance(value, list) else [] if value is None else [str(value)]


def _larger(one: ListSize, other: ListSize | None) -> ListSize:
    return one if other is None or (one.assumed or 0) >= (other.assumed or 0) else other
