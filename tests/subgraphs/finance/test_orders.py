"""What a finance officer orders, as a client does."""

from decimal import Decimal
from typing import Any

import pytest

from shared_models.identity import Principal
from tests.principals import AUDITOR, FINANCE, OFFICER
from tests.subgraphs.finance.builders import a_payable
from tests.subgraphs.finance.service.conftest import COLLEAGUE, a_key
from tests.subgraphs.service import Service


async def order(finance: Service, name: str, selection: str, *, actor: Principal = FINANCE, **values: Any) -> Any:
    """Return the payload of an order that is answered without top-level errors."""
    kind = f"{name[0].upper()}{name[1:]}Input"
    query = f"mutation ($input: {kind}!) {{ {name}(input: $input) {{ {selection} errors {{ code message path }} }} }}"
    return (await finance.as_(actor).ask(query, input=values))[name]


async def test_what_is_owed_is_scheduled_given_to_the_bank_and_paid(finance: Service) -> None:
    payable = a_payable()
    await finance.store(payable)

    scheduled = await order(finance, "schedulePayables", "payables { id status }", dueBy="2026-04-01")
    batch = await order(
        finance, "runPaymentBatch", "payments { id status method amount { amount } }", idempotencyKey=a_key()
    )
    payment = batch["payments"][0]
    paid = await order(
        finance,
        "confirmPayments",
        "payments { id status gatewayReference }",
        paymentIds=[payment["id"]],
        reference="STMT-2026-077",
        idempotencyKey=a_key(),
    )
    books = await finance.as_(FINANCE).ask(
        '{ trialBalance(asOf: "2999-12-31", currency: "USD") { account { code } balance { amount } } }'
    )

    assert scheduled == {"payables": [{"id": str(payable.id), "status": "SCHEDULED"}], "errors": []}
    assert payment | {"id": ""} == {
        "id": "",
        "status": "PROCESSING",
        "method": "BANK_TRANSFER",
        "amount": {"amount": "100.00"},
    }
    assert paid == {
        "payments": [{"id": payment["id"], "status": "COMPLETED", "gatewayReference": "STMT-2026-077"}],
        "errors": [],
    }
    balances = {row["account"]["code"]: Decimal(row["balance"]["amount"]) for row in books["trialBalance"]}
    assert balances == {"1000": Decimal(-100), "2000": Decimal(100)}


async def test_a_payment_that_fails_says_why(finance: Service) -> None:
    await finance.store(a_payable(status="scheduled"))
    batch = await order(finance, "runPaymentBatch", "payments { id }", idempotencyKey=a_key())

    failed = await order(
        finance,
        "failPayment",
        "payment { status failureCode }",
        paymentId=batch["payments"][0]["id"],
        failureCode="account_closed",
        idempotencyKey=a_key(),
    )

    assert failed == {"payment": {"status": "FAILED", "failureCode": "account_closed"}, "errors": []}


async def test_a_journal_and_a_period_are_ordered_as_they_are_read(finance: Service) -> None:
    lines = [
        {"accountCode": "5200", "side": "DEBIT", "amount": "12.50"},
        {"accountCode": "1000", "side": "CREDIT", "amount": "12.50", "memo": "Fees of March"},
    ]
    answers = [
        await order(
            finance,
            "postManualJournal",
            "transaction { kind entryDate entries { side amount { amount } memo account { code } } }",
            actor=actor,
            entryDate="2026-03-31",
            description="Bank fees",
            lines=lines,
            idempotencyKey=a_key(),
        )
        for actor in (FINANCE, COLLEAGUE)
    ]
    opened = await order(
        finance, "openFiscalPeriod", "period { id status version }", first="2026-01-01", end="2026-02-01"
    )
    closed = await order(
        finance,
        "closeFiscalPeriod",
        "period { status version }",
        periodId=opened["period"]["id"],
        expectedVersion=opened["period"]["version"],
    )
    listed = await finance.as_(AUDITOR).ask("{ fiscalPeriods { edges { node { span { from to } status } } } }")

    assert [error["code"] for error in answers[0]["errors"]] == ["SECOND_APPROVAL_REQUIRED"]
    assert answers[1]["transaction"] == {
        "kind": "MANUAL_JOURNAL",
        "entryDate": "2026-03-31",
        "entries": [
            {"side": "DEBIT", "amount": {"amount": "12.50"}, "memo": None, "account": {"code": "5200"}},
            {"side": "CREDIT", "amount": {"amount": "12.50"}, "memo": "Fees of March", "account": {"code": "1000"}},
        ],
    }
    assert closed == {"period": {"status": "SOFT_CLOSED", "version": 2}, "errors": []}
    assert listed["fiscalPeriods"]["edges"] == [
        {"node": {"span": {"from": "2026-01-01", "to": "2026-02-01"}, "status": "SOFT_CLOSED"}}
    ]


@pytest.mark.parametrize("actor", [OFFICER, AUDITOR], ids=["claims officer", "auditor"])
async def test_nobody_but_a_finance_officer_pays(finance: Service, actor: Principal) -> None:
    query = 'mutation { runPaymentBatch(input: {idempotencyKey: "k-00000001"}) { payments { id } } }'

    _, code = await finance.as_(actor).refusal(query)

    assert code == "FORBIDDEN"
