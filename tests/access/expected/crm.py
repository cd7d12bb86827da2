"""Who may see what of crm."""

from typing import Final

from tests.access.expected.entries import LETTERS, Losses, Type

TYPES: Final = {
    "Query": Type(
        all=LETTERS,
        fields={
            "lead leads salesOpportunity salesOpportunities pipeline quotes": "SAU",
            "agent agents salesTeams agentPerformance leaderboard commissionTransactions commissionTiers": "SFAU",
        },
    ),
    "Lead": Type(
        own="S",
        all="AU",
        fields={
            "id leadCode firstName lastName companyName jobTitle source status score assignedAt nextFollowUpOn"
            " livesEstimate estimatedAnnualPremium lostReason createdAt version company assignedAgent opportunities": (
                "SAU"
            ),
            "email phone": "SA",
        },
    ),
    "SalesOpportunity": Type(
        own="S",
        all="AU",
        fields={
            "id opportunityCode title stage probability expectedPremium lives expectedCloseOn closedOn lostReason"
            " competitor version lead company owner scheme quotes": "SAU"
        },
    ),
    "Quote": Type(
        own="S",
        all="AU",
        fields={"id quoteNumber amount validUntil status version opportunity premiumQuote": "SAU"},
    ),
    "Agent": Type(
        own="MES",
        all="CFAU",
        fields={
            "id agentCode displayName agentType status": "MECSFAU",
            "commissionPlan licenseExpiresOn targetAnnualPremium currency joinedOn terminatedOn version user team"
            " supervisor subordinates performance commissionTransactions": "SFAU",
            "licenseNumber": "SFA",
            "leads opportunities": "SAU",
        },
    ),
    "SalesTeam": Type(
        own="S",
        all="FAU",
        fields={"id name teamType targetAnnualPremium version agents manager territory": "SFAU"},
    ),
    "AgentPerformance": Type(
        own="S",
        all="FAU",
        fields={
            "id period newPremium renewalPremium commissionTotal leadsAssigned leadsConverted opportunitiesWon"
            " opportunitiesLost policies conversionRate averageDeal targetAchievement teamRank companyRank agent": (
                "SFAU"
            )
        },
    ),
    "CommissionTransaction": Type(
        own="S",
        all="FAU",
        fields={
            "id kind sourceType sourceId premium rate amount period earnedOn vestsOn agent status company policy"
            " reverses slices": "SFAU",
            "member": "FAU",
        },
    ),
    "CommissionTier": Type(
        all="SFAU",
        fields={"id plan businessType tierLevel thresholdFrom thresholdTo rate currency span version": "SFAU"},
    ),
    # What crm adds to the types of others: whose rows come of it is said above.
    "Member": Type(all=LETTERS, fields={"id companyId": LETTERS, "agent": "MECFAU"}),
    "Company": Type(all=LETTERS, fields={"id": LETTERS, "agent": "MECSFAU", "leads opportunities": "SAU"}),
    "InsuranceScheme": Type(all=LETTERS, fields={"id": LETTERS, "salesPipeline": "SAU"}),
}

# Who reaches which rows of a table.
TABLES: Final = {
    "leads": TYPES["Lead"],
    "sales_opportunities": TYPES["SalesOpportunity"],
    "quotes": TYPES["Quote"],
    "agents": TYPES["Agent"],
    "agent_assignments": TYPES["Agent"],
    "sales_teams": TYPES["SalesTeam"],
    "agent_performance": TYPES["AgentPerformance"],
    "commission_transactions": TYPES["CommissionTransaction"],
    "commission_statuses": TYPES["CommissionTransaction"],
    "commission_tiers": TYPES["CommissionTier"],
}

# What the matrix must miss when it is taken away.
LOSSES: Final = Losses(
    fields=(
        ("Lead", "email", "U"),
        ("Agent", "licenseNumber", "E"),
        ("CommissionTransaction", "member", "S"),
        ("Query", "leads", "F"),
    ),
    rows=(("Lead", "S", "sales_agent"), ("Agent", "M", "member"), ("CommissionTransaction", "S", "sales_agent")),
    tables=("leads", "agent_assignments", "commission_statuses"),
    coordinates=("Query.leads", "Lead.email"),
)
