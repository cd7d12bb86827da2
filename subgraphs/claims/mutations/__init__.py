"""What one may order of claims.

inputs     what orders about claims that come in take
payloads   what they answer
filing     claims come in
"""

import strawberry

from subgraphs.claims.mutations.filing import FilingOrders


@strawberry.type
class Mutation(FilingOrders):
    """Claims' part of the orders."""


__all__ = ["Mutation"]
