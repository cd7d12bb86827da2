"""Packages, purchases, subscriptions, top-up policies and the rate card, as a client reads them."""

from datetime import UTC, date, datetime
from decimal import Decimal

from sqlalchemy.dialects.postgresql import Range

from shared_models.tokens import PurchaseOrigin, PurchaseStatus, SubscriptionStatus, TokenPackageStatus
from tests.subgraphs.service import Service
from tests.subgraphs.tokens.builders import (
    a_low_balance_rule,
    a_package,
    a_purchase,
    a_rate,
    a_subscription,
    a_topup_policy,
    a_wallet,
)


async def test_a_purchase_shows_its_price_wallet_and_package(tokens: Service) -> None:
    wallet, package = a_wallet(), a_package(name="Five hundred")
    purchase = a_purchase(wallet, package, completed_at=datetime(2026, 3, 2, 8, 30, tzinfo=UTC))
    await tokens.store(wallet, package, purchase)

    found = await tokens.entities(
        """... on TokenPurchase { origin tokens unitPrice amount { amount currency } status completedAt
             wallet { id } package { name price { amount } valid { from to } } }""",
        [{"__typename": "TokenPurchase", "id": purchase.id}],
    )

    assert found == [
        {
            "origin": "ONE_TIME",
            "tokens": 500,
            "unitPrice": "0.050000",
            "amount": {"amount": "25.00", "currency": "USD"},
            "status": "COMPLETED",
            "completedAt": "2026-03-02T08:30:00+00:00",
            "wallet": {"id": str(wallet.id)},
            "package": {
                "name": "Five hundred",
                "price": {"amount": "25.00"},
                "valid": {"from": "2026-01-01", "to": None},
            },
        }
    ]


async def test_a_grant_has_no_package(tokens: Service) -> None:
    wallet = a_wallet()
    grant = a_purchase(wallet, origin=PurchaseOrigin.GRANT, amount=Decimal(0), unit_price=Decimal(0))
    await tokens.store(wallet, grant)

    data = await tokens.ask(
        "query ($id: ID) { tokenWallet(id: $id) { purchases { edges { node { origin package { id } } } } } }",
        id=wallet.id,
    )

    assert data["tokenWallet"]["purchases"]["edges"] == [{"node": {"origin": "GRANT", "package": None}}]


async def test_purchases_of_many_wallets_cost_one_statement(tokens: Service) -> None:
    wallets = [a_wallet() for _ in range(20)]
    await tokens.store(*wallets)
    await tokens.store(*(a_purchase(wallet) for wallet in wallets for _ in range(4)))
    representations = [{"__typename": "TokenWallet", "id": wallet.id} for wallet in wallets]

    found = await tokens.entities(
        "... on TokenWallet { purchases(first: 3) { totalCount edges { node { tokens } } } }", representations
    )

    assert [len(each["purchases"]["edges"]) for each in found] == [3] * 20
    assert {each["purchases"]["totalCount"] for each in found} == {4}
    assert len(tokens.statements) == 3


async def test_purchases_are_filtered_at_the_root(tokens: Service) -> None:
    wallet = a_wallet()
    await tokens.store(
        wallet,
        a_purchase(wallet, purchase_number="TKP-A", status=PurchaseStatus.PENDING),
        a_purchase(wallet, purchase_number="TKP-B", status=PurchaseStatus.FAILED),
        a_purchase(wallet, purchase_number="TKP-C"),
    )

    data = await tokens.ask(
        """query ($wallet: ID!) { tokenPurchases(
             filter: {walletId: $wallet, statusIn: [PENDING, COMPLETED]}, orderBy: NUMBER_DESC
           ) { totalCount edges { node { purchaseNumber } } } }""",
        wallet=wallet.id,
    )

    assert data["tokenPurchases"] == {
        "totalCount": 2,
        "edges": [{"node": {"purchaseNumber": "TKP-C"}}, {"node": {"purchaseNumber": "TKP-A"}}],
    }


async def test_packages_are_listed_in_their_order_without_deleted_ones(tokens: Service) -> None:
    await tokens.store(
        a_package(name="Listed large", display_order=2),
        a_package(name="Listed small", display_order=1),
        a_package(name="Listed draft", status=TokenPackageStatus.DRAFT),
        a_package(name="Listed gone", deleted_at=datetime(2026, 1, 1, tzinfo=UTC)),
    )

    data = await tokens.ask(
        '{ tokenPackages(filter: {status: ACTIVE, search: "listed"}) { edges { node { name bonusTokens } } } }'
    )

    assert [edge["node"] for edge in data["tokenPackages"]["edges"]] == [
        {"name": "Listed small", "bonusTokens": 0},
        {"name": "Listed large", "bonusTokens": 0},
    ]


async def test_a_subscription_is_found_by_id_and_below_its_wallet(tokens: Service) -> None:
    wallet, package = a_wallet(), a_package()
    subscription = a_subscription(wallet, package)
    await tokens.store(wallet, package, subscription)
    await tokens.store(a_subscription(wallet, package, status=SubscriptionStatus.CANCELLED))

    by_id = await tokens.ask(
        "query ($id: ID!) { tokenSubscription(id: $id) { anchorDay nextBillingOn package { tokens } } }",
        id=subscription.id,
    )
    below = await tokens.ask(
        """query ($id: ID) { tokenWallet(id: $id) {
             subscriptions(filter: {status: ACTIVE}) { edges { node { id } } } } }""",
        id=wallet.id,
    )

    assert by_id == {"tokenSubscription": {"anchorDay": 31, "nextBillingOn": "2026-03-31", "package": {"tokens": 500}}}
    assert below["tokenWallet"]["subscriptions"]["edges"] == [{"node": {"id": str(subscription.id)}}]


async def test_a_topup_policy_is_found_by_id_by_wallet_and_on_it(tokens: Service) -> None:
    wallet, package = a_wallet(), a_package()
    policy = a_topup_policy(wallet, package)
    await tokens.store(wallet, package, policy)
    fields = "thresholdRate monthlySpendCap { amount currency } monthSpent { amount } month"
    query = f"query ($id: ID, $wallet: ID) {{ autoTopupPolicy(id: $id, walletId: $wallet) {{ {fields} }} }}"

    by_id = await tokens.ask(query, id=policy.id)
    by_wallet = await tokens.ask(query, wallet=wallet.id)
    on_wallet = await tokens.ask(
        f"query ($id: ID) {{ tokenWallet(id: $id) {{ autoTopupPolicy {{ {fields} }} }} }}", id=wallet.id
    )

    expected = {
        "thresholdRate": "0.200000",
        "monthlySpendCap": {"amount": "60.00", "currency": "USD"},
        "monthSpent": {"amount": "50.00"},
        "month": "2026-03",
    }
    assert by_id["autoTopupPolicy"] == by_wallet["autoTopupPolicy"] == expected
    assert on_wallet["tokenWallet"]["autoTopupPolicy"] == expected


async def test_low_balance_rules_stand_on_their_wallet(tokens: Service) -> None:
    wallet = a_wallet()
    await tokens.store(wallet, a_low_balance_rule(wallet))

    data = await tokens.ask(
        "query ($id: ID) { tokenWallet(id: $id) { lowBalanceRules { kind value armed } } }", id=wallet.id
    )

    assert data["tokenWallet"]["lowBalanceRules"] == [{"kind": "PERCENTAGE", "value": "0.200000", "armed": True}]


async def test_the_rate_card_shows_what_operations_cost_on_a_day(tokens: Service) -> None:
    await tokens.store(
        a_rate("claim_submission", 1, Range(date(2025, 1, 1), date(2026, 3, 10))),
        a_rate("claim_submission", 2, Range(date(2026, 3, 10), None)),
        a_rate("card_issue", 5, Range(None, None)),
    )
    query = "query ($on: Date) { rateCard(on: $on) { operation tokens } }"

    today = await tokens.ask(query)
    yesterday = await tokens.ask(query, on="2026-03-09")

    assert today["rateCard"] == [
        {"operation": "card_issue", "tokens": 5},
        {"operation": "claim_submission", "tokens": 2},
    ]
    assert yesterday["rateCard"][1] == {"operation": "claim_submission", "tokens": 1}
