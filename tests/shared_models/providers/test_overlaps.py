"""What may not hold twice on one day, and prices that stand once in a list."""

from collections.abc import AsyncIterator
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy.exc import IntegrityError

from shared_models.providers import (
    AssignmentStatus,
    ContractStatus,
    FeeSchedule,
    FeeScheduleItem,
    FeeScheduleStatus,
    ProcedureCodeSystem,
)
from tests.conftest import NewDatabase
from tests.subgraphs.providers.builders import (
    ALWAYS,
    a_contract,
    a_network,
    a_person,
    a_place,
    a_provider,
    an_affiliation,
    an_assignment,
    days,
)
from tests.subgraphs.service import Service


@pytest.fixture(scope="module")
async def providers(new_database: NewDatabase) -> AsyncIterator[Service]:
    """A database of providers."""
    service = Service.start("providers", await new_database("providers"), is_owner=True)
    yield service
    await service.stop()


async def test_a_provider_is_assigned_to_a_network_once_a_day_for_all_its_places(providers: Service) -> None:
    provider, network = a_provider(), a_network()
    place = a_place(provider)
    await providers.store(
        *(provider, network, place),
        an_assignment(provider, network, span=days("2026-01-01", "2026-07-01")),
        an_assignment(provider, network, span=days("2026-07-01", None)),
        an_assignment(provider, network, institution_id=place.id),
        an_assignment(provider, network, status=AssignmentStatus.ENDED),
    )

    with pytest.raises(IntegrityError, match="ex_provider_network_assignments_overlap"):
        await providers.store(an_assignment(provider, network, span=days("2026-06-30", "2026-07-01")))
    with pytest.raises(IntegrityError, match="ex_provider_network_assignments_overlap"):
        await providers.store(an_assignment(provider, network, institution_id=place.id, span=days("2030-01-01", None)))


async def test_one_active_contract_holds_for_a_provider_network_and_day(providers: Service) -> None:
    provider, network = a_provider(), a_network()
    await providers.store(
        *(provider, network),
        a_contract(provider),
        a_contract(provider, network_id=network.id),
        a_contract(provider, status=ContractStatus.TERMINATED),
    )

    with pytest.raises(IntegrityError, match="ex_provider_contracts_overlap"):
        await providers.store(a_contract(provider, span=days("2026-12-31", "2028-01-01")))
    with pytest.raises(IntegrityError, match="ex_provider_contracts_overlap"):
        await providers.store(a_contract(provider, network_id=network.id, span=ALWAYS))


async def test_somebody_works_at_a_place_once_at_a_time(providers: Service) -> None:
    provider, person = a_provider(), a_person()
    await providers.store(provider, person, an_affiliation(person, provider))

    with pytest.raises(IntegrityError, match="ex_personnel_affiliations_overlap"):
        await providers.store(an_affiliation(person, provider, span=days("2026-01-01", None)))


@pytest.mark.parametrize("terms", [{"percent_of_charge": None}, {"percent_of_charge": Decimal("1.01")}])
async def test_a_contract_says_what_it_pays(providers: Service, terms: dict[str, Any]) -> None:
    provider = a_provider()

    with pytest.raises(IntegrityError, match="ck_provider_contracts"):
        await providers.store(provider, a_contract(provider, **terms))


async def test_a_price_stands_once_in_a_list_with_or_without_a_modifier(providers: Service) -> None:
    schedule = FeeSchedule(name="Once", revision=1, currency="USD", span=ALWAYS, status=FeeScheduleStatus.DRAFT)

    def price(**values: Any) -> FeeScheduleItem:
        defaults: dict[str, Any] = {
            "fee_schedule_id": schedule.id,
            "code_system": ProcedureCodeSystem.CPT,
            "procedure_code": "99213",
            "unit_rate": Decimal(100),
            "currency": "USD",
        }
        return FeeScheduleItem(**(defaults | values))

    await providers.store(schedule, price(), price(modifier="25"))

    with pytest.raises(IntegrityError, match="uq_fee_schedule_items_procedure"):
        await providers.store(price())
    with pytest.raises(IntegrityError, match="fk_fee_schedule_items_fee_schedule_id_currency"):
        await providers.store(price(procedure_code="99214", currency="EUR"))


async def test_a_place_has_both_coordinates_or_none(providers: Service) -> None:
    provider = a_provider()

    with pytest.raises(IntegrityError, match="ck_medical_institutions_whole_place"):
        await providers.store(provider, a_place(provider, longitude=None))
