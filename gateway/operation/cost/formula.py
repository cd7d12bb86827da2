"""A price is a number or, where variables matter, a function of them; sums and products of numbers stay numbers."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any, TypeAlias

from gateway.operation.conditions import Condition

Variables: TypeAlias = Mapping[str, Any]
Price: TypeAlias = float | Callable[[Variables], float]


def value_of(price: Price, variables: Variables) -> float:
    """Return the number that a price is for these variables."""
    return price(variables) if callable(price) else price


def summed(prices: Iterable[Price]) -> Price:
    """Add prices up."""
    fixed, moving = _parted(prices)
    total = sum(fixed)
    if not moving:
        return total
    return lambda variables: total + sum(price(variables) for price in moving)


def dearest(prices: Iterable[Price]) -> Price:
    """Choose the highest price, 0 among none."""
    fixed, moving = _parted(prices)
    least = max(fixed, default=0.0)
    if not moving:
        return least
    return lambda variables: max(least, *(price(variables) for price in moving))


def times(length: Price, price: Price) -> Price:
    """Pay a price for each of so many."""
    if callable(length):
        if callable(price):
            return lambda variables: length(variables) * price(variables)
        return lambda variables: length(variables) * price
    return (lambda variables: length * price(variables)) if callable(price) else length * price


def under(conditions: tuple[Condition, ...], price: Price) -> Price:
    """Pay only where all conditions hold."""
    if not conditions or price == 0:
        return price
    return lambda variables: (
        value_of(price, variables)
        if all((variables.get(name) is True) is wanted for name, wanted in conditions)
        else 0.0
    )


def _parted(prices: Iterable[Price]) -> tuple[list[float], list[Callable[[Variables], float]]]:
    fixed: list[float] = []
    moving: list[Callable[[Variables], float]] = []
    for price in prices:
        if callable(price):
            moving.append(price)
        else:
            fixed.append(price)
    return fixed, moving
