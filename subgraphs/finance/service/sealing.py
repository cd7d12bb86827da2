"""The ledger's replay order: 1, 2, 3 … without gaps, given after commit, so that no reader skips a posting."""

from typing import Final

import sqlalchemy as sa

from subgraphs.finance.service.ledger import TRANSACTIONS, lock_ledger
from subgraphs.kit.writing import Writer

BATCH: Final = 500

_WAITING: Final = (
    sa.select(TRANSACTIONS.c.id)
    .where(TRANSACTIONS.c.position.is_(None))
    .order_by(TRANSACTIONS.c.created_at, TRANSACTIONS.c.id)
    .limit(BATCH)
)
_SEAL: Final = sa.text("""
    UPDATE ledger_transactions AS posted SET position = numbered.position
    FROM (
        SELECT id, turn + (SELECT coalesce(max(position), 0) FROM ledger_transactions) AS position
        FROM unnest(:ids) WITH ORDINALITY AS waiting(id, turn)
    ) AS numbered
    WHERE posted.id = numbered.id
""").bindparams(sa.bindparam("ids", type_=sa.ARRAY(sa.Uuid)))


async def seal(writer: Writer) -> int:
    """Give the oldest postings that have none their place; return how many."""
    async with writer.system_transaction() as db:
        if (await db.execute(_WAITING.limit(1))).first() is None:
            return 0
        # With the lock, what this sees is all there is, and nobody else numbers.
        await lock_ledger(db)
        waiting = (await db.execute(_WAITING)).scalars().all()
        await db.execute(_SEAL, {"ids": list(waiting)})
        return len(waiting)
