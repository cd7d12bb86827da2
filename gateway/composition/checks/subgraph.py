"""All that is checked of one subgraph before it is merged with others."""

from collections.abc import Iterator

from gateway.composition.checks.contexts import check_contexts
from gateway.composition.checks.costs import check_costs
from gateway.composition.checks.declarations import check_declarations
from gateway.composition.checks.externals import check_externals
from gateway.composition.checks.fieldsets import check_field_sets
from gateway.composition.checks.interfaces import check_interface_keys
from gateway.composition.findings import Finding
from gateway.composition.schema import Subgraph


def check_subgraph(subgraph: Subgraph) -> Iterator[Finding]:
    """Yield everything a subgraph does that federation does not allow."""
    for check in (
        check_field_sets,
        check_externals,
        check_declarations,
        check_interface_keys,
        check_contexts,
        check_costs,
    ):
        yield from check(subgraph)
