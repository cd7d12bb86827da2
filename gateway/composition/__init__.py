"""Composition: subgraph schemas into one supergraph schema, or findings that say why not. Pure.

In the order they run: `composer` is the table of contents; `documents` parses and completes an SDL with the names
`links` resolves against `specification`; `reading` makes the model of `schema` from it, with `typerefs`, `fieldsets`
and `contexts`; `merging/` merges; `printing` prints. `findings` is what all of them report with.
"""

from gateway.composition.composer import Composition, SubgraphSchema, compose
from gateway.composition.findings import Finding, Level, Position

__all__ = ["Composition", "Finding", "Level", "Position", "SubgraphSchema", "compose"]
