"""What one may order of claims.

inputs             what orders about claims that come in take
payloads           what they answer
filing             claims come in
preauthorizations  promises are asked for and given
desk_inputs        what orders of the claims officers' desk take, and those about appeals
desk_payloads      what they answer
desk               officers work on claims; decisions are appealed
"""

import strawberry

from subgraphs.claims.mutations.desk import AppealOrders, DeskOrders
from subgraphs.claims.mutations.filing import FilingOrders
from subgraphs.claims.mutations.preauthorizations import PreauthorizationOrders


@strawberry.type
class Mutation(FilingOrders, PreauthorizationOrders, DeskOrders, AppealOrders):
    """Claims' part of the orders."""


__all__ = ["Mutation"]
