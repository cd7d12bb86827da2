"""Reads of schemes that follow from more than one key and one table: who is covered on a day, what is in force on it.

Each is one statement for all who ask at the same time, and reads only the columns the operation needs.
"""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any, TypeVar
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY, distinct_on

from shared_models import schemes as tables
from shared_models.base import table_of
from shared_models.schemes import EnrolmentStatus, PolicyStatus, SchemeStatus, SchemeType, VersionStatus
from subgraphs.kit.context import Info
from subgraphs.kit.filters import includes
from subgraphs.kit.nodes import Node, columns_of, visible

N = TypeVar("N", bound=Node)

SCHEMES = table_of(tables.InsuranceScheme)
VERSIONS = table_of(tables.SchemeVersion)
BENEFITS = table_of(tables.SchemeBenefit)
NETWORKS = table_of(tables.SchemeNetwork)
POLICIES = table_of(tables.GroupPolicy)
ENROLMENTS = table_of(tables.MemberEnrolment)

# A termination ends the span, so a day inside the span of a terminated enrolment was covered.
COVERING = (EnrolmentStatus.ACTIVE, EnrolmentStatus.TERMINATED)
# What replaced a version cut its span, so a day inside the span of a superseded version was under it.
IN_FORCE = (VersionStatus.APPROVED, VersionStatus.ACTIVE, VersionStatus.SUPERSEDED)
OFFERED = (SchemeStatus.ACTIVE, SchemeStatus.CLOSED_TO_NEW)
HELD = (PolicyStatus.BOUND, PolicyStatus.ACTIVE, PolicyStatus.LAPSED)


async def enrolment_on(info: Info, kind: type[N], member: UUID, day: date) -> N | None:
    """Return the enrolment that covers a member on a day: for health if there is one, else the newest."""

    async def load(members: list[UUID]) -> list[N | None]:
        statement = _covering(members, day, columns_of(info, kind, "member_id"), visible(info, kind))
        rows = await info.context.transaction.rows(statement)
        found = {row.member_id: kind.from_row(row) for row in rows}
        return [found.get(each) for each in members]

    return await info.context.loader((enrolment_on, day), load).load(member)


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
    categories = table_of(tables.BenefitCategory)
    statement = (
        sa.select(VERSIONS.c.scheme_id.label("asked"), *columns_of(info, kind, "id", "benefit_category_id"))
        .join_from(VERSIONS, BENEFITS, BENEFITS.c.scheme_version_id == VERSIONS.c.id)
        .join(categories, categories.c.id == BENEFITS.c.benefit_category_id)
        .where(_is_one_of(VERSIONS.c.scheme_id, schemes), *_in_force(day), categories.c.deleted_at.is_(None))
        .where(*visible(info, kind))
        .order_by(categories.c.code)
    )
    found: dict[UUID, dict[UUID, N]] = {}
    for row in await info.context.transaction.rows(statement):
        found.setdefault(row.benefit_category_id, {})[row.asked] = kind.from_row(row)
    return found


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
    health_first = (ENROLMENTS.c.scheme_type == SchemeType.HEALTH).desc()
    return (
        sa.select(*columns)
        .ext(distinct_on(ENROLMENTS.c.member_id))
        .where(_is_one_of(ENROLMENTS.c.member_id, members), includes(ENROLMENTS.c.span, day))
        .where(ENROLMENTS.c.status.in_(COVERING), *seen)
        .order_by(ENROLMENTS.c.member_id, health_first, sa.func.lower(ENROLMENTS.c.span).desc(), ENROLMENTS.c.id)
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
