"""Cover that may not hold twice on one day, and quotes that stay as they were given."""

from collections.abc import AsyncIterator
from datetime import date
from decimal import Decimal
from uuid import uuid4

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from shared_models.base import table_of
from shared_models.schemes import EnrolmentStatus, PolicyStatus, PremiumQuote, RiderPricing, SchemeType
from tests.conftest import NewDatabase
from tests.subgraphs.schemes.builders import (
    a_policy,
    a_premium,
    a_rider,
    a_scheme,
    a_version,
    a_version_in_force,
    an_enrolment,
    days,
)
from tests.subgraphs.service import Service


@pytest.fixture(scope="module")
async def schemes(new_database: NewDatabase) -> AsyncIterator[Service]:
    """A database of schemes."""
    service = Service.start("schemes", await new_database("schemes"), is_owner=True)
    yield service
    await service.stop()


async def test_a_member_has_one_cover_of_a_type_on_a_day(schemes: Service) -> None:
    version = await a_version_in_force(schemes)
    member = uuid4()
    await schemes.store(
        an_enrolment(version, member_id=member, span=days("2026-01-01", "2026-07-01")),
        an_enrolment(version, member_id=member, span=days("2026-07-01", "2027-01-01")),
        an_enrolment(version, member_id=member, scheme_type=SchemeType.DENTAL),
        an_enrolment(version, member_id=member, status=EnrolmentStatus.PENDING),
    )

    with pytest.raises(IntegrityError, match="ex_member_enrolments_overlap"):
        await schemes.store(
            an_enrolment(version, member_id=member, span=days("2026-12-31", None), status=EnrolmentStatus.SUSPENDED)
        )


async def test_a_company_has_one_policy_of_a_scheme_on_a_day(schemes: Service) -> None:
    version = await a_version_in_force(schemes)
    company = uuid4()
    await schemes.store(
        a_policy(version, company_id=company),
        a_policy(version, company_id=company, status=PolicyStatus.QUOTED),
        a_policy(version, company_id=company, status=PolicyStatus.CANCELLED),
        a_policy(version, company_id=company, span=days("2027-01-01", "2028-01-01")),
    )

    with pytest.raises(IntegrityError, match="ex_group_policies_overlap"):
        await schemes.store(a_policy(version, company_id=company, status=PolicyStatus.BOUND))


async def test_one_premium_holds_for_an_age(schemes: Service) -> None:
    scheme = a_scheme()
    version = a_version(scheme)
    await schemes.store(scheme, version, a_premium(version, age_from=18, age_to=40))

    await schemes.store(a_premium(version, age_from=41, age_to=64), a_premium(version, region="north"))
    with pytest.raises(IntegrityError, match="ex_scheme_pricing_overlap"):
        await schemes.store(a_premium(version, age_from=40, age_to=40))


async def test_a_rider_is_priced_by_an_amount_or_by_a_fraction_never_both(schemes: Service) -> None:
    scheme = a_scheme()
    version = a_version(scheme)
    await schemes.store(scheme, version)

    with pytest.raises(IntegrityError, match="ck_scheme_riders_priced"):
        await schemes.store(a_rider(version, percent=Decimal("0.05")))
    with pytest.raises(IntegrityError, match="ck_scheme_riders_priced"):
        await schemes.store(a_rider(version, pricing=RiderPricing.PERCENT_OF_BASE))


async def test_a_quote_is_neither_changed_nor_removed(schemes: Service) -> None:
    version = await a_version_in_force(schemes)
    quote = PremiumQuote(
        quote_no="QUO-KEPT",
        scheme_version_id=version.id,
        input={},
        breakdown={},
        net=Decimal(100),
        tax=Decimal(2),
        total=Decimal(102),
        currency="USD",
        valid_until=date(2026, 4, 9),
        input_hash=bytes(32),
    )
    await schemes.store(quote)
    table = table_of(PremiumQuote)

    async with schemes.engine.connect() as connection:
        with pytest.raises(IntegrityError, match="append-only"):
            await connection.execute(sa.update(table).values(valid_until=date(2027, 1, 1)))
    async with schemes.engine.connect() as connection:
        with pytest.raises(IntegrityError, match="append-only"):
            await connection.execute(sa.delete(table))
