"""What a first start stores: the bundled sample and the demonstration, where no member is known yet, and its users."""

import asyncio
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import sqlalchemy as sa

from shared_models import core
from shared_models.base import table_of
from shared_models.identity import Role
from stack.folder import DataFolder
from stack.loading.loader import load
from stack.machines import store_machines
from stack.production import check_users
from stack.progress import Progress
from stack.secrets import make_demo_passwords, provide
from stack.seed import SAMPLE
from stack.seed.demonstration import seed
from stack.seed.example.documents import example_documents
from stack.seed.reading import read_rows
from stack.seed.showcase import showcase_member
from stack.seed.users import count_demo_users, store_users
from stack.settings import Settings
from stack.showcase import Account, FirstRows, name_of

MEMBERS: Final = table_of(core.Member)


def store_first_rows(urls: Mapping[str, str], unfinished: Path, progress: Progress) -> None:
    """Load sample and demonstration into empty databases; `unfinished` marks a load that was begun and not ended."""
    if not unfinished.exists() and asyncio.run(_has_members(urls["core"])):
        return
    unfinished.touch()
    asyncio.run(_store(urls, progress))
    unfinished.unlink()


async def _store(urls: Mapping[str, str], progress: Progress) -> None:
    await load(SAMPLE, urls, progress)
    await seed(urls, progress, today=datetime.now(UTC).date())


async def _has_members(url: str) -> bool:
    return bool(await read_rows(url, sa.select(MEMBERS.c.id).limit(1)))


def prepare(
    folder: DataFolder, settings: Settings, urls: Mapping[str, str], progress: Progress, *, has_sample: bool
) -> FirstRows:
    """Fill empty databases if that is wished, and let the demonstration's users in; in production mode, neither."""
    asyncio.run(store_machines(urls["core"], provide(folder, settings)))
    if settings.is_production:
        check_users(settings, asyncio.run(count_demo_users(urls["core"])))
        return FirstRows(None, ())
    if has_sample:
        store_first_rows(urls, folder.unfinished_sample, progress)
    member = asyncio.run(showcase_member(urls))
    passwords = make_demo_passwords(folder, Role)
    roles = asyncio.run(store_users(urls, passwords, member))
    accounts = tuple(Account(role, name_of(role), passwords[role]) for role in roles)
    return FirstRows(member, accounts, asyncio.run(example_documents(urls)))
