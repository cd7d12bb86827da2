"""Wallets and what moved their tokens, as a client and the gateway read them."""

from datetime import timedelta
from uuid import uuid4

from shared_models.tokens import LowBalanceKind, OrganizationType, WalletStatus
from tests.subgraphs.service import Service
from tests.subgraphs.tokens.builders import START, a_low_balance_rule, a_wallet, an_entry

HISTORY = """
query ($wallet: ID!, $first: Int, $after: String, $last: Int, $before: String, $filter: TokenBalanceEntryFilter) {
  tokenWallet(id: $wallet) {
    history(first: $first, after: $after, last: $last, before: $before, filter: $filter) {
      edges { node { seq } }
      pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
      totalCount
    }
  }
}
"""


async def test_a_wallet_is_found_by_id_and_by_its_organisation(tokens: Service) -> None:
    wallet = a_wallet(available=950, held=50)
    await tokens.store(wallet)
    query = "query ($id: ID, $org: ID) { tokenWallet(id: $id, organizationId: $org) { id available held status } }"

    by_id = await tokens.ask(query, id=wallet.id)
    by_organization = await tokens.ask(query, org=wallet.organization_id)

    expected = {"id": str(wallet.id), "available": 950, "held": 50, "status": "ACTIVE"}
    assert by_id == by_organization == {"tokenWallet": expected}


async def test_an_unknown_wallet_is_null(tokens: Service) -> None:
    data = await tokens.ask("query ($id: ID) { tokenWallet(id: $id) { id } }", id=uuid4())

    assert data == {"tokenWallet": None}


async def test_a_wallet_asked_by_nothing_or_by_no_id_is_refused_by_name(tokens: Service) -> None:
    nothing = await tokens.refusal("{ tokenWallet { id } }")
    no_id = await tokens.refusal('{ tokenWallet(organizationId: "acme") { id } }')

    assert nothing == ("TokenWallet is found by exactly one of id or organizationId", "BAD_USER_INPUT")
    assert no_id == ("organizationId: not an id (a UUID)", "BAD_USER_INPUT")


async def test_only_the_columns_the_operation_needs_are_read(tokens: Service) -> None:
    wallet = a_wallet()
    await tokens.store(wallet)

    await tokens.ask("query ($id: ID) { tokenWallet(id: $id) { held } }", id=wallet.id)

    selected = [statement.split("FROM")[0].split() for statement in tokens.statements]
    assert selected == [["SELECT", "organization_token_wallets.id,", "organization_token_wallets.held"]]


async def test_members_have_the_wallet_of_their_employer(tokens: Service) -> None:
    wallets = [a_wallet(available=n) for n in range(50)]
    await tokens.store(*wallets)
    representations = [
        {"__typename": "Member", "id": uuid4(), "companyId": wallet.organization_id} for wallet in wallets
    ]
    representations.append({"__typename": "Member", "id": uuid4(), "companyId": None})
    representations.append({"__typename": "Member", "id": uuid4(), "companyId": uuid4()})

    found = await tokens.entities("... on Member { wallet { available } }", representations)

    wallets_found = [each["wallet"] for each in found]
    assert wallets_found == [*({"available": n} for n in range(50)), None, None]
    assert len(tokens.statements) == 1


async def test_companies_and_providers_have_wallets_read_together(tokens: Service) -> None:
    company, provider = a_wallet(available=1), a_wallet(available=2, organization_type=OrganizationType.PROVIDER)
    await tokens.store(company, provider)

    found = await tokens.entities(
        "... on Company { wallet { available } } ... on Provider { wallet { available } }",
        [
            {"__typename": "Company", "id": company.organization_id},
            {"__typename": "Provider", "id": provider.organization_id},
        ],
    )

    assert found == [{"wallet": {"available": 1}}, {"wallet": {"available": 2}}]
    assert len(tokens.statements) == 1


async def test_a_hundred_wallets_as_entities_cost_one_statement(tokens: Service) -> None:
    wallets = [a_wallet(available=n) for n in range(100)]
    await tokens.store(*wallets)
    representations = [{"__typename": "TokenWallet", "id": wallet.id} for wallet in wallets]
    representations.append({"__typename": "TokenWallet", "id": uuid4()})

    found = await tokens.entities("... on TokenWallet { available }", representations)

    assert [each and each["available"] for each in found] == [*range(100), None]
    assert len(tokens.statements) == 1


async def test_a_wallet_points_at_who_holds_it(tokens: Service) -> None:
    company, provider = a_wallet(), a_wallet(organization_type=OrganizationType.PROVIDER)
    await tokens.store(company, provider)
    query = """query ($id: ID) {
      tokenWallet(id: $id) { organization { __typename ... on Company { id } ... on Provider { id } } }
    }"""

    of_company = await tokens.ask(query, id=company.id)
    of_provider = await tokens.ask(query, id=provider.id)

    assert of_company["tokenWallet"]["organization"] == {"__typename": "Company", "id": str(company.organization_id)}
    assert of_provider["tokenWallet"]["organization"] == {"__typename": "Provider", "id": str(provider.organization_id)}


async def test_wallets_are_low_when_an_active_rule_asks_for_more(tokens: Service) -> None:
    by_share, above, by_count, silent, unruled = (
        a_wallet(available=199),
        a_wallet(available=200),
        a_wallet(available=49),
        a_wallet(available=1),
        a_wallet(available=0),
    )
    await tokens.store(by_share, above, by_count, silent, unruled)
    await tokens.store(
        a_low_balance_rule(by_share),
        a_low_balance_rule(above),
        a_low_balance_rule(by_count, kind=LowBalanceKind.ABSOLUTE, value=50),
        a_low_balance_rule(silent, is_active=False),
    )
    query = """query ($low: Boolean!, $holders: [ID!]!) {
      tokenWallets(filter: {lowBalance: $low, organizationIdIn: $holders}, orderBy: AVAILABLE_ASC) {
        edges { node { available } } totalCount
      }
    }"""
    holders = [str(each.organization_id) for each in (by_share, above, by_count, silent, unruled)]

    low = await tokens.ask(query, low=True, holders=holders)
    others = await tokens.ask(query, low=False, holders=holders)

    assert [edge["node"]["available"] for edge in low["tokenWallets"]["edges"]] == [49, 199]
    assert low["tokenWallets"]["totalCount"] == 2
    assert [edge["node"]["available"] for edge in others["tokenWallets"]["edges"]] == [0, 1, 200]


async def test_wallets_are_filtered_by_status_and_balance(tokens: Service) -> None:
    wallets = [a_wallet(available=n, status=WalletStatus.SUSPENDED) for n in (7, 8, 9)]
    await tokens.store(*wallets)

    data = await tokens.ask(
        """{ tokenWallets(filter: {status: SUSPENDED, availableBelow: 9}, orderBy: AVAILABLE_DESC) {
               edges { node { available } } } }"""
    )

    assert [edge["node"]["available"] for edge in data["tokenWallets"]["edges"]] == [8, 7]


async def test_the_history_leads_forward_and_back(tokens: Service) -> None:
    wallet = a_wallet(available=996)
    await tokens.store(wallet, *(an_entry(wallet, seq) for seq in range(1, 6)))

    async def page(**arguments: object) -> tuple[list[int], dict[str, object]]:
        data = await tokens.ask(HISTORY, wallet=wallet.id, **arguments)
        history = data["tokenWallet"]["history"]
        return [edge["node"]["seq"] for edge in history["edges"]], history["pageInfo"]

    first, first_info = await page(first=2)
    second, second_info = await page(first=2, after=first_info["endCursor"])
    third, third_info = await page(first=2, after=second_info["endCursor"])
    back, _ = await page(last=2, before=third_info["startCursor"])

    assert (first, second, third, back) == ([5, 4], [3, 2], [1], [3, 2])
    assert [info["hasNextPage"] for info in (first_info, second_info, third_info)] == [True, True, False]


async def test_the_history_is_narrowed_by_kind_and_time(tokens: Service) -> None:
    wallet = a_wallet(available=998)
    await tokens.store(
        wallet,
        an_entry(wallet, 1),
        an_entry(wallet, 2, operation="claim_submission"),
        an_entry(wallet, 3, operation="card_issue"),
    )

    async def seqs(**condition: object) -> list[int]:
        data = await tokens.ask(HISTORY, wallet=wallet.id, filter=condition)
        return [edge["node"]["seq"] for edge in data["tokenWallet"]["history"]["edges"]]

    assert await seqs(entryIn=["CREDIT_GRANT", "CREDIT_PURCHASE"]) == [1]
    assert await seqs(operation="card_issue") == [3]
    assert await seqs(occurredFrom=(START + timedelta(hours=2)).isoformat()) == [3, 2]
    assert await seqs(occurredBefore=(START + timedelta(hours=2)).isoformat()) == [1]


async def test_histories_of_many_wallets_cost_one_statement(tokens: Service) -> None:
    wallets = [a_wallet(available=997) for _ in range(20)]
    await tokens.store(*wallets)
    await tokens.store(*(an_entry(wallet, seq) for wallet in wallets for seq in range(1, 5)))
    representations = [{"__typename": "TokenWallet", "id": wallet.id} for wallet in wallets]

    found = await tokens.entities(
        "... on TokenWallet { history(first: 3) { edges { node { seq availableAfter } } } }", representations
    )

    assert [[edge["node"]["seq"] for edge in each["history"]["edges"]] for each in found] == [[4, 3, 2]] * 20
    assert len(tokens.statements) == 2


async def test_all_histories_are_listed_at_the_root(tokens: Service) -> None:
    wallet, other = a_wallet(), a_wallet()
    await tokens.store(wallet, other, an_entry(wallet, 1, reference_id=wallet.organization_id), an_entry(other, 1))

    data = await tokens.ask(
        """query ($wallet: ID!) { balanceHistory(filter: {walletId: $wallet}) {
             edges { node { seq entry availableDelta heldAfter referenceId wallet { id } purchase { id } } } } }""",
        wallet=wallet.id,
    )

    assert [edge["node"] for edge in data["balanceHistory"]["edges"]] == [
        {
            "seq": 1,
            "entry": "CREDIT_GRANT",
            "availableDelta": 1_000,
            "heldAfter": 0,
            "referenceId": str(wallet.organization_id),
            "wallet": {"id": str(wallet.id)},
            "purchase": None,
        }
    ]


async def test_pages_that_make_no_sense_are_refused(tokens: Service) -> None:
    too_many = await tokens.refusal("{ tokenWallets(first: 101) { totalCount } }")
    no_cursor = await tokens.refusal('{ tokenWallets(after: "nonsense") { edges { cursor } } }')
    no_wallet = await tokens.refusal('{ balanceHistory(filter: {walletId: "mine"}) { totalCount } }')

    assert too_many == ("first: 101 is not between 0 and 100", "BAD_USER_INPUT")
    assert no_cursor == ("after: not a cursor of this list", "BAD_USER_INPUT")
    assert no_wallet == ("walletId: not an id (a UUID)", "BAD_USER_INPUT")
