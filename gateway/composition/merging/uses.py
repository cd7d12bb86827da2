"""Merging what is said about an element: its description and its directives."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from itertools import product
from typing import Final

from graphql import (
    BooleanValueNode,
    IntValueNode,
    ListValueNode,
    ObjectValueNode,
    StringValueNode,
    ValueNode,
    print_ast,
)

from gateway.composition.findings import Level, finding, side_by_side
from gateway.composition.merging.context import Context, Kept
from gateway.composition.schema import Element, Use

REPEATABLE: Final = frozenset({"tag"})
# What every supergraph carries over, in the order it is printed. Others need @composeDirective.
MERGED: Final = (
    "tag",
    "inaccessible",
    "authenticated",
    "requiresScopes",
    "policy",
    "cost",
    "listSize",
)
STANDARD: Final = ("deprecated", "specifiedBy", "oneOf")


def merge_description(context: Context, coordinate: str, sources: Mapping[str, Element]) -> str | None:
    """Return the description most subgraphs have, the first of them where that is undecided."""
    texts = {graph: each.description for graph, each in sources.items() if each.description}
    if len(set(texts.values())) > 1:
        versions = side_by_side({graph: f'"{text}"' for graph, text in texts.items()})
        message = f'"{coordinate}" is described differently: {versions}'
        places = [(graph, sources[graph].node) for graph in texts]
        context.report.add(finding("INCONSISTENT_DESCRIPTION", message, coordinate, nodes=places, level=Level.WARN))
    return _commonest(texts.values())


def _commonest(values: Iterable[str]) -> str | None:
    counted = Counter(values).most_common(1)
    return counted[0][0] if counted else None


def merge_uses(
    context: Context, coordinate: str, sources: Mapping[str, Element], composed: Kept = frozenset()
) -> tuple[Use, ...]:
    """Merge the directives of all versions of an element; `composed` are those kept by @composeDirective."""
    merged: list[Use] = []
    for name in MERGED:
        holders = {graph: each.all(name) for graph, each in sources.items() if each.has(name)}
        merged += _merge(context, coordinate, name, holders, is_repeatable=name in REPEATABLE)
    for name in (*STANDARD, *sorted({name for _, name in composed})):
        holders = {
            graph: own
            for graph, each in sources.items()
            if (name in STANDARD or (graph, name) in composed) and (own := _own(each, name))
        }
        merged += _merge(context, coordinate, name, holders, is_repeatable=_is_repeatable(context, name))
    return tuple(merged)


def _own(element: Element, name: str) -> tuple[Use, ...]:
    return tuple(use for use in element.uses if not use.is_federation and use.name == name)


def _is_repeatable(context: Context, name: str) -> bool:
    return any(
        name in subgraph.directives and subgraph.directives[name].is_repeatable
        for subgraph in context.subgraphs.values()
    )


def _merge(
    context: Context, coordinate: str, name: str, holders: Mapping[str, tuple[Use, ...]], *, is_repeatable: bool
) -> list[Use]:
    distinct: dict[str, Use] = {}
    for uses in holders.values():
        for use in uses:
            distinct.setdefault(print_use(use), use)
    if is_repeatable or len(distinct) <= 1:
        return list(distinct.values())
    printed = {graph: " ".join(map(print_use, uses)) for graph, uses in holders.items()}
    places = [(graph, use.node) for graph, uses in holders.items() for use in uses]
    combine = COMBINED.get(name)
    if combine is not None and next(iter(distinct.values())).is_federation:
        combined = combine(list(distinct.values()))
        message = f"@{name} on {coordinate} is merged to {print_use(combined)}: {side_by_side(printed)}"
        hint = "MERGED_NON_REPEATABLE_DIRECTIVE_ARGUMENTS"
        context.report.add(finding(hint, message, coordinate, nodes=places, level=Level.INFO))
        return [combined]
    chosen = _commonest(printed.values())
    message = f"@{name} on {coordinate} differs, {chosen} is used: {side_by_side(printed)}"
    hint = "INCONSISTENT_NON_REPEATABLE_DIRECTIVE_ARGUMENTS"
    context.report.add(finding(hint, message, coordinate, nodes=places, level=Level.WARN))
    return [distinct[chosen]] if chosen in distinct else list(distinct.values())[:1]


def print_use(use: Use) -> str:
    """Print an application as the supergraph has it, arguments in a fixed order."""
    arguments = ", ".join(f"{name}: {print_ast(value)}" for name, value in sorted(use.arguments.items()))
    return f"@{use.name}({arguments})" if arguments else f"@{use.name}"


def conjunction(uses: Iterable[Use], argument: str) -> Use:
    """All of several requirements hold: lists that are OR of AND, multiplied out, without what another implies."""
    listed = list(uses)
    choices = product(*(alternatives(use.arguments.get(argument)) for use in listed))
    multiplied = {frozenset[str]().union(*choice) for choice in choices}
    minimal = [each for each in multiplied if not any(other < each for other in multiplied)]
    rows = sorted(sorted(each) for each in minimal)
    value = ListValueNode(values=tuple(_strings(row) for row in rows))
    return Use(listed[0].name, is_federation=True, arguments={argument: value}, node=listed[0].node)


def alternatives(value: ValueNode | None) -> list[frozenset[str]]:
    """Read a list of lists: one of the outer, all of the inner."""
    rows = value.values if isinstance(value, ListValueNode) else (value,)
    return [frozenset(_texts(row)) for row in rows]


def _texts(value: ValueNode | None) -> list[str]:
    items = value.values if isinstance(value, ListValueNode) else (value,)
    return [item.value for item in items if isinstance(item, StringValueNode)]


def _strings(texts: Iterable[str]) -> ListValueNode:
    return ListValueNode(values=tuple(StringValueNode(value=text) for text in texts))


def _costliest(uses: list[Use]) -> Use:
    return max(uses, key=lambda use: _integer(use.arguments.get("weight")))


def _integer(value: ValueNode | None) -> int:
    return int(value.value) if isinstance(value, IntValueNode) else 0


def _largest_list(uses: list[Use]) -> Use:
    """Take the larger assumed size, all slicing arguments and sized fields; one is required if all require it."""
    arguments: dict[str, ValueNode] = {}
    sizes = [use.arguments["assumedSize"] for use in uses if isinstance(use.arguments.get("assumedSize"), IntValueNode)]
    if sizes:
        arguments["assumedSize"] = max(sizes, key=_integer)
    for name in ("slicingArguments", "sizedFields"):
        texts = dict.fromkeys(text for use in uses for text in _texts(use.arguments.get(name)))
        if texts:
            arguments[name] = _strings(texts)
    one = [value.value for use in uses if isinstance(value := use.arguments.get(ONE), BooleanValueNode)]
    if one:
        arguments[ONE] = BooleanValueNode(value=all(one))
    return Use("listSize", is_federation=True, arguments=arguments, node=uses[0].node)


ONE: Final = "requireOneSlicingArgument"
COMBINED: Final[Mapping[str, Callable[[list[Use]], Use]]] = {
    "requiresScopes": lambda uses: conjunction(uses, "scopes"),
    "policy": lambda uses: conjunction(uses, "policies"),
    "cost": _costliest,
    "listSize": _largest_list,
}


def is_equal_value(one: ValueNode | None, other: ValueNode | None) -> bool:
    """Whether two constant values are the same, whatever the order of object fields."""
    match one, other:
        case (None, None):
            return True
        case (ObjectValueNode(), ObjectValueNode()):
            left = {each.name.value: each.value for each in one.fields}
            right = {each.name.value: each.value for each in other.fields}
            return left.keys() == right.keys() and all(is_equal_value(left[name], right[name]) for name in left)
        case (ListValueNode(), ListValueNode()):
            return len(one.values) == len(other.values) and all(
                is_equal_value(*pair) for pair in zip(one.values, other.values, strict=True)
            )
        case (None, _) | (_, None):
            return False
        case _:
            assert one is not None
            assert other is not None
            return print_ast(one) == print_ast(other)
