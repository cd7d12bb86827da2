"""Leads, the opportunities they become, and the quotes made for these."""

from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from shared_models.base import (
    Recorded,
    SoftDeleted,
    amount,
    check,
    closed,
    code,
    currency,
    index,
    instant,
    one_of,
    rate,
    refers_to,
    text,
    unique,
)
from shared_models.crm.base import CrmTable
from shared_models.crm.choices import LeadSource, LeadStatus, OpportunityStage, QuoteStatus
from shared_models.encryption import Form, blind, sealed


class Lead(SoftDeleted, CrmTable, table=True):
    """Somebody who may want cover."""

    __tablename__ = "leads"
    __table_args__ = (
        index("created_at", "id"),
        index("score", "id"),
        unique("lead_code"),
        index("status", "assigned_agent_id"),
        index("assigned_agent_id"),
        index("next_follow_up_on"),
        index("company_id"),
        index("email_hash"),
        one_of("source", LeadSource),
        one_of("status", LeadStatus),
        check("score", "score BETWEEN 0 AND 100"),
        check("lives_estimate", "lives_estimate >= 0"),
        check("estimated_annual_premium", "estimated_annual_premium >= 0"),
    )

    lead_code: str = code(20)
    first_name: str = text()
    last_name: str = text()
    email_enc: bytes = sealed()
    email_hash: bytes = blind(Form.EMAIL)
    phone_enc: bytes | None = sealed(default=None)
    company_name: str | None = text(default=None)
    company_id: UUID | None = None
    job_title: str | None = text(default=None)
    source: LeadSource = closed(LeadSource)
    status: LeadStatus = closed(LeadStatus, default=LeadStatus.NEW)
    score: int = 0
    assigned_agent_id: UUID | None = refers_to("agents.id", default=None)
    assigned_at: datetime | None = instant(default=None)
    next_follow_up_on: date | None = None
    lives_estimate: int | None = None
    estimated_annual_premium: Decimal | None = amount(default=None)
    currency: str = currency()
    lost_reason: str | None = text(default=None)


class SalesOpportunity(SoftDeleted, CrmTable, table=True):
    """A sale that may come: for how much, how likely, how near."""

    __tablename__ = "sales_opportunities"
    __table_args__ = (
        index("expected_premium", "id"),
        unique("opportunity_code"),
        index("company_id"),
        index("lead_id"),
        index("owner_agent_id", "stage"),
        index("scheme_id"),
        index("expected_close_on"),
        one_of("stage", OpportunityStage),
        check("probability", "probability BETWEEN 0 AND 1"),
        check("expected_premium", "expected_premium >= 0"),
        check("lives", "lives >= 0"),
        check("closed_on", "(closed_on IS NOT NULL) = (stage IN ('closed_won', 'closed_lost'))"),
        check("lost_reason", "stage <> 'closed_lost' OR lost_reason IS NOT NULL"),
    )

    opportunity_code: str = code(20)
    title: str = text()
    lead_id: UUID | None = refers_to("leads.id", default=None)
    company_id: UUID | None = None
    owner_agent_id: UUID = refers_to("agents.id")
    stage: OpportunityStage = closed(OpportunityStage, default=OpportunityStage.PROSPECTING)
    probability: Decimal = rate()
    expected_premium: Decimal = amount()
    currency: str = currency()
    lives: int
    expected_close_on: date
    closed_on: date | None = None
    lost_reason: str | None = text(default=None)
    competitor: str | None = text(default=None)
    scheme_id: UUID | None = None


class Quote(Recorded, CrmTable, table=True):
    """A price offered for an opportunity until a day; what it is made of stands in the scheme's premium quote."""

    __tablename__ = "quotes"
    __table_args__ = (
        index("valid_until", "id"),
        unique("quote_number"),
        index("opportunity_id"),
        one_of("status", QuoteStatus),
        check("amount", "amount >= 0"),
    )

    quote_number: str = code(20)
    opportunity_id: UUID = refers_to("sales_opportunities.id")
    premium_quote_id: UUID
    amount: Decimal = amount()
    currency: str = currency()
    valid_until: date
    status: QuoteStatus = closed(QuoteStatus, default=QuoteStatus.DRAFT)
