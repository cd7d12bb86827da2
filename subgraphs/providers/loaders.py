"""Reads of providers that follow from more than one key and one table: networks on a day, places near a point."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from math import cos, degrees, radians
from typing import Any, TypeVar
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY

from shared_models import providers as tables
from shared_models.base import table_of
from shared_models.providers import AssignmentStatus, InstitutionStatus, NetworkStatus, ProviderStatus
from subgraphs.kit.context import Info
from subgraphs.kit.filters import includes
from subgraphs.kit.nodes import Node, columns_of, visible

N = TypeVar("N", bound=Node)

PROVIDERS = table_of(tables.Provider)
INSTITUTIONS = table_of(tables.MedicalInstitution)
NETWORKS = table_of(tables.ProviderNetwork)
ASSIGNMENTS = table_of(tables.ProviderNetworkAssignment)

EARTH_RADIUS_KM = 6371.0088
EASTMOST_DEGREES = 180
NORTHMOST_DEGREES = 90


async def network_ids_on(info: Info, provider: UUID, day: date) -> list[UUID]:
    """Return the active networks in which a provider or one of its places is active on a day."""

    async def load(providers: list[UUID]) -> list[list[UUID]]:
        statement = (
            sa.select(ASSIGNMENTS.c.provider_id, ASSIGNMENTS.c.network_id)
            .distinct()
            .join_from(ASSIGNMENTS, NETWORKS, NETWORKS.c.id == ASSIGNMENTS.c.network_id)
            .where(
                ASSIGNMENTS.c.provider_id == sa.any_(sa.literal(list(providers), ARRAY(sa.Uuid))),
                ASSIGNMENTS.c.status == AssignmentStatus.ACTIVE,
                includes(ASSIGNMENTS.c.span, day),
                NETWORKS.c.status == NetworkStatus.ACTIVE,
                NETWORKS.c.deleted_at.is_(None),
            )
            .order_by(ASSIGNMENTS.c.network_id)
        )
        groups: dict[UUID, list[UUID]] = {each: [] for each in providers}
        for row in await info.context.transaction.rows(statement):
            groups[row.provider_id].append(row.network_id)
        return [groups[each] for each in providers]

    return await info.context.loader((network_ids_on, day), load).load(provider)


@dataclass(frozen=True, slots=True)
class Circle:
    """A point on the globe and how far around it."""

    latitude: float
    longitude: float
    radius_km: float


async def institutions_within(
    info: Info, kind: type[N], circle: Circle, *, specialty: str | None, size: int
) -> Sequence[tuple[N, float]]:
    """Return the open places of active providers in a circle with their distances in kilometres, the nearest first."""
    distance = _distance_km(circle).label("distance_km")
    statement = (
        sa.select(*columns_of(info, kind, "id"), distance)
        .join_from(INSTITUTIONS, PROVIDERS, PROVIDERS.c.id == INSTITUTIONS.c.provider_id)
        .where(*visible(info, kind), INSTITUTIONS.c.status == InstitutionStatus.ACTIVE, *_box(circle))
        .where(PROVIDERS.c.status == ProviderStatus.ACTIVE, PROVIDERS.c.deleted_at.is_(None))
        .where(distance.element <= circle.radius_km)
        .order_by(distance, INSTITUTIONS.c.id)
        .limit(size)
    )
    if specialty is not None:
        statement = statement.where(INSTITUTIONS.c.specialties.contains([specialty]))
    rows = await info.context.transaction.rows(statement)
    return [(kind.from_row(row), row.distance_km) for row in rows]


def _distance_km(circle: Circle) -> sa.ColumnElement[float]:
    """Return the length of the great circle from the point (haversine, which is exact enough for near points too)."""
    here_latitude, here_longitude = radians(circle.latitude), radians(circle.longitude)
    latitude, longitude = (
        sa.func.radians(sa.cast(column, sa.Double)) for column in (INSTITUTIONS.c.latitude, INSTITUTIONS.c.longitude)
    )
    north = sa.func.power(sa.func.sin((latitude - here_latitude) / 2), 2)
    east = sa.func.power(sa.func.sin((longitude - here_longitude) / 2), 2)
    haversine = north + cos(here_latitude) * sa.func.cos(latitude) * east
    return 2 * EARTH_RADIUS_KM * sa.func.asin(sa.func.least(1.0, sa.func.sqrt(haversine)), type_=sa.Double)


def _box(circle: Circle) -> list[sa.ColumnElement[bool]]:
    """Return conditions an index can serve: the box around the circle; of latitudes alone where it meets an edge."""
    height = degrees(circle.radius_km / EARTH_RADIUS_KM)
    south, north = circle.latitude - height, circle.latitude + height
    box = [_between(INSTITUTIONS.c.latitude, south, north)]
    if max(abs(south), abs(north)) < NORTHMOST_DEGREES:
        width = height / cos(radians(max(abs(south), abs(north))))
        west, east = circle.longitude - width, circle.longitude + width
        if max(abs(west), abs(east)) < EASTMOST_DEGREES:
            box.append(_between(INSTITUTIONS.c.longitude, west, east))
    return box


def _between(column: sa.Column[Any], low: float, high: float) -> sa.ColumnElement[bool]:
    # As numbers of the column's kind: floats would have it cast, and no index would serve.
    return column.between(sa.cast(str(low), sa.Numeric), sa.cast(str(high), sa.Numeric))
