"""Commission: the bands it is earned by, each change of an agent's account, and how far each is paid."""

from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import Range

from shared_models.base import (
    AppendOnly,
    Recorded,
    amount,
    append_only,
    check,
    closed,
    currency,
    exclude,
    index,
    index_where,
    json,
    one_of,
    rate,
    refers_to,
    span,
    text,
    unique,
)
from shared_models.crm.base import CrmTable, month, month_format
from shared_models.crm.choices import BusinessType, CommissionKind, CommissionSource, CommissionStatus


class CommissionTier(Recorded, CrmTable, table=True):
    """One band of a commission plan: the rate on the year's premium from one threshold up to the next."""

    __tablename__ = "commission_tiers"
    __table_args__ = (
        exclude(
            "ex_commission_tiers_level",
            ("plan", "="),
            ("business_type", "="),
            ("tier_level", "="),
            ("currency", "="),
            ("span", "&&"),
        ),
        exclude(
            "ex_commission_tiers_band",
            ("plan", "="),
            ("business_type", "="),
            ("currency", "="),
            (sa.text("numrange(threshold_from, threshold_to)"), "&&"),
            ("span", "&&"),
        ),
        one_of("business_type", BusinessType),
        check("tier_level", "tier_level > 0"),
        check("thresholds", "threshold_from >= 0 AND threshold_to > threshold_from"),
        check("rate", "rate BETWEEN 0 AND 1"),
    )

    plan: str = text()
    business_type: BusinessType = closed(BusinessType)
    tier_level: int
    threshold_from: Decimal = amount()
    threshold_to: Decimal | None = amount(default=None)
    rate: Decimal = rate()
    currency: str = currency()
    span: Range[date] = span()


@append_only
class CommissionTransaction(AppendOnly, CrmTable, table=True):
    """One change of an agent's commission account; what is taken back is a row of its own."""

    __tablename__ = "commission_transactions"
    __table_args__ = (
        index("earned_on", "id"),
        index("amount", "id"),
        unique("agent_id", "source_type", "source_id", "kind"),
        unique("reverses_id"),
        index_where(
            "ix_commission_transactions_agent_id_earned_on",
            "agent_id",
            sa.text("earned_on DESC"),
            sa.text("id DESC"),
        ),
        index("policy_id"),
        index("period"),
        one_of("kind", CommissionKind),
        one_of("source_type", CommissionSource),
        month_format(),
        check("sign", "CASE kind WHEN 'clawback' THEN amount <= 0 WHEN 'adjustment' THEN true ELSE amount >= 0 END"),
        check("clawback_reverses", "kind <> 'clawback' OR reverses_id IS NOT NULL"),
        check("rate", "rate BETWEEN 0 AND 1"),
    )

    agent_id: UUID = refers_to("agents.id")
    kind: CommissionKind = closed(CommissionKind)
    source_type: CommissionSource = closed(CommissionSource)
    source_id: UUID
    company_id: UUID | None = None
    member_id: UUID | None = None
    policy_id: UUID | None = None
    premium_amount: Decimal = amount()
    rate: Decimal = rate()
    amount: Decimal = amount()
    currency: str = currency()
    calc: dict[str, Any] = json()
    period: str = month()
    earned_on: date
    vests_on: date | None = None
    reverses_id: UUID | None = refers_to("commission_transactions.id", default=None)


class CommissionStanding(Recorded, CrmTable, table=True):
    """How far a commission transaction is paid; one without a row here is pending."""

    __tablename__ = "commission_statuses"
    __table_args__ = (
        unique("transaction_id"),
        index("status"),
        one_of("status", CommissionStatus),
        check("paid_by", "status <> 'paid' OR payment_id IS NOT NULL"),
    )

    transaction_id: UUID = refers_to("commission_transactions.id")
    status: CommissionStatus = closed(CommissionStatus, default=CommissionStatus.PENDING)
    payment_id: UUID | None = None
