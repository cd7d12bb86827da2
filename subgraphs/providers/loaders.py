"""Reads of providers that follow from more than one key and one table: networks on a day, places near a point."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from math import cos, degrees, radians
from typing import Any, TypeVar
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY

from shared_models import providers as tables
from shared_models.base import table_of
from shared_models.providers import (
    AssignmentStatus,
    FeeScheduleStatus,
    InstitutionStatus,
    NetworkStatus,
    ProviderStatus,
)
from subgraphs.kit.context import Context, Info
from subgraphs.kit.filters import includes
from subgraphs.kit.nodes import Node, columns_of, visible
from subgraphs.kit.reading import batch

N = TypeVar("N", bound=Node)

PROVIDERS = table_of(tables.Provider)
INSTITUTIONS = table_of(tables.MedicalInstitution)
NETWORKS = table_of(tables.ProviderNetwork)
ASSIGNMENTS = table_of(tables.ProviderNetworkAssignment)
SCHEDULES = table_of(tables.FeeSchedule)
ITEMS = table_of(tables.FeeScheduleItem)

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


async def rates_of(info: Info, kind: type[N], schedule: UUID, codes: frozenset[str]) -> list[N]:
    """Return what a published price list has for some procedures."""

    async def load(context: Context, schedules: list[UUID]) -> Mapping[UUID, list[N]]:
        asked = ITEMS.c.fee_schedule_id == sa.any_(sa.literal(schedules, ARRAY(sa.Uuid)))
        rows = await context.transaction.rows(_rates(info, kind, codes, "fee_schedule_id").where(asked))
        return _grouped(kind, rows, "fee_schedule_id")

    return await batch(info, ("rates", kind, codes), load, schedule) or []


async def reference_rates_on(info: Info, kind: type[N], currency: str, codes: frozenset[str], day: date) -> list[N]:
    """Return what the price list of reference in a currency has for some procedures on a day."""

    async def load(context: Context, currencies: list[str]) -> Mapping[str, list[N]]:
        asked = (SCHEDULES.c.currency.in_(currencies), SCHEDULES.c.is_reference, includes(SCHEDULES.c.span, day))
        rows = await context.transaction.rows(_rates(info, kind, codes, "currency").where(*asked))
        return _grouped(kind, rows, "currency")

    return await batch(info, ("reference rates", kind, codes, day), load, currency) or []


def _rates(info: Info, kind: type[N], codes: frozenset[str], key: str) -> sa.Select[Any]:
    return (
        sa.select(*columns_of(info, kind, key))
        .join_from(ITEMS, SCHEDULES, SCHEDULES.c.id == ITEMS.c.fee_schedule_id)
        .where(SCHEDULES.c.status == FeeScheduleStatus.PUBLISHED)
        .where(ITEMS.c.procedure_code == sa.any_(sa.literal(sorted(codes), ARRAY(sa.String))), *visible(info, kind))
        .order_by(ITEMS.c.procedure_code, ITEMS.c.id)
    )


def _grouped(kind: type[N], rows: Iterable[sa.Row[Any]], key: str) -> dict[Any, list[N]]:
    found: dict[Any, list[N]] = {}
    for row in rows:
        found.setdefault(getattr(row, key), []).append(kind.from_row(row))
    return found


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
