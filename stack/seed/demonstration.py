"""Stores the demonstration: what the sample does not know and people want to see, marked by who made it.

It builds on what was imported. Made again, on whatever day, it changes nothing; made after another import, it adds what
the new employers, members and providers lack.
"""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable, Iterable, Mapping
from datetime import UTC, date, datetime
from typing import Final

from stack.loading.writing import Batch, Writer, writing
from stack.progress import Progress, step
from stack.seed.facts import Facts, read_facts
from stack.seed.rows import DEMONSTRATION
from stack.seed.rows.analytics import analytics_batches
from stack.seed.rows.cards import cards_batches
from stack.seed.rows.crm import MANAGER_ID, NAME_MANAGER, crm_batches
from stack.seed.rows.finance import SETTLE_INVOICE, finance_batches, settle_invoices
from stack.seed.rows.tokens import tokens_batches

Finish = Callable[[Writer, Facts], Awaitable[None]]


async def seed(urls: Mapping[str, str], progress: Progress, *, today: date) -> Counter[str]:
    """Store the demonstration; return how many rows of each table are new."""
    stored: Counter[str] = Counter()
    now = datetime.now(UTC)
    with step(progress, "Demonstration rows") as seeding:
        facts = await read_facts(urls, today)
        tasks = [_store(domain, urls[domain], facts, now) for domain in BATCHES]
        for outcome in await asyncio.gather(*tasks, return_exceptions=True):
            if isinstance(outcome, BaseException):
                raise outcome
            stored += outcome
        seeding.title = f"{stored.total():,} demonstration rows"
    return stored


async def _store(domain: str, url: str, facts: Facts, now: datetime) -> Counter[str]:
    stored: Counter[str] = Counter()
    async with writing(domain, url, now) as writer:
        for batch in BATCHES[domain](facts):
            stored[batch.table.name] += (await writer.write(batch)).new
        if domain in FINISHES:
            await FINISHES[domain](writer, facts)
    return stored


async def _settle_invoices(writer: Writer, facts: Facts) -> None:
    """Issue the drafts now that their lines are stored; from here on they cannot change."""
    for settled in settle_invoices(facts):
        await writer.execute(SETTLE_INVOICE, *settled)


async def _name_manager(writer: Writer, _: Facts) -> None:
    await writer.execute(NAME_MANAGER, MANAGER_ID, DEMONSTRATION)


BATCHES: Final[Mapping[str, Callable[[Facts], Iterable[Batch]]]] = {
    "core": cards_batches,
    "crm": crm_batches,
    "finance": finance_batches,
    "tokens": tokens_batches,
    "analytics": analytics_batches,
}
FINISHES: Final[Mapping[str, Finish]] = {"finance": _settle_invoices, "crm": _name_manager}
