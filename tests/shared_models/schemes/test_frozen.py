"""Terms that no longer change once their version is approved."""

from collections.abc import AsyncIterator
from decimal import Decimal

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlmodel import SQLModel

from shared_models.base import table_of
from shared_models.schemes import SchemeNetwork, SchemeVersion, VersionStatus
from tests.conftest import NewDatabase
from tests.subgraphs.schemes.builders import (
    AUTHOR,
    a_network,
    a_scheme,
    a_version,
    a_version_in_force,
    days,
    put_in_force,
)
from tests.subgraphs.service import Service

VERSIONS = table_of(SchemeVersion)
NETWORKS = table_of(SchemeNetwork)


@pytest.fixture(scope="module")
async def schemes(new_database: NewDatabase) -> AsyncIterator[Service]:
    """A database of schemes."""
    service = Service.start("schemes", await new_database("schemes"), is_owner=True)
    yield service
    await service.stop()


async def change(service: Service, row: SQLModel, **values: object) -> None:
    """Update one row."""
    table = table_of(type(row))
    async with service.engine.begin() as connection:
        await connection.execute(sa.update(table).where(table.c.id == row.__dict__["id"]).values(values))


async def test_a_draft_changes_freely(schemes: Service) -> None:
    scheme = a_scheme()
    version = a_version(scheme)
    network = a_network(version)
    await schemes.store(scheme, version, network)

    await change(schemes, version, individual_deductible=Decimal(600), status=VersionStatus.IN_REVIEW)
    await change(schemes, network, priority=2)

    async with schemes.engine.connect() as connection:
        assert (
            await connection.scalar(sa.select(VERSIONS.c.individual_deductible).where(VERSIONS.c.id == version.id))
            == 600
        )
        assert await connection.scalar(sa.select(NETWORKS.c.priority).where(NETWORKS.c.id == network.id)) == 2


@pytest.mark.parametrize(
    "values",
    [
        {"individual_deductible": Decimal(600)},
        {"annual_limit": Decimal(1)},
        {"content_hash": bytes(1)},
        {"created_by": None},
        {"status": VersionStatus.DRAFT},
        {"status": VersionStatus.IN_REVIEW},
        {"span": days("2026-01-01", "2027-01-02")},
        {"span": days("2026-01-02", "2027-01-01")},
        {"span": days("2025-12-31", "2027-01-01")},
        {"span": days("2026-01-01", None)},
    ],
)
async def test_a_version_in_force_keeps_its_terms(schemes: Service, values: dict[str, object]) -> None:
    version = await a_version_in_force(schemes)

    with pytest.raises(IntegrityError, match="its terms no longer change"):
        await change(schemes, version, **values)


async def test_a_version_in_force_may_end_earlier_and_be_superseded(schemes: Service) -> None:
    version = await a_version_in_force(schemes)

    await change(schemes, version, span=days("2026-01-01", "2026-07-01"), status=VersionStatus.SUPERSEDED, version=2)

    async with schemes.engine.connect() as connection:
        status = await connection.scalar(sa.select(VERSIONS.c.status).where(VERSIONS.c.id == version.id))
    assert status is VersionStatus.SUPERSEDED


async def test_a_version_in_force_is_not_deleted(schemes: Service) -> None:
    version = await a_version_in_force(schemes)

    async with schemes.engine.connect() as connection:
        with pytest.raises(IntegrityError, match="its terms no longer change"):
            await connection.execute(sa.delete(VERSIONS).where(VERSIONS.c.id == version.id))


async def test_what_is_in_a_version_in_force_is_neither_added_changed_nor_removed(schemes: Service) -> None:
    scheme = a_scheme()
    version, draft = a_version(scheme), a_version(scheme, version_no=2)
    frozen, free = a_network(version), a_network(draft)
    await schemes.store(scheme, version, draft, frozen, free)
    await put_in_force(schemes, version)
    refused = pytest.raises(IntegrityError, match="past review")

    with refused:
        await schemes.store(a_network(version))
    with refused:
        await change(schemes, frozen, priority=9)
    with refused:
        await change(schemes, frozen, scheme_version_id=draft.id)
    with refused:
        await change(schemes, free, scheme_version_id=version.id)
    async with schemes.engine.connect() as connection:
        with refused:
            await connection.execute(sa.delete(NETWORKS).where(NETWORKS.c.id == frozen.id))


async def test_nobody_approves_their_own_version(schemes: Service) -> None:
    scheme = a_scheme()
    version = a_version(scheme)
    await schemes.store(scheme, version)

    with pytest.raises(IntegrityError, match="approved_by_another"):
        await change(schemes, version, approved_by=AUTHOR)


async def test_terms_are_in_the_currency_of_their_scheme(schemes: Service) -> None:
    scheme = a_scheme(currency="USD")

    with pytest.raises(IntegrityError, match="fk_scheme_versions_scheme_id_currency"):
        await schemes.store(scheme, a_version(scheme, currency="EUR"))


async def test_two_versions_in_force_do_not_share_a_day(schemes: Service) -> None:
    scheme = a_scheme()
    first, second = a_version(scheme), a_version(scheme, version_no=2, span=days("2026-12-31", None))
    await schemes.store(scheme, first, second)
    await put_in_force(schemes, first)

    with pytest.raises(IntegrityError, match="ex_scheme_versions_overlap"):
        await put_in_force(schemes, second)
