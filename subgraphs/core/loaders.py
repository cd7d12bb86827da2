"""What core reads by key beyond its nodes: the consents that hold, the age up to which dependants are covered."""

from collections.abc import Mapping
from datetime import date
from typing import TypeAlias, TypeVar
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY, distinct_on

from shared_models import core as tables
from shared_models.base import table_of
from shared_models.core import DependentType, PeriodKind
from subgraphs.kit.context import Context, Info
from subgraphs.kit.filters import includes
from subgraphs.kit.nodes import Node, as_uuid, columns_of, visible
from subgraphs.kit.reading import batch

N = TypeVar("N", bound=Node)

# A company, none for the rule for all, and a kind of dependants.
Kind: TypeAlias = tuple[UUID | None, DependentType]

CONSENTS = table_of(tables.MemberConsent)
DEPENDENT_RULES = table_of(tables.DependentRule)
PERIODS = table_of(tables.Period)


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


async def age_limit_of(info: Info, company: UUID | str | None, kind: DependentType) -> int | None:
    """Return the age from which dependants of a kind are not covered: by the company's rule, else by that for all."""

    async def load(context: Context, keys: list[Kind]) -> Mapping[Kind, int | None]:
        columns = DEPENDENT_RULES.c
        companies = sa.bindparam("companies", [each for each, _ in keys if each], type_=ARRAY(sa.Uuid))
        statement = sa.select(columns.company_id, columns.dependent_type, columns.max_age).where(
            columns.dependent_type.in_({each for _, each in keys}),
            columns.company_id.is_(None) | (columns.company_id == sa.any_(companies)),
        )
        limits = {tuple(row[:2]): row.max_age for row in await context.transaction.rows(statement)}
        return {key: limits.get(key, limits.get((None, key[1]))) for key in keys}

    own = None if company is None else as_uuid(company, "companyId")
    return await batch(info, age_limit_of, load, (own, kind))


async def benefit_year_on(info: Info, kind: type[N], day: date) -> N | None:
    """Return the insurer's benefit year that has a day in it."""

    async def load(context: Context, days: list[date]) -> Mapping[date, N]:
        statement = sa.select(*columns_of(info, kind, "span")).where(
            PERIODS.c.kind == PeriodKind.BENEFIT_YEAR,
            sa.or_(*(includes(PERIODS.c.span, each) for each in days)),
            *visible(info, kind),
        )
        rows = await context.transaction.rows(statement)
        return {each: kind.from_row(row) for each in days for row in rows if each in row.span}

    return await batch(info, ("benefit year", kind), load, day)
