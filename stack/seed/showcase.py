"""The member a newcomer is shown: one about whom every service has something to say; and who treated that member."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, Final
from uuid import UUID

import sqlalchemy as sa

from shared_models import claims, core, schemes, tokens
from shared_models.base import table_of
from shared_models.claims import ClaimSource
from stack.seed.reading import read_rows

CLAIMS_MIN: Final = 5

MEMBERS: Final = table_of(core.Member)
ENROLMENTS: Final = table_of(schemes.MemberEnrolment)
WALLETS: Final = table_of(tokens.TokenWallet)
CLAIMS: Final = table_of(claims.Claim)
# Claims that are sent in do not count: who tries that out is to be the same person tomorrow.
IS_SAMPLE: Final = sa.and_(CLAIMS.c.source == ClaimSource.IMPORT, CLAIMS.c.deleted_at.is_(None))


async def showcase_member(urls: Mapping[str, str]) -> str | None:
    """Return the number of a member who is employed, covered today, and has five claims or more; None without one.

    The employer has a wallet. Of those who qualify, the one is taken whose newest claims were paid by the plan most
    often, then the one with most claims, then the lowest number.
    """
    today = datetime.now(UTC).date()
    with_wallet = await _values(urls["tokens"], sa.select(WALLETS.c.organization_id))
    covered = await _values(
        urls["schemes"],
        sa.select(ENROLMENTS.c.member_id).where(ENROLMENTS.c.status == "active", ENROLMENTS.c.span.contains(today)),
    )
    employed = await read_rows(
        urls["core"],
        sa.select(MEMBERS.c.id, MEMBERS.c.member_number).where(
            MEMBERS.c.status == "active",
            MEMBERS.c.deleted_at.is_(None),
            MEMBERS.c.id.in_(covered),
            MEMBERS.c.company_id.in_(with_wallet),
        ),
    )
    shown = await read_rows(urls["claims"], _shown_claims([row.id for row in employed]))
    number_of = {row.id: row.member_number for row in employed}
    ranked = [(-row.paid, -row.all_claims, number_of[row.member_id]) for row in shown]
    return min(ranked)[2] if ranked else None


async def treating_provider(urls: Mapping[str, str], member_id: UUID) -> UUID | None:
    """Return who treated a member last; None where nobody did."""
    treated = (
        sa.select(CLAIMS.c.provider_id)
        .where(CLAIMS.c.member_id == member_id, IS_SAMPLE)
        .order_by(CLAIMS.c.service_from.desc(), CLAIMS.c.id.desc())
        .limit(1)
    )
    found = await _values(urls["claims"], treated)
    return found[0] if found else None


def _shown_claims(members: Sequence[UUID]) -> sa.Select[Any]:
    """Count, for members with claims enough, all claims, and those of the newest that the plan paid part of."""
    newest_first = (CLAIMS.c.service_from.desc(), CLAIMS.c.id.desc())
    claim = (
        sa.select(
            CLAIMS.c.member_id,
            CLAIMS.c.plan_paid_amount,
            sa.func.row_number().over(partition_by=CLAIMS.c.member_id, order_by=newest_first).label("place"),
            sa.func.count().over(partition_by=CLAIMS.c.member_id).label("all_claims"),
        )
        .where(CLAIMS.c.member_id.in_(members), IS_SAMPLE)
        .subquery()
    )
    return (
        sa.select(
            claim.c.member_id,
            sa.func.max(claim.c.all_claims).label("all_claims"),
            sa.func.count().filter(claim.c.plan_paid_amount > 0).label("paid"),
        )
        .where(claim.c.place <= CLAIMS_MIN, claim.c.all_claims >= CLAIMS_MIN)
        .group_by(claim.c.member_id)
    )


async def _values(url: str, statement: sa.Select[Any]) -> list[Any]:
    return [row[0] for row in await read_rows(url, statement)]
