"""Directives that are only allowed on some declarations: @shareable, @override and those of authorisation."""

from collections.abc import Iterator
from typing import Final

from gateway.composition.findings import Finding, finding
from gateway.composition.schema import Element, Field, Kind, Subgraph, Type

AUTHORISATION: Final = ("authenticated", "requiresScopes", "policy")


def check_declarations(subgraph: Subgraph) -> Iterator[Finding]:
    """Yield each directive that stands where it cannot."""
    for owner in subgraph.types.values():
        if owner.merged_kind is Kind.INTERFACE:
            yield from _check_authorisation(subgraph, owner)
        for field in owner.fields.values():
            yield from _check_shareable(subgraph, owner, field)
            if owner.kind is Kind.INTERFACE:
                yield from _check_interface_field(subgraph, field)


def _check_shareable(subgraph: Subgraph, owner: Type, field: Field) -> Iterator[Finding]:
    uses = field.all("shareable")
    place = [(subgraph.name, use.node) for use in uses]
    if uses and owner.kind is Kind.INTERFACE:
        message = f'"{field.coordinate}" cannot be @shareable: only the fields of objects are resolved'
        yield finding("INVALID_SHAREABLE_USAGE", message, field.coordinate, nodes=place)
    elif len(uses) > 1:
        message = f'"{field.coordinate}" is marked @shareable {len(uses)} times on one declaration'
        yield finding("INVALID_SHAREABLE_USAGE", message, field.coordinate, nodes=place)


def _check_interface_field(subgraph: Subgraph, field: Field) -> Iterator[Finding]:
    for use in field.all("override"):
        message = f'@override cannot be used on "{field.coordinate}", a field of an interface'
        yield finding("OVERRIDE_ON_INTERFACE", message, field.coordinate, nodes=[(subgraph.name, use.node)])


def _check_authorisation(subgraph: Subgraph, owner: Type) -> Iterator[Finding]:
    """Refuse them on interfaces: an interface field is as strict as its implementations, nothing else."""
    elements: tuple[Element, ...] = (owner, *owner.fields.values())
    for element in elements if owner.kind is Kind.INTERFACE else (owner,):
        for name in AUTHORISATION:
            for use in element.all(name):
                message = (
                    f'@{name} cannot be used on "{element.coordinate}" in subgraph "{subgraph.name}": an interface is'
                    " as strict as the types that implement it, so put it there"
                )
                code = "AUTH_REQUIREMENTS_APPLIED_ON_INTERFACE"
                yield finding(code, message, element.coordinate, nodes=[(subgraph.name, use.node)])
