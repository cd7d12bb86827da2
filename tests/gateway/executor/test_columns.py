"""The fast path of entity calls does what the clear one does, whatever the subgraphs answer."""

from typing import Any

import orjson
from hypothesis import given, settings
from hypothesis import strategies as st

from gateway.executor import compile_plan, execute
from gateway.executor.columns import merge_columns, represent_columns, walk_columns
from gateway.executor.represent import Batch
from gateway.operation.operation import OperationKind
from gateway.planner.outcome import Outcome
from gateway.planner.plan import Pick, Plan, Representation, Step
from tests.gateway.executor.plans import a_key, a_path, a_root_request, a_selection, an_entity_request, some_entities

MEMBERS = (Step("members", list_depth=1),)
ROUTES = (MEMBERS, a_path("members"), (*MEMBERS, Step("friend")), (Step("members", frozenset({"Query"}), 1),))
FORMS = (
    Representation("Member", None, a_key("id")),
    Representation("Member", frozenset({"Cat"}), a_key("id")),
    Representation("Member", None, (*a_key("id"), Pick("age", "age", is_key=False))),
    Representation("Member", None, (*a_key("id"), *a_key("age"))),
)

KEYS = st.sampled_from(["a", "b", "c", 1, 2])
LEAVES = st.one_of(KEYS, st.sampled_from([None, True, 1.0, [], {}, ["a"]]))


def members(key: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    names = {"__typename": st.sampled_from(["Cat", "Dog"]) | LEAVES, "id": key, "age": key}
    friend = st.fixed_dictionaries(names)
    return st.fixed_dictionaries(names, optional={"friend": friend | st.none()})


PLAIN = st.lists(members(KEYS), max_size=5)
WILD = st.lists(members(KEYS) | members(LEAVES) | LEAVES, max_size=5) | LEAVES
ENTITIES = st.fixed_dictionaries({"wallet": st.fixed_dictionaries({"balance": KEYS}), "score": LEAVES})
WILD_ENTITIES = ENTITIES | st.dictionaries(st.sampled_from(["wallet", "score", "id", "other"]), LEAVES, max_size=3)


class Recorded:
    """Two subgraphs that answer what they are told to, and remember what they were asked."""

    def __init__(self, tree: Any, entities: list[Any]) -> None:
        self.tree = tree
        self.entities = entities
        self.asked: list[bytes] = []

    async def __call__(self, subgraph: str, body: bytes, *, is_idempotent: bool) -> bytes:
        assert is_idempotent
        self.asked.append(body)
        if subgraph == "core":
            return orjson.dumps({"data": {"members": self.tree}})
        count = len(next(iter(orjson.loads(body)["variables"].values())))
        entities = self.entities if subgraph == "tokens" else [{"points": 1}, None, {"points": 2}]
        return orjson.dumps({"data": {"_0": [entities[number % len(entities)] for number in range(count)]}})


def a_plan(path: Any, form: Representation, *, is_extended: bool) -> Plan:
    selection = a_selection("score", wallet=a_selection("balance"))
    wallets = an_entity_request(1, "tokens", some_entities(path, form, selection=selection))
    points = an_entity_request(2, "crm", some_entities(path, form, selection=a_selection("points")))
    more = some_entities((*path, Step("wallet")), Representation("Wallet", None, a_key("balance")))
    later = an_entity_request(3, "tokens", more, after=(1,))
    requests = (a_root_request(), wallets, points, *([later] if is_extended else []))
    return Plan(OperationKind.QUERY, "Query", requests, ())


@settings(max_examples=400, deadline=None)
@given(
    path=st.sampled_from(ROUTES),
    form=st.sampled_from(FORMS),
    tree=PLAIN | WILD,
    entities=st.lists(ENTITIES | st.none(), min_size=1, max_size=3) | st.lists(WILD_ENTITIES, min_size=1, max_size=3),
    is_extended=st.booleans(),
)
async def test_both_ways_agree(
    path: Any, form: Representation, tree: Any, entities: list[Any], is_extended: bool
) -> None:
    plan = a_plan(path, form, is_extended=is_extended)

    clear, asked = await run(plan, tree, entities, is_fast=False)
    fast, asked_fast = await run(plan, tree, entities, is_fast=True)

    assert asked_fast == asked
    assert fast == clear


async def run(plan: Plan, tree: Any, entities: list[Any], *, is_fast: bool) -> tuple[Outcome, list[bytes]]:
    subgraphs = Recorded(tree, entities)
    return await execute(compile_plan(plan, is_fast=is_fast), {}, subgraphs), subgraphs.asked


def test_regular_objects_take_the_fast_path_whole() -> None:
    tree = {"members": [{"id": "a"}, None, {"id": "b"}, {"id": "a"}]}

    objects = walk_columns(tree, MEMBERS)
    batch = represent_columns(objects or [], FORMS[0])
    assert batch is not None
    is_merged = merge_columns(batch, [{"score": 1}, {"score": 2}], frozenset({"score"}))

    assert is_merged
    assert batch.representations == [{"__typename": "Member", "id": "a"}, {"__typename": "Member", "id": "b"}]
    assert tree == {"members": [{"id": "a", "score": 1}, None, {"id": "b", "score": 2}, {"id": "a", "score": 1}]}


def test_a_field_that_nobody_asked_is_not_merged_over_another() -> None:
    batch = Batch([{"__typename": "Member", "id": "a"}], [{"id": "a"}], None)

    assert not merge_columns(batch, [{"id": "another"}], frozenset({"score"}))


def test_keys_that_python_takes_for_equal_are_left_to_the_clear_way() -> None:
    assert represent_columns([{"id": 1}, {"id": True}], FORMS[0]) is None
