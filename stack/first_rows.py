"""What a first start stores: the bundled sample and the demonstration, where no member is known yet."""

import asyncio
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import sqlalchemy as sa

from shared_models import core
from shared_models.base import table_of
from stack.loading.loader import load
from stack.progress import Progress
from stack.seed import SAMPLE
from stack.seed.demonstration import seed
from stack.seed.reading import read_rows
from stack.seed.showcase import showcase_member

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


def find_member(urls: Mapping[str, str]) -> str | None:
    """Return the number of the member a newcomer is shown."""
    return asyncio.run(showcase_member(urls))
