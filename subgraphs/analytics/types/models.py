"""Predictive models and what they say, as a client sees it, and what analytics adds to members."""

from datetime import datetime
from decimal import Decimal
from typing import ClassVar
from uuid import UUID

import strawberry
from strawberry import Private
from strawberry.scalars import JSON

from shared_models import analytics as tables
from shared_models.analytics import ModelKind, ModelStatus, RiskBand
from subgraphs.kit.context import Info
from subgraphs.kit.nodes import ID, Node, Source, Stub, reads
from subgraphs.kit.reading import find, find_owner
from subgraphs.kit.schema import expose
from subgraphs.kit.values import DateSpan, days

expose(RiskBand)


@strawberry.federation.type(keys=["id"])
class Member(Stub):
    """A covered person; core tells about them."""

    id: ID

    @strawberry.field(description="How likely the member is to cost much; null until it was scored.")
    async def risk(self, info: Info) -> "MemberRisk | None":
        return await find(info, MemberRisk, member_id=self.id)


@strawberry.type(description="How likely a member is to cost much.")
class MemberRisk(Node):
    """How likely a member is to cost much."""

    source: ClassVar = Source(tables.MemberRiskScore, keys=("member_id",))

    member_id: Private[UUID]
    model_id: Private[UUID]

    score: Decimal = strawberry.field(description="Between 0 and 1.")
    band: RiskBand
    computed_at: datetime

    @strawberry.field(metadata=reads("member_id"))
    def member(self) -> Member:
        return Member(id=ID(str(self.member_id)))

    @strawberry.field(metadata=reads("model_id"), description="The model that scored.")
    async def model(self, info: Info) -> "PredictiveModel":
        return await find_owner(info, PredictiveModel, self.model_id)


@strawberry.federation.type(keys=["id"], description="One version of a model.")
class PredictiveModel(Node):
    """One version of a model."""

    source: ClassVar = Source(tables.PredictiveModel)

    id: ID
    model_code: str
    version_no: int
    kind: ModelKind
    algorithm: str
    features: JSON = strawberry.field(description="What it looks at.")
    target: str = strawberry.field(description="What it predicts.")
    training_window: DateSpan = days("training_window")
    metrics: JSON = strawberry.field(description="How well it did on data it was not trained on.")
    status: ModelStatus
    trained_at: datetime
