"""Orders given with a key: given twice, carried out once, and answered with the same result.

In the transaction of the order, around everything else::

    async def spend() -> dict[str, Any] | Refused:
        ...
        return {"entry_id": str(entry.id)}

    kept = await once(db, scope="spendTokens:u1", key=key, order=input, now=writer.now, do=spend)

or, step by step::

    match await begin_order(db, scope="submitClaim:u1", key=key, order=input, now=writer.now):
        case Refused() as refused: return refused
        case Repeated(response): return await read_claim(response["claim_id"])
        case Fresh() as order: ...
    await order.keep(db, {"claim_id": str(claim.id)})

Two that come at the same time: the second waits at the row of the first until that commits, and is answered like it, or
until it rolls back, and is carried out. What is kept are ids; the rows behind them are read by whoever asks. A refusal
is not kept: what stood in the way may be gone when the order is given again.
"""

import hashlib
import json
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final, TypeVar

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.ext.asyncio import AsyncSession

from shared_models.events import IDEMPOTENCY
from subgraphs.kit.refusals import ErrorCode, Refused

Refusal = TypeVar("Refusal", bound=Refused | tuple[Refused, ...])

KEPT: Final = timedelta(days=30)
KEY_LENGTHS: Final = range(8, 101)
FORGOTTEN_AT_ONCE: Final = 100

_BEGIN: Final = sa.text(f"""
    INSERT INTO {IDEMPOTENCY} AS row (scope, key, request_hash, status, expires_at)
    VALUES (:scope, :key, :request_hash, 'in_progress', :expires_at)
    ON CONFLICT (scope, key) DO UPDATE
    SET request_hash = :request_hash, status = 'in_progress', response = NULL, expires_at = :expires_at
    WHERE row.expires_at <= :now
    RETURNING 1
""")  # noqa: S608  # names of ours
_FIND: Final = sa.text(
    f"SELECT request_hash, response FROM {IDEMPOTENCY} WHERE scope = :scope AND key = :key"  # noqa: S608  # the same
).columns(response=sa.JSON)
_KEEP: Final = sa.text(
    f"UPDATE {IDEMPOTENCY} SET status = 'done', response = :response WHERE scope = :scope AND key = :key"  # noqa: S608  # the same
).bindparams(sa.bindparam("response", type_=JSONB))
_DROP: Final = sa.text(f"DELETE FROM {IDEMPOTENCY} WHERE scope = :scope AND key = :key")  # noqa: S608  # the same
_FORGET: Final = sa.text(f"""
    DELETE FROM {IDEMPOTENCY} WHERE (scope, key) IN (
        SELECT scope, key FROM {IDEMPOTENCY} WHERE expires_at <= :now
        ORDER BY expires_at LIMIT {FORGOTTEN_AT_ONCE} FOR UPDATE SKIP LOCKED
    )
""")  # noqa: S608  # the same

REUSED: Final = Refused(
    ErrorCode.IDEMPOTENCY_KEY_REUSED,
    "This key came with another order before. Take a new key for a new order.",
    ("input", "idempotencyKey"),
)
BAD_KEY: Final = Refused(
    ErrorCode.VALIDATION, "An idempotency key has 8 to 100 characters.", ("input", "idempotencyKey")
)


@dataclass(frozen=True, slots=True)
class Fresh:
    """An order that was not given before."""

    scope: str
    key: str

    async def keep(self, db: AsyncSession, response: Mapping[str, Any]) -> None:
        """Keep what came of the order, in the transaction that did it."""
        await db.execute(_KEEP, {"scope": self.scope, "key": self.key, "response": dict(response)})

    async def drop(self, db: AsyncSession) -> None:
        """Let the key be new again: the order was refused."""
        await db.execute(_DROP, {"scope": self.scope, "key": self.key})


@dataclass(frozen=True, slots=True)
class Repeated:
    """An order that was carried out before, and what came of it."""

    response: Mapping[str, Any]


async def once(
    db: AsyncSession,
    *,
    scope: str,
    key: str,
    order: Mapping[str, Any],
    now: datetime,
    do: Callable[[], Awaitable[Mapping[str, Any] | Refusal]],
) -> Mapping[str, Any] | Refused | Refusal:
    """Carry an order out, or return what came of it before; what refuses it has written nothing yet."""
    begun = await begin_order(db, scope=scope, key=key, order=order, now=now)
    match begun:
        case Refused():
            return begun
        case Repeated(response):
            return response
        case Fresh():
            done = await do()
            await (begun.keep(db, done) if isinstance(done, Mapping) else begun.drop(db))
            return done


async def begin_order(
    db: AsyncSession, *, scope: str, key: str, order: Mapping[str, Any], now: datetime
) -> Fresh | Repeated | Refused:
    """Begin an order in the transaction of `db`; `scope` says which mutation, and whose: nobody finds another's."""
    if len(key) not in KEY_LENGTHS:
        return BAD_KEY
    request_hash = digest_of(order)
    names = {"scope": scope, "key": key}
    row = {**names, "request_hash": request_hash, "expires_at": now + KEPT, "now": now}
    if (await db.execute(_BEGIN, row)).first() is not None:
        return Fresh(scope, key)
    found = (await db.execute(_FIND, names)).one()
    return Repeated(found.response or {}) if found.request_hash == request_hash else REUSED


async def forget_orders(db: AsyncSession, now: datetime) -> int:
    """Delete some keys whose time is over; return how many."""
    result = await db.execute(_FORGET, {"now": now})
    return int(getattr(result, "rowcount", 0))


def digest_of(order: Mapping[str, Any]) -> bytes:
    """Return the digest of an order's canonical form."""
    return hashlib.sha256(canonical(order).encode()).digest()


def canonical(order: Mapping[str, Any]) -> str:
    """Return an order in the form in which names have no order and values are as they are read."""
    return json.dumps(order, sort_keys=True, separators=(",", ":"), ensure_ascii=True, default=str)
