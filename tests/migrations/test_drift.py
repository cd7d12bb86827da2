"""Migrations and models make the same database, and the way back leaves nothing."""

from importlib import import_module
from typing import Any

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext

from migrations.comparison import without_partitions
from migrations.run import downgrade, upgrade
from shared_models.connection import create_engine
from subgraphs.registry import SUBGRAPHS
from tests.conftest import NewDatabase
from tests.migrations.catalogue import catalogue

DOMAINS = [row.name for row in SUBGRAPHS]


@pytest.mark.parametrize("domain", DOMAINS)
async def test_alembic_finds_nothing_to_change(domain: str, new_database: NewDatabase) -> None:
    engine = create_engine(await new_database(domain), application="covergraph-test")

    async with engine.connect() as connection:
        differences = await connection.run_sync(_compare, domain)

    await engine.dispose()
    assert differences == []


@pytest.mark.parametrize("domain", DOMAINS)
async def test_the_catalogue_of_a_migrated_database_is_that_of_the_models(
    domain: str, new_database: NewDatabase
) -> None:
    migrated = create_engine(await new_database(domain), application="covergraph-test")
    created = create_engine(await new_database(""), application="covergraph-test")
    async with created.begin() as connection:
        await connection.run_sync(import_module(f"shared_models.{domain}").metadata.create_all)

    async with migrated.connect() as one, created.connect() as other:
        of_migrations, of_models = await catalogue(one), await catalogue(other)

    await migrated.dispose()
    await created.dispose()
    for kind, expected in of_models.items():
        assert of_migrations[kind] == expected, kind


@pytest.mark.parametrize("domain", DOMAINS)
async def test_the_way_back_leaves_an_empty_database(domain: str, new_database: NewDatabase) -> None:
    url = await new_database(domain)

    await downgrade(domain, url)

    engine = create_engine(url, application="covergraph-test")
    async with engine.connect() as connection:
        left = await catalogue(connection)
    await engine.dispose()
    assert {kind: found for kind, found in left.items() if found} == {}


async def test_a_second_upgrade_changes_nothing(new_database: NewDatabase) -> None:
    url = await new_database("core")
    engine = create_engine(url, application="covergraph-test")
    async with engine.connect() as connection:
        before = await catalogue(connection)

    await upgrade("core", url)

    async with engine.connect() as connection:
        after = await catalogue(connection)
    await engine.dispose()
    assert after == before


def _compare(connection: sa.Connection, domain: str) -> list[Any]:
    context = MigrationContext.configure(
        connection, opts={"include_name": without_partitions(connection), "compare_type": True}
    )
    return list(compare_metadata(context, import_module(f"shared_models.{domain}").metadata))
