"""What an event says of the things that are measured."""

from datetime import date, timedelta
from decimal import Decimal
from uuid import UUID

import pytest

from shared_models.events.payloads import told_by
from subgraphs.analytics.rules.facts import Fact, Kind, fact_of
from tests.subgraphs.analytics.told import (
    ADJUDICATED,
    CLAIM,
    MEMBER,
    NOON,
    PAID,
    PAYMENT,
    PROVIDER,
    RESULT,
    SUBMITTED,
    WALLET,
    of_claim,
    told,
)


def test_a_submission_says_what_was_billed_for_whom_and_when() -> None:
    event = of_claim("submitted", 1, SUBMITTED)

    assert fact_of(event) == Fact(
        Kind.CLAIM,
        CLAIM,
        1,
        {
            "submitted_at": NOON + timedelta(minutes=1),
            "member_id": MEMBER,
            "provider_id": PROVIDER,
            "service_from": date(2026, 3, 9),
            "currency": "USD",
            "billed": Decimal("150.00"),
        },
    )


def test_a_final_result_says_when_and_what_was_decided() -> None:
    event = of_claim("adjudicated", 2, ADJUDICATED)

    assert fact_of(event) == Fact(
        Kind.CLAIM,
        CLAIM,
        2,
        {
            "first_decided_at": NOON + timedelta(minutes=2),
            "result_id": RESULT,
            "run_no": 1,
            "outcome": "approved",
            "currency": "USD",
            "billed": Decimal("150.00"),
            "allowed": Decimal("120.00"),
            "plan_paid": Decimal("96.00"),
            "member_amount": Decimal("24.00"),
        },
    )


@pytest.mark.parametrize("outcome", ["approved", "partially_approved", "denied"])
def test_these_outcomes_are_final(outcome: str) -> None:
    fact = fact_of(of_claim("adjudicated", 2, {**ADJUDICATED, "outcome": outcome}))

    assert fact is not None
    assert "first_decided_at" in fact.says


def test_a_result_that_pends_is_no_decision() -> None:
    event = of_claim("adjudicated", 2, {**ADJUDICATED, "outcome": "pended"})

    assert fact_of(event) == Fact(Kind.CLAIM, CLAIM, 2, {"first_pended_at": NOON + timedelta(minutes=2)})


def test_a_result_that_reverses_decides_nothing_anew() -> None:
    fact = fact_of(of_claim("adjudicated", 2, {**ADJUDICATED, "outcome": "reversed"}))

    assert fact is not None
    assert fact.says["outcome"] == "reversed"
    assert "first_decided_at" not in fact.says


def test_a_payment_says_what_became_of_it() -> None:
    event = told("finance", "payment.failed", 3, {**PAID, "attempt": "1", "reason": "TIMEOUT"}, subject_id=PAYMENT)

    assert fact_of(event) == Fact(
        Kind.PAYMENT,
        PAYMENT,
        3,
        {
            "status": "failed",
            "told_at": NOON + timedelta(minutes=3),
            "purpose": "claim_payment",
            "source_type": "payable",
            "source_id": CLAIM,
            "amount": Decimal("96.00"),
            "currency": "USD",
            "attempt": 1,
            "reason": "TIMEOUT",
        },
    )


def test_each_movement_of_a_wallet_is_a_fact_of_its_own() -> None:
    event = told("tokens", "token.spent", 4, {"tokens": "7", "operation": "claim_submission"}, subject_id=WALLET)

    assert fact_of(event) == Fact(
        Kind.TOKEN_USAGE,
        UUID(int=1_004),
        4,
        {
            "kind": "spent",
            "told_at": NOON + timedelta(minutes=4),
            "wallet_id": WALLET,
            "tokens": 7,
            "operation": "claim_submission",
        },
    )


@pytest.mark.parametrize("event_type", [*told_by("core"), "eob.issued", "ledger.posted", "token.low_balance"])
def test_what_is_not_measured_yet_is_no_fact(event_type: str) -> None:
    assert fact_of(told("core", event_type, 1, {})) is None
