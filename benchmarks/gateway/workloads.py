"""What the gateways are asked: each workload is an endless stream of requests."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import count
from typing import Final

import orjson

ONE_HOP: Final = """
query OneHop($upc: ID!) { product(upc: $upc) { upc name brand price { amount currency } } }
"""

TWO_HOPS: Final = """
query TwoHops($upc: ID!) {
  product(upc: $upc) {
    upc name rating
    reviews { id stars title author { id name handle city } }
  }
}
"""

HEAVY: Final = """
query Heavy($id: ID!) {
  shelf(id: $id) {
    id title aisle
    products {
      upc name brand category summary weight isFragile
      price { amount currency }
      listPrice { amount currency }
      inStock
      warehouse { code city }
      delivery { days cost }
      rating
      reviews {
        id stars title body writtenAt
        author { id name handle city memberSince isVerified }
      }
    }
  }
}
"""

# Selections that a never-seen text may or may not have: two to the sixth shapes.
_OPTIONAL: Final = ("brand", "summary", "inStock", "price { amount currency }", "rating", "delivery { days cost }")
SHAPES: Final = 2 ** len(_OPTIONAL)
_FIRST: Final = 0x0A1B2C3D


@dataclass(frozen=True, slots=True)
class Request:
    """The body of one client request, and which shape its answer has: answers of one shape are of equal length."""

    body: bytes
    shape: int = 0


@dataclass(frozen=True, slots=True)
class Workload:
    """A stream of requests. `stream` starts it at a token, so that no two streams of one run need share any."""

    name: str
    says: str
    stream: Callable[[int], Iterator[Request]]
    shapes: int = 1


def token(number: int) -> str:
    """Return the token of a number; far apart for neighbours, as hashes are."""
    return f"tk{(_FIRST + number * 0x9E3779B1) % 2**32:08x}"


def _always(query: str, **variables: str) -> Callable[[int], Iterator[Request]]:
    request = Request(orjson.dumps({"query": query, "variables": variables}))

    def stream(_first: int) -> Iterator[Request]:
        while True:
            yield request

    return stream


def _another(query: str, variable: str, suffix: str = "") -> Callable[[int], Iterator[Request]]:
    head, tail = orjson.dumps({"query": query, "variables": {variable: "TOKEN"}}).split(b"TOKEN")

    def stream(first: int) -> Iterator[Request]:
        for number in count(first):
            yield Request(b"%b%b%b" % (head, (token(number) + suffix).encode(), tail))

    return stream


def _texts(first: int) -> Iterator[Request]:
    """Yield operations of which no two have the same text: each its own alias, literal and choice of fields."""
    for number in count(first):
        shape, own = number % SHAPES, token(number)
        chosen = " ".join(field for place, field in enumerate(_OPTIONAL) if shape >> place & 1)
        text = (
            f'query New_{own} {{ {own}: product(upc: "{own}-p7") {{ upc name {chosen}'
            " reviews { id stars title author { id name handle city } } } }"
        )
        yield Request(orjson.dumps({"query": text}), shape)


WORKLOADS: Final = (
    Workload(
        "one hop", "two subgraphs, one after the other; always the same request", _always(ONE_HOP, upc=f"{token(0)}-p7")
    ),
    Workload(
        "two hops", "three subgraphs in three waves; always the same request", _always(TWO_HOPS, upc=f"{token(0)}-p7")
    ),
    Workload("heavy", "six subgraphs in three waves; always the same request", _always(HEAVY, id=token(0))),
    Workload("unshareable", "two hops, another variable in each request", _another(TWO_HOPS, "upc", "-p7")),
    Workload("heavy, unshareable", "the heavy query, another variable in each request", _another(HEAVY, "id")),
    Workload("never-seen texts", f"two hops, no two texts equal, {SHAPES} shapes", _texts, SHAPES),
)
