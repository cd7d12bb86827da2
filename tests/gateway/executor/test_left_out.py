"""What is lost takes what depends on it along, and the client is told at both."""

from gateway.planner.plan import Pick
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

PARCELS = a_root_request(selection=a_selection(parcels=a_selection("id")))
WEIGHTS = an_entity_request(
    1,
    "scales",
    some_entities(a_path("parcels"), of_type("Parcel", *a_key("id")), selection=a_selection("grams", "colour")),
)
POSTAGE = an_entity_request(
    2,
    "post",
    some_entities(
        a_path("parcels"),
        of_type("Parcel", *a_key("id"), Pick("grams", "grams", is_key=False)),
        selection=a_selection("postage"),
    ),
    after=(1,),
)


async def test_what_depends_on_a_request_without_an_answer_is_told_its_reason() -> None:
    subgraphs = Subgraphs(core=[{"data": {"parcels": [{"id": "1"}]}}], scales=[down("scales")], post=[])

    outcome = await run(subgraphs, PARCELS, WEIGHTS, POSTAGE)

    assert told(outcome) == [
        ("'scales' cannot be reached", ("parcels", 0, "grams")),
        ("'scales' cannot be reached", ("parcels", 0, "colour")),
        ("'scales' cannot be reached", ("parcels", 0, "postage")),
    ]


async def test_what_depends_on_an_entity_that_was_not_found_is_no_error() -> None:
    subgraphs = Subgraphs(core=[{"data": {"parcels": [{"id": "1"}]}}], scales=[{"data": {"_0": [None]}}], post=[])

    outcome = await run(subgraphs, PARCELS, WEIGHTS, POSTAGE)

    assert outcome.errors == []


async def test_a_null_key_that_has_an_error_is_the_reason_of_what_nobody_could_be_asked() -> None:
    broken = {"message": "no identity", "path": ["parcels", 0, "id"]}
    subgraphs = Subgraphs(core=[{"data": {"parcels": [{"id": None}]}, "errors": [broken]}], scales=[])

    outcome = await run(subgraphs, PARCELS, WEIGHTS)

    assert told(outcome) == [
        ("no identity", ("parcels", 0, "id")),
        ("no identity", ("parcels", 0, "grams")),
        ("no identity", ("parcels", 0, "colour")),
    ]
