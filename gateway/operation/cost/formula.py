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
    total, moving = 0.0, []
    for price in prices:
        if callable(price):
            moving.append(price)
        else:
            total += price
    if not moving:
        return total
    if len(moving) == 1:
        alone = moving[0]
        return (lambda variables: total + alone(variables)) if total else alone
    return lambda variables: total + sum([price(variables) for price in moving])


def dearest(prices: Iterable[Price]) -> Price:
    """Choose the highest price, 0 among none."""
    least, moving = 0.0, []
    for price in prices:
        if callable(price):
            moving.append(price)
        else:
            least = max(least, price)
    if not moving:
        return least
    return lambda variables: max(least, *[price(variables) for price in moving])


def times(length: Price, price: Price) -> Price:
    """Pay a price for each of so many."""
    if not callable(length):
        if length == 1:
            return price
        return (lambda variables: length * price(variables)) if callable(price) else length * price
    if callable(price):
        return lambda variables: length(variables) * price(variables)
    return lambda variables: length(variables) * price


def under(conditions: tuple[Condition, ...], price: Price) -> Price:
    """Pay only where all conditions hold."""
    if not conditions or price == 0:
        return price
    return lambda variables: (
        value_of(price, variables)
        if all((variables.get(name) is True) is wanted for name, wanted in conditions)
        else 0.0
    )
