"""The member a newcomer is shown: one about whom every service has something to say."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, Final
from uuid import UUID

import sqlalchemy as sa

from shared_models import claims, core, schemes, tokens
from shared_models.base import table_of
from stack.seed.reading import read_rows

CLAIMS_MIN: Final = 5

MEMBERS: Final = table_of(core.Member)
ENROLMENTS: Final = table_of(schemes.MemberEnrolment)
WALLETS: Final = table_of(tokens.TokenWallet)
CLAIMS: Final = table_of(claims.Claim)


async def showcase_member(urls: Mapping[str, str]) -> str | None:
    """Return the number of a member who is employed, covered today, and has five claims or more; None without one.

    The employer has a wallet; of those who qualify, the one with most claims is taken, then the lowest number.
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
    counted = await read_rows(
        urls["claims"],
        sa.select(CLAIMS.c.member_id, sa.func.count())
        .where(CLAIMS.c.member_id.in_([row.id for row in employed]), CLAIMS.c.deleted_at.is_(None))
        .group_by(CLAIMS.c.member_id)
        .having(sa.func.count() >= CLAIMS_MIN),
    )
    claims_of: dict[UUID, int] = dict(tuple(row) for row in counted)
    numbers = [(-claims_of[row.id], row.member_number) for row in employed if row.id in claims_of]
    return min(numbers)[1] if numbers else None


async def _values(url: str, statement: sa.Select[Any]) -> list[Any]:
    return [row[0] for row in await read_rows(url, statement)]
