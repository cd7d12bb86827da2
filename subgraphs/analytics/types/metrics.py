"""What is measured and watched, as a client sees it."""

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any, ClassVar, Self
from uuid import UUID

import sqlalchemy as sa
import strawberry
from strawberry import Private
from strawberry.scalars import JSON

from shared_models import analytics as tables
from shared_models.analytics import (
    AlertState,
    AlertType,
    Comparison,
    Granularity,
    MetricAggregation,
    MetricCategory,
    MetricUnit,
    Severity,
)
from subgraphs.analytics.loaders import Stretch, points_of
from subgraphs.analytics.types.asking import (
    POINTS,
    POINTS_MAX,
    AlertInstanceFilter,
    AlertInstanceOrder,
    Dimensions,
    PointCount,
)
from subgraphs.kit.context import Info
from subgraphs.kit.errors import BadInput
from subgraphs.kit.lists import below
from subgraphs.kit.nodes import ID, Node, Source, reads
from subgraphs.kit.paging import Connection
from subgraphs.kit.reading import find_owner
from subgraphs.kit.scalars import Long
from subgraphs.kit.schema import expose
from subgraphs.kit.values import DateSpanInput

expose(Comparison, MetricAggregation, MetricUnit)


@strawberry.type(description="A metric's value in one bucket of time.")
class MetricPoint:
    """A metric's value in one bucket of time."""

    at: datetime = strawberry.field(description="When the bucket begins.")
    value: Decimal
    sample_count: Long = strawberry.field(description="How many things it was measured on.")

    @classmethod
    def from_row(cls, row: sa.Row[Any]) -> Self:
        """Make an object of a row of points."""
        return cls(at=row.bucket_start, value=row.value, sample_count=row.sample_count)


async def _points(info: Info, code: str, stretch: Stretch) -> list[MetricPoint]:
    return [MetricPoint.from_row(row) for row in await points_of(info, Metric, code, stretch)]


def stretch_of(granularity: Granularity, span: DateSpanInput | None, dims: Dimensions, size: int) -> Stretch:
    """Read the arguments that ask for points; refuses more than there may be."""
    if not 0 <= size <= POINTS_MAX:
        raise BadInput(f"last: {size} is not between 0 and {POINTS_MAX}")
    return Stretch(
        granularity=granularity,
        first=None if span is None else span.from_,
        end=None if span is None else span.to,
        dims=tuple(sorted((each.name, each.value) for each in dims or ())),
        size=size,
    )


@strawberry.federation.type(keys=["id"], description="Something that is measured.")
class Metric(Node):
    """Something that is measured."""

    source: ClassVar = Source(tables.Metric, keys=("id", "metric_code"))

    metric_code: Private[str]

    id: ID
    name: str
    category: MetricCategory
    aggregation: MetricAggregation
    unit: MetricUnit
    numerator_code: str | None = strawberry.field(description="Of a ratio: the metric above the line.")
    denominator_code: str | None = strawberry.field(description="Of a ratio: the metric below the line.")
    dimensions: list[str] = strawberry.field(description="What its values can be told apart by.")
    is_active: bool

    @strawberry.field(metadata=reads("metric_code"), description="What the metric is called elsewhere.")
    def code(self) -> str:
        return self.metric_code

    @strawberry.field(metadata=reads("metric_code"), description="Its values over time, oldest first.")
    async def points(
        self,
        info: Info,
        *,
        granularity: Granularity = Granularity.MONTH,
        span: DateSpanInput | None = None,
        dims: Dimensions = None,
        last: PointCount = POINTS,
    ) -> list[MetricPoint]:
        return await _points(info, self.metric_code, stretch_of(granularity, span, dims, last))


@strawberry.type(description="The values of one metric over time.")
class MetricSeries:
    """The values of one metric over time."""

    stretch: Private[Stretch]

    metric: Metric
    granularity: Granularity

    @strawberry.field
    async def points(self, info: Info) -> list[MetricPoint]:
        return await _points(info, self.metric.metric_code, self.stretch)


def _seconds(column: str) -> Any:
    def resolve(self: Any) -> int:
        duration: timedelta = getattr(self, column)
        return int(duration.total_seconds())

    return resolve


@strawberry.federation.type(keys=["id"], description="A condition on a metric that somebody wants to be told of.")
class Alert(Node):
    """A condition on a metric that somebody wants to be told of."""

    source: ClassVar = Source(tables.Alert)

    metric_id: Private[UUID]

    id: ID
    name: str
    alert_type: AlertType
    comparison: Comparison
    threshold: Decimal | None
    window_seconds: Long = strawberry.field(
        resolver=_seconds("window"), metadata=reads("window"), description="How far back it looks."
    )
    for_seconds: Long = strawberry.field(
        resolver=_seconds("for_duration"), metadata=reads("for_duration"), description="How long it must hold to fire."
    )
    cooldown_seconds: Long = strawberry.field(
        resolver=_seconds("cooldown"), metadata=reads("cooldown"), description="How long between two notices."
    )
    filters: JSON
    severity: Severity
    is_active: bool

    @strawberry.field(metadata=reads("metric_id"))
    async def metric(self, info: Info) -> Metric:
        return await find_owner(info, Metric, self.metric_id)

    instances: "Connection[AlertInstance]" = below(
        lambda: AlertInstance,
        "alert_id",
        filtered_by=AlertInstanceFilter,
        order=AlertInstanceOrder.STARTED_AT_DESC,
        description="The times that it held, newest first.",
    )


@strawberry.federation.type(keys=["id"], description="One time that an alert's condition held.")
class AlertInstance(Node):
    """One time that an alert's condition held."""

    source: ClassVar = Source(tables.AlertInstance)

    alert_id: Private[UUID]

    id: ID
    state: AlertState
    value: Decimal
    started_at: datetime
    fired_at: datetime | None
    acknowledged_at: datetime | None
    resolved_at: datetime | None
    resolution: str | None

    @strawberry.field(metadata=reads("alert_id"))
    async def alert(self, info: Info) -> Alert:
        return await find_owner(info, Alert, self.alert_id)
