"""A shop cut into six subgraphs: what each declares.

Everything below a root field follows from its argument, a token: ids and texts contain the token, and nothing else of
the answer depends on it. So the answer for one token is the answer for any other with the tokens exchanged, which is
what lets `replay` answer requests it has never seen.
"""

from typing import Final

from gateway.composition import SubgraphSchema, compose

_LINK: Final = """
extend schema @link(url: "https://specs.apollo.dev/federation/v2.3", import: ["@key", "@external", "@requires"])
"""

SUBGRAPHS: Final = {
    "catalog": """
        type Query {
          shelf(id: ID!): Shelf
          product(upc: ID!): Product
        }
        type Shelf { id: ID! title: String! aisle: Int! products: [Product!]! }
        type Product @key(fields: "upc") {
          upc: ID! name: String! brand: String! category: Category! summary: String! weight: Int! isFragile: Boolean!
        }
        enum Category { KITCHEN GARDEN OFFICE }
        """,
    "reviews": """
        type Product @key(fields: "upc") { upc: ID! rating: Float! reviews: [Review!]! }
        type Review @key(fields: "id") {
          id: ID! stars: Int! title: String! body: String! writtenAt: String! author: User!
        }
        type User @key(fields: "id") { id: ID! }
        """,
    "accounts": """
        type Query { user(id: ID!): User }
        type User @key(fields: "id") {
          id: ID! name: String! handle: String! city: String! memberSince: Int! isVerified: Boolean!
        }
        """,
    "inventory": """
        type Product @key(fields: "upc") { upc: ID! inStock: Int! warehouse: Warehouse! }
        type Warehouse { code: ID! city: String! }
        """,
    "pricing": """
        type Product @key(fields: "upc") { upc: ID! price: Money! listPrice: Money }
        type Money { amount: String! currency: String! }
        """,
    "shipping": """
        type Product @key(fields: "upc") {
          upc: ID!
          weight: Int! @external
          delivery(express: Boolean = false): Delivery! @requires(fields: "weight")
        }
        type Delivery { days: Int! cost: Int! }
        """,
}


def supergraph_sdl(base_url: str) -> str:
    """Compose the shop with each subgraph at `base_url` and its name."""
    schemas = [SubgraphSchema(name, f"{base_url}/{name}", _LINK + sdl) for name, sdl in SUBGRAPHS.items()]
    composition = compose(schemas)
    if composition.supergraph_sdl is None:
        raise ValueError("; ".join(error.message for error in composition.errors))
    return composition.supergraph_sdl
