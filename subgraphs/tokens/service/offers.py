"""What tokens cost: packages that are sold, and the rates of operations."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import Range
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from shared_models.access import user_id_of
from shared_models.audit import AuditAction
from shared_models.tokens import TokenPackage, TokenPackageStatus, TokenRate
from subgraphs.kit.refusals import ErrorCode, Refused, version_conflict
from subgraphs.kit.writing import Writer
from subgraphs.tokens.rules import states
from subgraphs.tokens.rules.rates import end_of_rate

NO_PACKAGE: Final = Refused(ErrorCode.NOT_FOUND, "There is no such package.", ("input", "packageId"))
_ONE_AT_A_TIME: Final = sa.text("SELECT pg_advisory_xact_lock(hashtext(:operation))")
TAKEN: Final = Refused(ErrorCode.ALREADY_EXISTS, "There is a package of this code.", ("input", "packageCode"))


@dataclass(frozen=True, slots=True)
class Offer:
    """So many tokens for a price, while it is valid; another price is another offer."""

    package_code: str
    name: str
    tokens: int
    bonus_tokens: int
    price: Decimal
    currency: str
    valid_from: date
    valid_until: date | None
    display_order: int


async def create_package(writer: Writer, offer: Offer) -> UUID | Refused:
    """Offer a package for sale; return it."""
    if offer.valid_until is not None and offer.valid_until <= offer.valid_from:
        return Refused(ErrorCode.VALIDATION, "validUntil comes after validFrom.", ("input", "validUntil"))
    package = TokenPackage(
        package_code=offer.package_code,
        name=offer.name,
        tokens=offer.tokens,
        bonus_tokens=offer.bonus_tokens,
        price=offer.price,
        currency=offer.currency,
        valid_span=Range(offer.valid_from, offer.valid_until),
        display_order=offer.display_order,
        status=TokenPackageStatus.ACTIVE,
        created_at=writer.now,
        created_by=user_id_of(writer.journal.principal),
    )
    async with writer.transaction() as db:
        if await _is_taken(db, offer.package_code):
            return TAKEN
        db.add(package)
        changes = {"tokens": offer.tokens, "price": str(offer.price), "currency": offer.currency}
        writer.journal.note(AuditAction.CREATE, "TokenPackage", package.id, changes=changes)
    return package.id


async def retire_package(writer: Writer, *, package_id: UUID, expected_version: int) -> UUID | Refused:
    """Sell a package no longer; return it."""
    async with writer.transaction() as db:
        package = await db.get(TokenPackage, package_id, with_for_update=True)
        if package is None:
            return NO_PACKAGE
        status = TokenPackageStatus.RETIRED
        refused = version_conflict("The package", package.version, expected_version) or states.may_become(
            states.PACKAGE, "package", package.status, status, "packageId"
        )
        if refused is not None:
            return refused
        changes = {"status": [package.status, status]}
        writer.journal.note(AuditAction.TRANSITION, "TokenPackage", package.id, changes=changes)
        package.status = status
        package.version += 1
        package.updated_at, package.updated_by = writer.now, user_id_of(writer.journal.principal)
    return package_id


async def set_rate(
    writer: Writer, *, operation: str, tokens: int, is_refundable: bool, valid_from: date
) -> UUID | Refused:
    """Let an operation cost so much from a day on, until the next rate that is set already; return the rate."""
    async with writer.transaction() as db:
        await db.execute(_ONE_AT_A_TIME, {"operation": operation})
        rates = (await db.execute(sa.select(TokenRate).where(col(TokenRate.operation) == operation))).scalars().all()
        begins = [rate.span.lower or date.min for rate in rates]
        end = end_of_rate(begins, valid_from, today=writer.now.date())
        if isinstance(end, Refused):
            return end
        for rate in rates:
            if valid_from in rate.span:
                rate.span = Range(rate.span.lower, valid_from)
                rate.version += 1
                rate.updated_at, rate.updated_by = writer.now, user_id_of(writer.journal.principal)
        await db.flush()
        rate = TokenRate(
            operation=operation,
            tokens=tokens,
            is_refundable=is_refundable,
            span=Range(valid_from, end),
            created_at=writer.now,
            created_by=user_id_of(writer.journal.principal),
        )
        db.add(rate)
        changes = {"operation": operation, "tokens": tokens, "from": str(valid_from)}
        writer.journal.note(AuditAction.CREATE, "TokenRate", rate.id, changes=changes)
    return rate.id


async def _is_taken(db: AsyncSession, package_code: str) -> bool:
    found = sa.exists().where(col(TokenPackage.package_code) == package_code)
    return bool(await db.scalar(sa.select(found)))
