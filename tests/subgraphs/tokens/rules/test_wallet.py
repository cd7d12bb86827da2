"""A wallet as a value: the worked example, the order of lots, and what no path of steps can break."""

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from decimal import Decimal
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared_models.tokens import BalanceEntryKind, WalletStatus
from subgraphs.kit.refusals import ErrorCode, Refused
from subgraphs.tokens.rules.wallet import CONSUMPTION, CREDITS, Lot, Movement, Step, Wallet

DAY = date(2026, 3, 10)
GRANT, HOLD, CAPTURE, RELEASE, DEBIT, EXPIRE, REFUND = (
    BalanceEntryKind.CREDIT_GRANT,
    BalanceEntryKind.HOLD,
    BalanceEntryKind.CAPTURE,
    BalanceEntryKind.RELEASE,
    BalanceEntryKind.DEBIT,
    BalanceEntryKind.EXPIRE,
    BalanceEntryKind.REFUND,
)


def a_lot(number: int, tokens: int, *, price: str = "0", expires_on: date | None = None) -> Lot:
    return Lot(UUID(int=number), tokens, tokens, Decimal(price), expires_on)


def a_wallet(*lots: Lot) -> Wallet:
    """Return a wallet that these lots were put into."""
    wallet = Wallet("USD")
    for each in lots:
        wallet = wallet.credit(each, BalanceEntryKind.CREDIT_PURCHASE).wallet
    return wallet


def done(step: Step | Refused) -> Step:
    assert isinstance(step, Step), step
    return step


def balance(wallet: Wallet) -> tuple[int, int]:
    return wallet.available, wallet.held


def told(step: Step) -> list[tuple[BalanceEntryKind, int, int, int | None]]:
    return [
        (each.entry, each.available_delta, each.held_delta, each.lot_id.int if each.lot_id else None)
        for each in step.movements
    ]


def test_a_thousand_tokens_held_captured_and_not_overspent() -> None:
    held = done(a_wallet(a_lot(1, 1_000)).hold(50))
    captured = held.wallet.capture(50, used=42)
    too_much = captured.wallet.debit(2_000)

    assert balance(held.wallet) == (950, 50)
    assert balance(captured.wallet) == (958, 0)
    assert told(captured) == [(CAPTURE, 0, -42, 1), (RELEASE, 8, -8, None)]
    assert too_much == Refused(
        ErrorCode.INSUFFICIENT_TOKENS,
        "Tokens available: 958, asked for: 2000. Buy tokens, or ask for fewer.",
    )


def test_what_is_released_is_available_again() -> None:
    held = done(a_wallet(a_lot(1, 100)).hold(30))

    assert balance(held.wallet.release(30).wallet) == (100, 0)


def test_the_lot_that_expires_first_is_spent_first_and_one_without_expiry_last() -> None:
    wallet = a_wallet(
        a_lot(1, 10),
        a_lot(2, 10, expires_on=DAY + timedelta(days=60)),
        a_lot(3, 10, expires_on=DAY + timedelta(days=30)),
    )

    step = done(wallet.debit(25))

    assert told(step) == [(DEBIT, -10, 0, 3), (DEBIT, -10, 0, 2), (DEBIT, -5, 0, 1)]


def test_forty_two_tokens_of_five_hundred_for_twenty_five_cost_two_ten() -> None:
    assert done(a_wallet(a_lot(1, 500, price="25.00")).debit(42)).cost == Decimal("2.10")


def test_what_single_tokens_cost_adds_up_to_the_price_of_their_lot() -> None:
    wallet = a_wallet(a_lot(1, 2_100, price="90.00"))
    costs: list[Decimal] = []
    for _ in range(2_100):
        step = done(wallet.debit(1))
        wallet = step.wallet
        costs.append(step.cost)

    assert sum(costs) == Decimal("90.00")
    assert set(costs) == {Decimal("0.04"), Decimal("0.05")}


def test_only_unspent_tokens_are_paid_back_for_their_part_of_the_price() -> None:
    wallet = done(a_wallet(a_lot(1, 500, price="25.00")).debit(120)).wallet

    too_many = wallet.pay_back(UUID(int=1), 381)
    step = done(wallet.pay_back(UUID(int=1), 380))

    assert too_many == Refused(
        ErrorCode.INSUFFICIENT_TOKENS,
        "Tokens of this purchase unspent: 380, asked back: 381.",
        ("input", "tokens"),
    )
    assert (step.cost, balance(step.wallet)) == (Decimal("19.00"), (0, 0))


@pytest.mark.parametrize("status", [WalletStatus.SUSPENDED, WalletStatus.CLOSED])
def test_nothing_is_spent_from_a_wallet_that_is_not_active(status: WalletStatus) -> None:
    wallet = Wallet("USD", status, 10, 0, (a_lot(1, 10),))

    for refused in (wallet.hold(1), wallet.debit(1)):
        assert isinstance(refused, Refused)
        assert refused.code is ErrorCode.WALLET_SUSPENDED


def test_what_was_held_before_a_suspension_can_be_captured() -> None:
    wallet = Wallet("USD", WalletStatus.SUSPENDED, 6, 4, (a_lot(1, 10),))

    assert balance(wallet.capture(4, used=4).wallet) == (6, 0)


def test_tokens_go_on_the_day_their_lot_expires_but_not_those_held() -> None:
    held = done(a_wallet(a_lot(1, 10, expires_on=DAY), a_lot(2, 10)).hold(4)).wallet

    the_day_before, on_the_day = held.expire(DAY - timedelta(days=1)), held.expire(DAY)

    assert told(the_day_before) == []
    assert told(on_the_day) == [(EXPIRE, -6, 0, 1)]
    assert told(on_the_day.wallet.release(4).wallet.expire(DAY)) == [(EXPIRE, -4, 0, 1)]


# What no path of steps can break

Deed = Callable[[Wallet], Step | Refused]


@st.composite
def deeds(draw: st.DrawFn) -> list[Deed]:
    """Draw credits of several expiries, holds, captures, releases, debits, expiries and refunds."""
    counts = st.integers(1, 60)
    days = st.none() | st.dates(DAY, DAY + timedelta(days=20))

    def one(number: int) -> st.SearchStrategy[Deed]:
        lot = st.builds(
            lambda tokens, price, day: Lot(UUID(int=number), tokens, tokens, Decimal(price), day),
            counts,
            st.integers(0, 50),
            days,
        )
        return st.one_of(
            lot.map(lambda lot: lambda wallet: wallet.credit(lot, GRANT)),
            counts.map(lambda count: lambda wallet: wallet.hold(count)),
            counts.map(lambda count: lambda wallet: wallet.debit(count)),
            counts.map(lambda count: lambda wallet: wallet.release(min(count, wallet.held))),
            st.tuples(counts, counts).map(
                lambda both: lambda wallet: wallet.capture(min(both[0], wallet.held), used=min(*both, wallet.held))
            ),
            st.dates(DAY, DAY + timedelta(days=20)).map(lambda day: lambda wallet: wallet.expire(day)),
            st.tuples(st.integers(1, 30), counts).map(
                lambda both: lambda wallet: wallet.pay_back(UUID(int=both[0]), both[1])
            ),
        )

    return [draw(one(number)) for number in range(1, draw(st.integers(1, 30)))]


def walked(path: list[Deed]) -> Iterator[Step]:
    """Yield the steps of a path, without what was refused."""
    wallet = Wallet("USD")
    for deed in path:
        step = deed(wallet)
        if isinstance(step, Step):
            wallet = step.wallet
            yield step


def total(movements: list[Movement], kinds: frozenset[BalanceEntryKind]) -> int:
    return sum(each.tokens for each in movements if each.entry in kinds)


@given(deeds())
def test_no_path_spends_what_is_not_there_and_replaying_it_gives_the_wallet(path: list[Deed]) -> None:
    steps = list(walked(path))
    movements = [movement for step in steps for movement in step.movements]
    wallet = steps[-1].wallet if steps else Wallet("USD")

    assert all(each.available_after >= 0 and each.held_after >= 0 for each in movements)
    assert sum(each.available_delta for each in movements) == wallet.available
    assert sum(each.held_delta for each in movements) == wallet.held
    assert wallet.available + wallet.held == (
        total(movements, CREDITS) + total(movements, CONSUMPTION) + total(movements, frozenset({EXPIRE, REFUND}))
    )
    for lot in wallet.lots:
        of_lot = [each for each in movements if each.lot_id == lot.id]
        assert sum(each.tokens for each in of_lot) == lot.remaining
        assert sum(each.worth for each in of_lot) == lot.worth("USD")
