"""Tokens are set aside for an operation; it takes what it used, or gives them back, or its time is over."""

from datetime import timedelta
from typing import Any, Final
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from shared_models.access import user_id_of
from shared_models.audit import AuditAction
from shared_models.tokens import HoldStatus, TokenHold
from subgraphs.kit.idempotency import once
from subgraphs.kit.refusals import ErrorCode, Refused
from subgraphs.kit.writing import Author, Writer
from subgraphs.tokens.rules import states
from subgraphs.tokens.service.accounts import (
    NO_WALLET,
    Account,
    Why,
    for_what,
    open_account,
    price_of,
)
from subgraphs.tokens.service.spending import Use

LASTS: Final = timedelta(minutes=15)
BATCH: Final = 100

NO_HOLD: Final = Refused(ErrorCode.NOT_FOUND, "There is no such hold.", ("input", "holdId"))
HELD_ALREADY: Final = Refused(
    ErrorCode.ALREADY_EXISTS,
    "Tokens are, or were, held for this operation on this reference.",
    ("input", "referenceId"),
)
OVER: Final = Refused(
    ErrorCode.INVALID_TRANSITION, "The time of this hold is over: its tokens go back.", ("input", "holdId")
)


async def hold_tokens(writer: Writer, *, key: str, wallet_id: UUID, tokens: int, use: Use) -> UUID | Refused:
    """Set tokens of a wallet aside, once for a key; return the hold."""
    async with writer.system_transaction() as db:

        async def do() -> dict[str, Any] | Refused:
            account = await open_account(db, writer, wallet_id)
            hold = NO_WALLET if account is None else await _hold(account, tokens, use, key)
            return hold if isinstance(hold, Refused) else {"hold_id": str(hold.id)}

        order = {"wallet": wallet_id, "tokens": tokens, "use": [use.operation, use.reference_type, use.reference_id]}
        scope = f"holdTokens:{writer.actor.subject}"
        kept = await once(db, scope=scope, key=key, order=order, now=writer.now, do=do)
    return kept if isinstance(kept, Refused) else UUID(kept["hold_id"])


async def _hold(account: Account, tokens: int, use: Use, key: str) -> TokenHold | Refused:
    db, author = account.db, account.author
    if await _is_held(db, use):
        return HELD_ALREADY
    step = account.wallet.hold(tokens)
    if isinstance(step, Refused):
        return step
    hold = TokenHold(
        wallet_id=account.id,
        tokens=tokens,
        operation=use.operation,
        reference_type=use.reference_type,
        reference_id=use.reference_id,
        expires_at=author.now + LASTS,
        created_at=author.now,
        created_by=user_id_of(author.journal.principal),
    )
    db.add(hold)
    await db.flush()
    await account.book(step, use.why(key, hold_id=hold.id))
    author.journal.note(AuditAction.CREATE, "TokenHold", hold.id, changes={"tokens": tokens})
    return hold


async def capture_hold(writer: Writer, *, key: str, hold_id: UUID, tokens: int) -> UUID | Refused:
    """Spend what an operation used of its hold, and give back the rest, once for a key; return the hold."""
    async with writer.system_transaction() as db:

        async def do() -> dict[str, Any] | Refused:
            found = await _open_hold(db, writer, hold_id, HoldStatus.CAPTURED)
            if isinstance(found, Refused):
                return found
            account, hold = found
            if hold.expires_at <= writer.now:
                return OVER
            if tokens > hold.tokens:
                message = f"{hold.tokens} tokens are held, {tokens} cannot be captured."
                return Refused(ErrorCode.INSUFFICIENT_TOKENS, message, ("input", "tokens"))
            await _capture(account, hold, tokens, key)
            return {"hold_id": str(hold.id)}

        scope = f"captureHold:{writer.actor.subject}"
        order = {"hold": hold_id, "tokens": tokens}
        kept = await once(db, scope=scope, key=key, order=order, now=writer.now, do=do)
    return kept if isinstance(kept, Refused) else hold_id


async def _capture(account: Account, hold: TokenHold, tokens: int, key: str) -> None:
    step, why = account.wallet.capture(hold.tokens, used=tokens), _why(hold, key)
    hold.captured_tokens = tokens
    _end(account.author, hold, HoldStatus.CAPTURED)
    await account.book(step, why)
    await account.tell("spent", tokens=tokens, **for_what(why), **price_of(step))


async def release_hold(writer: Writer, *, key: str, hold_id: UUID) -> UUID | Refused:
    """Give back what is held, once for a key; return the hold."""
    async with writer.system_transaction() as db:

        async def do() -> dict[str, Any] | Refused:
            found = await _open_hold(db, writer, hold_id, HoldStatus.RELEASED)
            if isinstance(found, Refused):
                return found
            await _give_back(*found, status=HoldStatus.RELEASED, key=key)
            return {"hold_id": str(hold_id)}

        scope = f"releaseHold:{writer.actor.subject}"
        kept = await once(db, scope=scope, key=key, order={"hold": hold_id}, now=writer.now, do=do)
    return kept if isinstance(kept, Refused) else hold_id


async def release_expired(writer: Writer) -> int:
    """Give back what holds have whose time is over, each in a transaction of its own; return how many there were."""
    async with writer.system_transaction() as db:
        over = (
            sa.select(col(TokenHold.id))
            .where(col(TokenHold.status) == HoldStatus.ACTIVE, col(TokenHold.expires_at) <= writer.now)
            .order_by(col(TokenHold.expires_at))
            .limit(BATCH)
        )
        ids = (await db.execute(over)).scalars().all()
    for hold_id in ids:
        async with writer.system_transaction() as db:
            found = await _open_hold(db, writer, hold_id, HoldStatus.EXPIRED)
            if not isinstance(found, Refused):
                await _give_back(*found, status=HoldStatus.EXPIRED, key=f"expired:{hold_id}")
    return len(ids)


async def _give_back(account: Account, hold: TokenHold, *, status: HoldStatus, key: str) -> None:
    step = account.wallet.release(hold.tokens)
    _end(account.author, hold, status)
    await account.book(step, _why(hold, key))


async def _open_hold(
    db: AsyncSession, author: Author, hold_id: UUID, status: HoldStatus
) -> tuple[Account, TokenHold] | Refused:
    """Return a hold that may get a status, and its account, which is opened first: all lock in one order."""
    wallet_id = await db.scalar(sa.select(col(TokenHold.wallet_id)).where(col(TokenHold.id) == hold_id))
    account = None if wallet_id is None else await open_account(db, author, wallet_id)
    if account is None:
        return NO_HOLD
    hold = await db.get_one(TokenHold, hold_id)
    return states.may_become(states.HOLD, "hold", hold.status, status, "holdId") or (account, hold)


def _end(author: Author, hold: TokenHold, status: HoldStatus) -> None:
    author.journal.note(AuditAction.TRANSITION, "TokenHold", hold.id, changes={"status": [hold.status, status]})
    hold.status = status
    hold.version += 1
    hold.updated_at, hold.updated_by = author.now, user_id_of(author.journal.principal)


async def _is_held(db: AsyncSession, use: Use) -> bool:
    held = sa.exists().where(
        col(TokenHold.operation) == use.operation,
        col(TokenHold.reference_type) == use.reference_type,
        col(TokenHold.reference_id) == use.reference_id,
    )
    return bool(await db.scalar(sa.select(held)))


def _why(hold: TokenHold, key: str) -> Why:
    return Use(hold.operation, hold.reference_type, hold.reference_id).why(key, hold_id=hold.id)
