"""What a schema says of cost (`@cost`, `@listSize`): the weights of its parts, and how long its lists are.

https://ibm.github.io/graphql-specs/cost-spec.html
"""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class ListSize:
    """What @listSize says of a field.

    `slicing` are arguments that say how much is asked for, each as a path (`("input", "first")`). `sized` are the
    fields of the result that are as long as that; without any, the field itself is.
    """

    assumed: int | None = None
    slicing: tuple[tuple[str, ...], ...] = ()
    sized: tuple[str, ...] = ()
    requires_one: bool = True


@dataclass(frozen=True, slots=True)
class Prices:
    """Weights and sizes by coordinate: `Type`, `Type.field`, `Type.field(argument:)`, `Input.field`."""

    weights: Mapping[str, float] = field(default_factory=dict)
    sizes: Mapping[str, ListSize] = field(default_factory=dict)
