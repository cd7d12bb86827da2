"""A composed supergraph, read into frozen views: who resolves what, reached by which keys.

links     @link: specifications, renames, imports          literals   constant arguments as plain values
features  which specifications we carry out, and refusal   elements   join directives of one definition
fieldset  field sets as selections                         api        the schema clients see
views     what a subgraph knows of a type                  access     who may read what
prices    what things cost                             read       all of it together
supergraph  the result, with the lookups the planner walks
"""

from gateway.supergraph.access import AccessRule
from gateway.supergraph.read import read_supergraph
from gateway.supergraph.supergraph import Supergraph, Views
from gateway.supergraph.views import ContextArgument, FieldView, Graph, Key, Kind, Target, TypeView

__all__ = [
    "AccessRule",
    "ContextArgument",
    "FieldView",
    "Graph",
    "Key",
    "Kind",
    "Supergraph",
    "Target",
    "TypeView",
    "Views",
    "read_supergraph",
]
