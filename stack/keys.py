"""`covergraph keys`: the data keys that columns are sealed with, their rotation, and the job that writes values anew.

To rotate: `keys rotate` adds a version, which writes at once; `keys rewrite` brings the stored values under it, while
everything serves, and retires the former. Killed, it goes on when it is started again.
"""

import asyncio
import getpass
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from importlib import import_module
from typing import Final

import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError

from shared_models.access import AS_SYSTEM
from shared_models.audit import LOG, AuditAction
from shared_models.base import new_id
from shared_models.connection import create_engine
from shared_models.encryption import EncryptionError, Keyring, read_master_key
from shared_models.encryption.rewriting import KeyStatus, Rewriting
from stack.databases import why_unusable
from stack.errors import DatabaseUnusable, SecretUnusable
from stack.progress import Progress, step

APPLICATION: Final = "covergraph-keys"
SYSTEM: Final = sa.text(AS_SYSTEM)


def status(urls: Mapping[str, str]) -> Iterator[str]:
    """Yield a line about each key of these services."""
    for domain, keys in asyncio.run(_status(urls)).items():
        if not keys:
            yield f"{domain}: no key yet; the first sealed value makes one"
        for key in keys:
            yield f"{domain}: version {key.version}, {_state(key, keys[-1])}, {key.values:,} values under it"


def rotate(urls: Mapping[str, str]) -> Iterator[str]:
    """Add a version to each of these services."""
    for domain, version in asyncio.run(_rotate(urls)).items():
        yield f"{domain}: version {version} writes from now on; `covergraph keys rewrite {domain}` brings all under it"


def rewrite(urls: Mapping[str, str], progress: Progress) -> Iterator[str]:
    """Bring all values of these services under their newest keys."""
    for domain, count in asyncio.run(_rewrite(urls, progress)).items():
        yield f"{domain}: {count:,} values written anew"


async def _status(urls: Mapping[str, str]) -> dict[str, list[KeyStatus]]:
    return {domain: await _status_of(domain, url) for domain, url in urls.items()}


async def _status_of(domain: str, url: str) -> list[KeyStatus]:
    async with rewriting(domain, url) as job:
        return await job.status()


async def _rotate(urls: Mapping[str, str]) -> dict[str, int]:
    return {domain: await rotate_one(domain, url) for domain, url in urls.items()}


async def rotate_one(domain: str, url: str) -> int:
    """Add a version to one service, and note in its audit log who did; return its number."""
    async with rewriting(domain, url) as job, job.engine.begin() as connection:
        await connection.execute(SYSTEM)
        version = await job.keyring.add_key(connection)
        noted = {
            "id": new_id(),
            "occurred_at": datetime.now(UTC),
            "actor": f"operator:{getpass.getuser()}",
            "actor_roles": "",
            "action": AuditAction.KEY_USE,
            "entity_type": "DataKey",
            "changes": {"version": version},
            "request_id": "",
        }
        await connection.execute(sa.insert(job.metadata.tables[LOG]).values(noted))
        return version


async def _rewrite(urls: Mapping[str, str], progress: Progress) -> dict[str, int]:
    counts = {}
    for domain, url in urls.items():
        with step(progress, f"Values of {domain}"):
            async with rewriting(domain, url) as job:
                counts[domain] = await job.run(lambda done, total: progress.advance(done, total, "values"))
    return counts


@asynccontextmanager
async def rewriting(domain: str, url: str) -> AsyncIterator[Rewriting]:
    """Yield what reads and rewrites the sealed values of one database; what goes wrong is a sentence."""
    engine = create_engine(url, application=APPLICATION, pool_size=2)
    prologue: Sequence[sa.Executable] = (SYSTEM,)
    try:
        metadata: sa.MetaData = import_module(f"shared_models.{domain}").metadata
        yield Rewriting(engine, Keyring(domain, read_master_key()), metadata, prologue)
    except EncryptionError as error:
        raise SecretUnusable(f"{domain}: {error}.") from error
    except (OSError, TimeoutError, DBAPIError) as error:
        raise DatabaseUnusable(f"The database of {domain} {why_unusable(error)}") from error
    finally:
        await engine.dispose()


def _state(key: KeyStatus, newest: KeyStatus) -> str:
    if key is newest:
        return f"writes since {key.created_at:%Y-%m-%d}"
    return f"retired on {key.retired_at:%Y-%m-%d}" if key.retired_at else "reads"
