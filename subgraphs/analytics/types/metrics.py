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
from subgraphs.kit.nodes import ID, POINTER, Node, Source, Stub, as_uuid, reads
from subgraphs.kit.paging import Connection
from subgraphs.kit.reading import find_owner
from subgraphs.kit.schema import expose
from subgraphs.kit.values import DateSpanInput, Long

expose(Comparison, MetricAggregation, MetricUnit)


@strawberry.federation.type(keys=[POINTER])
class User(Stub):
    """Someone who signs in; core tells about them."""

    id: ID


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


def stretch_of(
    granularity: Granularity, span: DateSpanInput | None, dims: Dimensions, size: int
) -> Stretch:
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

    id: ID
    code: str = strawberry.field(resolver=_code, metadata=reads("metric_code"))
    name: str
    category: MetricCategory
    aggregation: MetricAggregation
    unit: MetricUnit
    numerator_code: str | None = strawberry.field(description="Of a ratio: the metric above the line.")
    denominator_code: str | None = strawberry.field(description="Of a ratio: the metric below the line.")
    dimensions: list[str] = strawberry.field(description="What its values can be told apart by.")
    is_active: bool

    @strawberry.field(metadata=reads("id"), description="Its values over time, oldest first.")
    async def points(
        self,
        info: Info,
        *,
        granularity: Granularity = Granularity.MONTH,
        span: DateSpanInput | None = None,
        dims: Dimensions = None,
        last: PointCount = POINTS,
    ) -> list[MetricPoint]:
        stretch = stretch_of(granularity, span, dims, last)
        return [MetricPoint.from_row(row) for row in await points_of(info, as_uuid(self.id, "id"), stretch)]
