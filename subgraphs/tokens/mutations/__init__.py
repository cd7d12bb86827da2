"""What one may order of tokens.

inputs     what orders take
payloads   what they answer
spending   services hold, capture, release and spend tokens
buying     tokens are bought, granted, cancelled and paid back
keeping    wallets, packages and rates are kept
"""

import strawberry

from subgraphs.tokens.mutations.buying import BuyingOrders
from subgraphs.tokens.mutations.keeping import KeepingOrders
from subgraphs.tokens.mutations.spending import SpendingOrders


@strawberry.type
class Mutation(SpendingOrders, BuyingOrders, KeepingOrders):
    """Tokens' part of the orders."""


__all__ = ["Mutation"]
