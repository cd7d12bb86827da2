"""What may follow what: payables, payments and periods; and what becomes of a claim that is taken back."""

from datetime import date
from decimal import Decimal

import pytest

from shared_models.finance import FiscalPeriodStatus, PayableStatus, PaymentStatus
from subgraphs.finance.rules import claims, payables, payments, periods


@pytest.mark.parametrize(
    ("current", "wanted"),
    [
        (PayableStatus.PAID, PayableStatus.CANCELLED),
        (PayableStatus.CANCELLED, PayableStatus.OPEN),
        (PayableStatus.OPEN, PayableStatus.PAID),
        (PayableStatus.HELD, PayableStatus.SCHEDULED),
    ],
)
def test_what_is_owed_is_paid_by_a_batch_alone_and_once(current: PayableStatus, wanted: PayableStatus) -> None:
    assert not payables.may_become(current, wanted)


@pytest.mark.parametrize("wanted", list(PaymentStatus))
def test_a_failed_payment_is_final(wanted: PaymentStatus) -> None:
    assert not payments.may_become(PaymentStatus.FAILED, wanted)


def test_every_status_has_its_row() -> None:
    assert payables.TRANSITIONS.keys() == set(PayableStatus)
    assert payments.TRANSITIONS.keys() == set(PaymentStatus)
    assert periods.TRANSITIONS.keys() == set(FiscalPeriodStatus)


@pytest.mark.parametrize(
    ("status", "is_on_its_way", "expected"),
    [
        (PayableStatus.OPEN, False, False),
        (PayableStatus.SCHEDULED, False, False),
        (PayableStatus.SCHEDULED, True, True),
        (PayableStatus.PAID, True, True),
    ],
)
def test_what_the_bank_has_is_recovered_and_what_it_has_not_is_cancelled(
    status: PayableStatus, is_on_its_way: bool, expected: bool
) -> None:
    assert claims.is_recovered(status, is_on_its_way=is_on_its_way) is expected


def test_claims_are_due_after_thirty_days() -> None:
    assert payables.due_on(date(2026, 3, 10)) == date(2026, 4, 9)


@pytest.mark.parametrize(
    ("amount", "recoverable", "expected"),
    [("400", "150", "150"), ("400", "900", "400"), ("400", "0", "0"), ("4", "-1", "0")],
)
def test_no_more_is_withheld_than_is_owed_and_than_was_paid_too_much(
    amount: str, recoverable: str, expected: str
) -> None:
    assert payables.withheld(Decimal(amount), Decimal(recoverable)) == Decimal(expected)


def test_two_persons_decide_above_fifty_thousand() -> None:
    assert not payments.takes_two(Decimal("50000.00"))
    assert payments.takes_two(Decimal("50000.01"))
