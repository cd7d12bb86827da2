"""How used up limits are: entries for what a result uses, and their exact negatives when it is taken back.

Nobody writes the sums: the database adds up what is entered (`shared_models/claims/history.py`).
"""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Final, TypeAlias
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY, DATERANGE, Range
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased
from sqlmodel import col

from shared_models.base import new_id
from shared_models.claims import (
    Accumulator,
    BenefitUtilization,
    BenefitUtilizationEntry,
    Claim,
)
from subgraphs.claims.rules.limits import OF_FAMILY, Use
from subgraphs.kit.writing import Author

# Whose limit it is, which, of which benefit, in which period.
Key: TypeAlias = tuple[UUID, Accumulator, str | None, Range[date]]

# One statement for all counters of a result, of one text however many they are.
_LEARN: Final = (
    sa.text("""
    INSERT INTO benefit_utilization AS counter (
        id, version, created_at, updated_at, member_id, family_key, enrolment_id, accumulator, benefit_category,
        network_tier, period, limit_amount, limit_count, used_amount, used_count, currency
    )
    SELECT use.id, 1, :now, :now, use.member_id, :family, use.enrolment_id, use.accumulator, use.category,
        'any', daterange(use.first, use.past), use.limit_amount, use.limit_count, 0, 0, :currency
    FROM unnest(:ids, :members, :enrolments, :accumulators, :categories, :firsts, :pasts, :limits, :counts)
        AS use (id, member_id, enrolment_id, accumulator, category, first, past, limit_amount, limit_count)
    ON CONFLICT (member_id, accumulator, (coalesce(benefit_category, '')), network_tier, period) DO UPDATE
    SET limit_amount = EXCLUDED.limit_amount, limit_count = EXCLUDED.limit_count, enrolment_id = EXCLUDED.enrolment_id
    RETURNING id, member_id, accumulator, benefit_category AS category, period
""")
    .bindparams(
        sa.bindparam("now", type_=sa.DateTime(timezone=True)),
        sa.bindparam("family", type_=sa.Uuid),
        sa.bindparam("currency", type_=sa.Text),
        *(sa.bindparam(name, type_=ARRAY(sa.Uuid)) for name in ("ids", "members", "enrolments")),
        *(sa.bindparam(name, type_=ARRAY(sa.Text)) for name in ("accumulators", "categories")),
        *(sa.bindparam(name, type_=ARRAY(sa.Date)) for name in ("firsts", "pasts")),
        sa.bindparam("limits", type_=ARRAY(sa.Numeric)),
        sa.bindparam("counts", type_=ARRAY(sa.Integer)),
    )
    .columns(sa.column("id", sa.Uuid), sa.column("member_id", sa.Uuid), period=DATERANGE)
)


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
    ordered = sorted(uses.items(), key=_by_name)
    given = {
        "ids": [new_id() for _ in ordered],
        "members": [owner for (owner, *_), _ in ordered],
        "enrolments": [use.enrolment_id for _, use in ordered],
        "accumulators": [accumulator.value for (_, accumulator, *_), _ in ordered],
        "categories": [category for (*_, category, _), _ in ordered],
        "firsts": [period.lower for (*_, period), _ in ordered],
        "pasts": [period.upper for (*_, period), _ in ordered],
        "limits": [use.limit for _, use in ordered],
        "counts": [use.limit_count for _, use in ordered],
    }
    found = await db.execute(_LEARN, {**given, "now": author.now, "family": family, "currency": claim.currency})
    return {(each.member_id, Accumulator(each.accumulator), each.category, each.period): each.id for each in found}


def _by_name(item: tuple[Key, Use]) -> tuple[str, str, str, str]:
    owner, accumulator, category, period = item[0]
    return str(owner), accumulator, category or "", str(period.lower)
