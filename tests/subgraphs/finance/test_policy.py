"""Who sees what of finance: payers their invoices, payees their payments, and the books those who keep them."""

from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

import pytest

from shared_models.finance import CounterpartyType, LedgerTransaction, PaymentDirection, PaymentPurpose
from shared_models.identity import NOBODY, Principal
from tests.principals import (
    AUDITOR,
    FINANCE,
    OFFICER,
    a_member,
    a_provider,
    an_admin,
    an_agent,
    an_employer,
)
from tests.subgraphs.finance.builders import (
    a_bank,
    a_commission_payment,
    a_ledger_account,
    a_payable,
    a_payment,
    a_posting,
    bill,
)
from tests.subgraphs.service import Service

INVOICE = "query ($id: ID!) { invoice(id: $id) { outstanding { amount } lines { description } } }"
SEEN = {"outstanding": {"amount": "90.00"}, "lines": [{"description": "Premium for March"}]}
BOOKKEEPERS = pytest.mark.parametrize("principal", [FINANCE, AUDITOR, an_admin()])


async def answer(service: Service, principal: Principal, query: str, **variables: Any) -> tuple[Any, list[Any]]:
    """Return the data somebody gets, and where and why they get none."""
    result = await service.as_(principal).run(query, variables)
    errors = [(error.path, (error.extensions or {}).get("code")) for error in result.errors or ()]
    return result.data, errors


async def a_paid_provider(finance: Service, provider: UUID, claim: UUID) -> UUID:
    ledger_account = a_ledger_account()
    bank = a_bank(ledger_account)
    payment = a_payment(bank, counterparty_id=provider, claim_id=claim)
    await finance.store(ledger_account, bank, payment)
    return payment.id


async def test_a_company_sees_its_invoices_and_no_others(finance: Service) -> None:
    mine, other = uuid4(), uuid4()
    own = await bill(finance, [Decimal(90)], company_id=mine)
    foreign = await bill(finance, [Decimal(90)], company_id=other)
    employer = an_employer(mine)

    assert await answer(finance, employer, INVOICE, id=own.id) == ({"invoice": SEEN}, [])
    assert await answer(finance, employer, INVOICE, id=foreign.id) == ({"invoice": None}, [])


async def test_a_member_sees_the_own_invoices_and_not_those_of_the_employer(finance: Service) -> None:
    me, company = uuid4(), uuid4()
    own = await bill(finance, [Decimal(90)], member_id=me)
    of_company = await bill(finance, [Decimal(90)], company_id=company)
    member = a_member(me, employers=(company,))

    assert await answer(finance, member, INVOICE, id=own.id) == ({"invoice": SEEN}, [])
    assert await answer(finance, member, INVOICE, id=of_company.id) == ({"invoice": None}, [])


@BOOKKEEPERS
async def test_who_keeps_the_books_sees_all_invoices(finance: Service, principal: Principal) -> None:
    invoice = await bill(finance, [Decimal(90)])

    assert await answer(finance, principal, INVOICE, id=invoice.id) == ({"invoice": SEEN}, [])


@pytest.mark.parametrize(
    ("principal", "code"),
    [
        (OFFICER, "FORBIDDEN"),
        (a_provider(uuid4()), "FORBIDDEN"),
        (an_agent(uuid4()), "FORBIDDEN"),
        (NOBODY, "UNAUTHENTICATED"),
    ],
)
async def test_others_see_no_invoice(finance: Service, principal: Principal, code: str) -> None:
    invoice = await bill(finance, [Decimal(90)])

    assert await answer(finance, principal, INVOICE, id=invoice.id) == ({"invoice": None}, [(["invoice"], code)])


async def test_hidden_invoices_are_neither_entities_nor_counted(finance: Service) -> None:
    mine, other = uuid4(), uuid4()
    own = await bill(finance, [Decimal(90)], company_id=mine)
    foreign = await bill(finance, [Decimal(90)], company_id=other)
    employer = finance.as_(an_employer(mine))

    found = await employer.entities(
        "... on PremiumInvoice { invoiceNumber }",
        [{"__typename": "PremiumInvoice", "id": each.id} for each in (own, foreign)],
    )
    listed = await employer.ask("{ invoices { totalCount edges { node { id } } } }")
    balances = await employer.entities(
        "... on Company { balance { amount } invoices { totalCount } }",
        [{"__typename": "Company", "id": each, "currency": "USD"} for each in (mine, other)],
    )

    assert found == [{"invoiceNumber": own.invoice_number}, None]
    assert listed["invoices"] == {"totalCount": 1, "edges": [{"node": {"id": str(own.id)}}]}
    assert balances == [
        {"balance": {"amount": "90.00"}, "invoices": {"totalCount": 1}},
        {"balance": {"amount": "0.00"}, "invoices": {"totalCount": 0}},
    ]


async def test_what_a_member_owes_is_nobody_elses_to_know(finance: Service) -> None:
    me = uuid4()
    await bill(finance, [Decimal(90)], member_id=me)
    query = """query ($of: [_Any!]!) { _entities(representations: $of) {
      ... on Member { id outstandingBalance { amount } } } }"""
    of = [{"__typename": "Member", "id": str(me)}]

    mine, _ = await answer(finance, a_member(me), query, of=of)
    others, _ = await answer(finance, a_member(uuid4()), query, of=of)
    employers, errors = await answer(finance, an_employer(uuid4()), query, of=of)

    assert mine["_entities"] == [{"id": str(me), "outstandingBalance": {"amount": "90.00"}}]
    assert others["_entities"] == [{"id": str(me), "outstandingBalance": {"amount": "0.00"}}]
    assert employers["_entities"] == [{"id": str(me), "outstandingBalance": None}]
    assert errors == [(["_entities", 0, "outstandingBalance"], "FORBIDDEN")]


async def test_a_provider_sees_what_it_was_paid_but_not_our_side_of_it(finance: Service) -> None:
    provider, claim = uuid4(), uuid4()
    paid = await a_paid_provider(finance, provider, claim)
    foreign = await a_paid_provider(finance, uuid4(), uuid4())
    query = """query ($id: ID!) { payment(id: $id) { amount { amount } claim { id } account { name } gatewayReference
      allocations { id } } }"""

    data, errors = await answer(finance, a_provider(provider), query, id=paid)
    hidden, silent = await answer(finance, a_provider(provider), query, id=foreign)

    assert data["payment"] == {
        "amount": {"amount": "100.00"},
        "claim": {"id": str(claim)},
        "account": None,
        "gatewayReference": None,
        "allocations": None,
    }
    assert sorted(errors) == [
        (["payment", "account"], "FORBIDDEN"),
        (["payment", "allocations"], "FORBIDDEN"),
        (["payment", "gatewayReference"], "FORBIDDEN"),
    ]
    assert (hidden, silent) == ({"payment": None}, [])


async def test_the_same_id_of_another_kind_of_party_opens_nothing(finance: Service) -> None:
    same = uuid4()
    paid = await a_paid_provider(finance, same, uuid4())
    query = "query ($id: ID!) { payment(id: $id) { id } }"

    assert await answer(finance, a_member(same), query, id=paid) == ({"payment": None}, [])
    assert await answer(finance, an_employer(same), query, id=paid) == ({"payment": None}, [])
    assert await answer(finance, an_agent(same), query, id=paid) == ({"payment": None}, [])


async def test_a_claim_shows_its_payments_to_the_payee_and_the_ledger_to_the_books(finance: Service) -> None:
    provider, claim = uuid4(), uuid4()
    await a_paid_provider(finance, provider, claim)
    await finance.store(a_payable(claim_id=claim, payee_id=provider, amount=Decimal(80)))
    query = """query ($of: [_Any!]!) { _entities(representations: $of) { ... on Claim {
      payments { status } payable { amount { amount } } ledgerTransactions { id } } } }"""
    of = [{"__typename": "Claim", "id": str(claim)}]

    paid, paid_errors = await answer(finance, a_provider(provider), query, of=of)
    treated, _ = await answer(finance, a_member(uuid4()), query, of=of)
    kept, kept_errors = await answer(finance, FINANCE, query, of=of)
    _, officers_errors = await answer(finance, OFFICER, query, of=of)

    assert paid["_entities"] == [
        {"payments": [{"status": "COMPLETED"}], "payable": {"amount": {"amount": "80.00"}}, "ledgerTransactions": None}
    ]
    assert paid_errors == [(["_entities", 0, "ledgerTransactions"], "FORBIDDEN")]
    assert treated["_entities"] == [{"payments": [], "payable": None, "ledgerTransactions": None}]
    assert (kept["_entities"][0]["ledgerTransactions"], kept_errors) == ([], [])
    assert {code for _, code in officers_errors} == {"FORBIDDEN"}


async def test_an_agent_sees_the_own_commission_payments(finance: Service) -> None:
    agent, colleague = uuid4(), uuid4()
    own, other = uuid4(), uuid4()
    await finance.store(
        a_commission_payment(agent_id=agent, commission_ids=[own]),
        a_commission_payment(agent_id=colleague, commission_ids=[other]),
    )
    service = finance.as_(an_agent(agent))

    agents = await service.entities(
        "... on Agent { commissionPayments { totalCount } }",
        [{"__typename": "Agent", "id": each} for each in (agent, colleague)],
    )
    commissions = await service.entities(
        "... on CommissionTransaction { payment { net { amount } } }",
        [{"__typename": "CommissionTransaction", "id": each} for each in (own, other)],
    )
    _, errors = await answer(finance, an_agent(agent), "{ commissionPayments { totalCount } }")

    assert agents == [{"commissionPayments": {"totalCount": 1}}, {"commissionPayments": {"totalCount": 0}}]
    assert commissions == [{"payment": {"net": {"amount": "1240.00"}}}, {"payment": None}]
    assert errors == [(["commissionPayments"], "FORBIDDEN")]


async def test_a_company_sees_how_its_tokens_were_paid(finance: Service) -> None:
    company, purchase = uuid4(), uuid4()
    ledger_account = a_ledger_account()
    bank = a_bank(ledger_account)
    payment = a_payment(
        bank,
        counterparty_type=CounterpartyType.COMPANY,
        counterparty_id=company,
        purpose=PaymentPurpose.TOKEN_PURCHASE,
        direction=PaymentDirection.INBOUND,
        source_type="token_purchase",
        source_id=purchase,
    )
    await finance.store(ledger_account, bank, payment)
    representations = [{"__typename": "TokenPurchase", "id": purchase}]

    mine = await finance.as_(an_employer(company)).entities("... on TokenPurchase { payment { id } }", representations)
    others = await finance.as_(an_employer(uuid4())).entities(
        "... on TokenPurchase { payment { id } }", representations
    )

    assert mine == [{"payment": {"id": str(payment.id)}}]
    assert others == [{"payment": None}]


BOOKS = """query ($day: Date!, $company: ID!) {
  ledgerAccounts { totalCount } ledgerTransactions { totalCount } payables { totalCount } unreconciled { totalCount }
  commissionPayments { totalCount } trialBalance(asOf: $day) { debit { amount } } outstanding(companyId: $company) {
  amount } }"""


@BOOKKEEPERS
async def test_the_books_are_open_to_those_who_keep_them(finance: Service, principal: Principal) -> None:
    debit, credit = a_ledger_account(), a_ledger_account()
    await finance.store(debit, credit)
    await finance.store(*a_posting(debit, credit, Decimal(5)))

    data, errors = await answer(finance, principal, BOOKS, day="2026-03-31", company=uuid4())

    assert errors == []
    assert data["ledgerTransactions"]["totalCount"] > 0
    assert data["trialBalance"]


@pytest.mark.parametrize(
    "principal", [a_member(uuid4()), an_employer(uuid4()), a_provider(uuid4()), an_agent(uuid4()), OFFICER]
)
async def test_the_books_are_closed_to_everybody_else(finance: Service, principal: Principal) -> None:
    data, errors = await answer(finance, principal, BOOKS, day="2026-03-31", company=uuid4())

    assert set(data.values()) == {None}
    assert {code for _, code in errors} == {"FORBIDDEN"}


async def test_an_entity_of_the_books_is_not_there_for_others(finance: Service) -> None:
    debit, credit = a_ledger_account(), a_ledger_account()
    await finance.store(debit, credit)
    transaction, *entries = a_posting(debit, credit, Decimal(5))
    assert isinstance(transaction, LedgerTransaction)
    await finance.store(transaction, *entries)
    representations = [{"__typename": "LedgerTransaction", "id": transaction.id}]

    kept = await finance.as_(FINANCE).entities("... on LedgerTransaction { entries { side } }", representations)
    hidden = await finance.as_(an_employer(uuid4())).entities("... on LedgerTransaction { id }", representations)

    assert kept == [{"entries": [{"side": "DEBIT"}, {"side": "CREDIT"}]}]
    assert hidden == [None]


async def test_a_filter_finds_nothing_among_hidden_rows(finance: Service) -> None:
    provider, other = uuid4(), uuid4()
    await a_paid_provider(finance, provider, uuid4())
    await a_paid_provider(finance, other, uuid4())
    query = "query ($of: ID!) { payments(filter: {counterpartyId: $of}) { totalCount } }"

    assert await answer(finance, a_provider(provider), query, of=provider) == ({"payments": {"totalCount": 1}}, [])
    assert await answer(finance, a_provider(provider), query, of=other) == ({"payments": {"totalCount": 0}}, [])
