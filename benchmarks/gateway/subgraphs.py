"""The six subgraphs as graphql-core executes them, over data that is computed from the token in each id."""

from collections.abc import Callable, Mapping
from functools import cache
from typing import Any, Final

import orjson
from graphql import GraphQLSchema, build_schema, graphql_sync

from benchmarks.gateway.world import SUBGRAPHS

_Object = dict[str, Any]
_Representation = Mapping[str, Any]

_FEDERATION: Final = """
directive @key(fields: String!) repeatable on OBJECT
directive @external on FIELD_DEFINITION
directive @requires(fields: String!) on FIELD_DEFINITION
scalar _Any
"""

_PRODUCTS: Final = 30
_REVIEWS: Final = 5
_USERS: Final = 60
_CATEGORIES: Final = ("KITCHEN", "GARDEN", "OFFICE")
_CITIES: Final = ("Nairobi", "Kisumu", "Mombasa", "Nakuru", "Eldoret")
_SUMMARY: Final = (
    "Made to be used every day, easy to clean and easy to repair; spare parts are kept for ten years. " * 2
)
_BODY: Final = (
    "Bought it for my sister, who asked for a second one within the week. Does what it says and no more. " * 2
)


def execute(subgraph: str, body: bytes) -> bytes:
    """Answer a GraphQL request as the subgraph would."""
    request = orjson.loads(body)
    result = graphql_sync(
        _schema(subgraph),
        request["query"],
        root_value=_root(subgraph),
        variable_values=request.get("variables"),
        operation_name=request.get("operationName"),
    )
    return orjson.dumps(result.formatted)


@cache
def _schema(subgraph: str) -> GraphQLSchema:
    sdl = SUBGRAPHS[subgraph]
    query = "extend type Query" if "type Query" in sdl else "type Query"
    entities = f"""
        union _Entity = {" | ".join(_ENTITIES[subgraph])}
        {query} {{ _entities(representations: [_Any!]!): [_Entity]! }}
        """
    return build_schema(_FEDERATION + sdl + entities)


def _root(subgraph: str) -> _Object:
    kinds = _ENTITIES[subgraph]

    def entities(_info: Any, *, representations: list[_Representation]) -> list[_Object]:
        return [{"__typename": each["__typename"], **kinds[each["__typename"]](each)} for each in representations]

    return {**_ROOT_FIELDS.get(subgraph, {}), "_entities": entities}


def _parts(key: str) -> tuple[str, int]:
    """Take an id such as tk0a1b2c3d-p7 apart: the token, and which one of its kind it is."""
    token, _, rest = key.partition("-")
    return token, int(rest[1:])


def _shelf(_info: Any, *, id: str) -> _Object:  # noqa: A002  (the argument's name)
    return {
        "id": id,
        "title": f"Shelf {id}",
        "aisle": 12,
        "products": [_catalog_product({"upc": f"{id}-p{number}"}) for number in range(_PRODUCTS)],
    }


def _catalog_product(key: _Representation) -> _Object:
    token, number = _parts(key["upc"])
    return {
        "upc": key["upc"],
        "name": f"Product {number} of {token}",
        "brand": f"Brand {number % 7}",
        "category": _CATEGORIES[number % len(_CATEGORIES)],
        "summary": _SUMMARY,
        "weight": _weight(number),
        "isFragile": number % 4 == 0,
    }


def _weight(number: int) -> int:
    return 100 + 37 * number


def _reviewed_product(key: _Representation) -> _Object:
    token, number = _parts(key["upc"])
    reviews = [_review({"id": f"{token}-r{number * _REVIEWS + place}"}) for place in range(_REVIEWS)]
    return {"upc": key["upc"], "rating": 3.5 + number / 100, "reviews": reviews}


def _review(key: _Representation) -> _Object:
    token, number = _parts(key["id"])
    return {
        "id": key["id"],
        "stars": 1 + number % 5,
        "title": f"Review {number} of {token}",
        "body": _BODY,
        "writtenAt": f"2026-{1 + number % 12:02}-{1 + number % 28:02}T08:30:00Z",
        "author": {"id": f"{token}-u{number * 7 % _USERS}"},
    }


def _author(key: _Representation) -> _Object:
    return {"id": key["id"]}


def _user(key: _Representation) -> _Object:
    token, number = _parts(key["id"])
    return {
        "id": key["id"],
        "name": f"User {number} of {token}",
        "handle": f"user-{number}",
        "city": _CITIES[number % len(_CITIES)],
        "memberSince": 2000 + number % 25,
        "isVerified": number % 3 == 0,
    }


def _stocked_product(key: _Representation) -> _Object:
    token, number = _parts(key["upc"])
    city = number % len(_CITIES)
    warehouse = {"code": f"{token}-w{city}", "city": _CITIES[city]}
    return {"upc": key["upc"], "inStock": 3 * number, "warehouse": warehouse}


def _priced_product(key: _Representation) -> _Object:
    _, number = _parts(key["upc"])
    price = {"amount": f"{10 + number}.50", "currency": "KES"}
    return {"upc": key["upc"], "price": price, "listPrice": price if number % 3 else None}


def _shipped_product(key: _Representation) -> _Object:
    def delivery(_info: Any, *, express: bool) -> _Object:
        return {"days": 1 if express else 4, "cost": int(key["weight"]) // 10}

    return {"upc": key["upc"], "delivery": delivery}


_ENTITIES: Final[Mapping[str, Mapping[str, Callable[[_Representation], _Object]]]] = {
    "catalog": {"Product": _catalog_product},
    "reviews": {"Product": _reviewed_product, "Review": _review, "User": _author},
    "accounts": {"User": _user},
    "inventory": {"Product": _stocked_product},
    "pricing": {"Product": _priced_product},
    "shipping": {"Product": _shipped_product},
}

_ROOT_FIELDS: Final[Mapping[str, _Object]] = {
    "catalog": {"shelf": _shelf, "product": lambda _info, upc: _catalog_product({"upc": upc})},
    "accounts": {"user": lambda _info, id: _user({"id": id})},  # noqa: A006  (the argument's name)
}
