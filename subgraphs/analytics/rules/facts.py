"""What an event says of the things that are measured: a fact to be laid over what was said before.

A fact holds what the event says and nothing else. Those of one thing are laid over each other in the order of their
positions (`subgraphs/analytics/service/facts.py`).
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any, Final
from uuid import UUID

FINAL: Final = frozenset({"approved", "partially_approved", "denied"})
PENDED: Final = "pended"

_CLAIM: Final = ("member_id", "provider_id", "company_id", "category", "service_from", "currency", "billed")
_RESULT: Final = ("result_id", "run_no", "outcome", "currency", "billed", "allowed", "plan_paid", "member_amount")
_PAYMENT: Final = (
    "purpose",
    "source_type",
    "source_id",
    "claim_id",
    "amount",
    "currency",
    "paid_at",
    "attempt",
    "reason",
)
_TOKENS: Final = (
    "tokens",
    "organization_type",
    "organization_id",
    "operation",
    "reference_type",
    "reference_id",
    "reason",
)
# What is no text is read as this.
_READ: Final[Mapping[str, Callable[[str], Any]]] = {
    **dict.fromkeys(("billed", "allowed", "plan_paid", "member_amount", "amount"), Decimal),
    **dict.fromkeys(("run_no", "attempt", "tokens"), int),
    "service_from": date.fromisoformat,
    "paid_at": datetime.fromisoformat,
}


@dataclass(frozen=True, slots=True)
class Told:
    """An event as the log keeps it."""

    source: str
    position: int
    event_id: UUID
    type: str
    subject_id: UUID
    occurred_at: datetime
    payload: Mapping[str, Any]


class Kind(StrEnum):
    """What facts are of."""

    CLAIM = "claim"
    PAYMENT = "payment"
    TOKEN_USAGE = "token_usage"  # noqa: S105  # a kind of fact


@dataclass(frozen=True, slots=True)
class Fact:
    """What one event says of one thing."""

    kind: Kind
    id: UUID
    position: int
    says: Mapping[str, Any]


def fact_of(told: Told) -> Fact | None:
    """Return what an event says of what is measured; None for nothing."""
    match told.type.split("."):
        case ["claim", event]:
            says = _of_claim(event, told)
            return None if says is None else Fact(Kind.CLAIM, told.subject_id, told.position, says)
        case ["payment", "completed" | "failed" | "refunded" as status]:
            says = {"status": status, "told_at": told.occurred_at, **_read(told, *_PAYMENT)}
            return Fact(Kind.PAYMENT, told.subject_id, told.position, says)
        case ["token", "spent" | "spend_refused" | "expired" | "refunded" as kind]:
            says = {
                "kind": kind,
                "told_at": told.occurred_at,
                "wallet_id": told.subject_id,
                **_read(told, *_TOKENS),
            }
            return Fact(Kind.TOKEN_USAGE, told.event_id, told.position, says)
        case _:
            return None


def _of_claim(event: str, told: Told) -> Mapping[str, Any] | None:
    match event:
        case "submitted":
            return {"submitted_at": told.occurred_at, **_read(told, *_CLAIM)}
        case "pended":
            return {"first_pended_at": told.occurred_at}
        case "fraud_flagged":
            return _read(told, "score_band")
        case "adjudicated" if told.payload["outcome"] == PENDED:
            return {"first_pended_at": told.occurred_at}
        case "adjudicated":
            is_final = told.payload["outcome"] in FINAL
            decided = {"first_decided_at": told.occurred_at} if is_final else {}
            return {**decided, **_read(told, *_RESULT)}
        case "payment_requested":
            return {"payment_requested_at": told.occurred_at}
        case "reversed":
            return {"reversed_at": told.occurred_at}
        case _:
            return None


def _read(told: Told, *names: str) -> dict[str, Any]:
    """Read what the payload holds of these; ids by their names."""
    return {name: _reader(name)(told.payload[name]) for name in names if name in told.payload}


def _reader(name: str) -> Callable[[str], Any]:
    return _READ.get(name, UUID if name.endswith("_id") else str)
