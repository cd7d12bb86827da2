"""Preauthorisations: asked for, decided, cancelled, expired, and used up by the lines of claims."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict
from datetime import date
from typing import Final
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import Range, insert
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from shared_models.access import user_id_of
from shared_models.audit import AuditAction
from shared_models.base import new_id
from shared_models.claims import (
    Claim,
    ClaimLine,
    Preauthorization,
    PreauthorizationStatus,
)
from shared_models.claims.base import PREAUTHORIZATION_NUMBERS
from subgraphs.claims.rules.promises import (
    Denial,
    Promise,
    Wish,
    may_ask,
    may_cancel,
    may_follow,
    promise_faults,
    wish_faults,
)
from subgraphs.claims.service.adjudication.own_facts import paid_of_line
from subgraphs.kit.idempotency import once
from subgraphs.kit.numbers import next_number
from subgraphs.kit.refusals import ErrorCode, Refused, version_conflict
from subgraphs.kit.writing import Author, Writer

BATCH: Final = 200
NO_PREAUTHORIZATION: Final = Refused(
    ErrorCode.NOT_FOUND, "There is no such preauthorisation.", ("input", "preauthorizationId")
)
OPEN: Final = (PreauthorizationStatus.REQUESTED, PreauthorizationStatus.APPROVED)


async def request_preauthorization(writer: Writer, wish: Wish, *, key: str) -> UUID | Refused | tuple[Refused, ...]:
    """Store what a provider asks for, once; return its id."""
    refused = may_ask(writer.actor, wish) or wish_faults(wish, writer.now.date())
    if refused:
        return refused

    async def ask() -> dict[str, str] | Refused:
        row = {
            "id": new_id(),
            "preauthorization_number": next_number("PRE", PREAUTHORIZATION_NUMBERS, writer.now),
            "created_at": writer.now,
            "updated_at": writer.now,
            "created_by": user_id_of(writer.actor),
            "member_id": wish.member_id,
            "provider_id": wish.provider_id,
            "code_system": wish.procedure.system,
            "procedure_code": wish.procedure.code,
            "units_requested": wish.units,
            "amount_limit": wish.amount_limit,
            "currency": wish.currency,
            "span": Range(wish.days.start, wish.days.end),
        }
        stored = insert(Preauthorization).values(row).returning(Preauthorization)
        found = (await db.scalars(stored)).one()
        changes = {"number": found.preauthorization_number, "status": found.status}
        writer.journal.note(AuditAction.CREATE, "Preauthorization", found.id, changes=changes)
        return {"preauthorization_id": str(found.id)}

    async with writer.transaction() as db:
        scope = f"requestPreauthorization:{writer.actor.subject}"
        done = await once(db, scope=scope, key=key, order=asdict(wish), now=writer.now, do=ask)
        return UUID(done["preauthorization_id"]) if isinstance(done, Mapping) else done


async def decide_preauthorization(
    writer: Writer, decision: Promise | Denial, *, preauthorization_id: UUID, version: int
) -> UUID | Refused | tuple[Refused, ...]:
    """Grant what is asked for, or less, or nothing; return its id."""
    async with writer.transaction() as db:
        found = await _locked(db, preauthorization_id, version)
        if isinstance(found, Refused):
            return found
        if found.status is not PreauthorizationStatus.REQUESTED:
            return _no_way(found, "decided")
        match decision:
            case Promise():
                wrong = promise_faults(decision, requested=found.units_requested, currency=found.currency)
                if wrong:
                    return wrong
                found.units_approved = decision.units or found.units_requested
                if decision.amount_limit is not None:
                    found.amount_limit = decision.amount_limit
                status = PreauthorizationStatus.APPROVED
            case Denial(reason):
                found.decision_reason = reason
                status = PreauthorizationStatus.DENIED
        found.decided_by, found.decided_at = user_id_of(writer.actor), writer.now
        return await _move(db, writer, found, status) or found.id


async def cancel_preauthorization(writer: Writer, *, preauthorization_id: UUID, version: int) -> UUID | Refused:
    """Take a wish or a promise back; what was used of it stays used. Return its id."""
    async with writer.transaction() as db:
        found = await _locked(db, preauthorization_id, version)
        if isinstance(found, Refused):
            return found
        if not may_cancel(writer.actor, found.provider_id):
            return NO_PREAUTHORIZATION
        return await _move(db, writer, found, PreauthorizationStatus.CANCELLED) or found.id


async def use_preauthorizations(
    db: AsyncSession, author: Author, claim: Claim, used: Mapping[UUID, UUID], *, is_first: bool
) -> None:
    """Note which promise each line of a claim uses now, by their ids, in place of those of the run before.

    What is used of a promise is what its lines come to; so taking a claim back is to use none.
    """
    if is_first and not used:
        return
    line = sa.update(ClaimLine).where(col(ClaimLine.claim_id) == claim.id)
    before = sa.select(col(ClaimLine.preauthorization_id)).where(
        col(ClaimLine.claim_id) == claim.id, col(ClaimLine.preauthorization_id).is_not(None)
    )
    concerned = {*(await db.scalars(before)), *used.values()}
    await db.execute(line.values(preauthorization_id=None))
    for line_id, preauthorization_id in used.items():
        await db.execute(line.where(col(ClaimLine.id) == line_id).values(preauthorization_id=preauthorization_id))
    await _add_up(db, author, concerned)


async def expire_preauthorizations(writer: Writer, today: date) -> int:
    """End some preauthorisations whose last day is over; return how many."""
    async with writer.system_transaction() as db:
        over = (
            sa.select(Preauthorization)
            .where(col(Preauthorization.status).in_(OPEN), sa.func.upper(col(Preauthorization.span)) <= today)
            .order_by(sa.func.upper(col(Preauthorization.span)))
            .limit(BATCH)
            .with_for_update(skip_locked=True)
        )
        found = (await db.scalars(over)).all()
        for each in found:
            await _move(db, writer, each, PreauthorizationStatus.EXPIRED)
        return len(found)


async def _add_up(db: AsyncSession, author: Author, ids: Iterable[UUID | None]) -> None:
    """Set what is used of promises; one with no units left is exhausted, until some come back."""
    found = sa.select(Preauthorization).where(col(Preauthorization.id).in_(ids)).order_by(col(Preauthorization.id))
    for each in await db.scalars(found.with_for_update()):
        sums = sa.select(
            sa.func.coalesce(sa.func.sum(col(ClaimLine.units)), 0), sa.func.coalesce(sa.func.sum(paid_of_line()), 0)
        ).where(col(ClaimLine.preauthorization_id) == each.id)
        each.units_used, each.amount_used = (await db.execute(sums)).one()
        is_used_up = each.units_used >= each.units_approved
        if is_used_up and each.status is PreauthorizationStatus.APPROVED:
            await _move(db, author, each, PreauthorizationStatus.EXHAUSTED)
        elif not is_used_up and each.status is PreauthorizationStatus.EXHAUSTED:
            await _move(db, author, each, PreauthorizationStatus.APPROVED)
    await db.flush()


async def _locked(db: AsyncSession, preauthorization_id: UUID, version: int) -> Preauthorization | Refused:
    found = sa.select(Preauthorization).where(col(Preauthorization.id) == preauthorization_id).with_for_update()
    row = (await db.scalars(found)).one_or_none()
    if row is None:
        return NO_PREAUTHORIZATION
    return version_conflict(f"Preauthorisation {row.preauthorization_number}", row.version, version) or row


async def _move(
    db: AsyncSession, author: Author, found: Preauthorization, to: PreauthorizationStatus
) -> Refused | None:
    """Bring a preauthorisation into another state; returns why it may not go there."""
    if not may_follow(found.status, to):
        return _no_way(found, to.value)
    changes = {"status": [found.status, to]}
    author.journal.note(AuditAction.TRANSITION, "Preauthorization", found.id, changes=changes)
    found.status = to
    found.version += 1
    found.updated_at, found.updated_by = author.now, user_id_of(author.journal.principal)
    await db.flush()
    return None


def _no_way(found: Preauthorization, to: str) -> Refused:
    message = f"Preauthorisation {found.preauthorization_number} is {found.status.value}, and cannot be {to}."
    return Refused(ErrorCode.INVALID_TRANSITION, message, ("input", "preauthorizationId"))
