"""Stores the demonstration: what the sample does not know and people want to see, marked by who made it.

It builds on what was imported. Made again, on whatever day, it changes nothing; made after another import, it adds what
the new employers, members and providers lack. The worked examples come after it: they stand beside the member who is
shown.
"""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Final, Generic, TypeVar

from stack.loading.identity import APPROVER
from stack.loading.rows.schemes import APPROVE_VERSIONS
from stack.loading.writing import Batch, Writer, writing
from stack.progress import Progress, step
from stack.seed.example.earlier import earlier_batches
from stack.seed.example.people import people_batches
from stack.seed.example.prices import prices_batches
from stack.seed.example.setting import Setting, read_setting
from stack.seed.example.terms import terms_batches, versions
from stack.seed.facts import Facts, read_facts
from stack.seed.rows import DEMONSTRATION
from stack.seed.rows.analytics import analytics_batches
from stack.seed.rows.cards import cards_batches
from stack.seed.rows.crm import MANAGER_ID, NAME_MANAGER, crm_batches
from stack.seed.rows.finance import SETTLE_INVOICE, finance_batches, settle_invoices
from stack.seed.rows.tokens import tokens_batches

F = TypeVar("F")


@dataclass(frozen=True, slots=True)
class Part(Generic[F]):
    """What is stored in one database of what is known: batches of rows, and what there is to do once they are in."""

    batches: Callable[[F], Iterable[Batch]]
    finish: Callable[[Writer, F], Awaitable[None]] | None = None


async def seed(urls: Mapping[str, str], progress: Progress, *, today: date) -> Counter[str]:
    """Store the demonstration; return how many rows of each table are new."""
    stored: Counter[str] = Counter()
    with step(progress, "Demonstration rows") as seeding:
        facts = await read_facts(urls, today)
        stored += await _store_all(urls, facts, PARTS)
        setting = await read_setting(urls, today)
        if setting is not None:
            stored += await _store_all(urls, setting, EXAMPLE)
        seeding.title = f"{stored.total():,} demonstration rows"
    return stored


async def _store_all(urls: Mapping[str, str], known: F, parts: Mapping[str, Part[F]]) -> Counter[str]:
    stored: Counter[str] = Counter()
    tasks = [_store(domain, urls[domain], known, part) for domain, part in parts.items()]
    for outcome in await asyncio.gather(*tasks, return_exceptions=True):
        if isinstance(outcome, BaseException):
            raise outcome
        stored += outcome
    return stored


async def _store(domain: str, url: str, known: F, part: Part[F]) -> Counter[str]:
    stored: Counter[str] = Counter()
    async with writing(domain, url, datetime.now(UTC)) as writer:
        for batch in part.batches(known):
            stored[batch.table.name] += (await writer.write(batch)).new
        if part.finish is not None:
            await part.finish(writer, known)
    return stored


async def _settle_invoices(writer: Writer, facts: Facts) -> None:
    """Issue the drafts now that their lines are stored; from here on they cannot change."""
    for settled in settle_invoices(facts):
        await writer.execute(SETTLE_INVOICE, *settled)


async def _name_manager(writer: Writer, _: Facts) -> None:
    await writer.execute(NAME_MANAGER, MANAGER_ID, DEMONSTRATION)


async def _approve_versions(writer: Writer, _: Setting) -> None:
    await writer.execute(APPROVE_VERSIONS, APPROVER, datetime.now(UTC), DEMONSTRATION, versions())


PARTS: Final[Mapping[str, Part[Facts]]] = {
    "core": Part(cards_batches),
    "crm": Part(crm_batches, _name_manager),
    "finance": Part(finance_batches, _settle_invoices),
    "tokens": Part(tokens_batches),
    "analytics": Part(analytics_batches),
}
EXAMPLE: Final[Mapping[str, Part[Setting]]] = {
    "core": Part(people_batches),
    "schemes": Part(terms_batches, _approve_versions),
    "providers": Part(prices_batches),
    "claims": Part(earlier_batches),
}
