"""`covergraph facts rebuild`: the facts that measuring begins with, made anew of the events that analytics was told."""

import asyncio
import getpass
from datetime import UTC, datetime

from shared_models.audit import AuditAction
from shared_models.connection import create_engine
from shared_models.encryption import Keyring, read_master_key
from shared_models.identity import Principal
from subgraphs.analytics.service.rebuilding import Rebuilt, rebuild
from subgraphs.kit.audit.journal import Journal
from subgraphs.kit.writing import Writer


def rebuild_facts(url: str) -> list[str]:
    """Make the facts of analytics' database anew; return a line about each kind."""
    return asyncio.run(_rebuild(url))


async def _rebuild(url: str) -> list[str]:
    engine = create_engine(url, application="covergraph-facts", pool_size=1)
    operator = Principal(subject=f"operator:{getpass.getuser()}")
    writer = Writer(engine, Keyring("analytics", read_master_key()), Journal(operator), datetime.now(UTC))
    writer.journal.note(AuditAction.UPDATE, "Facts", reason="made anew of the event log")
    try:
        return _told(await rebuild(writer))
    finally:
        await engine.dispose()


def _told(rebuilt: Rebuilt) -> list[str]:
    lines = [
        f"{kind}: {'as before' if digest == rebuilt.before[kind] else 'changed'} ({digest})"
        for kind, digest in rebuilt.after.items()
    ]
    return [*lines, f"{rebuilt.events} events were laid over the facts."]
