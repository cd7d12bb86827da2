"""Predictive models and what they say about members."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy.dialects.postgresql import Range

from shared_models.analytics.base import AnalyticsTable
from shared_models.analytics.choices import ModelKind, ModelStatus, RiskBand
from shared_models.base import (
    Recorded,
    check,
    closed,
    code,
    index,
    instant,
    json,
    one_of,
    rate,
    refers_to,
    span,
    text,
    unique,
    unique_where,
)


class PredictiveModel(Recorded, AnalyticsTable, table=True):
    """One version of a model; at most one version is active."""

    __tablename__ = "predictive_models"
    __table_args__ = (
        unique("model_code", "version_no"),
        unique_where("uq_predictive_models_active", "model_code", where="status = 'active'"),
        one_of("kind", ModelKind),
        one_of("status", ModelStatus),
        check("version_no", "version_no > 0"),
    )

    model_code: str = code(40)
    version_no: int
    kind: ModelKind = closed(ModelKind)
    algorithm: str = text()
    features: list[dict[str, Any]] = json()
    target: str = text()
    training_window: Range[date] = span()
    metrics: dict[str, Any] = json(default_factory=dict)
    artefact_key: str | None = text(default=None)
    status: ModelStatus = closed(ModelStatus, default=ModelStatus.TRAINING)
    trained_at: datetime = instant()
    approved_by: UUID | None = None


class MemberRiskScore(Recorded, AnalyticsTable, table=True):
    """How likely a member is to cost much, and what speaks for it; the newest score alone is kept."""

    __tablename__ = "member_risk_scores"
    __table_args__ = (
        unique("member_id"),
        index("band", "score"),
        one_of("band", RiskBand),
        check("score", "score BETWEEN 0 AND 1"),
    )

    member_id: UUID
    model_id: UUID = refers_to("predictive_models.id")
    score: Decimal = rate()
    band: RiskBand = closed(RiskBand)
    drivers: list[dict[str, Any]] = json(default_factory=list)
    computed_at: datetime = instant()
