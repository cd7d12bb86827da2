"""Payments, payables, commissions and bank statements, as a client and the gateway read them."""

from datetime import date, timedelta
from decimal import Decimal
from uuid import uuid4

from shared_models.finance import (
    BankStatementLine,
    CommissionPaymentStatus,
    CounterpartyType,
    FinancialAccount,
    PayableKind,
    PaymentDirection,
    PaymentPurpose,
    PaymentStatus,
    Reconciliation,
)
from tests.subgraphs.finance.builders import (
    START,
    a_bank,
    a_commission_payment,
    a_ledger_account,
    a_payable,
    a_payment,
)
from tests.subgraphs.service import Service


async def _a_stored_bank(finance: Service, **values: object) -> FinancialAccount:
    ledger_account = a_ledger_account()
    bank = a_bank(ledger_account, **values)
    await finance.store(ledger_account, bank)
    return bank


async def test_a_payment_is_found_by_id(finance: Service) -> None:
    bank = await _a_stored_bank(finance, name="Main bank")
    failed = a_payment(bank, status=PaymentStatus.FAILED, completed_at=None, failure_code="INSUFFICIENT_FUNDS")
    await finance.store(failed)

    data = await finance.ask(
        """query ($id: ID!) { payment(id: $id) {
             direction purpose amount { amount currency } method status failureCode initiatedAt completedAt
             account { name ledgerAccount { type } } claim { id } refunds { id } } }""",
        id=failed.id,
    )

    assert data["payment"] == {
        "direction": "OUTBOUND",
        "purpose": "CLAIM_PAYMENT",
        "amount": {"amount": "100.00", "currency": "USD"},
        "method": "BANK_TRANSFER",
        "status": "FAILED",
        "failureCode": "INSUFFICIENT_FUNDS",
        "initiatedAt": "2026-03-01T09:00:00+00:00",
        "completedAt": None,
        "account": {"name": "Main bank", "ledgerAccount": {"type": "ASSET"}},
        "claim": None,
        "refunds": None,
    }


async def test_a_hundred_payments_as_entities_cost_one_statement(finance: Service) -> None:
    bank = await _a_stored_bank(finance)
    payments = [a_payment(bank, amount=Decimal(n + 1)) for n in range(100)]
    await finance.store(*payments)
    representations = [{"__typename": "PaymentTransaction", "id": payment.id} for payment in payments]
    representations.append({"__typename": "PaymentTransaction", "id": uuid4()})

    found = await finance.entities("... on PaymentTransaction { amount { amount } }", representations)

    assert [each and each["amount"]["amount"] for each in found] == [*(f"{n + 1}.00" for n in range(100)), None]
    assert len(finance.statements) == 1


async def test_claims_show_their_payments_oldest_first_in_one_statement(finance: Service) -> None:
    bank = await _a_stored_bank(finance)
    claims = [uuid4() for _ in range(50)]
    for claim in claims:
        await finance.store(
            a_payment(bank, claim_id=claim, initiated_at=START + timedelta(days=1)),
            a_payment(bank, claim_id=claim, status=PaymentStatus.FAILED, completed_at=None),
        )
    representations = [{"__typename": "Claim", "id": claim} for claim in [*claims, uuid4()]]

    found = await finance.entities("... on Claim { payments { status claim { id } } }", representations)

    assert [[each["status"] for each in claim["payments"]] for claim in found] == [["FAILED", "COMPLETED"]] * 50 + [[]]
    assert found[0]["payments"][0]["claim"] == {"id": str(claims[0])}
    assert len(finance.statements) == 1


async def test_claims_show_their_newest_payable(finance: Service) -> None:
    claim, without = uuid4(), uuid4()
    await finance.store(
        a_payable(claim_id=claim, amount=Decimal(80), created_at=START),
        a_payable(claim_id=claim, amount=Decimal(90), created_at=START + timedelta(hours=1)),
    )

    found = await finance.entities(
        "... on Claim { payable { amount { amount } kind status claim { id } } }",
        [{"__typename": "Claim", "id": claim}, {"__typename": "Claim", "id": without}],
    )

    assert found[0]["payable"] == {
        "amount": {"amount": "90.00"},
        "kind": "CLAIM",
        "status": "OPEN",
        "claim": {"id": str(claim)},
    }
    assert found[1]["payable"] is None
    assert len(finance.statements) == 1


async def test_payments_of_members_companies_and_providers_do_not_mix_in_one_request(finance: Service) -> None:
    bank = await _a_stored_bank(finance)
    same = uuid4()
    for number, kind in enumerate(
        (CounterpartyType.MEMBER, CounterpartyType.COMPANY, CounterpartyType.PROVIDER), start=1
    ):
        await finance.store(a_payment(bank, counterparty_type=kind, counterparty_id=same, amount=Decimal(number)))
    payments = "payments { edges { node { amount { amount } } } }"

    found = await finance.entities(
        f"... on Member {{ {payments} }} ... on Company {{ {payments} }} ... on Provider {{ {payments} }}",
        [{"__typename": name, "id": same} for name in ("Member", "Company", "Provider")],
    )

    amounts = [[edge["node"]["amount"]["amount"] for edge in each["payments"]["edges"]] for each in found]
    assert amounts == [["1.00"], ["2.00"], ["3.00"]]


async def test_remittances_are_payments_for_claims_with_the_claims_they_pay(finance: Service) -> None:
    bank = await _a_stored_bank(finance)
    provider, claim = uuid4(), uuid4()
    await finance.store(
        a_payment(bank, counterparty_id=provider, claim_id=claim, amount=Decimal(400)),
        a_payment(
            bank,
            counterparty_id=provider,
            purpose=PaymentPurpose.TOKEN_PURCHASE,
            direction=PaymentDirection.INBOUND,
        ),
    )

    found = await finance.entities(
        """... on Provider { remittances(first: 3) {
             totalCount edges { node { payment { amount { amount } } claims { id } } } } }""",
        [{"__typename": "Provider", "id": provider}],
    )

    assert found[0]["remittances"] == {
        "totalCount": 1,
        "edges": [{"node": {"payment": {"amount": {"amount": "400.00"}}, "claims": [{"id": str(claim)}]}}],
    }


async def test_payments_are_narrowed_and_paged_at_the_root(finance: Service) -> None:
    bank = await _a_stored_bank(finance)
    payer = uuid4()
    await finance.store(
        *(
            a_payment(
                bank,
                counterparty_id=payer,
                transaction_number=f"PAGED-{n}",
                initiated_at=START + timedelta(days=n),
                purpose=PaymentPurpose.PREMIUM if n < 4 else PaymentPurpose.REFUND,
            )
            for n in range(5)
        )
    )
    query = """query ($payer: ID!, $after: String) {
      payments(first: 3, after: $after, filter: {counterpartyId: $payer, purpose: PREMIUM}) {
        totalCount edges { node { transactionNumber } } pageInfo { endCursor hasNextPage } } }"""

    first = (await finance.ask(query, payer=payer))["payments"]
    second = (await finance.ask(query, payer=payer, after=first["pageInfo"]["endCursor"]))["payments"]

    assert [edge["node"]["transactionNumber"] for edge in first["edges"]] == ["PAGED-3", "PAGED-2", "PAGED-1"]
    assert [edge["node"]["transactionNumber"] for edge in second["edges"]] == ["PAGED-0"]
    assert (first["totalCount"], first["pageInfo"]["hasNextPage"]) == (4, True)
    assert second["pageInfo"]["hasNextPage"] is False


async def test_a_refund_points_at_the_payment_it_gives_back(finance: Service) -> None:
    bank = await _a_stored_bank(finance)
    paid = a_payment(bank, transaction_number="PAY-BACK")
    refund = a_payment(bank, refunds_payment_id=paid.id, refunds_payment_initiated_at=START)
    await finance.store(paid, refund)

    data = await finance.ask("query ($id: ID!) { payment(id: $id) { refunds { transactionNumber } } }", id=refund.id)

    assert data["payment"]["refunds"] == {"transactionNumber": "PAY-BACK"}


async def test_token_purchases_show_the_last_attempt_to_pay_them(finance: Service) -> None:
    bank = await _a_stored_bank(finance)
    purchase, unpaid = uuid4(), uuid4()
    source = {"source_type": "token_purchase", "source_id": purchase}
    await finance.store(
        a_payment(bank, status=PaymentStatus.FAILED, completed_at=None, **source),
        a_payment(bank, initiated_at=START + timedelta(hours=1), **source),
    )

    found = await finance.entities(
        "... on TokenPurchase { payment { status } }",
        [{"__typename": "TokenPurchase", "id": purchase}, {"__typename": "TokenPurchase", "id": unpaid}],
    )

    assert found == [{"payment": {"status": "COMPLETED"}}, {"payment": None}]
    assert len(finance.statements) == 1


async def test_commissions_and_the_payment_they_are_part_of_lead_to_each_other(finance: Service) -> None:
    one, other, unpaid = uuid4(), uuid4(), uuid4()
    agent = uuid4()
    await finance.store(
        a_commission_payment(agent_id=agent, commission_ids=[one], status=CommissionPaymentStatus.CANCELLED),
        a_commission_payment(agent_id=agent, commission_ids=[one, other], payment_number="CMP-BOTH"),
    )

    found = await finance.entities(
        "... on CommissionTransaction { payment { paymentNumber agent { id } commissions { id } payment { id } } }",
        [{"__typename": "CommissionTransaction", "id": each} for each in (one, other, unpaid)],
    )

    expected = {
        "paymentNumber": "CMP-BOTH",
        "agent": {"id": str(agent)},
        "commissions": [{"id": str(one)}, {"id": str(other)}],
        "payment": None,
    }
    assert [each["payment"] for each in found] == [expected, expected, None]
    assert len(finance.statements) == 1


async def test_agents_show_what_they_were_paid_newest_month_first(finance: Service) -> None:
    agent = uuid4()
    await finance.store(
        a_commission_payment(agent_id=agent, period="2026-01", gross=Decimal(500), net=Decimal(500)),
        a_commission_payment(
            agent_id=agent,
            gross=Decimal(1_240),
            clawback=Decimal("826.67"),
            withholding_tax=Decimal("41.33"),
            net=Decimal(372),
        ),
    )

    found = await finance.entities(
        """... on Agent { commissionPayments { edges { node {
             period gross { amount } clawback { amount } withholdingTax { amount } net { amount } status } } } }""",
        [{"__typename": "Agent", "id": agent}],
    )
    listed = await finance.ask(
        """query ($agent: ID!) { commissionPayments(filter: {agentId: $agent, period: "2026-01"}) {
             edges { node { net { amount } } } } }""",
        agent=agent,
    )

    newest, oldest = (edge["node"] for edge in found[0]["commissionPayments"]["edges"])
    assert newest == {
        "period": "2026-02",
        "gross": {"amount": "1240.00"},
        "clawback": {"amount": "826.67"},
        "withholdingTax": {"amount": "41.33"},
        "net": {"amount": "372.00"},
        "status": "DRAFT",
    }
    assert oldest["period"] == "2026-01"
    assert listed["commissionPayments"]["edges"] == [{"node": {"net": {"amount": "500.00"}}}]


async def test_payables_are_narrowed_by_payee_kind_and_due_day(finance: Service) -> None:
    payee = uuid4()
    await finance.store(
        a_payable(payee_id=payee, payable_number="OWED-1", due_on=date(2026, 4, 2)),
        a_payable(payee_id=payee, payable_number="OWED-2", due_on=date(2026, 4, 1)),
        a_payable(payee_id=payee, payable_number="OWED-3", due_on=date(2026, 5, 1)),
        a_payable(payee_id=payee, payable_number="OWED-4", kind=PayableKind.REFUND),
    )

    data = await finance.ask(
        """query ($payee: ID!) { payables(filter: {payeeId: $payee, kind: CLAIM, dueTo: "2026-04-30"}) {
             edges { node { payableNumber } } } }""",
        payee=payee,
    )

    assert [edge["node"]["payableNumber"] for edge in data["payables"]["edges"]] == ["OWED-2", "OWED-1"]


async def test_lines_nobody_has_matched_are_unreconciled(finance: Service) -> None:
    bank = await _a_stored_bank(finance)
    payment = a_payment(bank)
    matched, open_line = (
        BankStatementLine(
            account_id=bank.id, bank_reference=text, booked_on=date(2026, 3, 2), amount=Decimal(-100), currency="USD"
        )
        for text in ("MATCHED", "OPEN")
    )
    await finance.store(payment, matched, open_line)
    await finance.store(Reconciliation(statement_line_id=matched.id, payment_id=payment.id, payment_initiated_at=START))

    data = await finance.ask(
        """query ($bank: ID!) { unreconciled(filter: {accountId: $bank}) { totalCount edges { node {
             bankReference amount { amount } account { accountCode } reconciliation { status } } } } }""",
        bank=bank.id,
    )

    assert data["unreconciled"] == {
        "totalCount": 1,
        "edges": [
            {
                "node": {
                    "bankReference": "OPEN",
                    "amount": {"amount": "-100.00"},
                    "account": {"accountCode": bank.account_code},
                    "reconciliation": None,
                }
            }
        ],
    }
