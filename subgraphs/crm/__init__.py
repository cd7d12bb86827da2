"""Crm: who sells, to whom, and what it earns them.

Owns        Lead, SalesOpportunity, Quote, Agent, SalesTeam, AgentPerformance, CommissionTier, CommissionTransaction
Adds to     Member (agent), Company (agent, opportunities, leads), InsuranceScheme (salesPipeline)
Refers to   User (core), GroupPolicy, PremiumQuote (schemes)
Emits       lead.converted, opportunity.*, agent.assigned, commission.*
Follows     company.*, member.*, policy.*, premium.collected, payment.*, scheme.version_activated
"""
