"""Random rules, random callers, random operations: nothing denied is read, and the answer is what graphql-core says.

The oracle knows no subgraphs. It executes the operation over the API schema, judges each field by its own few lines
below, and refuses inside the resolvers, so that the places of nulls and errors are graphql-core's.
"""

from dataclasses import replace
from random import Random
from typing import Any, Final

import pytest
from graphql import (
    GraphQLError,
    GraphQLInterfaceType,
    GraphQLNamedType,
    GraphQLObjectType,
    GraphQLResolveInfo,
    GraphQLSchema,
    get_named_type,
    is_abstract_type,
    is_composite_type,
    parse,
    validate,
)

from gateway.authorisation import NOTHING_SHOWN, Grants
from gateway.pipeline import Pipeline
from gateway.server.settings import Limits, Settings
from gateway.supergraph import Supergraph
from gateway.supergraph.access import AccessRule
from tests.gateway.authorisation.asking import ask
from tests.gateway.authorisation.cases import composed
from tests.gateway.authorisation.subgraphs import Subgraphs, execute, scopes_of

PETS: Final = """
type Query { animal: Animal animals: [Animal!]! dog: Dog! any: Any anys: [[Any!]] owner: Owner owners: [Owner!]! }
type Mutation { rename: Owner! feed: Animal }
interface Animal { id: ID! name: String! owner: Owner friend: Animal kind: Kind! }
type Dog implements Animal @key(fields: "id") {
  id: ID! name: String! owner: Owner friend: Animal kind: Kind! bark: String
}
type Cat implements Animal @key(fields: "id") {
  id: ID! name: String! owner: Owner friend: Animal kind: Kind! meow: Sound
}
union Any = Dog | Cat | Owner
enum Kind { WILD TAME }
scalar Sound
type Owner @key(fields: "id") { id: ID! name: String pets: [Animal!]! address: Address! }
type Address { street: String! city: String }
"""
MONEY: Final = """
type Owner @key(fields: "id") {
  id: ID! name: String @external address: Address! @external
  balance: Int! rating: String @requires(fields: "name") zone: Int @requires(fields: "address { city }")
  account: Account
}
type Address { city: String @external }
type Account @key(fields: "number") { number: ID! total: Int! owner: Owner }
type Dog @key(fields: "id") { id: ID! price: Int worth: Account! }
"""
SDLS: Final = {"pets": PETS, "money": MONEY}
# What reads more than it says, in the words of the schemas above.
READ_BY: Final = {"Owner.rating": ["Owner.name"], "Owner.zone": ["Owner.address", "Address.city"]}
KEYS: Final = {"Dog.id", "Cat.id", "Owner.id", "Account.number"}
_UNLIMITED: Final = Settings(Limits(depth=99, fields=9_999, aliases=999, fragments=999, nesting=999, root_fields=99))
_OTHERS: Final = (NOTHING_SHOWN, Grants(True, frozenset("stu"), frozenset("pq")), Grants(True, frozenset("u")))
RULES: Final = (
    AccessRule(is_authenticated=True),
    AccessRule(policies=(frozenset({"p"}),)),
    AccessRule(scopes=(frozenset({"s", "t"}), frozenset({"u"}))),
    AccessRule(is_authenticated=True, scopes=(frozenset({"s"}),), policies=(frozenset({"p"}), frozenset({"q"}))),
)


@pytest.fixture(scope="module")
def open_graph() -> Supergraph:
    return composed(SDLS)


@pytest.mark.parametrize("seed", range(24))
async def test_nothing_denied_is_read_and_all_else_is_answered(seed: int, open_graph: Supergraph) -> None:
    random = Random(seed)
    access = _some_rules(open_graph, random)
    grants = Grants(
        is_authenticated=random.random() < 0.5,
        scopes=frozenset(random.sample("stu", random.randrange(3))),
        policies=frozenset(random.sample("pq", random.randrange(2))),
    )
    supergraph, subgraphs = replace(open_graph, access=access), Subgraphs(SDLS)
    pipeline = Pipeline(supergraph, subgraphs.send, _UNLIMITED)

    for _ in range(8):
        text = _Operations(supergraph.api_schema, random).text()
        judge = _Judge(supergraph.api_schema, access, grants)
        # Others ask the same before: their plans are theirs.
        await ask(pipeline, subgraphs, text, random.choice(_OTHERS))
        heard = await ask(pipeline, subgraphs, text, grants)
        expected = _expected(supergraph.api_schema, text, judge)

        assert heard.data == expected[0], text
        assert set(heard.denied) >= set(expected[1]), text
        # Where a null takes its object along, graphql-core is content with the first reason.
        assert [each for each in heard.denied if each not in expected[1] and _is_there(heard.data, each)] == [], text
        read = {coordinate for _, coordinate in heard.read} - KEYS
        assert [each for each in sorted(read) if judge.is_denied_by_itself(each)] == [], text
    pipeline.close()


def _some_rules(supergraph: Supergraph, random: Random) -> dict[str, AccessRule]:
    coordinates = ["Kind", "Sound"]
    for name, named in supergraph.api_schema.type_map.items():
        if isinstance(named, GraphQLObjectType | GraphQLInterfaceType) and not name.startswith("__"):
            coordinates += [name, *(f"{name}.{field}" for field in named.fields)]
    return {each: random.choice(RULES) for each in random.sample(coordinates, random.randrange(1, 7))}


class _Judge:
    """Who may read what, said a second time and in the plainest way."""

    def __init__(self, schema: GraphQLSchema, access: dict[str, AccessRule], grants: Grants) -> None:
        self._schema = schema
        self._lacking = {coordinate for coordinate, rule in access.items() if not _is_met(rule, grants)}

    def is_denied(self, type_name: str, field: str) -> bool:
        """Tell whether a field, selected on this type, is denied."""
        types = [type_name, *self._members(self._schema.type_map[type_name])]
        read = [f"{each}.{field}" for each in types]
        read += [below for each in read for below in READ_BY.get(each, ())]
        return any(self.is_denied_by_itself(each) for each in read)

    def is_denied_by_itself(self, coordinate: str) -> bool:
        type_name, field = coordinate.split(".")
        declared = self._schema.type_map[type_name]
        assert isinstance(declared, GraphQLObjectType | GraphQLInterfaceType)
        return not {type_name, coordinate, get_named_type(declared.fields[field].type).name}.isdisjoint(self._lacking)

    def is_denied_member(self, type_name: str) -> bool:
        return type_name in self._lacking

    def _members(self, named: GraphQLNamedType) -> list[str]:
        return [each.name for each in self._schema.get_possible_types(named)] if is_abstract_type(named) else []


def _is_met(rule: AccessRule, grants: Grants) -> bool:
    is_scoped = any(all(each in grants.scopes for each in one) for one in rule.scopes) if rule.scopes else True
    is_ruled = any(all(each in grants.policies for each in one) for one in rule.policies) if rule.policies else True
    return is_scoped and is_ruled and not (rule.is_authenticated and not grants.is_authenticated)


def _expected(schema: GraphQLSchema, text: str, judge: _Judge) -> tuple[Any, list[str]]:
    """Return the data, and where something is denied, as graphql-core finds them."""
    scopes = scopes_of(schema, text)

    def refuse(info: GraphQLResolveInfo[Any]) -> None:
        places = ((node.loc.start, node.loc.end) for node in info.field_nodes if node.loc)
        if any(judge.is_denied(scopes[place], info.field_name) for place in places):
            raise GraphQLError("denied")

    def refuse_member(name: str, _: GraphQLResolveInfo[Any]) -> None:
        if judge.is_denied_member(name):
            raise GraphQLError("denied")

    result = execute(schema, text, refuse=refuse, refuse_member=refuse_member)
    return result.data, sorted(".".join(map(str, error.path or ())) for error in result.errors or ())


def _is_there(data: Any, path: str) -> bool:
    """Tell whether the answer reaches a place: nothing above it is null."""
    for part in path.split("."):
        if data is None:
            return False
        data = data[int(part)] if isinstance(data, list) else data[part]
    return True


class _Operations:
    """Writes random operations: aliases, inline and named fragments, on objects, interfaces and unions."""

    def __init__(self, schema: GraphQLSchema, random: Random) -> None:
        self._schema = schema
        self._random = random

    def text(self) -> str:
        while True:
            self._fragments: list[str] = []
            kind = self._random.choice(("query", "query", "mutation"))
            root = {"query": self._schema.query_type, "mutation": self._schema.mutation_type}[kind]
            assert root is not None
            text = f"{kind} {self._selection(root, 3)}\n" + "\n".join(self._fragments)
            if not validate(self._schema, parse(text)):
                return text

    def _selection(self, named: GraphQLNamedType, depth: int) -> str:
        parts = [self._part(named, depth) for _ in range(self._random.randrange(1, 4))]
        return f"{{ {' '.join(parts)} }}"

    def _part(self, named: GraphQLNamedType, depth: int) -> str:
        lot = self._random.random()
        if lot < 0.1:
            return "__typename"
        if lot < 0.35 or not isinstance(named, GraphQLObjectType | GraphQLInterfaceType):
            return self._fragment(named, depth)
        name = self._random.choice(list(named.fields))
        below = get_named_type(named.fields[name].type)
        if is_composite_type(below) and depth == 0:
            return "__typename"
        alias = f"{name}{self._random.randrange(3)}: " if self._random.random() < 0.5 else ""
        return f"{alias}{name} {self._selection(below, depth - 1) if is_composite_type(below) else ''}"

    def _fragment(self, named: GraphQLNamedType, depth: int) -> str:
        condition = named
        if is_abstract_type(named):
            condition = self._random.choice([named, *self._schema.get_possible_types(named)])
        elif self._random.random() < 0.4 and isinstance(named, GraphQLObjectType) and named.interfaces:
            condition = named.interfaces[0]
        selection = self._selection(condition, depth) if depth else "{ __typename }"
        if self._random.random() < 0.5:
            return f"... on {condition.name} {selection}"
        name = f"F{len(self._fragments)}"
        self._fragments.append("")
        self._fragments[int(name[1:])] = f"fragment {name} on {condition.name} {selection}"
        return f"...{name}"
