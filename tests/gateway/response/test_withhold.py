"""What is withheld leaves the tree, at every place, and says so."""

from typing import Any

from gateway.operation.selection import ClientField
from gateway.planner.outcome import Outcome
from gateway.response import withheld_names, withheld_parts, withhold

NAME = ClientField("name", "name", "name", "String", "")
PHONE = ClientField("phone", "phone denied", "phone", "String", "", is_denied=True)


def an_object(key: str, *sub: ClientField, members: frozenset[str] = frozenset()) -> ClientField:
    return ClientField(f"my_{key}", key, key, "Any", "", sub=sub, denied_members=members)


def withheld(client: ClientField, data: Any) -> tuple[Any, list[tuple[str | int, ...]]]:
    outcome = Outcome(data)
    withhold(outcome, withheld_parts((client,)), "not for you", "FORBIDDEN")
    assert {(error.message, error.extensions["code"]) for error in outcome.errors} <= {("not for you", "FORBIDDEN")}
    return outcome.data, [error.path for error in outcome.errors]


def test_where_nothing_is_withheld_there_are_no_parts() -> None:
    assert withheld_parts((an_object("person", NAME),)) == ()


def test_an_error_stands_at_each_object_and_none_where_there_is_no_object() -> None:
    data = {"people": [{"name": "Ann"}, None, [{"name": "Ben"}]]}

    _, places = withheld(an_object("people", NAME, PHONE), data)

    assert places == [("people", 0, "phone denied"), ("people", 2, 0, "phone denied")]


def test_places_that_share_an_object_all_say_so() -> None:
    secret = {"__typename": "Secret"}
    person = {"hidden": secret}

    data, places = withheld(
        an_object("people", an_object("hidden", NAME, members=frozenset({"Secret"}))), {"people": [person, person]}
    )

    assert data == {"people": [{"hidden": None}, {"hidden": None}]}
    assert places == [("people", 0, "hidden"), ("people", 1, "hidden")]


def test_an_object_that_does_not_tell_its_type_is_not_trusted() -> None:
    found = {"found": [{"name": "Ann"}, {"__typename": 7}, {"__typename": "Person"}, {"__typename": "Secret"}]}

    data, places = withheld(an_object("found", NAME, members=frozenset({"Secret"})), found)

    assert data == {"found": [None, None, {"__typename": "Person"}, None]}
    assert places == [("found", 0), ("found", 1), ("found", 3)]


def test_beyond_many_errors_nulls_go_on() -> None:
    data, places = withheld(
        an_object("found", NAME, members=frozenset({"Secret"})), {"found": [{"__typename": "Secret"}] * 2_500}
    )

    assert data == {"found": [None] * 2_500}
    assert len(places) == 2_000


def test_what_is_withheld_is_named_by_the_schema() -> None:
    client = an_object("person", NAME, PHONE, an_object("found", members=frozenset({"Secret", "Other"})))

    assert withheld_names(withheld_parts((client,))) == ("person.phone", "person.found(Other)", "person.found(Secret)")
