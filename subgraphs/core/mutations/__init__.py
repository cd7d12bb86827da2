"""What one may order of core.

inputs    what orders take
payloads  what they answer
orders    the orders
"""

from subgraphs.core.mutations.orders import Mutation

__all__ = ["Mutation"]
