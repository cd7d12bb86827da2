"""Operation and supergraph become a plan.

make          the way through the room, from operation to plan
contexts      arguments that ancestors fill: what to ask of whom
members       conditions that only some subgraphs meet      search        the recursion: what is answered where
position      what the recursion knows of a place           abstract      each possible type, and equal ones joined
choice        among subgraphs that could all answer         hops          what was chosen, entered together
solution      what the recursion returns, and its price     budget        how much work is allowed
unfold        solutions become steps, equal ones once       passes        rewrites, one a file
representing  what goes into representations                printing      documents, names kept apart
assemble      steps become requests                         unreachable   why a field has no path
plan          the result                                    show          the result for people
outcome       what running a plan leaves
"""

from gateway.planner.make import make_plan
from gateway.planner.plan import Plan
from gateway.planner.show import show

__all__ = ["Plan", "make_plan", "show"]
