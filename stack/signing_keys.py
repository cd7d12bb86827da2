"""`covergraph keys rotate-signing`: the next key signs from now on, which it else does when the last is 30 days old."""

import asyncio
import getpass
from collections.abc import Mapping
from datetime import UTC, datetime

from shared_models.audit import AuditAction
from shared_models.connection import create_engine
from shared_models.encryption import Keyring, read_master_key
from shared_models.identity import Principal
from subgraphs.core.service.keys import change_keys
from subgraphs.kit.audit.journal import Journal
from subgraphs.kit.writing import Writer


def rotate_signing(urls: Mapping[str, str]) -> str:
    """Let the next key sign; return a sentence about it."""
    return asyncio.run(_rotate(urls["core"]))


async def _rotate(url: str) -> str:
    engine = create_engine(url, application="covergraph-keys", pool_size=1)
    operator = Principal(subject=f"operator:{getpass.getuser()}")
    writer = Writer(engine, Keyring("core", read_master_key()), Journal(operator), datetime.now(UTC))
    try:
        async with writer.system_transaction() as db:
            key = await change_keys(db, writer.keyring, writer.now)
            writer.journal.note(AuditAction.KEY_USE, "SigningKey", key.id, changes={"signs from now on": key.kid})
    finally:
        await engine.dispose()
    return f"{key.kid} signs within a minute; what the former key signed is accepted until it ends."
