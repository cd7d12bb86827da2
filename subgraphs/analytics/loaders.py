"""Reads of analytics that are more than a row by its key or a list below a parent."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import Any, Final
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

from shared_models import analytics as tables
from shared_models.analytics import Granularity
from shared_models.base import table_of
from subgraphs.analytics.rules.turnaround import turnaround_hours
from subgraphs.kit.context import Context, Info
from subgraphs.kit.nodes import Node, visible
from subgraphs.kit.reading import batch

METRICS: Final = table_of(tables.Metric)
POINTS: Final = table_of(tables.MetricPoint)
CLAIMS: Final = table_of(tables.ClaimFact)


@dataclass(frozen=True, slots=True)
class Stretch:
    """Which points of a metric: of one length and one combination of dimensions, so many of the newest in a span."""

    granularity: Granularity
    first: date | None
    end: date | None
    dims: tuple[tuple[str, str], ...]
    size: int


async def points_of(info: Info, kind: type[Node], code: str, stretch: Stretch) -> list[sa.Row[Any]]:
    """Return the points of the metric with that code, oldest first."""

    async def load(context: Context, codes: list[str]) -> dict[str, list[sa.Row[Any]]]:
        found: dict[str, list[sa.Row[Any]]] = {each: [] for each in codes}
        for row in await context.transaction.rows(_newest_points(codes, stretch, visible(info, kind))):
            found[row.metric_code].append(row)
        return {each: rows[::-1] for each, rows in found.items()}

    return await batch(info, ("points", stretch), load, code) or []


def _newest_points(codes: list[str], stretch: Stretch, seen: tuple[sa.ColumnElement[bool], ...]) -> sa.Select[Any]:
    point = (
        sa.select(POINTS.c.bucket_start, POINTS.c.value, POINTS.c.sample_count)
        .where(
            POINTS.c.metric_id == METRICS.c.id,
            POINTS.c.granularity == stretch.granularity,
            POINTS.c.dims == sa.literal(dict(stretch.dims), JSONB()),
            *(() if stretch.first is None else (POINTS.c.bucket_start >= _midnight(stretch.first),)),
            *(() if stretch.end is None else (POINTS.c.bucket_start < _midnight(stretch.end),)),
        )
        .order_by(POINTS.c.bucket_start.desc())
        .limit(stretch.size)
        .lateral("point")
    )
    asked = sa.bindparam("codes", codes, type_=ARRAY(sa.Text))
    return (
        sa.select(METRICS.c.metric_code, point)
        .select_from(METRICS.join(point, sa.true()))
        .where(METRICS.c.metric_code == sa.any_(asked), *seen)
        .order_by(METRICS.c.metric_code, point.c.bucket_start.desc())
    )


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)


async def turnaround_of(info: Info, claim_id: UUID) -> Decimal | None:
    """Return how many hours a claim took; None while it is not decided, or where its submission was not told."""

    async def load(context: Context, ids: list[UUID]) -> dict[UUID, Decimal]:
        asked = sa.bindparam("ids", ids, type_=ARRAY(sa.Uuid))
        statement = sa.select(CLAIMS.c.claim_id, CLAIMS.c.submitted_at, CLAIMS.c.first_decided_at).where(
            CLAIMS.c.claim_id == sa.any_(asked),
            CLAIMS.c.submitted_at.is_not(None),
            CLAIMS.c.first_decided_at.is_not(None),
        )
        rows = await context.transaction.rows(statement)
        return {row.claim_id: turnaround_hours(row.submitted_at, row.first_decided_at) for row in rows}

    return await batch(info, "turnaround", load, claim_id)
