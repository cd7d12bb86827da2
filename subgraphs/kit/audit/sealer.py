"""The sealer: numbers the rows of the audit log after their commit, in order, and chains them by their hashes.

A number drawn inside a transaction would leave gaps and be overtaken by slow writers, and a head locked inside one
would make every writer wait. So rows are written without, and one sealer a service, held by an advisory lock, seals
what has been committed. It is a task of every process of a service: whoever gets the lock works.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from time import monotonic
from typing import Any, Final

import sqlalchemy as sa
import structlog
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.exc import DBAPIError, InterfaceError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from shared_models.access import AS_SYSTEM, sealer_of
from shared_models.audit import FIRST_PREV_HASH, LOG, seal_of
from shared_models.locks import Lock
from subgraphs.kit.audit.heads import tell_head

BATCH: Final = 500
PAUSE_S: Final = 1.0
HEADS_EVERY_S: Final = 3_600.0
LOG_COLUMNS: Final = (
    "id, occurred_at, actor, actor_roles, action, entity_type, entity_id, changes, reason, request_id, ip"
)

log = structlog.get_logger()

_HEAD: Final = sa.text(f"SELECT number, hash FROM {LOG} WHERE number IS NOT NULL ORDER BY number DESC LIMIT 1")  # noqa: S608  # names of ours
_UNSEALED: Final = sa.text(
    f"SELECT {LOG_COLUMNS} FROM {LOG} WHERE number IS NULL ORDER BY occurred_at, id LIMIT {BATCH}"  # noqa: S608  # the same
).columns(changes=sa.JSON)
_SEAL: Final = sa.text(f"""
    UPDATE {LOG} AS row SET number = seal.number, prev_hash = seal.prev_hash, hash = seal.hash
    FROM unnest(:ids, :instants, :numbers, :prev_hashes, :hashes) AS seal(id, occurred_at, number, prev_hash, hash)
    WHERE row.id = seal.id AND row.occurred_at = seal.occurred_at
""").bindparams(  # noqa: S608  # the same
    sa.bindparam("ids", type_=ARRAY(sa.Uuid)),
    sa.bindparam("instants", type_=ARRAY(sa.DateTime(timezone=True))),
    sa.bindparam("numbers", type_=ARRAY(sa.BigInteger)),
    sa.bindparam("prev_hashes", type_=ARRAY(sa.LargeBinary)),
    sa.bindparam("hashes", type_=ARRAY(sa.LargeBinary)),
)


async def seal(engine: AsyncEngine, domain: str) -> int:
    """Seal the oldest rows that are not; return how many. Does nothing while another process seals."""
    async with engine.begin() as connection:
        await connection.execute(sa.text(f"SET LOCAL ROLE {sealer_of(domain)}"))
        await connection.execute(sa.text(AS_SYSTEM))
        if not await connection.scalar(
            sa.text("SELECT pg_try_advisory_xact_lock(:lock)"), {"lock": Lock.SEALING.value}
        ):
            return 0
        return await _seal_batch(connection)


async def _seal_batch(connection: AsyncConnection) -> int:
    head = (await connection.execute(_HEAD)).one_or_none()
    number, prev_hash = (head.number, head.hash) if head else (0, FIRST_PREV_HASH)
    sealed: dict[str, list[Any]] = {"ids": [], "instants": [], "numbers": [], "prev_hashes": [], "hashes": []}
    for row in await connection.execute(_UNSEALED):
        number += 1
        digest = seal_of(row._asdict(), number=number, prev_hash=prev_hash)
        for name, value in zip(sealed, (row.id, row.occurred_at, number, prev_hash, digest), strict=True):
            sealed[name].append(value)
        prev_hash = digest
    if sealed["ids"]:
        await connection.execute(_SEAL, sealed)
    return len(sealed["ids"])


@asynccontextmanager
async def sealing(engine: AsyncEngine, domain: str) -> AsyncIterator[None]:
    """Keep the log sealed while the block runs; what is left at the end, the next process seals."""
    task = asyncio.create_task(_keep_sealing(engine, domain))
    try:
        yield
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


async def _keep_sealing(engine: AsyncEngine, domain: str) -> None:
    told, told_at = 0, -HEADS_EVERY_S
    while True:
        is_more = False
        try:
            is_more = await seal(engine, domain) == BATCH
            if not is_more and monotonic() - told_at >= HEADS_EVERY_S:
                before, told = told, await tell_progress(engine, domain, told)
                told_at = monotonic() if told > before else told_at
        except (OSError, TimeoutError, DBAPIError, InterfaceError) as error:
            log.warning("the audit log cannot be sealed now", error=type(error).__name__)
        if not is_more:
            await asyncio.sleep(PAUSE_S)


async def tell_progress(engine: AsyncEngine, domain: str, told: int) -> int:
    """Tell the head of the chain if it is beyond the number told last; return the number told now."""
    async with engine.begin() as connection:
        await connection.execute(sa.text(f"SET LOCAL ROLE {sealer_of(domain)}"))
        await connection.execute(sa.text(AS_SYSTEM))
        head = (await connection.execute(_HEAD)).one_or_none()
        if head is None or head.number <= told:
            return told
        await tell_head(connection, domain, head.number, head.hash)
        return int(head.number)
