"""The member and the provider of the demonstration: A is married to the one, and all are patients of the other."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final
from uuid import UUID

import sqlalchemy as sa

from shared_models import core
from shared_models.base import table_of
from stack.seed.reading import read_rows
from stack.seed.showcase import showcase_member, treating_provider

MEMBERS: Final = table_of(core.Member)


@dataclass(frozen=True, slots=True)
class Setting:
    """Whom the demonstration's users for a member and a provider hold for, and the day."""

    member_id: UUID
    provider_id: UUID
    today: date


async def read_setting(urls: Mapping[str, str], today: date) -> Setting | None:
    """Read it; None where nobody is shown."""
    number = await showcase_member(urls)
    found = await read_rows(urls["core"], sa.select(MEMBERS.c.id).where(MEMBERS.c.member_number == number))
    if not found:
        return None
    provider_id = await treating_provider(urls, found[0].id)
    return None if provider_id is None else Setting(found[0].id, provider_id, today)
