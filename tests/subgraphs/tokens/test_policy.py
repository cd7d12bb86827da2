"""Who sees what of tokens: own wallet, foreign wallet, by every way to it."""

from typing import Any

import pytest
import sqlalchemy as sa

from shared_models.access import identify
from shared_models.identity import NOBODY, Principal, Role
from shared_models.tokens import OrganizationType, TokenPackageStatus
from tests.principals import (
    AUDITOR,
    FINANCE,
    OFFICER,
    a_member,
    a_principal,
    a_provider,
    an_admin,
    an_agent,
    an_employer,
)
from tests.subgraphs.service import Service
from tests.subgraphs.tokens.builders import (
    a_low_balance_rule,
    a_package,
    a_purchase,
    a_rate,
    a_subscription,
    a_topup_policy,
    a_wallet,
    an_entry,
)

WALLET = "query ($id: ID) { tokenWallet(id: $id) { id available history { totalCount } } }"
BALANCE = "... on TokenWallet { id status available held }"
FORBIDDEN = ("this is not for you to see", "FORBIDDEN")


async def two_wallets(tokens: Service, kind: OrganizationType = OrganizationType.COMPANY) -> tuple[Any, Any]:
    """Store a wallet and a stranger's, with something of everything below each."""
    own, foreign = a_wallet(organization_type=kind), a_wallet(organization_type=kind)
    for wallet in (own, foreign):
        package = a_package()
        await tokens.store(
            wallet,
            package,
            an_entry(wallet, 1),
            a_purchase(wallet, package),
            a_subscription(wallet, package),
            a_topup_policy(wallet, package),
            a_low_balance_rule(wallet),
        )
    return own, foreign


def keeper(wallet: Any) -> Principal:
    """Return somebody who acts for the organisation of a wallet."""
    is_company = wallet.organization_type is OrganizationType.COMPANY
    return an_employer(wallet.organization_id) if is_company else a_provider(wallet.organization_id)


def by_id(*wallets: Any) -> list[dict[str, Any]]:
    """Return wallets as the gateway names them."""
    return [{"__typename": "TokenWallet", "id": str(each.id)} for each in wallets]


@pytest.mark.parametrize("kind", list(OrganizationType))
async def test_an_organisation_sees_its_own_wallet_and_no_other(tokens: Service, kind: OrganizationType) -> None:
    own, foreign = await two_wallets(tokens, kind)
    asking = tokens.as_(keeper(own))

    found = [await asking.ask(WALLET, id=each.id) for each in (own, foreign)]
    entities = await asking.entities(BALANCE, by_id(own, foreign))

    assert found == [
        {"tokenWallet": {"id": str(own.id), "available": 1_000, "history": {"totalCount": 1}}},
        {"tokenWallet": None},
    ]
    assert entities == [{"id": str(own.id), "status": "ACTIVE", "available": 1_000, "held": 0}, None]


@pytest.mark.parametrize("kind", list(OrganizationType))
async def test_an_organisation_sees_what_lies_below_its_own_wallet_alone(
    tokens: Service, kind: OrganizationType
) -> None:
    own, _ = await two_wallets(tokens, kind)
    asking = tokens.as_(keeper(own))

    data = await asking.ask(
        "{ balanceHistory { totalCount edges { node { wallet { id } } } }"
        " tokenPurchases { totalCount edges { node { wallet { id } } } } }"
    )

    mine = {"totalCount": 1, "edges": [{"node": {"wallet": {"id": str(own.id)}}}]}
    assert data == {"balanceHistory": mine, "tokenPurchases": mine}


async def test_an_id_of_another_kind_of_organisation_opens_nothing(tokens: Service) -> None:
    own, _ = await two_wallets(tokens, OrganizationType.COMPANY)

    found = await tokens.as_(a_provider(own.organization_id)).entities(BALANCE, by_id(own))

    assert found == [None]


async def test_a_foreign_subscription_and_policy_are_not_there(tokens: Service) -> None:
    own, foreign = await two_wallets(tokens)
    query = "query ($wallet: ID) { autoTopupPolicy(walletId: $wallet) { month } }"
    asking = tokens.as_(keeper(own))

    assert await asking.ask(query, wallet=own.id) == {"autoTopupPolicy": {"month": "2026-03"}}
    assert await asking.ask(query, wallet=foreign.id) == {"autoTopupPolicy": None}


async def test_a_member_reads_the_balance_of_the_employers_wallet_and_nothing_else(tokens: Service) -> None:
    own, foreign = await two_wallets(tokens)
    member = tokens.as_(a_member(own.id, employers=(own.organization_id,)))
    people = [
        {"__typename": "Member", "id": str(own.id), "companyId": str(each.organization_id)} for each in (own, foreign)
    ]

    balances = await member.entities("... on Member { wallet { status available held } }", people)
    more = await member.run(
        "query ($given: [_Any!]!) { _entities(representations: $given) { ... on Member { wallet {"
        " available currency lifetimeConsumed history { totalCount } purchases { totalCount }"
        " mine: organization { __typename } lowBalanceRules { id } autoTopupPolicy { id } } } } }",
        {"given": people[:1]},
    )

    assert balances == [{"wallet": {"status": "ACTIVE", "available": 1_000, "held": 0}}, {"wallet": None}]
    assert more.data["_entities"][0]["wallet"] == {
        "available": 1_000,
        "currency": None,
        "lifetimeConsumed": None,
        "history": None,
        "purchases": None,
        "mine": None,
        "lowBalanceRules": None,
        "autoTopupPolicy": None,
    }
    assert {error.extensions["code"] for error in more.errors} == {"FORBIDDEN"}
    assert sorted(error.path[-1] for error in more.errors) == sorted(
        {"currency", "lifetimeConsumed", "history", "purchases", "mine", "lowBalanceRules", "autoTopupPolicy"}
    )


@pytest.mark.parametrize("kind", ["TokenPurchase", "TokenSubscription", "AutoTopupPolicy"])
async def test_a_member_meets_nothing_below_the_employers_wallet(tokens: Service, kind: str) -> None:
    wallet, package = a_wallet(), a_package()
    rows = {
        "TokenPurchase": a_purchase(wallet, package),
        "TokenSubscription": a_subscription(wallet, package),
        "AutoTopupPolicy": a_topup_policy(wallet, package),
    }
    await tokens.store(wallet, package, *rows.values())
    named = [{"__typename": kind, "id": str(rows[kind].id)}]

    as_member = await tokens.as_(a_member(employers=(wallet.organization_id,))).entities(
        f"... on {kind} {{ id }}", named
    )
    as_employer = await tokens.as_(keeper(wallet)).entities(f"... on {kind} {{ id }}", named)

    assert as_member == [None]
    assert as_employer == [{"id": str(rows[kind].id)}]


@pytest.mark.parametrize("principal", [FINANCE, AUDITOR, an_admin()])
async def test_who_watches_all_wallets_sees_all(tokens: Service, principal: Principal) -> None:
    own, foreign = await two_wallets(tokens)

    data = await tokens.as_(principal).ask(
        """query ($holders: [ID!]!) { tokenWallets(filter: {organizationIdIn: $holders}) {
             totalCount edges { node { currency purchases { totalCount } } } } }""",
        holders=[str(own.organization_id), str(foreign.organization_id)],
    )

    node = {"node": {"currency": "USD", "purchases": {"totalCount": 1}}}
    assert data == {"tokenWallets": {"totalCount": 2, "edges": [node, node]}}


@pytest.mark.parametrize("principal", [a_member(), OFFICER, an_agent(), a_principal(Role.SERVICE)])
@pytest.mark.parametrize(
    "query",
    [
        "{ tokenWallets { totalCount } }",
        "{ balanceHistory { totalCount } }",
        "{ some: tokenPurchases { totalCount } }",
        '{ tokenWallet(id: "00000000-0000-7000-8000-000000000001") { id } }',
        '{ tokenSubscription(id: "00000000-0000-7000-8000-000000000001") { id } }',
        '{ autoTopupPolicy(id: "00000000-0000-7000-8000-000000000001") { id } }',
    ],
)
async def test_who_acts_for_no_wallet_may_not_ask_for_one(tokens: Service, principal: Principal, query: str) -> None:
    assert await tokens.as_(principal).refusal(query) == FORBIDDEN


@pytest.mark.parametrize("principal", [an_employer(), a_provider()])
async def test_all_wallets_are_listed_for_those_who_watch_them(tokens: Service, principal: Principal) -> None:
    assert await tokens.as_(principal).refusal("{ tokenWallets { totalCount } }") == FORBIDDEN


async def test_a_company_shows_its_wallet_to_those_who_act_for_it_not_to_its_members(tokens: Service) -> None:
    own, _ = await two_wallets(tokens)
    company = [{"__typename": "Company", "id": str(own.organization_id)}]
    query = "query ($given: [_Any!]!) { _entities(representations: $given) { ... on Company { wallet { held } } } }"

    as_employer = await tokens.as_(keeper(own)).ask(query, given=company)
    as_member = await tokens.as_(a_member(employers=(own.organization_id,))).refusal(query, given=company)

    assert as_employer == {"_entities": [{"wallet": {"held": 0}}]}
    assert as_member == FORBIDDEN


async def test_an_employer_who_is_a_member_elsewhere_reads_there_the_balance_alone(tokens: Service) -> None:
    own, other = await two_wallets(tokens)
    both = a_principal(
        Role.EMPLOYER_ADMIN,
        Role.MEMBER,
        company_ids=(own.organization_id,),
        employer_ids=(other.organization_id,),
    )

    result = await tokens.as_(both).run(
        "query ($given: [_Any!]!) { _entities(representations: $given)"
        " { ... on TokenWallet { available lifetimePurchased } } }",
        {"given": by_id(own, other)},
    )

    assert result.data["_entities"] == [
        {"available": 1_000, "lifetimePurchased": 0},
        {"available": 1_000, "lifetimePurchased": None},
    ]
    assert [(error.path, error.extensions["code"]) for error in result.errors] == [
        (["_entities", 1, "lifetimePurchased"], "FORBIDDEN")
    ]


async def test_what_tokens_cost_is_for_everybody_but_not_what_they_will_cost(tokens: Service) -> None:
    await tokens.store(
        a_package(name="Public offer"),
        a_package(name="Public draft", status=TokenPackageStatus.DRAFT),
        a_rate("public_operation", 3, sa.dialects.postgresql.Range(None, None)),
    )
    packages = '{ tokenPackages(filter: {search: "public"}) { totalCount edges { node { name } } } }'

    as_member = await tokens.as_(a_member()).ask(packages)
    as_admin = await tokens.as_(an_admin()).ask(packages)
    nobody = tokens.as_(NOBODY)

    assert as_member["tokenPackages"] == {"totalCount": 1, "edges": [{"node": {"name": "Public offer"}}]}
    assert as_admin["tokenPackages"]["totalCount"] == 2
    assert {"operation": "public_operation", "tokens": 3} in (await nobody.ask("{ rateCard { operation tokens } }"))[
        "rateCard"
    ]
    assert (await nobody.refusal(packages))[1] == "UNAUTHENTICATED"
    assert (await nobody.refusal("{ tokenWallets { totalCount } }"))[1] == "UNAUTHENTICATED"


async def test_the_database_alone_lets_members_read_the_wallet_and_write_nothing(tokens: Service) -> None:
    own, foreign = await two_wallets(tokens)
    member = a_member(own.id, employers=(own.organization_id,))

    async with tokens.engine.connect() as connection:
        await connection.execute(identify(member))
        both = {"ids": [own.id, foreign.id]}
        seen = await connection.scalar(
            sa.text("SELECT count(*) FROM organization_token_wallets WHERE id = ANY(:ids)"), both
        )
        below = await connection.scalar(sa.text("SELECT count(*) FROM token_purchases"))
        written = await connection.execute(
            sa.text("UPDATE organization_token_wallets SET available = 1000000 WHERE id = ANY(:ids)"), both
        )

    assert (seen, below, written.rowcount) == (1, 0, 0)


async def test_the_database_shows_nothing_to_nobody(tokens: Service) -> None:
    await two_wallets(tokens)

    async with tokens.engine.connect() as connection:
        counts = [
            await connection.scalar(sa.text(f"SELECT count(*) FROM {table}"))
            for table in ("organization_token_wallets", "token_balance_history", "token_purchases", "token_packages")
        ]

    assert counts == [0, 0, 0, 0]
