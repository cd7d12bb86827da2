"""What an operation costs by estimation, before anything is fetched: the cost specification as Federation uses it.

    cost of an operation = 10 for a mutation, 0 otherwise, + cost of its selection
    cost of a selection  = the sum over its fields; of what is asked on different object types the dearest alone
    cost of a field      = cost of its arguments + length * (weight + cost of what is selected below)
    weight               = @cost of the field, else @cost of its type, else 1 for what has fields, 0 for leaves
    length               = 1 for what is no list; else, by @listSize, the largest slicing argument, else the assumed
                           size, else the default list size; of a list of lists once more the default for each level
    cost of an argument  = @cost of the argument, else @cost of its type, else 1 for input objects, 0 for leaves;
                           of an input object also of its fields, of a list of all its items

Where @listSize names sized fields, they have the length and the field that bears it has not. Of an interface's field
that says nothing itself, the dearest implementation counts. Fields of one response name are one field, as they are in
execution; what @skip or @include leave out costs nothing; introspection is free, its depth has a limit of its own.

The weights are those of the routers that follow the same specification; they sum over subgraph requests, keys and all,
and we over what the client asked, so that a cost does not change with the plan.

estimate   the walk over an operation           prices    what a schema says of cost
formula    numbers, or functions of variables   lengths   how long a list is
                                                inputs    what arguments cost
https://ibm.github.io/graphql-specs/cost-spec.html
"""

from gateway.operation.cost.estimate import Cost, Estimator
from gateway.operation.cost.prices import ListSize, Prices

__all__ = ["Cost", "Estimator", "ListSize", "Prices"]
