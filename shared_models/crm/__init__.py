"""Tables of the crm domain: who sells, to whom, and what it earns them.

choices       the closed choices of the columns
documents     the shapes of JSON columns
base          the domain's base class, sequences, months
agents        sales_teams, agents, agent_assignments, agent_performance
sales         leads, sales_opportunities, quotes
commissions   commission_tiers, commission_transactions, commission_statuses
access        who reaches which rows
personal      what columns tell about persons
"""

from shared_models.access import attach
from shared_models.crm.access import ACCESS
from shared_models.crm.agents import Agent, AgentAssignment, AgentPerformance, SalesTeam
from shared_models.crm.base import CrmTable
from shared_models.crm.choices import (
    AgentStatus,
    AgentType,
    BusinessType,
    CommissionKind,
    CommissionSource,
    CommissionStatus,
    LeadSource,
    LeadStatus,
    OpportunityStage,
    QuoteStatus,
    TeamType,
)
from shared_models.crm.commissions import CommissionStanding, CommissionTier, CommissionTransaction
from shared_models.crm.documents import BandSlice, Calculation, Territory
from shared_models.crm.personal import PERSONAL
from shared_models.crm.sales import Lead, Quote, SalesOpportunity
from shared_models.personal import tag

metadata = CrmTable.metadata
tag(metadata, PERSONAL)

__all__ = [
    "Agent",
    "AgentAssignment",
    "AgentPerformance",
    "AgentStatus",
    "AgentType",
    "BandSlice",
    "BusinessType",
    "Calculation",
    "CommissionKind",
    "CommissionSource",
    "CommissionStanding",
    "CommissionStatus",
    "CommissionTier",
    "CommissionTransaction",
    "CrmTable",
    "Lead",
    "LeadSource",
    "LeadStatus",
    "OpportunityStage",
    "Quote",
    "QuoteStatus",
    "SalesOpportunity",
    "SalesTeam",
    "TeamType",
    "Territory",
    "metadata",
]

attach(metadata, "crm", ACCESS)
