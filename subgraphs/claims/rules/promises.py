"""Preauthorisations: what may be asked for, who decides it, and which state may follow which."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Final
from uuid import UUID

from shared_models.claims import PreauthorizationStatus
from shared_models.identity import Principal, Role
from shared_models.money import minor_unit
from subgraphs.claims.rules.bill import Procedure
from subgraphs.claims.rules.snapshot import Days
from subgraphs.kit.refusals import ErrorCode, Refused

_S = PreauthorizationStatus

DAYS_MAX: Final = 366

MAY_FOLLOW: Final[Mapping[PreauthorizationStatus, frozenset[PreauthorizationStatus]]] = {
    _S.REQUESTED: frozenset({_S.APPROVED, _S.DENIED, _S.CANCELLED, _S.EXPIRED}),
    _S.APPROVED: frozenset({_S.EXHAUSTED, _S.EXPIRED, _S.CANCELLED}),
    # What a claim gives back when it is reversed may be used again.
    _S.EXHAUSTED: frozenset({_S.APPROVED}),
    _S.DENIED: frozenset(),
    _S.EXPIRED: frozenset(),
    _S.CANCELLED: frozenset(),
}

NOT_YOUR_PROVIDER: Final = Refused(
    ErrorCode.FORBIDDEN, "You may not ask for preauthorisations of this provider.", ("input", "providerId")
)


@dataclass(frozen=True, slots=True)
class Wish:
    """A preauthorisation as a provider asks for it; the last day counts."""

    member_id: UUID
    provider_id: UUID
    procedure: Procedure
    units: Decimal
    currency: str
    first_day: date
    last_day: date
    amount_limit: Decimal | None = None

    @property
    def days(self) -> Days:
        return Days(self.first_day, self.last_day + timedelta(days=1))


@dataclass(frozen=True, slots=True)
class Promise:
    """What an officer grants: so many units, up to an amount; all that is asked for where nothing else is said."""

    units: Decimal | None = None
    amount_limit: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Denial:
    """That an officer grants nothing, and why."""

    reason: str


def may_follow(before: PreauthorizationStatus, after: PreauthorizationStatus) -> bool:
    """Say whether a preauthorisation may go from one state to another."""
    return after in MAY_FOLLOW[before]


def may_ask(actor: Principal, wish: Wish) -> Refused | None:
    """Say who asks: a provider for itself."""
    is_own = Role.PROVIDER in actor.roles and wish.provider_id in actor.provider_ids
    return None if is_own else NOT_YOUR_PROVIDER


def may_cancel(actor: Principal, provider_id: UUID) -> bool:
    """Say who cancels: the provider that asked, or an officer."""
    is_own = Role.PROVIDER in actor.roles and provider_id in actor.provider_ids
    return is_own or Role.CLAIMS_OFFICER in actor.roles


def wish_faults(wish: Wish, today: date) -> tuple[Refused, ...]:
    """Return all that keeps a wish from being looked at."""
    found = []
    if wish.last_day < wish.first_day:
        found.append(_wrong("lastDay", "is not before firstDay"))
    elif wish.last_day < today:
        found.append(_wrong("lastDay", "is not over yet"))
    elif wish.last_day >= wish.first_day + timedelta(days=DAYS_MAX):
        found.append(_wrong("lastDay", f"is at most {DAYS_MAX} days from firstDay on"))
    if wish.amount_limit is not None and wish.amount_limit % minor_unit(wish.currency):
        found.append(_wrong("amountLimit", f"has no more digits after the point than {wish.currency} has"))
    return tuple(found)


def promise_faults(promise: Promise, *, requested: Decimal, currency: str) -> tuple[Refused, ...]:
    """Return all that keeps a promise from being given."""
    found = []
    if promise.units is not None and promise.units > requested:
        found.append(_wrong("unitsApproved", f"is at most what is asked for: {requested.normalize():f}"))
    if promise.amount_limit is not None and promise.amount_limit % minor_unit(currency):
        found.append(_wrong("amountLimit", f"has no more digits after the point than {currency} has"))
    return tuple(found)


def _wrong(name: str, sentence: str) -> Refused:
    return Refused(ErrorCode.VALIDATION, f"{name} {sentence}.", ("input", name))
