"""Who may see what of crm: agents what they and their team sell and earn, and customers who looks after them."""

from typing import Final

from shared_models import crm as tables
from shared_models.access import Grant
from shared_models.identity import Role
from subgraphs.crm.queries import Query
from subgraphs.crm.types.commissions import CommissionSlice, CommissionTier, CommissionTransaction, GroupPolicy
from subgraphs.crm.types.sales import (
    Agent,
    Company,
    InsuranceScheme,
    Lead,
    Member,
    Pipeline,
    PipelineStage,
    PremiumQuote,
    Quote,
    SalesOpportunity,
    User,
)
from subgraphs.crm.types.teams import AgentPerformance, LeaderboardEntry, SalesTeam, Territory
from subgraphs.kit.policy import (
    ANY,
    PUBLIC,
    ROW,
    Policy,
    Relation,
    Rows,
    agent,
    company,
    either,
    employer,
    neighbour,
    on,
    only,
    own,
    root,
    values,
    via,
)

MEMBER: Final = Role.MEMBER
EMPLOYER: Final = Role.EMPLOYER_ADMIN
CLAIMS: Final = Role.CLAIMS_OFFICER
SALES: Final = Role.SALES_AGENT
FINANCE: Final = Role.FINANCE_OFFICER
AUDITOR: Final = Role.AUDITOR
ADMIN: Final = Role.SYSTEM_ADMIN

# What may be sold is for those who sell; what was earned also for those who pay it.
SELLING: Final[tuple[Grant, ...]] = (SALES, AUDITOR, ADMIN)
EARNING: Final[tuple[Grant, ...]] = (SALES, FINANCE, AUDITOR, ADMIN)


def selling(relation: Relation) -> Rows:
    """Let agents see rows of theirs or of their team, and who audits or runs the system all."""
    return {SALES: relation, AUDITOR: ANY, ADMIN: ANY}


def earning(relation: Relation) -> Rows:
    """Let those who pay agents see all rows too."""
    return {**selling(relation), FINANCE: ANY}


def customer(relation: Relation) -> Relation:
    """Let a customer see the agents who looked after them."""
    return via(tables.AgentAssignment, "id", relation, key="agent_id")


POLICY: Final = Policy(
    root(
        Query,
        {
            only(*SELLING): "lead leads salesOpportunity salesOpportunities pipeline quotes",
            only(*EARNING): (
                "agent agents salesTeams agentPerformance leaderboard commissionTransactions commissionTiers"
            ),
        },
    ),
    on(
        Lead,
        rows=selling(agent("assigned_agent_id")),
        fields={
            ROW: (
                "id leadCode firstName lastName companyName jobTitle source status score assignedAt nextFollowUpOn"
                " livesEstimate estimatedAnnualPremium lostReason createdAt version company assignedAgent opportunities"
            ),
            # To get in touch. An auditor reads identities masked.
            only(SALES, ADMIN): "email phone",
        },
    ),
    on(
        SalesOpportunity,
        rows=selling(agent("owner_agent_id")),
        fields={
            ROW: (
                "id opportunityCode title stage probability expectedPremium lives expectedCloseOn closedOn lostReason"
                " competitor version lead company owner scheme quotes"
            ),
        },
    ),
    on(
        Quote,
        rows=selling(via(tables.SalesOpportunity, "opportunity_id", agent("owner_agent_id"))),
        fields={ROW: "id quoteNumber amount validUntil status version opportunity premiumQuote"},
    ),
    on(
        Agent,
        rows={
            **earning(agent("id")),
            MEMBER: either(customer(own("member_id")), customer(employer("company_id"))),
            EMPLOYER: customer(company("company_id")),
            CLAIMS: ANY,
        },
        fields={
            # Whom to turn to.
            ROW: "id agentCode displayName agentType status",
            only(*EARNING): (
                "commissionPlan licenseExpiresOn targetAnnualPremium currency joinedOn terminatedOn version user team"
                " supervisor subordinates performance commissionTransactions"
            ),
            only(SALES, FINANCE, ADMIN): "licenseNumber",
            only(*SELLING): "leads opportunities",
        },
    ),
    on(
        SalesTeam,
        rows=earning(via(tables.Agent, "id", agent("id"), key="team_id")),
        fields={ROW: "id name teamType targetAnnualPremium version agents manager territory"},
    ),
    on(
        AgentPerformance,
        rows=earning(agent("agent_id")),
        fields={
            ROW: (
                "id period newPremium renewalPremium commissionTotal leadsAssigned leadsConverted opportunitiesWon"
                " opportunitiesLost policies conversionRate averageDeal targetAchievement teamRank companyRank agent"
            ),
        },
    ),
    on(
        CommissionTransaction,
        rows=earning(agent("agent_id")),
        fields={
            ROW: (
                "id kind sourceType sourceId premium rate amount period earnedOn vestsOn agent status company policy"
                " reverses slices"
            ),
            # An agent sells to companies, and reads no member's record.
            only(FINANCE, AUDITOR, ADMIN): "member",
        },
    ),
    on(
        CommissionTier,
        rows=dict.fromkeys(EARNING, ANY),
        fields={ROW: "id plan businessType tierLevel thresholdFrom thresholdTo rate currency span version"},
    ),
    neighbour(
        Member,
        {PUBLIC: "id companyId", only(MEMBER, EMPLOYER, CLAIMS, FINANCE, AUDITOR, ADMIN): "agent"},
    ),
    neighbour(
        Company,
        {
            PUBLIC: "id",
            only(MEMBER, EMPLOYER, CLAIMS, *EARNING): "agent",
            only(*SELLING): "leads opportunities",
        },
    ),
    neighbour(InsuranceScheme, {PUBLIC: "id", only(*SELLING): "salesPipeline"}),
    *(neighbour(each, {PUBLIC: "id"}) for each in (GroupPolicy, PremiumQuote, User)),
    values(CommissionSlice, LeaderboardEntry, Pipeline, PipelineStage, Territory),
)
