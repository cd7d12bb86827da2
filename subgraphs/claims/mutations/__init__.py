"""What one may order of claims.

inputs             what orders about claims that come in take
payloads           what they answer
filing             claims come in
preauthorizations  promises are asked for and given
necessity          rules of medical necessity are written
codes              lists of diagnoses are stored
desk_inputs        what orders of the claims officers' desk take, and those about appeals
desk_payloads      what they answer
desk               officers work on claims; decisions are appealed
rerunning          claims are decided again, taken back, replaced
"""

import strawberry

from subgraphs.claims.mutations.codes import CodeOrders
from subgraphs.claims.mutations.desk import AppealOrders, DeskOrders
from subgraphs.claims.mutations.filing import FilingOrders
from subgraphs.claims.mutations.necessity import NecessityOrders
from subgraphs.claims.mutations.preauthorizations import PreauthorizationOrders
from subgraphs.claims.mutations.rerunning import RerunOrders


@strawberry.type
class Mutation(
    FilingOrders, PreauthorizationOrders, DeskOrders, RerunOrders, AppealOrders, NecessityOrders, CodeOrders
):
    """Claims' part of the orders."""


__all__ = ["Mutation"]
