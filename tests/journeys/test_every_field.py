"""Every field of the graph, in every order and with every filter, on the sample."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from graphql import (
    FieldNode,
    GraphQLObjectType,
    GraphQLSchema,
    TypeInfo,
    TypeInfoVisitor,
    Visitor,
    get_named_type,
    parse,
    visit,
)

from gateway.supergraph import read_supergraph
from tests.journeys.everything.answers import Reader, Seen
from tests.journeys.everything.arguments import Arguments, next_page
from tests.journeys.everything.questions import Call, Place, Question, is_node, possible_types, questions
from tests.journeys.house import SUPERGRAPH, House

pytestmark = [pytest.mark.journey, pytest.mark.xdist_group("house")]

Coordinate = tuple[str, str]

# What a service asks the graph for in the middle of a request: in this house it has no gateway to ask.
ASKS_ON = "eligibility"


async def test_every_field_answers_in_every_order_and_with_every_filter(house: House) -> None:
    schema = read_supergraph(SUPERGRAPH.read_text()).api_schema
    explorer = Explorer(house, schema)

    await explorer.look_around()
    await explorer.ask_everything()

    assert explorer.refused == []
    assert explorer.seen.faults == []
    assert sorted(_all_fields(schema) - explorer.asked) == []


@dataclass
class Explorer:
    """Walks the graph from its root, and opens every node where it was first met."""

    house: House
    schema: GraphQLSchema
    seen: Seen = field(default_factory=Seen)
    asked: set[Coordinate] = field(default_factory=set)
    refused: list[str] = field(default_factory=list)
    filtered: set[tuple[str, str]] = field(default_factory=set)

    @property
    def arguments(self) -> Arguments:
        return Arguments(self.schema, self.seen)

    async def look_around(self) -> None:
        """Ask what needs no argument, everywhere, so that there are values to ask the rest with."""
        for place, kind in self._nodes():
            await self._ask(place, kind, self.arguments.plain_calls(kind))

    async def ask_everything(self) -> None:
        """Ask each field of each node in all its variants, and the next pages of each list in each order."""
        for place, kind in self._nodes():
            await self._ask(place, kind, await self._ask(place, kind, self._calls(kind)))
        for name, place in _ways(self.schema, self.arguments).items():
            unseen = self.schema.type_map[name]
            if name not in self.seen.places and is_node(unseen):
                assert isinstance(unseen, GraphQLObjectType)
                await self._ask(place, unseen, self._calls(unseen))

    def _calls(self, kind: GraphQLObjectType) -> Iterator[Call]:
        """Give the fields of a node in all their variants; a filter that many lists take is asked in one of them."""
        for name, each in kind.fields.items():
            for call in self.arguments.calls(kind, name):
                given = dict(call.arguments).get("filter")
                known = None if given is None else (str(each.args["filter"].type), given)
                if known not in self.filtered:
                    yield call
                if known is not None:
                    self.filtered.add(known)

    def _nodes(self) -> Iterator[tuple[Place, GraphQLObjectType]]:
        """Give the nodes in the order they are met, those that are met on the way among them."""
        done: set[str] = set()
        self.seen.places.setdefault("Query", ())
        while waiting := [name for name in self.seen.places if name not in done]:
            done.add(waiting[0])
            kind = self.schema.type_map[waiting[0]]
            assert isinstance(kind, GraphQLObjectType)
            yield self.seen.places[kind.name], kind

    async def _ask(self, place: Place, kind: GraphQLObjectType, calls: Iterable[Call]) -> list[Call]:
        """Ask, and return the calls of the pages that follow."""
        follow: list[Call] = []
        for question in questions(self.schema, place, kind, calls):
            answer = await self.house.answer(question.text)
            self.asked |= _fields_of(self.schema, question)
            errors = [each for each in answer.get("errors", ()) if not _asks_on(each)]
            self.refused += [f"{kind.name}: {_told(error, question)}" for error in errors]
            if answer.get("data"):
                for key, page_info in Reader(self.schema, self.seen).read(question, answer["data"]).items():
                    following = next_page(question.calls[key], page_info)
                    follow += [] if following is None else [following]
        return follow


def _asks_on(error: dict[str, Any]) -> bool:
    is_away = error["extensions"]["code"] == "DEPENDENCY_UNAVAILABLE"
    return is_away and any(str(part).startswith(ASKS_ON) for part in error["path"])


def _told(error: dict[str, Any], question: Question) -> str:
    """Say which call an error is about, and what it says."""
    keys = [key for key in error.get("path", ()) if key in question.calls]
    about = question.calls[keys[-1]] if keys else question.text
    return f"{about}: {error['message']} ({error['extensions']['code']}) at {error.get('path')}"


def _fields_of(schema: GraphQLSchema, question: Question) -> set[Coordinate]:
    """Return the fields that an operation selects."""
    found: set[Coordinate] = set()
    types = TypeInfo(schema)

    class Fields(Visitor):
        def enter_field(self, node: FieldNode, *_: Any) -> None:
            parent = types.get_parent_type()
            assert parent is not None, f"{node.name.value} is of no type"
            found.add((parent.name, node.name.value))

    visit(parse(question.text), TypeInfoVisitor(types, Fields()))
    return found


def _all_fields(schema: GraphQLSchema) -> set[Coordinate]:
    """Return the fields of all types that can be reached from the root."""
    kinds = [schema.type_map[name] for name in _ways(schema, None)]
    return {(kind.name, name) for kind in kinds if isinstance(kind, GraphQLObjectType) for name in kind.fields}


def _ways(schema: GraphQLSchema, arguments: Arguments | None) -> dict[str, Place]:
    """Return a shortest way to every object type; without arguments, by names alone."""
    assert schema.query_type is not None
    found: dict[str, Place] = {"Query": ()}
    waiting = [schema.query_type]
    for kind in waiting:
        for name, each in kind.fields.items():
            named = get_named_type(each.type)
            for possible in possible_types(schema, named):
                if possible.name not in found:
                    call = name if arguments is None else str(next(arguments.calls(kind, name)))
                    condition = () if possible is named else (f"... on {possible.name}",)
                    found[possible.name] = (*found[kind.name], call, *condition)
                    waiting.append(possible)
    return found
