"""Who brings what to which place, as the shorter ways of calls depend on it."""

from gateway.executor.writers import Writers
from gateway.operation.operation import OperationKind
from gateway.planner.plan import Entities, Plan, Request
from tests.gateway.executor.plans import (
    a_key,
    a_path,
    a_root_request,
    a_selection,
    an_entity_request,
    of_type,
    some_entities,
)

MEMBERS = a_root_request(selection=a_selection(members=a_selection("id", wallet=a_selection("id"))))


def a_call(*names: str, path: tuple[str, ...] = ("members",), key: str = "id") -> Entities:
    return some_entities(a_path(*path), of_type("Member", *a_key(key)), selection=a_selection(*names))


def writers_of(*calls: Entities) -> Writers:
    requests: list[Request] = [an_entity_request(number, "crm", call) for number, call in enumerate(calls, start=1)]
    return Writers(Plan(OperationKind.QUERY, "Query", (MEMBERS, *requests), ()))


def test_a_field_that_one_entry_alone_brings_is_nobody_elses() -> None:
    mine, other = a_call("name"), a_call("email")

    writers = writers_of(mine, other)

    assert not writers.write_at(mine, frozenset({"name"}))


def test_a_field_that_the_root_or_another_call_brings_too_is_told() -> None:
    mine, other = a_call("name", "id"), a_call("name")

    writers = writers_of(mine, other)

    assert writers.write_at(mine, frozenset({"id"}))
    assert writers.write_at(other, frozenset({"name"}))


def test_a_call_that_looks_up_objects_below_writes_below() -> None:
    mine, below = a_call("name"), a_call("balance", path=("members", "purse"))

    writers = writers_of(mine, below)

    assert writers.write_below(mine, frozenset({"purse"}))
    assert not writers.write_below(mine, frozenset({"name"}))


def test_calls_that_represent_the_same_objects_alike_are_of_one_group() -> None:
    first, same, other = a_call("name"), a_call("email"), a_call("age", key="code")

    writers = writers_of(first, same, other)

    assert [writers.group(call) for call in (first, same, other)] == [0, 0, 2]
