"""Reads of analytics that are more than a row by its key or a list below a parent."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Any, Final
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

from shared_models import analytics as tables
from shared_models.analytics import Granularity
from shared_models.base import table_of
from subgraphs.kit.context import Context, Info
from subgraphs.kit.reading import batch

POINTS: Final = table_of(tables.MetricPoint)


@dataclass(frozen=True, slots=True)
class Stretch:
    """Which points of a metric: of one length and one combination of dimensions, so many of the newest in a span."""

    granularity: Granularity
    first: date | None
    end: date | None
    dims: tuple[tuple[str, str], ...]
    size: int


async def points_of(info: Info, metric: UUID, stretch: Stretch) -> list[sa.Row[Any]]:
    """Return the points of a metric, oldest first."""

    async def load(context: Context, metrics: list[UUID]) -> dict[UUID, list[sa.Row[Any]]]:
        found: dict[UUID, list[sa.Row[Any]]] = {each: [] for each in metrics}
        for row in await context.transaction.rows(_newest_points(metrics, stretch)):
            found[row.metric_id].append(row)
        return {each: rows[::-1] for each, rows in found.items()}

    return await batch(info, ("points", stretch), load, metric) or []


def _newest_points(metrics: list[UUID], stretch: Stretch) -> sa.Select[Any]:
    asked = sa.bindparam("metrics", metrics, type_=ARRAY(sa.Uuid))
    metric = sa.func.unnest(asked).table_valued(sa.column("id", sa.Uuid)).render_derived(name="metric")
    point = (
        sa.select(POINTS.c.bucket_start, POINTS.c.value, POINTS.c.sample_count)
        .where(
            POINTS.c.metric_id == metric.c.id,
            POINTS.c.granularity == stretch.granularity,
            POINTS.c.dims == sa.literal(dict(stretch.dims), JSONB()),
            *(() if stretch.first is None else (POINTS.c.bucket_start >= _midnight(stretch.first),)),
            *(() if stretch.end is None else (POINTS.c.bucket_start < _midnight(stretch.end),)),
        )
        .order_by(POINTS.c.bucket_start.desc())
        .limit(stretch.size)
        .lateral("point")
    )
    return sa.select(metric.c.id.label("metric_id"), point).select_from(metric.join(point, sa.true()))


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)
