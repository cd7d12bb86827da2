"""What orders take is read by its bounds, however deep it lies, and what is wrong is told with the path to it."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
import strawberry

from subgraphs.kit.inputs import (
    AS_IT_IS,
    CURRENCY,
    DAY,
    INPUT,
    Bounds,
    Many,
    Misfit,
    Number,
    Text,
    Whole,
    bounded,
    read_input,
)
from subgraphs.kit.refusals import ErrorCode, Refused

NAME = Text(longest=5)
UNITS = Number(least=Decimal(0), most=Decimal(10), places=2, is_more=True)


@strawberry.input
class Item:
    """One item of an order."""

    unit_name: str = bounded(NAME)
    places: list[int] = bounded(Many(Whole(1, 3), longest=2))


@strawberry.input
class Order:
    """An order of items."""

    first_item: Item = bounded(INPUT)
    other_items: list[Item] = bounded(Many(INPUT, longest=2, shortest=1))
    unread: list[Item] | None = bounded(Many(AS_IT_IS, longest=2), default=None)


def an_item(name: str = "a", *places: int) -> Item:
    return Item(unit_name=name, places=list(places))


def test_what_lies_within_is_brought_into_form_as_well() -> None:
    read = read_input(Order(first_item=an_item(" a "), other_items=[an_item("b\u0301 ", 1, 3)]))

    assert isinstance(read, Order)
    assert read.first_item.unit_name == "a"
    assert read.other_items == [an_item("b\u0301", 1, 3)]


def test_everything_that_is_wrong_is_told_with_the_path_to_it() -> None:
    order = Order(first_item=an_item(""), other_items=[an_item("a", 1), an_item("too long", 1, 4)])

    assert read_input(order) == (
        Refused(ErrorCode.VALIDATION, "unitName has 1 to 5 characters.", ("input", "firstItem", "unitName")),
        Refused(ErrorCode.VALIDATION, "unitName has 1 to 5 characters.", ("input", "otherItems", "1", "unitName")),
        Refused(ErrorCode.VALIDATION, "places is from 1 to 3.", ("input", "otherItems", "1", "places", "1")),
    )


@pytest.mark.parametrize("count", [0, 3])
def test_a_list_that_is_too_long_or_too_short_is_not_read(count: int) -> None:
    order = Order(first_item=an_item(), other_items=[an_item("too long")] * count)

    assert read_input(order) == (
        Refused(ErrorCode.VALIDATION, "otherItems has 1 to 2 items.", ("input", "otherItems")),
    )


def test_an_item_is_read_for_itself_where_the_list_leaves_it_as_it_is() -> None:
    order = read_input(Order(first_item=an_item(), other_items=[an_item()], unread=[an_item("too long")]))

    assert isinstance(order, Order)
    assert order.unread is not None
    path = ("input", "unread", "0", "unitName")
    assert read_input(order.unread[0], path[:3]) == (
        Refused(ErrorCode.VALIDATION, "unitName has 1 to 5 characters.", path),
    )


@pytest.mark.parametrize(
    ("bounds", "good", "bad"),
    [
        (UNITS, Decimal("0.01"), Decimal(0)),
        (UNITS, Decimal("10.00"), Decimal("10.01")),
        (UNITS, Decimal("1.500"), Decimal("1.005")),
        (DAY, date(1900, 1, 1), date(1899, 12, 31)),
        (DAY, date(2199, 12, 31), date(2200, 1, 1)),
        (CURRENCY, "KWD", "XAU"),
        (Whole(1, 3), 3, 4),
    ],
)
def test_bounds_let_the_last_good_value_through_and_not_the_next(bounds: Bounds, good: Any, bad: Any) -> None:
    assert bounds.read(good) == good
    with pytest.raises(Misfit):
        bounds.read(bad)
