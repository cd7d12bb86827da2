"""One type of one row asked for all its fields at once, in several ways of writing it, and what came of each field."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum
from typing import Any, Final
from uuid import UUID

from graphql import GraphQLObjectType, get_named_type, is_leaf_type

from tests.access.world import DOMAINS, Domain, Party, World
from tests.subgraphs.service import Service


class Outcome(Enum):
    """What came of asking for a field."""

    SEEN = "seen"
    DENIED = "denied"
    HIDDEN = "no such row"
    FAILED = "failed in another way"


class Writing(Enum):
    """A way of writing one question; a denial must not depend on it."""

    PLAIN = "plain"
    ALIASED = "under another name"
    FRAGMENT = "in a named fragment"
    NESTED = "in fragments of fragments, under conditions"
    TWICE = "twice, once beside something permitted"


DENIALS: Final = {"FORBIDDEN", "UNAUTHENTICATED"}
# Nobody stands behind the graph here: who hears that was let through to ask it.
ASKED_ON: Final = "DEPENDENCY_UNAVAILABLE"
NO_ROW: Final = UUID(int=0)


@dataclass(frozen=True)
class Asker:
    """Asks a service of the world."""

    service: Service
    world: World

    @property
    def domain(self) -> Domain:
        """Return how to ask for the rows of the service."""
        return DOMAINS[self.service.name]

    async def outcomes(
        self, role: str, kind: str, relation: str, names: Iterable[str], writing: Writing = Writing.PLAIN
    ) -> dict[str, Outcome]:
        """Ask somebody's question for fields of a row; return what came of each."""
        names = list(names)
        principal = self.world.principal(role)
        if kind == "Query":
            return await self._of_root(principal, names)
        document, variables, path = self._question(role, kind, relation, names, writing)
        result = await self.service.as_(principal).run(document, variables)
        return {name: outcome_of(result, path, ALIASES[writing].format(name)) for name in names}

    async def _of_root(self, principal: Any, names: list[str]) -> dict[str, Outcome]:
        found = {}
        for name in names:
            result = await self.service.as_(principal).run(f"{{ {self._field('Query', name)} }}", {})
            found[name] = outcome_of(result, (), name)
        return found

    def _field(self, kind: str, name: str) -> str:
        argument = self.domain.arguments.get(name if kind == "Query" else f"{kind}.{name}")
        arguments = ""
        if argument is not None:
            arguments = f"({argument})" if ":" in argument else f'({argument}: "{self.world.own.member}")'
        return f"{name}{arguments}{below(self._kind(kind), name)}"

    def _kind(self, name: str) -> GraphQLObjectType:
        kind = self.service.schema._schema.type_map[name]  # Strawberry has no public way
        assert isinstance(kind, GraphQLObjectType)
        return kind

    def _question(
        self, role: str, kind: str, relation: str, names: list[str], writing: Writing
    ) -> tuple[str, dict[str, Any], tuple[str, ...]]:
        fields = {name: self._field(kind, name) for name in names}
        selection, fragments = _written(kind, fields, writing)
        entity, way = way_to(self.domain, kind)
        if entity in self.domain.lists:
            found, none, listed = self.domain.lists[entity]
            field = none if relation == "no row" else found
            way = (*listed, *way)
            return f"{{ {field} {_nested(way, selection)} }} {fragments}", {}, (field.partition("(")[0], *way)
        document = (
            "query ($given: [_Any!]!) { _entities(representations: $given)"
            f" {{ ... on {entity} {_nested(way, selection)} }} }} {fragments}"
        )
        path = ("_entities", *map(name_of, way))
        return document, {"given": [self._representation(role, entity, relation)]}, path

    def _representation(self, role: str, entity: str, relation: str) -> dict[str, Any]:
        if entity in self.domain.keys:
            some, none = self.domain.keys[entity]
            return {"__typename": entity, **(none if relation == "no row" else some)}
        return {"__typename": entity, "id": str(self._id(role, self._found_by(entity), relation))} | {
            field: self._brought(role, field, of, relation) for field, of in self.domain.brought.get(entity, {}).items()
        }

    def _brought(self, role: str, field: str, of: str, relation: str) -> Any:
        if of.isupper():
            return of
        key = str(self._id(role, of, relation))
        return [key] if field.endswith("Ids") else key

    def _found_by(self, entity: str) -> str:
        return self.domain.stubs[entity] if entity in self.domain.stubs else self.domain.tables[entity]

    def _id(self, role: str, name: str, relation: str) -> UUID:
        party: Party | None = getattr(self.world, relation, None)
        return NO_ROW if party is None else party.key(name, role)


def way_to(domain: Domain, kind: str) -> tuple[str, tuple[str, ...]]:
    """Return the entity from which a type is reached, and the fields on the way."""
    if kind not in domain.ways:
        return kind, ()
    parent, step = domain.ways[kind]
    entity, way = way_to(domain, parent)
    return entity, (*way, *step.split())


def name_of(step: str) -> str:
    """Return the name of the field that a way begins with, without its arguments."""
    return step.partition(" ")[0].partition("(")[0]


def _nested(way: Iterable[str], selection: str) -> str:
    return "".join(f"{{ {step} " for step in way) + f"{{ {selection} }}" + " }" * len(tuple(way))


ALIASES: Final = dict.fromkeys(Writing, "{}") | {Writing.ALIASED: "other_{}", Writing.TWICE: "again_{}"}


def _written(kind: str, fields: dict[str, str], writing: Writing) -> tuple[str, str]:
    """Return a selection and the fragments it spreads."""
    plain = " ".join(fields.values())
    match writing:
        case Writing.PLAIN:
            return plain, ""
        case Writing.ALIASED:
            return " ".join(f"other_{name}: {text}" for name, text in fields.items()), ""
        case Writing.FRAGMENT:
            return "...Asked", f"fragment Asked on {kind} {{ {plain} }}"
        case Writing.NESTED:
            inner = f"... on {kind} @include(if: true) {{ ... @skip(if: false) {{ {plain} }} }}"
            return (
                "__typename ...Outer",
                f"fragment Outer on {kind} {{ ...Inner }} fragment Inner on {kind} {{ {inner} }}",
            )
        case Writing.TWICE:
            again = " ".join(f"again_{name}: {text}" for name, text in fields.items())
            return f"__typename {plain} {again}", ""


def below(kind: GraphQLObjectType, name: str) -> str:
    """Return the least selection that a field needs."""
    return "" if is_leaf_type(get_named_type(kind.fields[name].type)) else " { __typename }"


def outcome_of(result: Any, path: tuple[str, ...], key: str) -> Outcome:
    """Say what came of a field below a path."""
    codes = {_plain(error.path): (error.extensions or {}).get("code") for error in result.errors or () if error.path}
    at: Any = result.data
    for length, step in enumerate(path, 1):
        code = codes.get(path[:length])
        if code is not None:
            return _of_code(code)
        if isinstance(at, list):
            at = at[0] if at else None
        if at is None:
            return Outcome.HIDDEN
        at = at[step]
    if isinstance(at, list):
        at = at[0] if at else None
    code = codes.get((*path, key))
    if code is not None:
        assert at is None or at[key] is None, "an error has no value beside it"
        return _of_code(code)
    return Outcome.HIDDEN if at is None else Outcome.SEEN


def _of_code(code: str) -> Outcome:
    if code in DENIALS:
        return Outcome.DENIED
    return Outcome.SEEN if code == ASKED_ON else Outcome.FAILED


def _plain(path: Iterable[Any]) -> tuple[str, ...]:
    return tuple(step for step in path if isinstance(step, str))
