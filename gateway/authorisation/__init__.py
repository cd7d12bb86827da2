"""Who may ask what: @authenticated, @requiresScopes and @policy, decided before anything is planned.

grants        what a caller has shown: a login, scopes, policies
requirements  what each field asks for, with everything it leads to
touched       which rules an operation can meet at all
denials       what is denied to those who meet some of the rules, as the normaliser asks for it

A denied field is not fetched: the normaliser takes it out of what is asked and keeps its place in the answer
(`gateway.operation.normalise`), and the response puts null and an error there (`gateway.response.withhold`). Planner
and executor know nothing of all this.

How a field is judged: by its own rule, by its parent type's and by the type's that it returns. On an interface it is as
strict as the strictest implementation. A field with @requires or @fromContext is as strict as what it reads. Where an
interface or a union is returned, objects of a denied type are null with an error. What the gateway reads for itself, to
join entities by their keys, is not judged: it is never shown.
"""

from gateway.authorisation.denials import Denied
from gateway.authorisation.grants import NOTHING_SHOWN, Grants
from gateway.authorisation.requirements import Requirements
from gateway.authorisation.touched import touched_rules

__all__ = ["NOTHING_SHOWN", "Denied", "Grants", "Requirements", "touched_rules"]
