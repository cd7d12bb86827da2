"""Prices of a supergraph: read under whatever names they were linked, the larger counts, and only if linked at all."""

import pytest
from graphql import parse

from gateway.errors import SupergraphError
from gateway.operation.cost import ListSize, Prices
from gateway.supergraph.links import read_links
from gateway.supergraph.prices import read_prices

LINK = '@link(url: "https://specs.apollo.dev/link/v1.0")'
JOIN = '@link(url: "https://specs.apollo.dev/join/v0.5", for: EXECUTION)'


def prices(definitions: str, cost: str = 'import: ["@cost", "@listSize"]') -> Prices:
    linked = f'@link(url: "https://specs.apollo.dev/cost/v0.1", {cost})' if cost else ""
    document = parse(f"schema {LINK} {JOIN} {linked} {{ query: Query }} {definitions}")
    return read_prices(document, read_links(document))


def test_weights_are_read_wherever_they_stand() -> None:
    found = prices(
        """
        type Query @cost(weight: 1) { a(b: Int @cost(weight: 3)): Int @cost(weight: 2) }
        input In { c: Int @cost(weight: 4) } enum E @cost(weight: 5) { X } scalar S @cost(weight: "6.5")
        """
    )

    assert found.weights == {"Query": 1, "Query.a": 2, "Query.a(b:)": 3, "In.c": 4, "E": 5, "S": 6.5}


def test_list_sizes_are_read_with_their_defaults() -> None:
    found = prices(
        """
        type Query {
          a(first: Int): [Int] @listSize(slicingArguments: ["first", "page.size"], sizedFields: "edges")
          b: [Int] @listSize(assumedSize: 7, requireOneSlicingArgument: false)
        }
        """
    )

    assert found.sizes == {
        "Query.a": ListSize(None, (("first",), ("page", "size")), ("edges",), requires_one=True),
        "Query.b": ListSize(7, requires_one=False),
    }


@pytest.mark.parametrize(
    ("linked", "cost", "list_size"),
    [
        ('import: ["@cost", "@listSize"]', "cost", "listSize"),
        ('import: ["@listSize"]', "cost", "listSize"),
        ('import: [{name: "@cost", as: "@price"}, {name: "@listSize", as: "@many"}]', "price", "many"),
        ('as: "dear"', "dear", "dear__listSize"),
        ('import: ["@cost"]', "cost", "cost__listSize"),
    ],
)
def test_names_are_those_of_the_link(linked: str, cost: str, list_size: str) -> None:
    found = prices(f"type Query {{ a: [Int] @{cost}(weight: 3) @{list_size}(assumedSize: 4) }}", linked)

    assert found == Prices({"Query.a": 3}, {"Query.a": ListSize(4)})


def test_join_directives_carry_prices_too_and_the_larger_counts() -> None:
    found = prices(
        """
        type Query {
          a: [Int] @cost(weight: 3) @join__directive(graphs: [A], name: "cost", args: {weight: 9})
            @listSize(assumedSize: 4) @join__directive(graphs: [A], name: "listSize", args: {assumedSize: 2})
        }
        """
    )

    assert found == Prices({"Query.a": 9}, {"Query.a": ListSize(4)})


def test_a_directive_of_that_name_that_is_not_linked_is_somebody_elses() -> None:
    assert prices('type Query { a: Int @cost(complexity: "high") }', cost="") == Prices()


@pytest.mark.parametrize("wrong", ['@cost(weight: "much")', "@cost", '@listSize(assumedSize: "many")'])
def test_what_is_no_number_stops_the_start(wrong: str) -> None:
    with pytest.raises(SupergraphError, match=r"^Query\.a: "):
        prices(f"type Query {{ a: [Int] {wrong} }}")
