"""A wallet as a value: what may move its tokens, and what a step leaves behind.

    available  free to be spent
    held       set aside by holds, until they take what they used or give it back
    lots       what was bought or granted: available and held together are what remains of all lots

A step is the wallet after it and the movements that led there, or a refusal. A movement takes tokens out of one lot or
puts them into one, or moves them between available and held. So all movements, replayed from zero, give the wallet, and
those of one lot give what remains of it. The lot that expires first is spent first.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Final
from uuid import UUID

from shared_models.money import quantise
from shared_models.tokens import BalanceEntryKind, WalletStatus
from subgraphs.kit.refusals import ErrorCode, Refused

CREDITS: Final = frozenset({BalanceEntryKind.CREDIT_PURCHASE, BalanceEntryKind.CREDIT_GRANT})
CONSUMPTION: Final = frozenset({BalanceEntryKind.CAPTURE, BalanceEntryKind.DEBIT})


@dataclass(frozen=True, slots=True)
class Lot:
    """Tokens bought together: how many there were, how many remain, and what was paid for all of them."""

    id: UUID
    tokens: int
    remaining: int
    price: Decimal = Decimal(0)
    expires_on: date | None = None

    def worth(self, currency: str) -> Decimal:
        """Return what the remaining tokens were bought for; what it falls by, token by token, adds up to the price."""
        return quantise(self.price * self.remaining / self.tokens, currency)


@dataclass(frozen=True, slots=True)
class Movement:
    """A line of a wallet's history. `worth` is what the tokens that came, or left, were bought for."""

    entry: BalanceEntryKind
    available_delta: int
    held_delta: int
    available_after: int
    held_after: int
    lot_id: UUID | None = None
    worth: Decimal = Decimal(0)

    @property
    def tokens(self) -> int:
        """Return how many tokens came; fewer than none when they left."""
        return self.available_delta + self.held_delta


@dataclass(frozen=True, slots=True)
class Wallet:
    """The tokens of an organisation; its lots stand in the order in which they are spent."""

    currency: str
    status: WalletStatus = WalletStatus.ACTIVE
    available: int = 0
    held: int = 0
    lots: tuple[Lot, ...] = ()

    def __post_init__(self) -> None:
        assert self.available >= 0, "more tokens were spent than there are"
        assert self.held >= 0, "more tokens were captured than are held"
        assert self.available + self.held == sum(each.remaining for each in self.lots), "lots and balance differ"

    def hold(self, tokens: int) -> "Step | Refused":
        """Set tokens aside."""
        refused = self._may_not_spend(tokens)
        return refused or Step(self).move(BalanceEntryKind.HOLD, available=-tokens, held=tokens)

    def release(self, tokens: int) -> "Step":
        """Give back tokens that were held."""
        return Step(self).move(BalanceEntryKind.RELEASE, available=tokens, held=-tokens)

    def capture(self, tokens: int, *, used: int) -> "Step":
        """Spend the used part of tokens that were held, and give back the others."""
        spent = Step(self).take(BalanceEntryKind.CAPTURE, held=used)
        unused = tokens - used
        return spent.move(BalanceEntryKind.RELEASE, available=unused, held=-unused) if unused else spent

    def debit(self, tokens: int) -> "Step | Refused":
        """Spend tokens at once: hold and capture in one step."""
        refused = self._may_not_spend(tokens)
        return refused or Step(self).take(BalanceEntryKind.DEBIT, available=tokens)

    def credit(self, lot: Lot, entry: BalanceEntryKind) -> "Step":
        """Put the tokens of a new lot into the wallet."""
        opened = replace(self, lots=in_order_of_spending((*self.lots, replace(lot, remaining=0))))
        return Step(opened).move(entry, available=lot.tokens, lot_id=lot.id)

    def expire(self, today: date) -> "Step":
        """Let go of what remains of lots whose last day is over, but for what is held and would be taken from them."""
        step, held = Step(self), self.held
        for lot in self.lots:
            kept = min(lot.remaining, held)
            held -= kept
            if lot.expires_on is not None and lot.expires_on <= today and lot.remaining > kept:
                step = step.move(BalanceEntryKind.EXPIRE, available=kept - lot.remaining, lot_id=lot.id)
        return step

    def unspent(self, lot_id: UUID) -> int:
        """Return how many tokens of a lot are neither spent nor needed for what is held."""
        return sum(min(each.remaining, self.available) for each in self.lots if each.id == lot_id)

    def pay_back(self, lot_id: UUID, tokens: int) -> "Step | Refused":
        """Take unspent tokens out of a lot, for their price."""
        unspent = self.unspent(lot_id)
        if tokens > unspent:
            message = f"Tokens of this purchase unspent: {unspent}, asked back: {tokens}."
            return Refused(ErrorCode.INSUFFICIENT_TOKENS, message, ("input", "tokens"))
        return Step(self).move(BalanceEntryKind.REFUND, available=-tokens, lot_id=lot_id)

    def _may_not_spend(self, tokens: int) -> Refused | None:
        if self.status is not WalletStatus.ACTIVE:
            return Refused(ErrorCode.WALLET_SUSPENDED, f"The wallet is {self.status}: nothing can be spent from it.")
        if tokens > self.available:
            message = f"Tokens available: {self.available}, asked for: {tokens}. Buy tokens, or ask for fewer."
            return Refused(ErrorCode.INSUFFICIENT_TOKENS, message)
        return None


@dataclass(frozen=True, slots=True)
class Step:
    """A wallet after something was done, and the movements that led there."""

    wallet: Wallet
    movements: tuple[Movement, ...] = ()

    @property
    def cost(self) -> Decimal:
        """Return what the tokens that left were bought for."""
        return -sum((each.worth for each in self.movements), Decimal(0))

    def move(self, entry: BalanceEntryKind, *, available: int = 0, held: int = 0, lot_id: UUID | None = None) -> "Step":
        """Add a movement; what comes goes into the lot, what leaves is taken out of it."""
        wallet = self.wallet
        before = next((each for each in wallet.lots if each.id == lot_id), None)
        lots, worth = wallet.lots, Decimal(0)
        if before is not None:
            after = replace(before, remaining=before.remaining + available + held)
            lots = tuple(after if each is before else each for each in lots)
            worth = after.worth(wallet.currency) - before.worth(wallet.currency)
        moved = replace(wallet, available=wallet.available + available, held=wallet.held + held, lots=lots)
        movement = Movement(entry, available, held, moved.available, moved.held, lot_id, worth)
        return Step(moved, (*self.movements, movement))

    def take(self, entry: BalanceEntryKind, *, available: int = 0, held: int = 0) -> "Step":
        """Add the movements that spend tokens, one for each lot they are taken from."""
        step, is_held = self, held > 0
        left = available + held
        for lot in self.wallet.lots:
            taken = min(lot.remaining, left)
            left -= taken
            if taken:
                step = step.move(
                    entry, available=0 if is_held else -taken, held=-taken if is_held else 0, lot_id=lot.id
                )
        return step


def in_order_of_spending(lots: Iterable[Lot]) -> tuple[Lot, ...]:
    """Return lots as they are spent: the earliest expiry first, none last; ids rise with time."""
    return tuple(sorted(lots, key=lambda lot: (lot.expires_on or date.max, lot.id)))
