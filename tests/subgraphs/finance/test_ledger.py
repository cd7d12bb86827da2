"""The ledger as a client and the gateway read it."""

from datetime import date
from decimal import Decimal
from uuid import uuid4

from sqlalchemy.dialects.postgresql import Range

from shared_models.finance import (
    FinancialReport,
    FinancialReportType,
    LedgerAccount,
    LedgerAccountType,
    LedgerKind,
    PartyType,
)
from tests.subgraphs.finance.builders import a_bank, a_ledger_account, a_posting
from tests.subgraphs.service import Service


async def _accounts(finance: Service) -> tuple[LedgerAccount, LedgerAccount]:
    asset, liability = a_ledger_account(), a_ledger_account(type=LedgerAccountType.LIABILITY)
    await finance.store(asset, liability)
    return asset, liability


async def test_a_transaction_shows_its_entries_and_their_accounts(finance: Service) -> None:
    asset, liability = await _accounts(finance)
    member = uuid4()
    posting = a_posting(asset, liability, Decimal("298.18"), party=(PartyType.MEMBER, member))
    await finance.store(*posting)

    found = await finance.entities(
        """... on LedgerTransaction { kind position entryDate currency reverses { id } entries {
             lineNo side amount { amount currency } partyType partyId account { code type normalSide } } }""",
        [{"__typename": "LedgerTransaction", "id": posting[0].id}],  # type: ignore[attr-defined]  # the transaction
    )

    shared = {"amount": {"amount": "298.18", "currency": "USD"}, "partyType": "MEMBER", "partyId": str(member)}
    assert found == [
        {
            "kind": "MANUAL_JOURNAL",
            "position": None,
            "entryDate": "2026-03-10",
            "currency": "USD",
            "reverses": None,
            "entries": [
                shared
                | {
                    "lineNo": 1,
                    "side": "DEBIT",
                    "account": {"code": asset.code, "type": "ASSET", "normalSide": "DEBIT"},
                },
                shared
                | {
                    "lineNo": 2,
                    "side": "CREDIT",
                    "account": {"code": liability.code, "type": "LIABILITY", "normalSide": "CREDIT"},
                },
            ],
        }
    ]


async def test_claims_show_what_the_ledger_records_of_them(finance: Service) -> None:
    asset, liability = await _accounts(finance)
    claims = [uuid4() for _ in range(10)]
    for claim in claims:
        await finance.store(
            *a_posting(asset, liability, Decimal(400), kind=LedgerKind.CLAIM_ADJUDICATED, claim_id=claim),
            *a_posting(
                liability,
                asset,
                Decimal(400),
                kind=LedgerKind.CLAIM_PAID,
                claim_id=claim,
                entry_date=date(2026, 3, 11),
            ),
        )

    found = await finance.entities(
        "... on Claim { ledgerTransactions { kind entries { side account { code } } } }",
        [{"__typename": "Claim", "id": claim} for claim in claims],
    )

    kinds = [[each["kind"] for each in claim["ledgerTransactions"]] for claim in found]
    assert kinds == [["CLAIM_ADJUDICATED", "CLAIM_PAID"]] * 10
    assert found[0]["ledgerTransactions"][1]["entries"] == [
        {"side": "DEBIT", "account": {"code": liability.code}},
        {"side": "CREDIT", "account": {"code": asset.code}},
    ]
    assert len(finance.statements) == 3


async def test_wallets_show_transactions_once_though_both_entries_name_them(finance: Service) -> None:
    asset, liability = await _accounts(finance)
    wallet, other = uuid4(), uuid4()
    await finance.store(
        *a_posting(asset, liability, Decimal(25), kind=LedgerKind.TOKENS_PURCHASED, party=(PartyType.WALLET, wallet)),
        *a_posting(asset, liability, Decimal(1), party=(PartyType.COMPANY, wallet)),
    )

    found = await finance.entities(
        "... on TokenWallet { ledgerTransactions { totalCount edges { node { kind } } } }",
        [{"__typename": "TokenWallet", "id": wallet}, {"__typename": "TokenWallet", "id": other}],
    )

    assert found[0]["ledgerTransactions"] == {"totalCount": 1, "edges": [{"node": {"kind": "TOKENS_PURCHASED"}}]}
    assert found[1]["ledgerTransactions"] == {"totalCount": 0, "edges": []}
    assert len(finance.statements) == 2


async def test_transactions_are_found_by_id_and_narrowed_by_source_and_day(finance: Service) -> None:
    asset, liability = await _accounts(finance)
    source = uuid4()
    first = a_posting(asset, liability, Decimal(1), source_id=source, kind=LedgerKind.INVOICE_ISSUED)
    second = a_posting(
        asset, liability, Decimal(2), source_id=source, kind=LedgerKind.WRITE_OFF, entry_date=date(2026, 4, 1)
    )
    await finance.store(*first, *second)
    query = """query ($filter: LedgerTransactionFilter) {
      ledgerTransactions(filter: $filter, orderBy: ENTRY_DATE_ASC) { edges { node { kind } } } }"""

    by_id = await finance.ask(
        "query ($id: ID!) { ledgerTransaction(id: $id) { kind } }",
        id=first[0].id,  # type: ignore[attr-defined]  # the transaction
    )
    by_source = await finance.ask(query, filter={"sourceId": str(source)})
    by_day = await finance.ask(query, filter={"sourceId": str(source), "entryFrom": "2026-03-11"})

    assert by_id == {"ledgerTransaction": {"kind": "INVOICE_ISSUED"}}
    assert [edge["node"]["kind"] for edge in by_source["ledgerTransactions"]["edges"]] == [
        "INVOICE_ISSUED",
        "WRITE_OFF",
    ]
    assert [edge["node"]["kind"] for edge in by_day["ledgerTransactions"]["edges"]] == ["WRITE_OFF"]


async def test_accounts_show_what_their_entries_add_up_to(finance: Service) -> None:
    group = a_ledger_account(is_postable=False)
    asset = a_ledger_account(parent_id=group.id, name="Till of the balances")
    liability = a_ledger_account(type=LedgerAccountType.LIABILITY)
    await finance.store(group, asset, liability)
    await finance.store(
        *a_posting(asset, liability, Decimal(500)),
        *a_posting(liability, asset, Decimal("120.50")),
        *a_posting(asset, liability, Decimal(7), currency="JPY"),
    )

    data = await finance.ask(
        """{ ledgerAccounts(filter: {search: "till of the"}) { edges { node {
             code parent { code isPostable }
             balances { debitTotal { amount currency } creditTotal { amount } } } } } }"""
    )

    assert [edge["node"] for edge in data["ledgerAccounts"]["edges"]] == [
        {
            "code": asset.code,
            "parent": {"code": group.code, "isPostable": False},
            "balances": [
                {"debitTotal": {"amount": "7", "currency": "JPY"}, "creditTotal": {"amount": "0"}},
                {"debitTotal": {"amount": "500.00", "currency": "USD"}, "creditTotal": {"amount": "120.50"}},
            ],
        }
    ]


async def test_the_trial_balance_adds_up_to_zero_on_any_day(finance: Service) -> None:
    asset, liability = await _accounts(finance)
    revenue = a_ledger_account(type=LedgerAccountType.REVENUE)
    await finance.store(revenue)
    await finance.store(
        *a_posting(asset, liability, Decimal("292.33"), currency="CHF", entry_date=date(2026, 1, 31)),
        *a_posting(liability, revenue, Decimal("100.10"), currency="CHF", entry_date=date(2026, 2, 28)),
        *a_posting(asset, revenue, Decimal(5), currency="CHF", entry_date=date(2026, 3, 1)),
    )
    query = """query ($day: Date!) { trialBalance(asOf: $day, currency: "CHF") {
      account { code } debit { amount } credit { amount } balance { amount currency } } }"""

    rows = (await finance.ask(query, day="2026-02-28"))["trialBalance"]
    before = (await finance.ask(query, day="2026-01-30"))["trialBalance"]

    by_account = {row.pop("account")["code"]: row for row in rows}
    assert by_account[liability.code] == {
        "debit": {"amount": "100.10"},
        "credit": {"amount": "292.33"},
        "balance": {"amount": "-192.23", "currency": "CHF"},
    }
    assert by_account[revenue.code]["balance"]["amount"] == "-100.10"
    assert sum(Decimal(row["balance"]["amount"]) for row in rows) == 0
    assert before == []


async def test_a_statement_shows_what_was_there_what_moved_and_what_is_left(finance: Service) -> None:
    asset, liability = await _accounts(finance)
    bank = a_bank(asset)
    await finance.store(bank)
    await finance.store(
        *a_posting(asset, liability, Decimal(1_000), entry_date=date(2026, 2, 27)),
        *a_posting(liability, asset, Decimal(300), entry_date=date(2026, 3, 1)),
        *a_posting(asset, liability, Decimal(50), entry_date=date(2026, 3, 31)),
        *a_posting(asset, liability, Decimal(9), entry_date=date(2026, 4, 1)),
    )
    query = """query ($id: ID!, $span: DateSpanInput!) { accountStatement(accountId: $id, span: $span) {
      account { accountCode } opening { amount } closing { amount currency }
      entries(first: 5) { totalCount edges { node { entryDate side amount { amount } transaction { kind } } } } } }"""

    march = await finance.ask(query, id=bank.id, span={"from": "2026-03-01", "to": "2026-04-01"})
    ever = await finance.ask(query, id=bank.id, span={})

    kind = {"transaction": {"kind": "MANUAL_JOURNAL"}}
    assert march["accountStatement"] == {
        "account": {"accountCode": bank.account_code},
        "opening": {"amount": "1000.00"},
        "closing": {"amount": "750.00", "currency": "USD"},
        "entries": {
            "totalCount": 2,
            "edges": [
                {"node": {"entryDate": "2026-03-01", "side": "CREDIT", "amount": {"amount": "300.00"}} | kind},
                {"node": {"entryDate": "2026-03-31", "side": "DEBIT", "amount": {"amount": "50.00"}} | kind},
            ],
        },
    }
    assert ever["accountStatement"]["opening"] == {"amount": "0.00"}
    assert ever["accountStatement"]["closing"]["amount"] == "759.00"
    assert ever["accountStatement"]["entries"]["totalCount"] == 4


async def test_an_unknown_account_has_no_statement(finance: Service) -> None:
    query = "query ($id: ID!) { accountStatement(accountId: $id, span: {}) { opening { amount } } }"

    unknown = await finance.ask(query, id=uuid4())
    refusal = await finance.refusal(query, id="main")

    assert unknown == {"accountStatement": None}
    assert refusal == ("accountId: not an id (a UUID)", "BAD_USER_INPUT")


async def test_a_report_is_shown_as_it_was_computed(finance: Service) -> None:
    report = FinancialReport(
        report_type=FinancialReportType.TRIAL_BALANCE,
        span=Range(date(2026, 1, 1), date(2026, 4, 1)),
        currency="USD",
        ledger_position=42,
        content={"rows": [{"code": "1000", "debit": "5.00"}]},
        checksum=bytes.fromhex("00ff"),
        requested_by=uuid4(),
    )
    await finance.store(report)

    data = await finance.ask(
        """query ($id: ID!) { financialReport(id: $id) {
             reportType span { from to } ledgerPosition content parameters checksum } }""",
        id=report.id,
    )

    assert data["financialReport"] == {
        "reportType": "TRIAL_BALANCE",
        "span": {"from": "2026-01-01", "to": "2026-04-01"},
        "ledgerPosition": 42,
        "content": {"rows": [{"code": "1000", "debit": "5.00"}]},
        "parameters": {},
        "checksum": "00ff",
    }
