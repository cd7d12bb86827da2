"""What providers knows that claims are decided on: standing, networks and contracts of some days, and prices."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy.exc import DBAPIError, IntegrityError

from shared_models.providers import (
    AssignmentStatus,
    ContractStatus,
    FeeSchedule,
    FeeScheduleItem,
    FeeScheduleStatus,
    ProcedureCodeSystem,
    Provider,
    ProviderStatus,
    ProviderStatusEvent,
)
from tests.subgraphs.providers.builders import a_contract, a_network, a_provider, an_assignment, days
from tests.subgraphs.service import Service


def a_price_list(**values: Any) -> FeeSchedule:
    defaults: dict[str, Any] = {
        "name": "Prices",
        "revision": 1,
        "currency": "USD",
        "span": days("2026-01-01", "2027-01-01"),
        "status": FeeScheduleStatus.PUBLISHED,
    }
    return FeeSchedule(**(defaults | values))


def a_price(prices: FeeSchedule, code: str, rate: str, **values: Any) -> FeeScheduleItem:
    return FeeScheduleItem(
        fee_schedule_id=prices.id,
        code_system=ProcedureCodeSystem.CPT,
        procedure_code=code,
        unit_rate=Decimal(rate),
        currency=prices.currency,
        **values,
    )


def reference(provider: Provider) -> dict[str, Any]:
    return {"__typename": "Provider", "id": provider.id}


async def test_changes_of_status_are_told_in_their_order(providers: Service) -> None:
    provider = a_provider()
    changes = [
        ProviderStatusEvent(provider_id=provider.id, former_status=former, status=status, effective_on=day)
        for former, status, day in (
            (ProviderStatus.SUSPENDED, ProviderStatus.ACTIVE, date(2026, 3, 1)),
            (ProviderStatus.ACTIVE, ProviderStatus.SUSPENDED, date(2026, 2, 1)),
        )
    ]
    await providers.store(provider, *changes)

    [found] = await providers.entities(
        "... on Provider { statusEvents { formerStatus status effectiveOn } }", [reference(provider)]
    )

    assert found["statusEvents"] == [
        {"formerStatus": "ACTIVE", "status": "SUSPENDED", "effectiveOn": "2026-02-01"},
        {"formerStatus": "SUSPENDED", "status": "ACTIVE", "effectiveOn": "2026-03-01"},
    ]


async def test_a_change_of_status_is_never_changed(providers: Service) -> None:
    provider = a_provider()
    change = ProviderStatusEvent(
        provider_id=provider.id,
        former_status=ProviderStatus.ACTIVE,
        status=ProviderStatus.SUSPENDED,
        effective_on=date(2026, 2, 1),
    )
    await providers.store(provider, change)

    with pytest.raises(DBAPIError, match="append-only"):
        async with providers.owner.begin() as connection:
            await connection.exec_driver_sql("UPDATE provider_status_events SET effective_on = '2026-01-01'")


async def test_standing_and_contracts_of_days_are_those_that_held_on_one_of_them(providers: Service) -> None:
    provider, old, new = a_provider(), a_network(), a_network()
    await providers.store(
        *(provider, old, new),
        an_assignment(provider, old, span=days("2026-01-01", "2026-07-01"), status=AssignmentStatus.ENDED),
        an_assignment(provider, new, span=days("2026-07-01", None)),
        an_assignment(provider, new, span=days("2026-01-01", "2026-06-01"), status=AssignmentStatus.SUSPENDED),
        a_contract(
            provider, span=days("2026-01-01", "2026-07-01"), status=ContractStatus.TERMINATED, network_id=old.id
        ),
        a_contract(provider, span=days("2026-07-01", None), percent_of_charge=Decimal("0.8")),
        a_contract(provider, span=days("2026-01-01", None), status=ContractStatus.DRAFT),
    )
    around = """
      ... on Provider {
        june: assignmentsBetween(from: "2026-06-30", to: "2026-06-30") { networkId }
        both: assignmentsBetween(from: "2026-06-30", to: "2026-07-01") { networkId }
        then: contractsBetween(from: "2026-06-30", to: "2026-06-30") { networkId percentOfCharge }
        now: contractsBetween(from: "2026-07-01", to: "2026-07-31") { networkId percentOfCharge }
      }
    """

    [found] = await providers.entities(around, [reference(provider)])

    assert found == {
        "june": [{"networkId": str(old.id)}],
        "both": [{"networkId": str(old.id)}, {"networkId": str(new.id)}],
        "then": [{"networkId": str(old.id), "percentOfCharge": "1.000000"}],
        "now": [{"networkId": None, "percentOfCharge": "0.800000"}],
    }


RATES = '... on ProviderContract { rates(codes: ["99213", "99214", "none"]) { procedureCode modifier exactRate } }'


async def test_rates_are_those_of_the_codes_asked_in_one_statement(providers: Service) -> None:
    provider = a_provider()
    prices, draft = a_price_list(name="Agreed"), a_price_list(name="Draft", status=FeeScheduleStatus.DRAFT)
    contracts = [
        a_contract(provider, fee_schedule_id=prices.id),
        a_contract(provider, fee_schedule_id=draft.id, status=ContractStatus.EXPIRED),
        a_contract(provider, status=ContractStatus.EXPIRED),
    ]
    items = (
        a_price(prices, "99213", "80.1250"),
        a_price(prices, "99213", "40", modifier="26"),
        a_price(prices, "99215", "160"),
        a_price(draft, "99213", "1"),
    )
    await providers.store(provider, prices, draft, *items, *contracts)

    found = await providers.entities(RATES, [{"__typename": "ProviderContract", "id": each.id} for each in contracts])

    assert found == [
        {
            "rates": [
                {"procedureCode": "99213", "modifier": None, "exactRate": "80.1250"},
                {"procedureCode": "99213", "modifier": "26", "exactRate": "40.0000"},
            ]
        },
        {"rates": []},
        {"rates": []},
    ]
    assert len(providers.statements) == 2


async def test_more_than_two_hundred_codes_are_refused(providers: Service) -> None:
    provider = a_provider()
    contract = a_contract(provider)
    await providers.store(provider, contract)
    query = """query ($codes: [String!]!, $given: [_Any!]!) {
      _entities(representations: $given) { ... on ProviderContract { rates(codes: $codes) { id } } } }"""
    given = [{"__typename": "ProviderContract", "id": str(contract.id)}]
    [accepted] = (await providers.ask(query, codes=["x"] * 200, given=given))["_entities"]

    refusal = await providers.refusal(query, codes=["x"] * 201, given=given)

    assert accepted == {"rates": []}
    assert refusal == ("codes: 201 are more than 200", "BAD_USER_INPUT")


async def test_prices_of_reference_are_those_of_the_currency_and_the_day(providers: Service) -> None:
    dollars = a_price_list(name="Reference", is_reference=True, span=days("2026-01-01", "2026-07-01"))
    later = a_price_list(name="Reference", revision=2, is_reference=True, span=days("2026-07-01", None))
    shillings = a_price_list(name="Reference KES", is_reference=True, currency="KES")
    items = [a_price(prices, "99213", rate) for prices, rate in ((dollars, "60"), (later, "66"), (shillings, "7000"))]
    here, there = a_provider(), a_provider(currency="KES")
    await providers.store(dollars, later, shillings, *items, here, there)

    async def on(day: str) -> list[Any]:
        asked = f'... on Provider {{ referenceRates(codes: ["99213"], date: "{day}") {{ exactRate }} }}'
        found = await providers.entities(asked, [reference(here), reference(there)])
        return [each["referenceRates"] for each in found]

    assert await on("2026-06-30") == [[{"exactRate": "60.0000"}], [{"exactRate": "7000.0000"}]]
    assert await on("2026-07-01") == [[{"exactRate": "66.0000"}], [{"exactRate": "7000.0000"}]]
    assert await on("2025-12-31") == [[], []]
    assert len(providers.statements) == 2


async def test_one_list_of_reference_holds_for_a_currency_on_a_day(providers: Service) -> None:
    await providers.store(a_price_list(name="Euro", currency="EUR", is_reference=True))
    draft = a_price_list(name="Euro", revision=2, currency="EUR", is_reference=True, status=FeeScheduleStatus.DRAFT)
    await providers.store(draft)

    with pytest.raises(IntegrityError, match="ex_fee_schedules_reference"):
        await providers.store(a_price_list(name="Euro", revision=3, currency="EUR", is_reference=True))
