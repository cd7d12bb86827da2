"""Which tables stand in which database: the names the requirements fix, each in its own database and in no other."""

from importlib import import_module

import pytest

from subgraphs.registry import SUBGRAPHS

NAMES = {
    "core": """companies members periods company_periods member_documents onboarding_sessions member_cards
        card_templates""",
    "crm": """leads sales_opportunities agents commission_tiers commission_transactions agent_performance
        sales_teams""",
    "claims": """claims diagnosis_codes claim_adjudication_results medical_necessity_validations
        fraud_detection_results explanation_of_benefits benefit_utilization""",
    "providers": """providers medical_institutions provider_networks provider_network_assignments
        provider_contracts medical_personnel""",
    "finance": """payment_transactions premium_invoices financial_accounts general_ledger_entries
        commission_payments financial_reports""",
    "tokens": """organization_token_wallets token_packages token_purchases token_subscriptions
        auto_topup_policies token_balance_history token_usage_forecasts""",
    "schemes": """insurance_schemes scheme_versions scheme_benefits scheme_networks scheme_riders
        scheme_pricing scheme_eligibility_rules""",
    "analytics": """analytics_metrics metric_data reports report_executions dashboards dashboard_widgets
        alerts alert_instances predictive_models""",
}
FIXED = {domain: set(names.split()) for domain, names in NAMES.items()}
EVERYWHERE = {
    "approvals",
    "audit_heads",
    "audit_log",
    "data_keys",
    "idempotency_keys",
    "inbox_events",
    "outbox_events",
    "outbox_heads",
}
STORED = {row.name: set(import_module(f"shared_models.{row.name}").metadata.tables) for row in SUBGRAPHS}


def test_fifty_seven_names_are_fixed() -> None:
    assert sum(len(names) for names in FIXED.values()) == 57


@pytest.mark.parametrize("domain", sorted(FIXED))
def test_every_fixed_table_stands_in_its_database(domain: str) -> None:
    assert FIXED[domain] <= STORED[domain]


@pytest.mark.parametrize("domain", sorted(FIXED))
def test_no_table_stands_in_two_databases(domain: str) -> None:
    others = set().union(*(tables for other, tables in STORED.items() if other != domain))

    assert STORED[domain] & others == EVERYWHERE
