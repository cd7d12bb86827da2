"""What core reads by key beyond its nodes: the consents that hold."""

from collections.abc import Mapping
from typing import TypeVar
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY, distinct_on

from shared_models import core as tables
from shared_models.base import table_of
from subgraphs.kit.context import Context, Info
from subgraphs.kit.nodes import Node, as_uuid, columns_of, visible
from subgraphs.kit.reading import batch

N = TypeVar("N", bound=Node)

CONSENTS = table_of(tables.MemberConsent)


async def consents_of(info: Info, kind: type[N], member: UUID | str) -> list[N]:
    """Return the newest consent of each type that a member gave or withdrew."""

    async def load(context: Context, members: list[UUID]) -> Mapping[UUID, list[N]]:
        of, what = CONSENTS.c.member_id, CONSENTS.c.consent_type
        given = sa.bindparam("members", members, type_=ARRAY(sa.Uuid))
        statement = (
            sa.select(*columns_of(info, kind, "id", "member_id"))
            .ext(distinct_on(of, what))
            .where(of == sa.any_(given), *visible(info, kind))
            .order_by(of, what, CONSENTS.c.created_at.desc(), CONSENTS.c.id.desc())
        )
        found: dict[UUID, list[N]] = {}
        for row in await context.transaction.rows(statement):
            found.setdefault(row.member_id, []).append(kind.from_row(row))
        return found

    return await batch(info, ("consents", kind), load, as_uuid(member, "memberId")) or []
