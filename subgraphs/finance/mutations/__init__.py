"""What one may order of finance.

inputs    what orders take
payloads  what they answer
orders    the orders
"""

from subgraphs.finance.mutations.orders import Mutation

__all__ = ["Mutation"]
