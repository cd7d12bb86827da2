"""Values from context travel as variables: one request for each set of values, objects without their value left out."""

from dataclasses import replace
from typing import Any

from gateway.planner.plan import ContextSource, ContextValue, Entities, Path, Pick, Step
from tests.gateway.executor.plans import (
    Subgraphs,
    a_key,
    a_root_request,
    a_selection,
    an_entity_request,
    of_type,
    run,
)

ZONE = Pick("zone", "zone", is_key=False)
OFFERS: Path = (Step("shops", None, 1), Step("offer"))


def a_call(*sources: ContextSource, path: Path = OFFERS) -> Entities:
    return Entities(
        path=path,
        representations=(of_type("Offer", *a_key("id")),),
        alias="_entities",
        variable="r0",
        selection=a_selection("price"),
        contexts=(ContextValue("where", sources),),
    )


def of_the_shop(*picks: Pick, on: frozenset[str] | None = None) -> ContextSource:
    return ContextSource(1, on, picks)


async def run_on(shops: list[Any], call: Entities, *answers: Any) -> tuple[list[Any], Any]:
    subgraphs = Subgraphs(
        core=[{"data": {"shops": shops, "country": "KE"}}], offers=[{"data": {"_entities": a}} for a in answers]
    )
    outcome = await run(
        subgraphs,
        a_root_request(selection=a_selection(shops=a_selection("zone", offer=a_selection("id")))),
        replace(an_entity_request(1, "offers", call), variables=("where",)),
    )
    asked = [variables for name, variables in subgraphs.asked if name == "offers"]
    return asked, outcome.data["shops"]


def a_shop(offer: str, **fields: Any) -> dict[str, Any]:
    return {**fields, "offer": {"id": offer}}


async def test_objects_below_equal_values_are_asked_for_in_one_request() -> None:
    shops = [a_shop("1", zone="N"), a_shop("2", zone="S"), a_shop("3", zone="N")]

    asked, shown = await run_on(shops, a_call(of_the_shop(ZONE)), [{"price": 10}, {"price": 30}], [{"price": 20}])

    assert [(variables["where"], len(variables["r0"])) for variables in asked] == [("N", 2), ("S", 1)]
    assert [shop["offer"]["price"] for shop in shown] == [10, 20, 30]


async def test_one_entity_below_two_values_is_asked_for_twice() -> None:
    shops = [a_shop("1", zone="N"), a_shop("1", zone="S")]

    _, shown = await run_on(shops, a_call(of_the_shop(ZONE)), [{"price": 10}], [{"price": 20}])

    assert [shop["offer"]["price"] for shop in shown] == [10, 20]


async def test_a_null_is_a_value_and_a_missing_one_leaves_the_object_out() -> None:
    shops = [a_shop("1", zone=None), a_shop("2")]

    asked, shown = await run_on(shops, a_call(of_the_shop(ZONE)), [{"price": 10}])

    assert [variables["where"] for variables in asked] == [None]
    assert [shop["offer"] for shop in shown] == [{"id": "1", "price": 10}, {"id": "2"}]


async def test_the_first_source_that_applies_gives_the_value() -> None:
    shops = [a_shop("1", __typename="Stall", zone="N"), a_shop("2", __typename="Shop", zone="S")]
    country = ContextSource(0, None, (Pick("country", "country", is_key=False),))

    asked, _ = await run_on(
        shops, a_call(of_the_shop(ZONE, on=frozenset(("Shop",))), country), [{"price": 10}], [{"price": 20}]
    )

    assert [variables["where"] for variables in asked] == ["KE", "S"]


async def test_a_nested_value_is_read_to_its_end() -> None:
    shops = [a_shop("1", area={"zones": [{"code": 7}, None]})]
    code = Pick("code", "code", is_key=False)
    zones = Pick("zones", "zones", is_key=False, sub=(code,))

    asked, _ = await run_on(
        shops, a_call(of_the_shop(Pick("area", "area", is_key=False, sub=(zones,)))), [{"price": 10}]
    )

    assert [variables["where"] for variables in asked] == [[7, None]]
