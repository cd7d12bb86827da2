"""Merging what comes in: arguments and input fields. Only what every subgraph accepts can be offered."""

from collections.abc import Mapping

from graphql import ValueNode, print_ast

from gateway.composition.findings import Level, finding, in_subgraphs, side_by_side
from gateway.composition.merging.context import Context, Kept
from gateway.composition.merging.uses import is_equal_value, merge_description, merge_uses
from gateway.composition.schema import InputValue
from gateway.composition.typerefs import NonNull, TypeRef


def merge_inputs(
    context: Context, owners: Mapping[str, Mapping[str, InputValue]], *, is_argument: bool, composed: Kept
) -> dict[str, InputValue]:
    """Merge the arguments of a field, or the fields of an input: those that every owner has."""
    merged: dict[str, InputValue] = {}
    for name in dict.fromkeys(name for inputs in owners.values() for name in inputs):
        sources = {graph: inputs[name] for graph, inputs in owners.items() if name in inputs}
        missing = [graph for graph in owners if graph not in sources]
        # What no client can give is no promise to anyone, so it may stay for those that know it.
        is_hidden = not is_argument and any(each.has("inaccessible") for each in sources.values())
        if missing and not is_hidden:
            _report_missing(context, sources, missing, is_argument=is_argument)
        else:
            merged[name] = merge_input(context, sources, is_argument=is_argument, composed=composed)
    return merged


def _report_missing(
    context: Context, sources: Mapping[str, InputValue], missing: list[str], *, is_argument: bool
) -> None:
    coordinate = next(iter(sources.values())).coordinate
    required = [graph for graph, each in sources.items() if isinstance(each.type, NonNull) and each.default is None]
    noun = "Argument" if is_argument else "Input field"
    places = [(graph, each.node) for graph, each in sources.items()]
    if required:
        part = "ARGUMENT" if is_argument else "INPUT_FIELD"
        message = (
            f'{noun} "{coordinate}" is required {in_subgraphs(required)} but does not exist {in_subgraphs(missing)}:'
            " what is required must be known everywhere"
        )
        code = f"REQUIRED_{part}_MISSING_IN_SOME_SUBGRAPH"
        context.report.add(finding(code, message, coordinate, nodes=places))
        return
    code = "INCONSISTENT_ARGUMENT_PRESENCE" if is_argument else "INCONSISTENT_INPUT_OBJECT_FIELD"
    message = f'{noun} "{coordinate}" is left out: it exists {in_subgraphs(sources)} but not {in_subgraphs(missing)}'
    context.report.add(finding(code, message, coordinate, nodes=places, level=Level.WARN))


def merge_input(
    context: Context, sources: Mapping[str, InputValue], *, is_argument: bool, composed: Kept
) -> InputValue:
    """Merge all versions of one argument or input field."""
    first = next(iter(sources.values()))
    return InputValue(
        name=first.name,
        coordinate=first.coordinate,
        description=merge_description(context, first.coordinate, sources),
        uses=merge_uses(context, first.coordinate, sources, composed),
        type=_merge_type(context, sources, is_argument=is_argument),
        default=_merge_default(context, sources, is_argument=is_argument),
    )


def _merge_type(context: Context, sources: Mapping[str, InputValue], *, is_argument: bool) -> TypeRef:
    """Choose the most specific type: what satisfies it satisfies every subgraph."""
    types = dict.fromkeys(each.type for each in sources.values())
    first = next(iter(sources.values()))
    if len(types) == 1:
        return first.type
    strictest = next((each for each in types if all(context.is_subtype(each, other) for other in types)), None)
    versions = side_by_side({graph: f'type "{each.type}"' for graph, each in sources.items()})
    noun = "argument" if is_argument else "input field"
    places = [(graph, each.node) for graph, each in sources.items()]
    if strictest is None:
        code = "FIELD_ARGUMENT_TYPE_MISMATCH" if is_argument else "FIELD_TYPE_MISMATCH"
        message = f'The types of {noun} "{first.coordinate}" do not fit together: {versions}'
        context.report.add(finding(code, message, first.coordinate, nodes=places))
        return first.type
    message = f'The types of {noun} "{first.coordinate}" differ, "{strictest}" is used: {versions}'
    code = "INCONSISTENT_BUT_COMPATIBLE_ARGUMENT_TYPE" if is_argument else "INCONSISTENT_BUT_COMPATIBLE_FIELD_TYPE"
    context.report.add(finding(code, message, first.coordinate, nodes=places, level=Level.INFO))
    return strictest


def _merge_default(context: Context, sources: Mapping[str, InputValue], *, is_argument: bool) -> ValueNode | None:
    defaults = {graph: each.default for graph, each in sources.items()}
    first = next(iter(sources.values()))
    given = [value for value in defaults.values() if value is not None]
    if not given:
        return None
    noun = "Argument" if is_argument else "Input field"
    versions = side_by_side(
        {graph: f"default {print_ast(value)}" if value else "no default" for graph, value in defaults.items()}
    )
    places = [(graph, each.node) for graph, each in sources.items()]
    if not all(is_equal_value(value, given[0]) for value in given):
        code = f"{'FIELD_ARGUMENT' if is_argument else 'INPUT_FIELD'}_DEFAULT_MISMATCH"
        message = f'{noun} "{first.coordinate}" has different defaults: {versions}'
        context.report.add(finding(code, message, first.coordinate, nodes=places))
        return None
    if len(given) < len(defaults):
        message = f'{noun} "{first.coordinate}" gets no default, as not all subgraphs have it: {versions}'
        context.report.add(
            finding("INCONSISTENT_DEFAULT_VALUE_PRESENCE", message, first.coordinate, nodes=places, level=Level.WARN)
        )
        return None
    return given[0]
