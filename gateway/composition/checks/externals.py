"""@external marks what others resolve: it needs a use, an object, and nobody else's directives."""

from collections.abc import Iterator

from gateway.composition.findings import Finding, finding
from gateway.composition.merging.sources import used_fields
from gateway.composition.merging.uses import MERGED, STANDARD
from gateway.composition.schema import Field, Kind, Subgraph


def check_externals(subgraph: Subgraph) -> Iterator[Finding]:
    """Yield each external field that has no use or no right to be one."""
    used = used_fields(subgraph)
    for owner in subgraph.types.values():
        for field in owner.fields.values():
            if not field.is_external:
                continue
            place = [(subgraph.name, field.node)]
            if owner.kind is Kind.INTERFACE:
                message = f'"{field.coordinate}" cannot be @external: a field of an interface is not resolved anyway'
                yield finding("EXTERNAL_ON_INTERFACE", message, field.coordinate, nodes=place)
                continue
            if (owner.name, field.name) not in used:
                message = (
                    f'"{field.coordinate}" in subgraph "{subgraph.name}" is @external without use: no @key, @requires'
                    " or @provides names it and no interface asks for it, so remove the field or the directive"
                )
                yield finding("EXTERNAL_UNUSED", message, field.coordinate, nodes=place)
            yield from _check_directives(subgraph, field)


def _check_directives(subgraph: Subgraph, field: Field) -> Iterator[Finding]:
    for use in field.all("provides"):
        message = f'"{field.coordinate}" in subgraph "{subgraph.name}" cannot have both @provides and @external'
        code = "EXTERNAL_COLLISION_WITH_ANOTHER_DIRECTIVE"
        yield finding(code, message, field.coordinate, nodes=[(subgraph.name, use.node)])
    for element in (field, *field.arguments.values()):
        for use in element.uses:
            if use.name not in (MERGED if use.is_federation else STANDARD):
                continue
            message = (
                f'@{use.name} on external "{element.coordinate}" in subgraph "{subgraph.name}" has no effect: put it'
                " where the field is resolved"
            )
            code = "MERGED_DIRECTIVE_APPLICATION_ON_EXTERNAL"
            yield finding(code, message, element.coordinate, nodes=[(subgraph.name, use.node)])
