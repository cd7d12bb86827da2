"""Orders given with a key: given twice, carried out once, and answered with the same result.

In the transaction of the order, around everything else::

    async def spend() -> dict[str, Any] | Refused:
        ...
        return {"entry_id": str(entry.id)}

    kept = await once(db, scope="spendTokens:u1", key=key, order=input, now=writer.now, do=spend)

for a batch of orders, each with a key of its own, `once_each`; or, step by step::

    match await begin_order(db, scope="submitClaim:u1", key=key, order=input, now=writer.now):
        case Refused() as refused: return refused
        case Repeated(response): return await read_claim(response["claim_id"])
        case Fresh() as order: ...
    await order.keep(db, {"claim_id": str(claim.id)})

Two that come at the same time: the second waits at the row of the first until that commits, and is answered like it, or
until it rolls back, and is carried out. A batch begins its keys in their order, so that no two batches wait for each
other in a circle. What is kept are ids; the rows behind them are read by whoever asks. A refusal is not kept: what
stood in the way may be gone when the order is given again.
"""

import hashlib
import json
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final, TypeVar

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.ext.asyncio import AsyncSession

from shared_models.events import IDEMPOTENCY
from subgraphs.kit.refusals import ErrorCode, Refused

Refusal = TypeVar("Refusal", bound=Refused | tuple[Refused, ...])

KEPT: Final = timedelta(days=30)
KEY_LENGTHS: Final = range(8, 101)
FORGOTTEN_AT_ONCE: Final = 100

_BEGIN: Final = sa.text(f"""
    INSERT INTO {IDEMPOTENCY} AS row (scope, key, request_hash, status, expires_at)
    SELECT :scope, key, request_hash, 'in_progress', :expires_at
    FROM unnest(:keys, :hashes) AS given (key, request_hash)
    ORDER BY key
    ON CONFLICT (scope, key) DO UPDATE
    SET request_hash = excluded.request_hash, status = 'in_progress', response = NULL, expires_at = excluded.expires_at
    WHERE row.expires_at <= :now
    RETURNING key
""").bindparams(  # noqa: S608  # names of ours
    sa.bindparam("scope", type_=sa.Text),
    sa.bindparam("keys", type_=ARRAY(sa.Text)),
    sa.bindparam("hashes", type_=ARRAY(sa.LargeBinary)),
    sa.bindparam("expires_at", type_=sa.DateTime(timezone=True)),
)
_FIND: Final = (
    sa.text(f"SELECT key, request_hash, response FROM {IDEMPOTENCY} WHERE scope = :scope AND key = ANY(:keys)")  # noqa: S608  # the same
    .columns(response=sa.JSON)
    .bindparams(sa.bindparam("keys", type_=ARRAY(sa.Text)))
)
_KEEP: Final = sa.text(
    f"UPDATE {IDEMPOTENCY} SET status = 'done', response = :response WHERE scope = :scope AND key = :key"  # noqa: S608  # the same
).bindparams(sa.bindparam("response", type_=JSONB))
_DROP: Final = sa.text(
    f"DELETE FROM {IDEMPOTENCY} WHERE scope = :scope AND key = ANY(:keys)"  # noqa: S608  # the same
).bindparams(sa.bindparam("keys", type_=ARRAY(sa.Text)))
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
        await _keep(db, self.scope, {self.key: response})

    async def drop(self, db: AsyncSession) -> None:
        """Let the key be new again: the order was refused."""
        await _drop(db, self.scope, [self.key])


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

    async def do_it(_keys: Sequence[str]) -> dict[str, Mapping[str, Any] | Refusal]:
        return {key: await do()}

    return (await once_each(db, scope=scope, orders={key: order}, now=now, do=do_it))[key]


async def once_each(
    db: AsyncSession,
    *,
    scope: str,
    orders: Mapping[str, Mapping[str, Any]],
    now: datetime,
    do: Callable[[Sequence[str]], Awaitable[Mapping[str, Mapping[str, Any] | Refusal]]],
) -> dict[str, Mapping[str, Any] | Refused | Refusal]:
    """Carry out those orders that were not before, and return what came of each, by key.

    `do` is given the keys of those; what it refuses of them has written nothing.
    """
    begun = await begin_orders(db, scope=scope, orders=orders, now=now)
    fresh = [key for key, each in begun.items() if isinstance(each, Fresh)]
    done = await do(fresh) if fresh else {}
    await _keep(db, scope, {key: each for key, each in done.items() if isinstance(each, Mapping)})
    await _drop(db, scope, [key for key, each in done.items() if not isinstance(each, Mapping)])
    return {key: done[key] if key in done else _answer(each) for key, each in begun.items()}


async def begin_order(
    db: AsyncSession, *, scope: str, key: str, order: Mapping[str, Any], now: datetime
) -> Fresh | Repeated | Refused:
    """Begin an order in the transaction of `db`; `scope` says which mutation, and whose: nobody finds another's."""
    return (await begin_orders(db, scope=scope, orders={key: order}, now=now))[key]


async def begin_orders(
    db: AsyncSession, *, scope: str, orders: Mapping[str, Mapping[str, Any]], now: datetime
) -> dict[str, Fresh | Repeated | Refused]:
    """Begin the orders of a batch, each by its key."""
    hashes = {key: digest_of(order) for key, order in orders.items() if len(key) in KEY_LENGTHS}
    row = {"scope": scope, "keys": list(hashes), "hashes": list(hashes.values()), "expires_at": now + KEPT, "now": now}
    fresh = set(await db.scalars(_BEGIN, row))
    known = [key for key in hashes if key not in fresh]
    found = {each.key: each for each in await db.execute(_FIND, {"scope": scope, "keys": known})} if known else {}

    def begun(key: str) -> Fresh | Repeated | Refused:
        if key not in hashes:
            return BAD_KEY
        if key in fresh:
            return Fresh(scope, key)
        return Repeated(found[key].response or {}) if found[key].request_hash == hashes[key] else REUSED

    return {key: begun(key) for key in orders}


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


async def _keep(db: AsyncSession, scope: str, responses: Mapping[str, Mapping[str, Any]]) -> None:
    if responses:
        kept = [{"scope": scope, "key": key, "response": dict(each)} for key, each in responses.items()]
        await db.execute(_KEEP, kept)


async def _drop(db: AsyncSession, scope: str, keys: Sequence[str]) -> None:
    if keys:
        await db.execute(_DROP, {"scope": scope, "keys": list(keys)})


def _answer(begun: Fresh | Repeated | Refused) -> Mapping[str, Any] | Refused:
    """Return what is answered to an order that is not carried out now."""
    assert not isinstance(begun, Fresh), "it is carried out"
    return begun.response if isinstance(begun, Repeated) else begun
