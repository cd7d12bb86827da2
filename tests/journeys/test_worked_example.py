"""The README's claim, by the documents it prints: sent in, decided, explained and paid on a whole stack."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from stack.processes import wait_until
from stack.seed.example.documents import CLAIM, ESTIMATES
from tests.stack.newcomer import PATIENCE_S, Started, a_started_stack

pytestmark = pytest.mark.journey
README = Path(__file__).parents[2] / "README.md"
SUBMIT, READ, PAY, CONFIRM = re.split(r"\n# .*\n", "\n" + CLAIM.read_text())[1:]
LINES = """query ($claim: ID!) { claim(id: $claim) { runs { lines {
  line { lineNo } billed { amount } allowed { amount } writeOff { amount } deductible { amount } copay { amount }
  coinsurance { amount } overLimit { amount } nonCovered { amount } planPaid { amount }
} } } }"""
OWED = "query ($claim: ID!) { claim(id: $claim) { payable { status amount { amount } } } }"


@pytest.fixture(scope="module")
def stack() -> Iterator[Started]:
    with a_started_stack() as started:
        yield started


def test_a_newcomer_reads_why_a_claim_is_paid_as_it_is_and_has_it_paid(stack: Started) -> None:
    submitted = stack.ask("provider", SUBMIT)["submitClaim"]
    claim = submitted["claim"]["id"]
    is_decided = wait_until(lambda: _status(stack, claim) == "PAYMENT_REQUESTED", patience_s=PATIENCE_S)
    told = stack.ask("member", READ, claim=claim)
    lines = stack.ask("member", LINES, claim=claim)["claim"]["runs"][0]["lines"]
    is_owed = wait_until(lambda: _is_owed(stack, claim), patience_s=PATIENCE_S)
    batch = stack.ask("finance_officer", PAY)["runPaymentBatch"]
    confirmed = stack.ask("finance_officer", CONFIRM, payments=[each["id"] for each in batch["payments"]])
    is_paid = wait_until(lambda: _status(stack, claim) == "PAID", patience_s=PATIENCE_S)

    assert submitted["errors"] == []
    assert (is_decided, is_owed, is_paid) == (True, True, True)
    assert [_amounts(line) for line in lines] == [
        ["180.00", "150.00", "30.00", "150.00", "0.00", "0.00", "0.00", "0.00", "0.00"],
        ["95.50", "80.00", "15.50", "0.00", "30.00", "10.00", "0.00", "0.00", "40.00"],
        ["900.00", "750.00", "150.00", "0.00", "0.00", "110.00", "280.00", "0.00", "360.00"],
        ["200.00", "0.00", "0.00", "0.00", "0.00", "0.00", "0.00", "200.00", "0.00"],
        ["95.50", "0.00", "95.50", "0.00", "0.00", "0.00", "0.00", "0.00", "0.00"],
    ]
    eob = told["claim"]["eob"]
    assert _amounts(eob["totals"]) == ["1471.00", "291.00", "400.00", "780.00"]
    assert _amounts(eob["accumulators"]["deductible"]) == ["500.00", "500.00"]
    assert _amounts(eob["accumulators"]["oop"]) == ["2000.00", "2000.00"]
    assert [_amounts(each) for each in eob["accumulators"]["benefits"]] == [["5000.00", "5000.00"]]
    assert "280.00 is above what the plan pays for this kind of care in a year; you pay it." in [
        each["text"] for each in told["explainAdjudication"]
    ]
    assert [each["amount"]["amount"] for each in batch["payments"]] == ["400.00"]
    assert confirmed["confirmPayments"] == {"payments": [{"status": "COMPLETED"}], "errors": []}


def test_what_would_be_paid_in_the_other_examples_is_what_their_page_says(stack: Started) -> None:
    estimates = stack.ask("provider", ESTIMATES.read_text())

    found = {name: each["estimate"] for name, each in estimates.items()}
    assert {name: _amounts(each["totals"]) for name, each in found.items()} == {
        "b": ["2000.00", "500.00", "100.00", "280.00", "400.00", "1120.00", "1280.00"],
        "c": ["1400.00", "1000.00", "0.00", "160.00", "1000.00", "240.00", "2160.00"],
        "d27": ["0.00", "0.00", "0.00", "0.00", "0.00", "0.00", "3000.00"],
        "d28": ["3000.00", "0.00", "0.00", "0.00", "0.00", "3000.00", "0.00"],
        "e200": ["200.00", "100.00", "35.00", "13.00", "0.00", "52.00", "148.00"],
        "e120": ["120.00", "85.00", "35.00", "0.00", "0.00", "0.00", "120.00"],
    }
    assert found["d27"]["reasons"] == [{"code": "WAITING_PERIOD"}]


def test_the_readme_prints_what_is_asked_here() -> None:
    printed = README.read_text()

    shown = [
        all(f"    {line}".rstrip() in printed for line in each.splitlines()) for each in (SUBMIT, READ, PAY, CONFIRM)
    ]

    assert shown == [True, True, True, True]


def _status(stack: Started, claim: str) -> Any:
    return stack.ask("member", "query ($claim: ID!) { claim(id: $claim) { status } }", claim=claim)["claim"]["status"]


def _is_owed(stack: Started, claim: str) -> bool:
    return stack.ask("finance_officer", OWED, claim=claim)["claim"]["payable"] is not None


def _amounts(figures: dict[str, Any]) -> list[str]:
    return [each["amount"] for each in figures.values() if isinstance(each, dict) and "amount" in each]
