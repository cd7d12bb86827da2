"""@context and @fromContext: the name must be set, the selection must come to one value of the argument's type."""

import re
from collections.abc import Iterator
from typing import Final

from gateway.composition.contexts import FromContext, context_names, holders, read_from_context
from gateway.composition.fieldsets import FieldSet, FieldSetError, OnType, Select, key_sets
from gateway.composition.findings import Finding, finding, names
from gateway.composition.schema import COMPOSITE, Field, InputValue, Kind, Subgraph, Type
from gateway.composition.typerefs import TypeRef, is_subtype, named, nullable

NAME: Final = re.compile(r"^[A-Za-z][A-Za-z0-9]*$")


def check_contexts(subgraph: Subgraph) -> Iterator[Finding]:
    """Yield every context that cannot be set or read."""
    for owner in subgraph.types.values():
        for name in context_names(owner):
            if not NAME.match(name):
                message = f'Context "{name}" on "{owner.name}" may be made of letters and digits only'
                yield finding("CONTEXT_NAME_INVALID", message, owner.name, nodes=[(subgraph.name, owner.node)])
        for field in owner.fields.values():
            for argument in field.arguments.values():
                if argument.has("fromContext"):
                    yield from _check_argument(subgraph, owner, field, argument)


def _check_argument(subgraph: Subgraph, owner: Type, field: Field, argument: InputValue) -> Iterator[Finding]:
    def found(code: str, message: str) -> Finding:
        return finding(code, message, argument.coordinate, nodes=[(subgraph.name, argument.node)])

    if owner.kind is Kind.INTERFACE:
        yield found("CONTEXT_NOT_SET", f'@fromContext cannot be used on "{argument.coordinate}", part of an interface')
        return
    if not any(key.resolvable for key in key_sets(owner)):
        message = (
            f'"{owner.name}" needs a resolvable @key, as the gateway must enter it to fill "{argument.coordinate}"'
        )
        yield found("CONTEXT_NO_RESOLVABLE_KEY", message)
    interfaces = [name for name in owner.interfaces if field.name in subgraph.types[name].fields]
    if interfaces:
        message = (
            f'"{argument.coordinate}" cannot come from context, as interface {names(interfaces)} has the field too'
        )
        yield found("CONTEXT_NOT_SET", message)
    use = argument.first("fromContext")
    assert use is not None
    try:
        taken = read_from_context(use)
    except FieldSetError as error:
        yield found("CONTEXT_INVALID_SELECTION", f'The selection of "{argument.coordinate}" is not usable: {error}')
        return
    if taken is None:
        message = f'@fromContext of "{argument.coordinate}" must be "$" with a context\'s name, then a selection'
        yield found("NO_CONTEXT_IN_SELECTION", message)
        return
    setting = holders(subgraph, taken.context)
    if not setting:
        yield found("CONTEXT_NOT_SET", f'No type of subgraph "{subgraph.name}" sets context "{taken.context}"')
        return
    problem = _selection_problem(subgraph, setting, taken, argument)
    if problem is not None:
        message = f'The selection of "{argument.coordinate}" from context "{taken.context}" is not usable: {problem}'
        yield found("CONTEXT_INVALID_SELECTION", message)


def _selection_problem(
    subgraph: Subgraph, setting: tuple[Type, ...], taken: FromContext, argument: InputValue
) -> str | None:
    """Say why the selection does not come to one fitting value from each type that sets the context."""
    met = {name for holder in setting for name in _shapes(subgraph, holder)}
    unmet = [item.name for item in taken.selection if isinstance(item, OnType) and item.name not in met]
    if unmet:
        return f"no type that sets it is a {names(unmet)}"
    for holder in setting:
        selection = _selection_on(subgraph, holder, taken.selection)
        if selection is None:
            return f'nothing is selected from "{holder.name}", which sets it'
        value = _value_type(subgraph, holder, selection)
        if isinstance(value, str):
            return value
        # The ancestor may fail to give it, so what comes from context can always be null.
        if not is_subtype(nullable(value), argument.type, lambda _member, _group: False):
            return f'it is of type "{nullable(value)}", the argument of type "{argument.type}"'
    return None


def _selection_on(subgraph: Subgraph, holder: Type, selection: FieldSet) -> FieldSet | None:
    """Pick the part for one type: the plain selection, or what stands under a condition that the type meets."""
    if all(isinstance(item, Select) for item in selection):
        return selection
    shapes = _shapes(subgraph, holder)
    return next((item.sub for item in selection if isinstance(item, OnType) and item.name in shapes), None)


def _shapes(subgraph: Subgraph, holder: Type) -> frozenset[str]:
    return subgraph.possible(holder.name) | {holder.name} | frozenset(holder.interfaces)


def _value_type(subgraph: Subgraph, owner: Type, selection: FieldSet) -> TypeRef | str:
    """Return the type of the one value selected, or a sentence that says why it is not one."""
    if len(selection) != 1:
        return "it must select exactly one field"
    item = selection[0]
    if isinstance(item, OnType):
        target = subgraph.types.get(item.name)
        return _value_type(subgraph, target, item.sub) if target else f'there is no type "{item.name}"'
    field = owner.fields.get(item.name)
    if field is None:
        return f'"{owner.name}" has no field "{item.name}"'
    target = subgraph.types.get(named(field.type))
    is_composite = target is not None and target.kind in COMPOSITE
    if is_composite != bool(item.sub):
        return f'"{field.coordinate}" of type "{field.type}" {"needs" if is_composite else "cannot have"} a selection'
    if not item.sub or target is None:
        return field.type
    return _value_type(subgraph, target, item.sub)
