"""What a client sees of crm.

asking        filters and orders of the lists
teams         SalesTeam, AgentPerformance
commissions   CommissionTier, CommissionTransaction
sales         Agent, Lead, SalesOpportunity, Quote; what crm adds to Member, Company and InsuranceScheme

Nouns refer to one another across these modules. The last one is loaded first: it imports the others, and what they
take from it they look up only when all are there.
"""

from subgraphs.crm.types import sales

__all__ = ["sales"]
