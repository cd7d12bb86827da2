"""What analytics was told, kept as it was told, and the facts that measuring begins with: one row of each thing.

A fact keeps the position of the last event that said something of it; what no event said yet is null.
"""

from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from shared_models.analytics.base import AnalyticsTable
from shared_models.base import (
    amount,
    append_only,
    big,
    check,
    code,
    column,
    currency,
    index,
    instant,
    json,
    partitioned_by_month,
)


@append_only
@partitioned_by_month
class LoggedEvent(AnalyticsTable, table=True):
    """An event of another service; all of them, in the order of source and position, make the facts anew."""

    __tablename__ = "event_log"
    __table_args__ = (
        index("source", "position"),
        check("position", "position > 0"),
        check("payload", "jsonb_typeof(payload) = 'object'"),
        {"postgresql_partition_by": "RANGE (occurred_at)"},
    )

    event_id: UUID = column(sa.Uuid, primary_key=True)
    occurred_at: datetime = column(sa.DateTime(timezone=True), primary_key=True)
    source: str = code(20)
    position: int = big()
    type: str = code(64)
    subject_id: UUID
    payload: dict[str, Any] = json()


class ClaimFact(AnalyticsTable, table=True):
    """A claim: when what happened to it first, and what its last result says."""

    __tablename__ = "fact_claims"

    claim_id: UUID = column(sa.Uuid, primary_key=True)
    position: int = big()
    member_id: UUID | None = None
    provider_id: UUID | None = None
    company_id: UUID | None = None
    category: str | None = code(64, default=None)
    service_from: date | None = None
    currency: str | None = currency(default=None)
    submitted_at: datetime | None = instant(default=None)
    first_pended_at: datetime | None = instant(default=None)
    first_decided_at: datetime | None = instant(default=None)
    score_band: str | None = code(64, default=None)
    result_id: UUID | None = None
    run_no: int | None = None
    outcome: str | None = code(64, default=None)
    billed: Decimal | None = amount(default=None)
    allowed: Decimal | None = amount(default=None)
    plan_paid: Decimal | None = amount(default=None)
    member_amount: Decimal | None = amount(default=None)
    payment_requested_at: datetime | None = instant(default=None)
    reversed_at: datetime | None = instant(default=None)


class PaymentFact(AnalyticsTable, table=True):
    """A payment, and what became of it."""

    __tablename__ = "fact_payments"
    __table_args__ = (check("status", "status IN ('completed', 'failed', 'refunded')"),)

    payment_id: UUID = column(sa.Uuid, primary_key=True)
    position: int = big()
    status: str = code(64)
    told_at: datetime = instant()
    purpose: str = code(64)
    source_type: str = code(64)
    source_id: UUID
    claim_id: UUID | None = None
    amount: Decimal = amount()
    currency: str = currency()
    paid_at: datetime | None = instant(default=None)
    attempt: int | None = None
    reason: str | None = code(64, default=None)


class TokenUsageFact(AnalyticsTable, table=True):
    """Tokens that went out of a wallet, came back into it, or were not there to be spent."""

    __tablename__ = "fact_token_usage"
    __table_args__ = (check("kind", "kind IN ('spent', 'spend_refused', 'expired', 'refunded')"),)

    event_id: UUID = column(sa.Uuid, primary_key=True)
    position: int = big()
    kind: str = code(64)
    told_at: datetime = instant()
    wallet_id: UUID
    tokens: int = big()
    organization_type: str | None = code(64, default=None)
    organization_id: UUID | None = None
    operation: str | None = code(64, default=None)
    reference_type: str | None = code(64, default=None)
    reference_id: UUID | None = None
    reason: str | None = code(64, default=None)
