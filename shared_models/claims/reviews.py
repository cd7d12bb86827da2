"""What was found suspicious or unnecessary about a claim, and what became of it."""

from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from shared_models.base import (
    AppendOnly,
    Recorded,
    append_only,
    check,
    closed,
    code,
    index,
    instant,
    json,
    one_of,
    rate,
    refers_to,
    unique,
)
from shared_models.claims.base import ClaimsTable
from shared_models.claims.choices import FraudAction, FraudLevel, FraudReviewStatus, NecessityResult
from shared_models.encryption import sealed


@append_only
class MedicalNecessityValidation(AppendOnly, ClaimsTable, table=True):
    """Whether one line was medically necessary, by which rule and on what evidence."""

    __tablename__ = "medical_necessity_validations"
    __table_args__ = (
        index("claim_id"),
        index("line_id"),
        one_of("result", NecessityResult),
        check("confidence", "confidence BETWEEN 0 AND 1"),
    )

    claim_id: UUID = refers_to("claims.id")
    line_id: UUID = refers_to("claim_lines.id")
    rule_id: UUID | None = refers_to("necessity_rules.id", default=None)
    diagnosis_code: str = code(18)
    procedure_code: str = code(20)
    result: NecessityResult = closed(NecessityResult)
    confidence: Decimal | None = rate(default=None)
    evidence: dict[str, Any] = json()
    reviewer_id: UUID | None = None
    note_enc: bytes | None = sealed(default=None)


@append_only
class FraudDetectionResult(AppendOnly, ClaimsTable, table=True):
    """How suspicious one run found a claim, feature by feature."""

    __tablename__ = "fraud_detection_results"
    __table_args__ = (
        index("created_at", "id"),
        index("score", "id"),
        unique("claim_id", "run_no"),
        index("level", "created_at"),
        one_of("level", FraudLevel),
        one_of("action", FraudAction),
        check("score", "score BETWEEN 0 AND 100"),
        check("model_score", "model_score BETWEEN 0 AND 1"),
    )

    claim_id: UUID = refers_to("claims.id")
    run_no: int
    score: int
    level: FraudLevel = closed(FraudLevel)
    features: list[dict[str, Any]] = json()
    model_id: UUID | None = None
    model_score: Decimal | None = rate(default=None)
    action: FraudAction = closed(FraudAction)


class FraudReview(Recorded, ClaimsTable, table=True):
    """An investigation of a fraud result and how it ended."""

    __tablename__ = "fraud_reviews"
    __table_args__ = (
        unique("result_id"),
        one_of("status", FraudReviewStatus),
        check("closed_at", "(status = 'open') = (closed_at IS NULL)"),
    )

    result_id: UUID = refers_to("fraud_detection_results.id")
    status: FraudReviewStatus = closed(FraudReviewStatus, default=FraudReviewStatus.OPEN)
    investigator_id: UUID
    notes_enc: bytes = sealed()
    closed_at: datetime | None = instant(default=None)
