"""How used up limits are: entries for what a result uses, and their exact negatives when it is taken back.

Nobody writes the sums: the database adds up what is entered (`shared_models/claims/history.py`).
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any, TypeAlias
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import Range, insert
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased
from sqlmodel import col

from shared_models.base import new_id
from shared_models.claims import (
    Accumulator,
    AccumulatorNetwork,
    BenefitUtilization,
    BenefitUtilizationEntry,
    Claim,
)
from subgraphs.claims.rules.limits import OF_FAMILY, Use
from subgraphs.kit.writing import Author

# Whose limit it is, which, of which benefit, in which period.
Key: TypeAlias = tuple[UUID, Accumulator, str | None, Range[date]]


async def enter(
    db: AsyncSession,
    author: Author,
    claim: Claim,
    uses: Sequence[Use],
    *,
    result_id: UUID,
    lines: Mapping[int, UUID],
    family: UUID,
) -> None:
    """Use up limits for a result."""
    if not uses:
        return
    keys = [_key(each, claim.member_id, family) for each in uses]
    rows = await _rows(db, author, claim, dict(zip(keys, uses, strict=True)), family)
    db.add_all(
        BenefitUtilizationEntry(
            created_at=author.now,
            utilization_id=rows[key],
            claim_id=claim.id,
            line_id=lines[use.entry.line_no],
            result_id=result_id,
            delta_amount=use.entry.amount,
            delta_count=use.entry.count,
        )
        for key, use in zip(keys, uses, strict=True)
    )


async def take_back(db: AsyncSession, author: Author, claim: Claim, *, result_id: UUID) -> None:
    """Take back all that earlier results of a claim have used, by the exact negative of each entry."""
    negative = aliased(BenefitUtilizationEntry)
    is_taken_back = sa.exists().where(col(negative.reverses_id) == col(BenefitUtilizationEntry.id))
    standing = sa.select(BenefitUtilizationEntry).where(
        col(BenefitUtilizationEntry.claim_id) == claim.id,
        col(BenefitUtilizationEntry.reverses_id).is_(None),
        ~is_taken_back,
    )
    db.add_all(
        BenefitUtilizationEntry(
            created_at=author.now,
            utilization_id=each.utilization_id,
            claim_id=claim.id,
            line_id=each.line_id,
            result_id=result_id,
            delta_amount=-each.delta_amount,
            delta_count=-each.delta_count,
            reverses_id=each.id,
        )
        for each in await db.scalars(standing.order_by(col(BenefitUtilizationEntry.id)))
    )


async def counters_of(db: AsyncSession, claim: Claim) -> Sequence[BenefitUtilization]:
    """Read the limits that a claim has to do with, as used up as they are now."""
    touched = sa.select(col(BenefitUtilizationEntry.utilization_id)).where(
        col(BenefitUtilizationEntry.claim_id) == claim.id
    )
    rows = sa.select(BenefitUtilization).where(col(BenefitUtilization.id).in_(touched))
    fresh = rows.order_by(col(BenefitUtilization.id)).execution_options(populate_existing=True)
    return (await db.scalars(fresh)).all()


def _key(use: Use, member_id: UUID, family: UUID) -> Key:
    entry = use.entry
    owner = family if entry.accumulator in OF_FAMILY else member_id
    return owner, entry.accumulator, entry.category, Range(entry.period.start, entry.period.end)


async def _rows(
    db: AsyncSession, author: Author, claim: Claim, uses: Mapping[Key, Use], family: UUID
) -> dict[Key, UUID]:
    """Return the counters' ids; those that are not there yet are made, and each learns its limit of today."""
    made = insert(BenefitUtilization).values(
        [_values(author, claim, key, use, family) for key, use in sorted(uses.items(), key=_by_name)]
    )
    learned = made.on_conflict_do_update(
        index_elements=_UNIQUE,
        set_={
            "limit_amount": made.excluded.limit_amount,
            "limit_count": made.excluded.limit_count,
            "enrolment_id": made.excluded.enrolment_id,
        },
    )
    row = BenefitUtilization
    names = (row.id, row.member_id, row.accumulator, row.benefit_category, row.period)
    found = await db.execute(learned.returning(*(col(each) for each in names)))
    return {(each.member_id, each.accumulator, each.benefit_category, each.period): each.id for each in found}


_UNIQUE: Iterable[Any] = (
    "member_id",
    "accumulator",
    sa.text("coalesce(benefit_category, '')"),
    "network_tier",
    "period",
)


def _by_name(item: tuple[Key, Use]) -> tuple[str, str, str, str]:
    owner, accumulator, category, period = item[0]
    return str(owner), accumulator, category or "", str(period.lower)


def _values(author: Author, claim: Claim, key: Key, use: Use, family: UUID) -> dict[str, Any]:
    owner, accumulator, category, period = key
    return {
        "id": new_id(),
        "created_at": author.now,
        "updated_at": author.now,
        "version": 1,
        "member_id": owner,
        "family_key": family,
        "enrolment_id": use.enrolment_id,
        "accumulator": accumulator,
        "benefit_category": category,
        "network_tier": AccumulatorNetwork.ANY,
        "period": period,
        "limit_amount": use.limit,
        "limit_count": use.limit_count,
        "used_amount": 0,
        "used_count": 0,
        "currency": claim.currency,
    }
