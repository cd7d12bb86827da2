"""Claims of one family are decided one after the other: each counts on the limits that the one before it left.

The lock is one of the database's own, by the number of the family, and not one on its rows of `benefit_utilization`:
the first claim of a family finds none. Who takes it holds the lock of the claim already, and takes no other claim's
after it, so nobody waits in a circle. Two families of one number wait for each other, and nothing else comes of it.
"""

from typing import Final
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from shared_models.claims import BenefitUtilization, BenefitUtilizationEntry, Claim
from shared_models.locks import Lock
from subgraphs.claims.rules.snapshot import Membership

_TAKE: Final = sa.text(f"SELECT pg_advisory_xact_lock(hashtextextended(:family, {Lock.FAMILIES:d}))")


def family_of(member_id: UUID, membership: Membership | None) -> UUID:
    """Return whom a family's limits stand under: its principal."""
    if membership is None or membership.principal is None:
        return member_id
    return membership.principal.member_id


async def family_of_claim(db: AsyncSession, claim: Claim) -> UUID:
    """Return whom the limits stand under that a decided claim has used."""
    limit, entry = BenefitUtilization, BenefitUtilizationEntry
    found = (
        sa.select(col(limit.family_key))
        .join(entry, col(entry.utilization_id) == col(limit.id))
        .where(col(entry.claim_id) == claim.id)
    )
    return await db.scalar(found.limit(1)) or claim.member_id


async def lock_family(db: AsyncSession, family: UUID) -> None:
    """Keep other claims of the family waiting until the transaction ends."""
    await db.execute(_TAKE, {"family": str(family)})
