"""Reads of schemes that follow from more than one key and one table: who is covered on a day, what is in force on it.

Each is one statement for all who ask at the same time, and reads only the columns the operation needs.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any, TypeVar
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY, Range, distinct_on

from shared_models import schemes as tables
from shared_models.base import table_of
from shared_models.schemes import EnrolmentStatus, PolicyStatus, SchemeStatus, SchemeType, VersionStatus
from subgraphs.kit.context import Context, Info
from subgraphs.kit.filters import includes
from subgraphs.kit.nodes import Node, columns_of, visible
from subgraphs.kit.reading import batch

N = TypeVar("N", bound=Node)

SCHEMES = table_of(tables.InsuranceScheme)
VERSIONS = table_of(tables.SchemeVersion)
BENEFITS = table_of(tables.SchemeBenefit)
CATEGORIES = table_of(tables.BenefitCategory)
SERVICE_RULES = table_of(tables.BenefitServiceRule)
NETWORKS = table_of(tables.SchemeNetwork)
POLICIES = table_of(tables.GroupPolicy)
ENROLMENTS = table_of(tables.MemberEnrolment)

# A termination ends the span, so a day inside the span of a terminated enrolment was covered.
COVERING = (EnrolmentStatus.ACTIVE, EnrolmentStatus.TERMINATED)
# What replaced a version cut its span, so a day inside the span of a superseded version was under it.
IN_FORCE = (VersionStatus.APPROVED, VersionStatus.ACTIVE, VersionStatus.SUPERSEDED)
OFFERED = (SchemeStatus.ACTIVE, SchemeStatus.CLOSED_TO_NEW)
HELD = (PolicyStatus.BOUND, PolicyStatus.ACTIVE, PolicyStatus.LAPSED)
# A category in a circle of categories would have no widest one.
WIDER_MAX = 10
HEALTH_FIRST = (ENROLMENTS.c.scheme_type == SchemeType.HEALTH).desc()


async def enrolment_on(info: Info, kind: type[N], member: UUID, day: date) -> N | None:
    """Return the enrolment that covers a member on a day: for health if there is one, else the newest."""

    async def load(members: list[UUID]) -> list[N | None]:
        statement = _covering(members, day, columns_of(info, kind, "member_id"), visible(info, kind))
        rows = await info.context.transaction.rows(statement)
        found = {row.member_id: kind.from_row(row) for row in rows}
        return [found.get(each) for each in members]

    return await info.context.loader((enrolment_on, day), load).load(member)


async def enrolments_around(info: Info, kind: type[N], member: UUID, between: tuple[date, date]) -> list[N]:
    """Return the enrolments that cover any of these days, and the nearest one where the first day is not covered.

    That one tells whether a day is before all cover or after some.
    """

    async def load(context: Context, members: list[UUID]) -> Mapping[UUID, list[N]]:
        statement = (
            sa.select(*columns_of(info, kind, "member_id", "span"))
            .where(_is_one_of(ENROLMENTS.c.member_id, members), ENROLMENTS.c.status.in_(COVERING))
            .where(*visible(info, kind))
            .order_by(HEALTH_FIRST, ENROLMENTS.c.span, ENROLMENTS.c.id)
        )
        found: dict[UUID, list[N]] = {}
        for row in await context.transaction.rows(statement):
            found.setdefault(row.member_id, []).append(kind.from_row(row))
        days = Range(*between, bounds="[]")
        return {each: _around(days, enrolments) for each, enrolments in found.items()}

    return await batch(info, ("enrolments around", kind, between), load, member) or []


def _around(days: Range[date], enrolments: list[N]) -> list[N]:
    """Choose of enrolments in their order those that touch the days, and the nearest before, or else after, a gap."""
    spans = [(each, each.__dict__["span"]) for each in enrolments]
    touching = [each for each, span in spans if span.overlaps(days)]
    if any(days.lower in span for _, span in spans):
        return touching
    before = [each for each, span in spans if span << days]
    after = [each for each, span in spans if span >> days]
    return [*touching, *before[-1:]] or after[:1]


async def scheme_on(info: Info, kind: type[N], enrolment: type[Node], member: UUID, day: date) -> N | None:
    """Return the scheme that covers a member on a day by an enrolment that may be seen."""

    async def load(members: list[UUID]) -> list[N | None]:
        columns = (ENROLMENTS.c.member_id, ENROLMENTS.c.scheme_version_id)
        cover = _covering(members, day, columns, visible(info, enrolment)).subquery()
        statement = (
            sa.select(cover.c.member_id.label("asked"), *columns_of(info, kind, "id"))
            .join_from(cover, VERSIONS, VERSIONS.c.id == cover.c.scheme_version_id)
            .join(SCHEMES, SCHEMES.c.id == VERSIONS.c.scheme_id)
            .where(*visible(info, kind))
        )
        groups = await _grouped(info, kind, statement)
        return [groups[each][0] if each in groups else None for each in members]

    return await info.context.loader((scheme_on, day), load).load(member)


async def benefits_on(info: Info, kind: type[N], enrolment: type[Node], member: UUID, day: date) -> list[N]:
    """Return the benefits of the version that covers a member on a day by an enrolment that may be seen."""

    async def load(members: list[UUID]) -> list[list[N]]:
        columns = (ENROLMENTS.c.member_id, ENROLMENTS.c.scheme_version_id)
        cover = _covering(members, day, columns, visible(info, enrolment)).subquery()
        statement = (
            sa.select(cover.c.member_id.label("asked"), *columns_of(info, kind, "id"))
            .join_from(cover, BENEFITS, BENEFITS.c.scheme_version_id == cover.c.scheme_version_id)
            .where(*visible(info, kind))
            .order_by(BENEFITS.c.id)
        )
        groups = await _grouped(info, kind, statement)
        return [groups.get(each, []) for each in members]

    return await info.context.loader((benefits_on, day), load).load(member)


async def version_on(info: Info, kind: type[N], scheme: UUID, day: date) -> N | None:
    """Return the version of a scheme that is in force on a day."""

    async def load(schemes: list[UUID]) -> list[N | None]:
        statement = (
            sa.select(*columns_of(info, kind, "scheme_id"))
            .where(_is_one_of(VERSIONS.c.scheme_id, schemes), *_in_force(day), *visible(info, kind))
            .order_by(VERSIONS.c.version_no)
        )
        rows = await info.context.transaction.rows(statement)
        found = {row.scheme_id: kind.from_row(row) for row in rows}
        return [found.get(each) for each in schemes]

    return await info.context.loader((version_on, day), load).load(scheme)


async def benefits_by_category(
    info: Info, kind: type[N], schemes: Sequence[UUID], day: date
) -> dict[UUID, dict[UUID, N]]:
    """Return the benefits of several schemes on a day: by category, in order of its code, those of each scheme."""
    statement = (
        sa.select(VERSIONS.c.scheme_id.label("asked"), *columns_of(info, kind, "id", "benefit_category_id"))
        .join_from(VERSIONS, BENEFITS, BENEFITS.c.scheme_version_id == VERSIONS.c.id)
        .join(CATEGORIES, CATEGORIES.c.id == BENEFITS.c.benefit_category_id)
        .where(_is_one_of(VERSIONS.c.scheme_id, schemes), *_in_force(day), CATEGORIES.c.deleted_at.is_(None))
        .where(*visible(info, kind))
        .order_by(CATEGORIES.c.code)
    )
    found: dict[UUID, dict[UUID, N]] = {}
    for row in await info.context.transaction.rows(statement):
        found.setdefault(row.benefit_category_id, {})[row.asked] = kind.from_row(row)
    return found


async def service_rules(info: Info, kind: type[N]) -> list[N]:
    """Return all rules of which care belongs to which category."""

    async def load(context: Context, _keys: list[None]) -> Mapping[None, list[N]]:
        columns = columns_of(info, kind, "id", "priority")
        statement = sa.select(*columns).order_by(SERVICE_RULES.c.priority.desc(), SERVICE_RULES.c.id)
        rules = [kind.from_row(row) for row in await context.transaction.rows(statement)]
        return {None: rules}

    return await batch(info, ("service rules", kind), load, None) or []


async def wider_codes_of(info: Info, category: UUID) -> list[str]:
    """Return the codes of all categories a category is a part of, the nearest first."""

    async def load(context: Context, categories: list[UUID]) -> Mapping[UUID, list[str]]:
        of, steps = CATEGORIES.c, sa.literal(0).label("steps")
        chain = (
            sa.select(of.id.label("asked"), of.parent_id, steps)
            .where(_is_one_of(of.id, categories))
            .cte(recursive=True)
        )
        chain = chain.union(
            sa.select(chain.c.asked, of.parent_id, chain.c.steps + 1)
            .join(chain, of.id == chain.c.parent_id)
            .where(chain.c.steps < WIDER_MAX)
        )
        statement = (
            sa.select(chain.c.asked, of.code)
            .join(chain, of.id == chain.c.parent_id)
            .where(of.deleted_at.is_(None))
            .order_by(chain.c.asked, chain.c.steps)
        )
        found: dict[UUID, list[str]] = {}
        for row in await context.transaction.rows(statement):
            found.setdefault(row.asked, []).append(row.code)
        return found

    return await batch(info, wider_codes_of, load, category) or []


async def network_ids_on(info: Info, scheme: UUID, day: date) -> list[UUID]:
    """Return the networks of the version of a scheme that is in force on a day, the preferred first."""

    async def load(schemes: list[UUID]) -> list[list[UUID]]:
        statement = (
            sa.select(VERSIONS.c.scheme_id, NETWORKS.c.network_id)
            .join_from(VERSIONS, NETWORKS, NETWORKS.c.scheme_version_id == VERSIONS.c.id)
            .where(_is_one_of(VERSIONS.c.scheme_id, schemes), *_in_force(day))
            .order_by(NETWORKS.c.priority, NETWORKS.c.id)
        )
        groups: dict[UUID, list[UUID]] = {each: [] for each in schemes}
        for row in await info.context.transaction.rows(statement):
            groups[row.scheme_id].append(row.network_id)
        return [groups[each] for each in schemes]

    return await info.context.loader((network_ids_on, day), load).load(scheme)


async def schemes_in_networks(info: Info, kind: type[N], networks: Iterable[UUID], day: date) -> list[N]:
    """Return the schemes that pay in any of the networks on a day, by their codes."""

    async def load(keys: list[UUID]) -> list[list[N]]:
        statement = (
            sa.select(NETWORKS.c.network_id.label("asked"), *columns_of(info, kind, "id", "scheme_code"))
            .join_from(NETWORKS, VERSIONS, VERSIONS.c.id == NETWORKS.c.scheme_version_id)
            .join(SCHEMES, SCHEMES.c.id == VERSIONS.c.scheme_id)
            .where(_is_one_of(NETWORKS.c.network_id, keys), *_in_force(day), SCHEMES.c.status.in_(OFFERED))
            .where(*visible(info, kind))
        )
        groups = await _grouped(info, kind, statement)
        return [groups.get(each, []) for each in keys]

    lists = await info.context.loader((schemes_in_networks, day), load).load_many(networks)
    found: dict[str, N] = {scheme.__dict__["scheme_code"]: scheme for schemes in lists for scheme in schemes}
    return [found[code] for code in sorted(found)]


async def schemes_of_company(info: Info, kind: type[N], policy: type[Node], company: UUID) -> list[N]:
    """Return the schemes a company has a policy of that may be seen, and those made for it, by their codes."""

    async def load(companies: list[UUID]) -> list[list[N]]:
        through = sa.union(
            sa.select(POLICIES.c.company_id, POLICIES.c.scheme_id).where(
                _is_one_of(POLICIES.c.company_id, companies), POLICIES.c.status.in_(HELD), *visible(info, policy)
            ),
            sa.select(SCHEMES.c.company_id, SCHEMES.c.id).where(_is_one_of(SCHEMES.c.company_id, companies)),
        ).subquery()
        statement = (
            sa.select(through.c.company_id.label("asked"), *columns_of(info, kind, "id"))
            .join_from(through, SCHEMES, SCHEMES.c.id == through.c.scheme_id)
            .where(*visible(info, kind))
            .order_by(SCHEMES.c.scheme_code)
        )
        groups = await _grouped(info, kind, statement)
        return [groups.get(each, []) for each in companies]

    return await info.context.loader(schemes_of_company, load).load(company)


def _covering(
    members: Sequence[UUID],
    day: date,
    columns: Sequence[sa.ColumnElement[Any]],
    seen: Sequence[sa.ColumnElement[bool]],
) -> sa.Select[Any]:
    """Select the one enrolment of each member that covers a day, of those that may be seen."""
    return (
        sa.select(*columns)
        .ext(distinct_on(ENROLMENTS.c.member_id))
        .where(_is_one_of(ENROLMENTS.c.member_id, members), includes(ENROLMENTS.c.span, day))
        .where(ENROLMENTS.c.status.in_(COVERING), *seen)
        .order_by(ENROLMENTS.c.member_id, HEALTH_FIRST, sa.func.lower(ENROLMENTS.c.span).desc(), ENROLMENTS.c.id)
    )


def _in_force(day: date) -> tuple[sa.ColumnElement[bool], ...]:
    return VERSIONS.c.status.in_(IN_FORCE), includes(VERSIONS.c.span, day)


async def _grouped(info: Info, kind: type[N], statement: sa.Select[Any]) -> dict[UUID, list[N]]:
    """Run a statement and give its rows to whom they were `asked` for."""
    groups: dict[UUID, list[N]] = {}
    for row in await info.context.transaction.rows(statement):
        groups.setdefault(row.asked, []).append(kind.from_row(row))
    return groups


def _is_one_of(column: sa.Column[Any], keys: Sequence[UUID]) -> sa.ColumnElement[bool]:
    return column == sa.any_(sa.literal(list(keys), ARRAY(sa.Uuid)))
