"""Bring a domain's database to its newest revision and back, and say where it stands."""

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy.ext.asyncio import AsyncEngine

from shared_models.access import AS_SYSTEM
from shared_models.connection import create_engine
from shared_models.locks import Lock, wait_for

FOLDER = Path(__file__).parent
Result = TypeVar("Result")

# Two processes that migrate one database at the same time wait for each other.


async def upgrade(domain: str, url: str, revision: str = "head") -> None:
    """Bring the database up to `revision`; does nothing where it is there already."""
    await _with_connection(domain, url, lambda config: command.upgrade(config, revision))


async def downgrade(domain: str, url: str, revision: str = "base") -> None:
    """Take the database back to `revision`; `base` leaves it empty."""
    await _with_connection(domain, url, lambda config: command.downgrade(config, revision))


async def revision_of(engine: AsyncEngine) -> str | None:
    """Return the revision a database stands at, None when it was never migrated."""
    async with engine.connect() as connection:
        return await connection.run_sync(lambda sync: MigrationContext.configure(sync).get_current_revision())


def head_of(domain: str) -> str:
    """Return the newest revision of a domain's history."""
    head = ScriptDirectory.from_config(_config(domain)).get_current_head()
    assert head is not None, f"{domain} has no migrations"
    return head


async def is_at_head(domain: str, engine: AsyncEngine) -> bool:
    """Say whether a database stands at its newest revision."""
    return await revision_of(engine) == head_of(domain)


def _config(domain: str) -> Config:
    config = Config()
    config.set_main_option("script_location", str(FOLDER))
    config.set_main_option("version_locations", str(FOLDER / domain / "versions"))
    config.set_main_option("path_separator", "os")
    config.attributes["domain"] = domain
    return config


async def _with_connection(domain: str, url: str, action: Callable[[Config], Result]) -> None:
    engine = create_engine(url, application=f"covergraph-migrate-{domain}", pool_size=1)

    def run(connection: sa.Connection) -> None:
        connection.execute(wait_for(Lock.MIGRATION))
        # The rows of tables are kept from their owner too.
        connection.execute(sa.text(AS_SYSTEM))
        config = _config(domain)
        config.attributes["connection"] = connection
        action(config)

    try:
        async with engine.begin() as connection:
            await connection.run_sync(run)
    finally:
        await engine.dispose()


async def write_revision(domain: str, url: str, message: str, **options: Any) -> None:
    """Write a new revision from what the models have and the database has not."""
    await _with_connection(domain, url, lambda config: command.revision(config, message, autogenerate=True, **options))
