"""Keys on interfaces, and interface objects: what a subgraph promises for every implementation."""

from collections.abc import Iterator

from gateway.composition.fieldsets import Key, key_sets
from gateway.composition.findings import Finding, finding, names
from gateway.composition.schema import Kind, Subgraph, Type


def check_interface_keys(subgraph: Subgraph) -> Iterator[Finding]:
    """Yield each interface key an implementation lacks, and each interface object without key."""
    for each in subgraph.types.values():
        if each.is_interface_object and not each.has("key"):
            message = f'"{each.name}" in subgraph "{subgraph.name}" is an @interfaceObject and therefore needs a @key'
            yield finding("INTERFACE_OBJECT_USAGE_ERROR", message, each.name, nodes=[(subgraph.name, each.node)])
        if each.kind is Kind.INTERFACE:
            yield from _check_implementations(subgraph, each)


def _check_implementations(subgraph: Subgraph, interface: Type) -> Iterator[Finding]:
    for key, use in zip(key_sets(interface), interface.all("key"), strict=False):
        without = [
            name
            for name in subgraph.implementations(interface.name)
            if not any(_keeps(own, key) for own in key_sets(subgraph.types[name]))
        ]
        if without:
            message = (
                f'Interface "{interface.name}" in subgraph "{subgraph.name}" has @key(fields: "{key.text}"), but its'
                f" implementation {names(without)} has not, or not resolvable: what is a key of an interface is a key"
                " of all its types"
            )
            place = [(subgraph.name, use.node), *((subgraph.name, subgraph.types[name].node) for name in without)]
            yield finding("INTERFACE_KEY_NOT_ON_IMPLEMENTATION", message, interface.name, nodes=place)


def _keeps(own: Key, key: Key) -> bool:
    return set(own.fields) == set(key.fields) and (own.resolvable or not key.resolvable)
