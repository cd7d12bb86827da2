"""The demonstration keeps the invariants of what it shows, and is made once."""

from datetime import date

from stack.loading.identity import IMPORTER
from stack.seed.demonstration import seed
from stack.seed.rows import DEMONSTRATION
from tests.stack.loading.silent import Silent
from tests.stack.loading.stored import fingerprints, rows
from tests.stack.seed.conftest import TODAY, Seeded


async def test_made_again_on_whatever_day_it_changes_nothing(seeded: Seeded) -> None:
    before = await fingerprints(seeded.urls)

    same_day = await seed(seeded.urls, Silent(), today=TODAY)
    later = await seed(seeded.urls, Silent(), today=date(2026, 5, 2))

    assert (same_day.total(), later.total()) == (0, 0)
    assert await fingerprints(seeded.urls) == before


async def test_every_employer_and_provider_has_a_wallet_that_its_history_adds_up_to(seeded: Seeded) -> None:
    tokens = seeded.urls["tokens"]

    wallets = await rows(
        tokens, "SELECT organization_type, count(*) FROM organization_token_wallets GROUP BY 1 ORDER BY 1"
    )
    wrong = await rows(
        tokens,
        "SELECT wallet.id FROM organization_token_wallets AS wallet"
        " JOIN (SELECT wallet_id, sum(available_delta) AS total,"
        "  (array_agg(available_after ORDER BY seq DESC))[1] AS newest,"
        "  -sum(available_delta) FILTER (WHERE entry = 'debit') AS spent,"
        "  max(available_delta) FILTER (WHERE entry = 'credit_grant') AS granted"
        "  FROM token_balance_history GROUP BY 1) AS history ON history.wallet_id = wallet.id"
        " LEFT JOIN (SELECT wallet_id, sum(remaining) AS remaining FROM token_lots GROUP BY 1) AS lot"
        "  ON lot.wallet_id = wallet.id"
        " WHERE wallet.available <> total OR wallet.available <> newest OR wallet.available <> lot.remaining"
        "  OR wallet.lifetime_consumed <> coalesce(spent, 0) OR wallet.reference_balance <> granted",
    )

    (companies,) = await rows(seeded.urls["core"], "SELECT 'company', count(*) FROM companies")
    (providers,) = await rows(seeded.urls["providers"], "SELECT 'provider', count(*) FROM providers")
    assert wallets == [companies, providers]
    assert wrong == []


async def test_some_employers_are_low_on_tokens_by_their_rule(seeded: Seeded) -> None:
    low = await rows(
        seeded.urls["tokens"],
        "SELECT wallet.available, rule.armed FROM organization_token_wallets AS wallet"
        " JOIN low_balance_rules AS rule ON rule.wallet_id = wallet.id WHERE wallet.available < rule.value",
    )

    assert low == [(50, False), (50, False)]


async def test_receivables_in_the_ledger_are_what_is_open_on_invoices(seeded: Seeded) -> None:
    finance = seeded.urls["finance"]

    ((open_invoices,),) = await rows(finance, "SELECT sum(total - paid_amount) FROM premium_invoices")
    ((receivable,),) = await rows(
        finance,
        "SELECT debit_total - credit_total FROM ledger_balances JOIN ledger_accounts AS account"
        " ON account.id = ledger_account_id WHERE code = '1100'",
    )
    ((payable,),) = await rows(
        finance,
        "SELECT debit_total - credit_total FROM ledger_balances JOIN ledger_accounts AS account"
        " ON account.id = ledger_account_id WHERE code = '2000'",
    )
    ((difference,),) = await rows(finance, "SELECT sum(debit_total) - sum(credit_total) FROM ledger_balances")

    assert open_invoices > 0
    assert (receivable, payable, difference) == (open_invoices, 0, 0)


async def test_invoices_are_paid_overdue_and_open_with_a_line_for_every_member(seeded: Seeded) -> None:
    invoices = await rows(
        seeded.urls["finance"],
        "SELECT invoice.status, lower(billing_span)::text, due_on < '2026-03-20', count(line.member_id), total::text"
        " FROM premium_invoices AS invoice JOIN invoice_lines AS line ON line.invoice_id = invoice.id"
        " GROUP BY invoice.id ORDER BY total, lower(billing_span)",
    )

    assert invoices == [
        ("paid", "2026-01-01", True, 1, "348.8400"),
        ("overdue", "2026-02-01", True, 1, "348.8400"),
        ("issued", "2026-03-01", False, 1, "348.8400"),
        ("paid", "2026-01-01", True, 1, "468.1800"),
        ("paid", "2026-02-01", True, 1, "468.1800"),
        ("issued", "2026-03-01", False, 1, "468.1800"),
        ("paid", "2026-01-01", True, 1, "513.0600"),
        ("paid", "2026-02-01", True, 1, "513.0600"),
        ("issued", "2026-03-01", False, 1, "513.0600"),
    ]


async def test_qualified_leads_name_a_company_and_companies_and_the_covered_have_an_agent(seeded: Seeded) -> None:
    crm = seeded.urls["crm"]

    leads = await rows(crm, "SELECT count(*), count(company_id) FROM leads WHERE status = 'qualified'")
    looked_after = await rows(crm, "SELECT count(company_id), count(member_id) FROM agent_assignments")
    managers = await rows(
        crm, "SELECT DISTINCT display_name FROM sales_teams JOIN agents ON agents.id = manager_agent_id"
    )

    assert leads == [(2, 2)]
    assert looked_after == [(6, 2)]
    assert managers == [("Ruth Okafor",)]


async def test_commission_is_that_of_the_premiums_paid_and_performance_its_sum(seeded: Seeded) -> None:
    crm = seeded.urls["crm"]

    commissions = await rows(crm, "SELECT count(*), sum(premium_amount), sum(amount) FROM commission_transactions")
    performance = await rows(crm, "SELECT sum(renewal_premium), sum(commission_total) FROM agent_performance")

    ((count, premium, amount),) = commissions
    assert (count, str(premium), str(amount)) == (5, "2266.0000", "113.3000")
    assert performance == [(premium, amount)]


async def test_what_was_measured_is_what_the_imported_claims_say(seeded: Seeded) -> None:
    ((points,),) = await rows(
        seeded.urls["analytics"],
        "SELECT sum(value) FROM metric_data JOIN analytics_metrics AS metric ON metric.id = metric_id"
        " WHERE metric_code = 'claims.plan_paid'",
    )
    ((paid,),) = await rows(
        seeded.urls["claims"],
        f"SELECT sum(plan_paid_amount) FROM claims WHERE created_by = '{IMPORTER}'"
        " AND date_trunc('month', received_at) IN (SELECT DISTINCT date_trunc('month', received_at) AS month"
        f" FROM claims WHERE created_by = '{IMPORTER}' ORDER BY month DESC LIMIT 24)",
    )

    assert points == paid > 0


async def test_everybody_covered_has_a_card(seeded: Seeded) -> None:
    cards = await rows(seeded.urls["core"], "SELECT DISTINCT card_type, status FROM member_cards")
    ((covered,),) = await rows(
        seeded.urls["schemes"], "SELECT count(*) FROM member_enrolments WHERE span @> DATE '2026-03-20'"
    )

    assert cards == [("digital", "active")]
    assert seeded.stored["member_cards"] == covered


async def test_every_row_says_that_it_is_for_demonstration(seeded: Seeded) -> None:
    made_by = {
        domain: await rows(seeded.urls[domain], f"SELECT DISTINCT created_by FROM {table}")
        for domain, table in (
            ("core", "member_cards"),
            ("crm", "leads"),
            ("finance", "premium_invoices"),
            ("tokens", "organization_token_wallets"),
            ("analytics", "dashboards"),
        )
    }

    assert set(map(tuple, made_by.values())) == {((DEMONSTRATION,),)}
