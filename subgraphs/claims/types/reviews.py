"""What was found suspicious or unnecessary about claims, and what was contested."""

from datetime import datetime
from decimal import Decimal
from typing import ClassVar
from uuid import UUID

import strawberry
from strawberry import Private

from shared_models import claims as tables
from shared_models.claims import AppealStatus, FraudAction, FraudLevel, FraudReviewStatus, NecessityResult
from subgraphs.claims.types import claims
from subgraphs.claims.types.documents import FraudFeature, fraud_feature
from subgraphs.claims.types.references import LazyClaim, LazyClaimLine, PredictiveModel, User
from subgraphs.kit.context import Info
from subgraphs.kit.nodes import ID, Node, Source, reads
from subgraphs.kit.reading import find, find_owner
from subgraphs.kit.sealed import sealed


@strawberry.federation.type(keys=["id"], description="How suspicious one run found a claim.")
class FraudDetectionResult(Node):
    """How suspicious one run found a claim, feature by feature."""

    source: ClassVar = Source(tables.FraudDetectionResult)

    claim_id: Private[UUID]
    model_id: Private[UUID | None]

    id: ID
    run_no: int
    score: int = strawberry.field(description="From 0 to 100.")
    level: FraudLevel
    action: FraudAction
    model_score: Decimal | None = strawberry.field(description="What a trained model thought, from 0 to 1.")
    created_at: datetime

    @strawberry.field(name="features", metadata=reads("features"))
    def measured(self) -> list[FraudFeature]:
        return [fraud_feature(each) for each in self.__dict__["features"]]

    @strawberry.field(metadata=reads("claim_id"))
    async def claim(self, info: Info) -> LazyClaim:
        return await find_owner(info, claims.Claim, self.claim_id)

    @strawberry.field(metadata=reads("model_id"))
    def model(self) -> PredictiveModel | None:
        return PredictiveModel.of(self.model_id)

    @strawberry.field(metadata=reads("id"), description="The investigation, where one was opened.")
    async def review(self, info: Info) -> "FraudReview | None":
        return await find(info, FraudReview, result_id=self.id)


@strawberry.type(description="An investigation of a fraud result and how it ended.")
class FraudReview(Node):
    """An investigation of a fraud result and how it ended."""

    source: ClassVar = Source(tables.FraudReview, keys=("result_id",))

    investigator_id: Private[UUID]

    id: ID
    status: FraudReviewStatus
    notes: str = sealed("notes")
    created_at: datetime
    closed_at: datetime | None
    version: int

    @strawberry.field(metadata=reads("investigator_id"))
    def investigator(self) -> User:
        return User(id=ID(str(self.investigator_id)))


@strawberry.federation.type(keys=["id"], description="Whether one line was medically necessary.")
class MedicalNecessityValidation(Node):
    """Whether one line was medically necessary."""

    source: ClassVar = Source(tables.MedicalNecessityValidation)

    line_id: Private[UUID]
    reviewer_id: Private[UUID | None]

    id: ID
    diagnosis_code: str
    procedure_code: str
    result: NecessityResult
    confidence: Decimal | None
    note: str | None = sealed("note")
    created_at: datetime

    @strawberry.field(metadata=reads("line_id"))
    async def line(self, info: Info) -> LazyClaimLine:
        return await find_owner(info, claims.ClaimLine, self.line_id)

    @strawberry.field(metadata=reads("reviewer_id"), description="Who decided where no rule did.")
    def reviewer(self) -> User | None:
        return User.of(self.reviewer_id)


@strawberry.type(description="A request to decide a claim again.")
class ClaimAppeal(Node):
    """A request to decide a claim again."""

    source: ClassVar = Source(tables.ClaimAppeal)

    claim_id: Private[UUID]
    filed_by: Private[UUID]

    id: ID
    filed_at: datetime
    grounds: str = sealed("grounds")
    status: AppealStatus
    decided_at: datetime | None
    version: int

    @strawberry.field(metadata=reads("claim_id"))
    async def claim(self, info: Info) -> LazyClaim:
        return await find_owner(info, claims.Claim, self.claim_id)

    @strawberry.field(name="filedBy", metadata=reads("filed_by"))
    def filer(self) -> User:
        return User(id=ID(str(self.filed_by)))
