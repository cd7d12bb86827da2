"""Running plans: order, representations, merging, and what becomes of everything that goes wrong."""

import asyncio
from typing import Any

import pytest

from gateway.operation.operation import OperationKind
from gateway.operation.selection import Field
from gateway.planner.plan import Pick, Representation, Step, Take
from tests.gateway.executor.plans import (
    Subgraphs,
    a_key,
    a_path,
    a_root_request,
    a_selection,
    an_entity_request,
    down,
    of_type,
    run,
    some_entities,
    told,
)

MEMBERS = a_root_request(selection=a_selection(members=a_selection("__typename", "id")))
WALLETS = an_entity_request(
    1,
    "tokens",
    some_entities(a_path("members"), of_type("Member", *a_key("id")), selection=a_selection("wallet")),
)


def members(*identities: str | None) -> dict[str, Any]:
    return {"data": {"members": [None if i is None else {"__typename": "Member", "id": i} for i in identities]}}


async def test_an_entity_answer_merges_into_each_object_it_was_asked_for() -> None:
    subgraphs = Subgraphs(core=[members("1", "2")], tokens=[{"data": {"_0": [{"wallet": 10}, {"wallet": 20}]}}])

    outcome = await run(subgraphs, MEMBERS, WALLETS)

    assert outcome.data == {
        "members": [
            {"__typename": "Member", "id": "1", "wallet": 10},
            {"__typename": "Member", "id": "2", "wallet": 20},
        ]
    }
    assert outcome.errors == []


async def test_equal_representations_are_sent_once_and_every_object_gets_the_answer() -> None:
    subgraphs = Subgraphs(core=[members("1", "2", "1")], tokens=[{"data": {"_0": [{"wallet": 10}, {"wallet": 20}]}}])

    outcome = await run(subgraphs, MEMBERS, WALLETS)

    assert subgraphs.asked[1] == (
        "tokens",
        {"r0": [{"__typename": "Member", "id": "1"}, {"__typename": "Member", "id": "2"}]},
    )
    assert [member["wallet"] for member in outcome.data["members"]] == [10, 20, 10]


async def test_nobody_is_asked_about_nobody() -> None:
    subgraphs = Subgraphs(core=[members(None)], tokens=[])

    outcome = await run(subgraphs, MEMBERS, WALLETS)

    assert [subgraph for subgraph, _ in subgraphs.asked] == ["core"]
    assert outcome.errors == []


async def test_objects_without_a_key_are_left_out() -> None:
    answer = {"data": {"members": [{"__typename": "Member", "id": None}, {"__typename": "Member"}]}}
    subgraphs = Subgraphs(core=[answer], tokens=[])

    await run(subgraphs, MEMBERS, WALLETS)

    assert [subgraph for subgraph, _ in subgraphs.asked] == ["core"]


async def test_a_required_null_is_sent_and_a_missing_requirement_is_not_guessed() -> None:
    picks = (*a_key("id"), Pick(name="company", key="company", is_key=False))
    request = an_entity_request(1, "tokens", some_entities(a_path("members"), of_type("Member", *picks)))
    answer = {"data": {"members": [{"id": "1", "company": None}, {"id": "2"}]}}
    subgraphs = Subgraphs(core=[answer], tokens=[{"data": {"_0": [{"wallet": 1}]}}])

    await run(subgraphs, MEMBERS, request)

    assert subgraphs.asked[1][1] == {"r0": [{"__typename": "Member", "id": "1", "company": None}]}


async def test_parts_of_nested_representations_are_merged_deeply() -> None:
    picks = (
        Pick(name="user", key="user", is_key=True, sub=a_key("id")),
        Pick(name="user", key="user", is_key=False, sub=(Pick(name="score", key="score_ab", is_key=False),)),
    )
    request = an_entity_request(1, "tokens", some_entities(a_path("members"), of_type("Member", *picks)))
    answer = {"data": {"members": [{"user": {"id": "7", "score_ab": 3}}]}}
    subgraphs = Subgraphs(core=[answer], tokens=[{"data": {"_0": [{}]}}])

    await run(subgraphs, MEMBERS, request)

    assert subgraphs.asked[1][1] == {"r0": [{"__typename": "Member", "user": {"id": "7", "score": 3}}]}


async def test_each_runtime_type_has_its_own_form_and_others_none() -> None:
    forms = (
        Representation("Cat", frozenset({"Cat"}), a_key("id")),
        Representation("Animal", frozenset({"Dog"}), a_key("tag")),
    )
    request = an_entity_request(1, "zoo", some_entities(a_path("animals"), *forms))
    animals = [
        {"__typename": "Cat", "id": "c"},
        {"__typename": "Dog", "tag": "d"},
        {"__typename": "Fish", "id": "f"},
    ]
    subgraphs = Subgraphs(core=[{"data": {"animals": animals}}], zoo=[{"data": {"_0": [{"age": 1}, {"age": 2}]}}])

    outcome = await run(subgraphs, a_root_request(), request)

    assert subgraphs.asked[1][1] == {"r0": [{"__typename": "Cat", "id": "c"}, {"__typename": "Animal", "tag": "d"}]}
    assert [animal.get("age") for animal in outcome.data["animals"]] == [1, 2, None]


async def test_a_path_walks_nested_lists_and_only_its_types() -> None:
    path = (Step("rows"), Step("pet", on=frozenset({"Owner"})))
    request = an_entity_request(1, "zoo", some_entities(path, of_type("Pet", *a_key("id"))))
    rows = [[{"__typename": "Owner", "pet": {"id": "1"}}, None], [{"__typename": "Shop", "pet": {"id": "2"}}]]
    subgraphs = Subgraphs(core=[{"data": {"rows": rows}}], zoo=[{"data": {"_0": [{"name": "Rex"}]}}])

    outcome = await run(subgraphs, a_root_request(), request)

    assert subgraphs.asked[1][1] == {"r0": [{"__typename": "Pet", "id": "1"}]}
    assert outcome.data["rows"][0][0]["pet"] == {"id": "1", "name": "Rex"}


async def test_two_places_of_one_entity_do_not_share_what_a_later_answer_changes() -> None:
    """The second request asks for each owner by a key of its place: the answers must not overwrite each other."""
    owners = a_selection(owner=a_selection("id"))
    hop = an_entity_request(1, "zoo", some_entities(a_path("pets"), of_type("Pet", *a_key("id")), selection=owners))
    beside = an_entity_request(
        2,
        "people",
        some_entities(a_path("pets"), of_type("Pet", *a_key("id", "place")), selection=a_selection(owner=owners)),
    )
    pets = [{"id": "1", "place": "a"}, {"id": "1", "place": "b"}]
    subgraphs = Subgraphs(
        core=[{"data": {"pets": pets}}],
        zoo=[{"data": {"_0": [{"owner": {"id": "9"}}]}}],
        people=[{"data": {"_0": [{"owner": {"seen": "a"}}, {"owner": {"seen": "b"}}]}}],
    )

    outcome = await run(subgraphs, a_root_request(), hop, beside)

    assert [pet["owner"] for pet in outcome.data["pets"]] == [{"id": "9", "seen": "a"}, {"id": "9", "seen": "b"}]


async def test_lists_merge_element_by_element_and_a_value_beats_a_null() -> None:
    first = {"data": {"rows": [{"a": 1}, None, {"a": None}]}}
    second = {"data": {"rows": [{"b": 2}, {"b": 3}, {"a": 4}]}}
    subgraphs = Subgraphs(core=[first], crm=[second])

    outcome = await run(subgraphs, a_root_request(0, "core"), a_root_request(1, "crm"))

    assert outcome.data == {"rows": [{"a": 1, "b": 2}, {"b": 3}, {"a": 4}]}


async def test_printed_names_become_keys_by_the_type_of_the_answered_object() -> None:
    takes = (
        Take(
            "pet",
            "pet",
            sub=(
                Take("__typename", "__typename"),
                Take("id", "id", on=frozenset({"Cat"})),
                Take("id_1", "id", on=frozenset({"Dog"})),
            ),
        ),
    )
    subgraphs = Subgraphs(
        core=[{"data": {"pet": [{"__typename": "Dog", "id_1": "d"}, {"__typename": "Cat", "id": "c"}]}}]
    )

    outcome = await run(subgraphs, a_root_request(takes=takes))

    assert outcome.data == {"pet": [{"__typename": "Dog", "id": "d"}, {"__typename": "Cat", "id": "c"}]}


async def test_root_fields_below_a_field_of_type_query_are_asked_once_and_stand_at_each_place() -> None:
    below = a_root_request(1, "crm", path=a_path("rows", "query"), after=(0,))
    subgraphs = Subgraphs(
        core=[{"data": {"rows": [{"query": {}}, {"query": {}}]}}], crm=[{"data": {"leads": [{"id": 1}]}}]
    )

    outcome = await run(subgraphs, a_root_request(), below)

    assert outcome.data == {"rows": [{"query": {"leads": [{"id": 1}]}}, {"query": {"leads": [{"id": 1}]}}]}
    assert len(subgraphs.asked) == 2


async def test_only_the_used_and_given_variables_are_sent() -> None:
    subgraphs = Subgraphs(core=[{"data": {}}])

    await run(subgraphs, a_root_request(variables=("first", "after")), variables={"first": 5, "name": "x"})

    assert subgraphs.asked == [("core", {"first": 5})]


async def test_an_integer_beyond_64_bits_is_sent_whole() -> None:
    bodies: list[bytes] = []

    async def send(subgraph: str, body: bytes, *, is_idempotent: bool) -> bytes:
        bodies.append(body)
        return b'{"data":{}}'

    await run(send, a_root_request(variables=("big",)), variables={"big": 2**80})  # type: ignore[arg-type]  # any Send will do

    assert bodies == ['{"query":"query { … }","variables":{"big":1208925819614629174706176}}'.encode()]


async def test_independent_requests_do_not_wait_for_each_other() -> None:
    """Each branch of the plan answers only once the other has been asked."""
    slow, quick = asyncio.Event(), asyncio.Event()

    async def answer_slowly(_: Any) -> Any:
        slow.set()
        await quick.wait()
        return {"data": {"slow": 1}}

    async def answer_quickly(_: Any) -> Any:
        await slow.wait()
        return {"data": {"quick": {"id": "1"}}}

    async def answer_next(_: Any) -> Any:
        quick.set()
        return {"data": {"_0": [{"name": "one"}]}}

    subgraphs = Subgraphs(core=[answer_slowly], crm=[answer_quickly], zoo=[answer_next])
    hop = an_entity_request(2, "zoo", some_entities(a_path("quick"), of_type("T", *a_key("id"))), after=(1,))

    outcome = await run(subgraphs, a_root_request(0, "core"), a_root_request(1, "crm"), hop)

    assert outcome.data == {"slow": 1, "quick": {"id": "1", "name": "one"}}


async def test_mutations_go_in_order_even_when_one_fails() -> None:
    kind = OperationKind.MUTATION
    subgraphs = Subgraphs(core=[down("core"), {"data": {"b": 2}}], crm=[{"data": {"c": 3}}])

    outcome = await run(
        subgraphs,
        a_root_request(0, "core", kind=kind, selection=a_selection("a")),
        a_root_request(1, "crm", kind=kind, selection=a_selection("c"), after=(0,)),
        a_root_request(2, "core", kind=kind, selection=a_selection("b"), after=(1,)),
    )

    assert [subgraph for subgraph, _ in subgraphs.asked] == ["core", "crm", "core"]
    assert outcome.data == {"b": 2, "c": 3}
    assert told(outcome) == [("'core' cannot be reached", ("a",))]


async def test_a_subgraph_that_is_down_leaves_one_error_at_each_field_it_owed() -> None:
    subgraphs = Subgraphs(core=[members("1", "2", "1")], tokens=[down("tokens")])

    outcome = await run(subgraphs, MEMBERS, WALLETS)

    assert told(outcome) == [
        ("'tokens' cannot be reached", ("members", 0, "wallet")),
        ("'tokens' cannot be reached", ("members", 1, "wallet")),
        ("'tokens' cannot be reached", ("members", 2, "wallet")),
    ]
    assert outcome.errors[0].extensions == {"code": "SUBGRAPH_UNAVAILABLE", "service": "tokens"}
    assert outcome.data["members"][0] == {"__typename": "Member", "id": "1"}


async def test_an_error_of_representation_k_is_told_at_each_of_its_places() -> None:
    answer = {
        "data": {"_0": [{"wallet": None}, {"wallet": 20}]},
        "errors": [
            {"message": "no wallet", "path": ["_0", 0, "wallet", "lots", 3], "extensions": {"code": "NOT_FOUND"}}
        ],
    }
    subgraphs = Subgraphs(core=[members("1", "2", "1")], tokens=[answer])

    outcome = await run(subgraphs, MEMBERS, WALLETS)

    assert told(outcome) == [
        ("no wallet", ("members", 0, "wallet", "lots", 3)),
        ("no wallet", ("members", 2, "wallet", "lots", 3)),
    ]
    assert outcome.errors[0].extensions == {"code": "NOT_FOUND", "service": "tokens"}
    assert [member["wallet"] for member in outcome.data["members"]] == [None, 20, None]


async def test_error_paths_are_renamed_as_the_data_is() -> None:
    takes = (Take("pet", "pet_f00", sub=(Take("id_1", "id"),)),)
    answer = {"data": {"pet": None}, "errors": [{"message": "gone", "path": ["pet", 0, "id_1"]}]}
    subgraphs = Subgraphs(core=[answer])

    outcome = await run(subgraphs, a_root_request(takes=takes))

    assert told(outcome) == [("gone", ("pet_f00", 0, "id"))]


async def test_null_entities_stop_their_dependants_and_nobody_else() -> None:
    third = an_entity_request(
        2, "zoo", some_entities(a_path("members", "wallet"), of_type("Wallet", *a_key("id"))), after=(1,)
    )
    subgraphs = Subgraphs(
        core=[members("1", "2")],
        tokens=[{"data": {"_0": [None, {"wallet": {"id": "w"}}]}}],
        zoo=[{"data": {"_0": [{"held": 5}]}}],
    )

    outcome = await run(subgraphs, MEMBERS, WALLETS, third)

    assert outcome.data["members"] == [
        {"__typename": "Member", "id": "1"},
        {"__typename": "Member", "id": "2", "wallet": {"id": "w", "held": 5}},
    ]
    assert outcome.errors == []


BROKEN: list[tuple[str, Any, str]] = [
    ("no JSON", b"<html>", "'tokens' answered something that is not JSON"),
    ("cut short", b'{"data":', "'tokens' answered something that is not JSON"),
    ("no UTF-8", b'{"data":"\xff"}', "'tokens' answered something that is not JSON"),
    ("nothing", b"", "'tokens' answered something that is not JSON"),
    ("a list", [], "'tokens' answered JSON that is not a GraphQL response"),
    ("no data", {}, "'tokens' answered without data"),
    ("data as text", {"data": "x"}, "'tokens' answered with data that is not an object"),
    ("errors as text", {"data": None, "errors": "x"}, "'tokens' answered with errors that are not a list"),
    ("no entities", {"data": {}}, "'tokens' answered no list of entities"),
    ("entities as object", {"data": {"_0": {}}}, "'tokens' answered no list of entities"),
    ("too few", {"data": {"_0": [{}]}}, "'tokens' answered 1 entities for 2 representations"),
    ("too many", {"data": {"_0": [{}, {}, {}]}}, "'tokens' answered 3 entities for 2 representations"),
    ("no objects", {"data": {"_0": [1, "x"]}}, "'tokens' answered entities that are not objects"),
    ("no data, an error", {"data": None, "errors": [{"message": "boom"}]}, "boom"),
    ("an error that is none", {"data": None, "errors": [3]}, "the subgraph gave no message"),
    ("null entities, an error", {"data": {"_0": None}, "errors": [{"message": "boom", "path": ["_0"]}]}, "boom"),
]


@pytest.mark.parametrize(
    ("answer", "message"), [(case[1], case[2]) for case in BROKEN], ids=[case[0] for case in BROKEN]
)
async def test_an_unusable_answer_is_an_error_at_each_place_and_no_crash(answer: Any, message: str) -> None:
    subgraphs = Subgraphs(core=[members("1", "2")], tokens=[answer])

    outcome = await run(subgraphs, MEMBERS, WALLETS)

    assert told(outcome) == [(message, ("members", 0, "wallet")), (message, ("members", 1, "wallet"))]
    assert outcome.data == members("1", "2")["data"]


async def test_one_call_of_a_joined_request_may_fail_alone() -> None:
    joined = an_entity_request(
        1,
        "tokens",
        some_entities(a_path("members"), of_type("Member", *a_key("id")), selection=a_selection("wallet")),
        some_entities(a_path("agents"), of_type("Agent", *a_key("id")), selection=a_selection("rank"), number=1),
    )
    answer = {"data": {"members": [{"id": "1"}], "agents": [{"id": "2"}]}}
    reply = {"data": {"_0": [], "_1": [{"rank": 4}]}}
    subgraphs = Subgraphs(core=[answer], tokens=[reply])

    outcome = await run(subgraphs, a_root_request(), joined)

    assert told(outcome) == [("'tokens' answered 0 entities for 1 representations", ("members", 0, "wallet"))]
    assert outcome.data["agents"] == [{"id": "2", "rank": 4}]


async def test_a_warning_beside_data_names_no_place() -> None:
    subgraphs = Subgraphs(core=[{"data": {"a": 1}, "errors": [{"message": "deprecated soon"}]}])

    outcome = await run(subgraphs, a_root_request(selection=a_selection("a")))

    assert outcome.data == {"a": 1}
    assert told(outcome) == [("deprecated soon", ())]


async def test_stack_traces_of_subgraphs_go_no_further() -> None:
    extensions = {"code": "X", "stacktrace": ["at …"], "exception": {"sql": "…"}, "retryable": True}
    subgraphs = Subgraphs(
        core=[{"data": {"a": None}, "errors": [{"message": "m", "path": ["a"], "extensions": extensions}]}]
    )

    outcome = await run(subgraphs, a_root_request())

    assert outcome.errors[0].extensions == {"code": "X", "retryable": True, "service": "core"}


async def test_an_error_without_a_usable_code_gets_one() -> None:
    errors = [{"message": "m", "path": ["a"], "extensions": {"code": code}} for code in (None, "", 7)]
    subgraphs = Subgraphs(core=[{"data": {"a": None}, "errors": errors}])

    outcome = await run(subgraphs, a_root_request())

    assert [error.extensions["code"] for error in outcome.errors] == ["SUBGRAPH_ERROR"] * 3


async def test_an_outage_below_a_very_long_list_is_told_at_so_many_places_and_no_more() -> None:
    subgraphs = Subgraphs(core=[members(*map(str, range(3_000)))], tokens=[down("tokens")])

    outcome = await run(subgraphs, MEMBERS, WALLETS)

    assert len(outcome.errors) == 2_000


async def test_what_is_no_name_of_a_type_is_nobodys_type() -> None:
    cats = Representation("Cat", frozenset({"Cat"}), a_key("id"))
    request = an_entity_request(1, "zoo", some_entities(a_path("animals"), cats, selection=a_selection("meows")))
    animals = [{"__typename": ["Cat"], "id": "a"}, {"__typename": "Cat", "id": "b"}]
    subgraphs = Subgraphs(core=[{"data": {"animals": animals}}], zoo=[{"data": {"_0": [{"meows": True}]}}])

    outcome = await run(subgraphs, a_root_request(), request)

    assert [animal.get("meows") for animal in outcome.data["animals"]] == [None, True]


async def test_failures_of_a_type_are_told_only_at_objects_of_that_type() -> None:
    selection = (
        Field(key="meows", name="meows", on=frozenset({"Cat"})),
        Field(key="barks", name="barks", on=frozenset({"Dog"})),
    )
    forms = (
        Representation("Cat", frozenset({"Cat"}), a_key("id")),
        Representation("Dog", frozenset({"Dog"}), a_key("id")),
    )
    request = an_entity_request(1, "zoo", some_entities(a_path("animals"), *forms, selection=selection))
    animals = [{"__typename": "Cat", "id": "c"}, {"__typename": "Dog", "id": "d"}]
    subgraphs = Subgraphs(core=[{"data": {"animals": animals}}], zoo=[down("zoo")])

    outcome = await run(subgraphs, a_root_request(), request)

    assert [path for _, path in told(outcome)] == [("animals", 0, "meows"), ("animals", 1, "barks")]


async def test_a_bug_of_ours_is_raised_and_not_hidden_in_an_answer() -> None:
    subgraphs = Subgraphs(core=[ZeroDivisionError("a bug")], crm=[{"data": {}}])

    with pytest.raises(ExceptionGroup) as caught:
        await run(subgraphs, a_root_request(0, "core"), a_root_request(1, "crm"))

    assert isinstance(caught.value.exceptions[0], ZeroDivisionError)
