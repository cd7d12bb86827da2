"""Composition: subgraph schemas into one supergraph schema, or findings that say why not. Pure.

In the order they run: `composer` is the table of contents. `documents` parses and completes an SDL, with the names that
`links` resolves against `specification`, and `conformity` looks at what it says of directives; `reading` makes the
model of `schema` from it, with `typerefs`, `fieldsets` and `contexts`; `upgrade` brings federation 1 up to date.
`checks/` look at one subgraph, then at the whole; `merging/` merges, `authorisation` spreads to interfaces, `printing`
prints, and `satisfiability/` asks whether every query has an answer. `findings` is what all of them report with.
`changes` stands apart: it compares the schemas of two compositions.
"""

from gateway.composition.composer import Composition, SubgraphSchema, compose
from gateway.composition.findings import Finding, Level, Position

__all__ = ["Composition", "Finding", "Level", "Position", "SubgraphSchema", "compose"]
