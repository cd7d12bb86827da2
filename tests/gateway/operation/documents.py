"""Documents for the certifier: valid ones over two schemas, and random changes that make some of them invalid."""

import re
from random import Random
from typing import Final

from graphql import GraphQLSchema, build_schema

SHOP: Final = build_schema(
    """
    type Query {
      pet(id: ID!): Pet
      pets(first: Int = 10, where: Filter, kinds: [Kind!], after: String, near: [[Float!]]): [Pet!]!
      node(id: ID!): Node
      owner(name: String!, at: Day, deep: Outer): Owner
      any: Any
      flag(on: Boolean! = true, off: Boolean): Boolean!
      one(by: By!): Pet
    }
    type Mutation { rename(id: ID!, to: String!): Dog  weigh(id: ID!, grams: Float!): Float }
    type Subscription { moved: Pet }
    interface Node { id: ID! }
    interface Pet implements Node { id: ID! name(upper: Boolean): String owner: Owner friends(n: Int!): [Pet] }
    type Dog implements Pet & Node {
      id: ID! name(upper: Boolean): String owner: Owner friends(n: Int!): [Dog] barks: Boolean! tone: Int
    }
    type Cat implements Pet & Node {
      id: ID! name(upper: Boolean): String owner: Owner friends(n: Int!): [Pet] meows: Boolean tone: String
    }
    type Owner implements Node { id: ID! name: String! pets(kind: Kind = DOG): [Pet!]! address: Address self: Owner }
    type Address { street: String city: String! }
    union Any = Dog | Cat | Owner
    enum Kind { DOG CAT }
    input Filter { kind: Kind age: Int! = 3 names: [String!] and: [Filter!] not: Filter day: Day }
    input Outer { inner: Inner! weight: Float }
    input Inner { id: ID! x: Int }
    input By @oneOf { id: ID name: String }
    scalar Day
    directive @note(text: String) on FIELD
    """
)
# A built-in directive written out, other root names, no mutation.
PLAIN: Final = build_schema(
    """
    schema { query: Root }
    directive @skip(if: Boolean!) on FIELD | FRAGMENT_SPREAD | INLINE_FRAGMENT
    type Root { a(x: Int, y: [Int]): Root b: Int! c: [Root!]! pet: Leaf }
    enum Leaf { ONE TWO }
    """
)

VALID: Final[tuple[tuple[GraphQLSchema, str], ...]] = (
    (SHOP, '{ pet(id: "7") { id name owner { name address { city } } } }'),
    (SHOP, "query A($id: ID!) { pet(id: $id) { id __typename } } "),
    (SHOP, "query A { any { __typename } } query B { flag }"),
    (SHOP, "{ a: pet(id: 1) { id } b: pet(id: 2) { id } flag(on: false) }"),
    (SHOP, 'mutation ($id: ID!, $to: String!) { rename(id: $id, to: $to) { barks } weigh(id: "x", grams: 3) }'),
    (SHOP, "query ($n: Int! = 5, $k: [Kind!]) { pets(first: $n, kinds: $k) { friends(n: $n) { id } } }"),
    (SHOP, "{ pets(first: null, kinds: [DOG, CAT], near: [[1, 2.5], null]) { id } other: pets(kinds: DOG) { id } }"),
    (SHOP, 'query ($k: Kind) { pets(where: {kind: $k, age: 4, names: ["a"], and: [{kind: DOG}], not: {}}) { id } }'),
    (SHOP, "query ($f: Filter = {kind: CAT, and: [{}]}) { pets(where: $f) { id } }"),
    (SHOP, 'query ($i: Inner!, $d: Day) { owner(name: "o", at: $d, deep: {inner: $i, weight: 1e3}) { id } }'),
    (SHOP, 'query ($x: Int) { owner(name: """o""", at: "2026-01-01", deep: {inner: {id: 1, x: $x}}) { id } }'),
    (SHOP, "query ($c: Boolean!) { pet(id: 1) @include(if: $c) { id @skip(if: false) @include(if: true) } flag }"),
    (SHOP, "{ any { ... on Dog { barks } ... on Cat { meows } ... on Node { id } ... { __typename } } }"),
    (
        SHOP,
        (
            "{ pet(id: 1) { ...P ... on Dog { friends(n: 1) { barks } } } } "
            "fragment P on Pet { id ...N } fragment N on Node { id }"
        ),
    ),
    (
        SHOP,
        (
            "query ($n: Int!) { pets { ...F } } "
            "fragment F on Pet { friends(n: $n) { ...G } } fragment G on Pet { id name }"
        ),
    ),
    (
        SHOP,
        (
            "{ pet(id: 1) { owner { id } owner { name self { id } } ...O } } "
            "fragment O on Pet { owner { self { name } } }"
        ),
    ),
    (SHOP, "{ any { ... on Dog { owner { id } } ... on Cat { owner { name } } } }"),
    (SHOP, "query ($b: Boolean = true) { flag(on: $b, off: $b) }"),
    (SHOP, "query ($b: Boolean) { flag(on: $b) }"),
    (SHOP, "query ($x: [Float!]) { pets(near: [$x, [1.5]]) { id } }"),
    (PLAIN, "{ a(x: 1, y: 2) { a(y: [1, null]) { b } c { b pet } } b }"),
    (PLAIN, "query ($x: Int, $y: [Int!]!) { a(x: $x, y: $y) { ...R } ...R } fragment R on Root { c { b } }"),
    (PLAIN, "query ($c: Boolean!) { b a @include(if: $c) { b } }"),
)  # fmt: skip

# Valid, and left to graphql-core: what is rare is not worth code here.
NOT_CERTIFIED: Final[tuple[tuple[GraphQLSchema, str], ...]] = (
    (SHOP, "{ __schema { queryType { name } } }"),
    (SHOP, "subscription { moved { id } }"),
    (SHOP, "{ one(by: {id: 1}) { id } }"),
    (SHOP, "{ flag @note }"),
    (SHOP, "{ any { ... on Dog { t: owner { id } } ... on Owner { t: self { id } } } }"),
    (PLAIN, "{ b @skip(if: false) }"),
)  # fmt: skip

_TOKEN: Final = re.compile(r'"""[^"]*"""|"[^"]*"|\.\.\.|[$@]?[_A-Za-z]\w*|-?\d[\w.]*|[^\s,]')
# Words that may stand for each other; a document keeps its form when one takes the place of another.
_WORD: Final = re.compile(r"\S+")
_NAMES: Final = _WORD.findall("id name owner pets friends a b c x y barks flag self any pet tone __typename")
_TYPES: Final = _WORD.findall(
    "Dog Cat Pet Node Owner Query Any Root Int ID Float String Boolean Kind Filter Inner Nope"
)
_VALUES: Final = _WORD.findall('1 -3 2.5 99999999999 "s" true null DOG FISH $n $id $x $zz [1] {} {id:1} {kind:DOG}')
_PARTS: Final = (
    *("@skip(if: true)", "@include(if: $c)", "@note", "{ id }", "... on Dog { id }", "(n: 1)", "a: id", "...F", "...G"),
    *("!", "[", "]", "{", "}", "(id: 1)", "= 1", "name", "fragment F on Pet { id }", "query Z { flag }"),
)


def changed(text: str, random: Random) -> str:
    """Change one to three words of a document; it may be none afterwards."""
    words: list[str] = _TOKEN.findall(text)
    for _ in range(random.randint(1, 3)):
        place = random.randrange(len(words))
        kind = next((kind for kind in (_TYPES, _NAMES, _VALUES) if words[place] in kind), _PARTS)
        match random.randrange(6):
            case 0 | 1 | 2:
                words[place] = random.choice(kind)
            case 3:
                words.insert(place, random.choice(_PARTS))
            case 4 if len(words) > 1:
                del words[place]
            case _:
                # A part of the document once more, or in another place.
                where = random.randrange(len(words))
                words[where:where] = words[place : place + random.randint(1, 12)]
    return " ".join(words)
