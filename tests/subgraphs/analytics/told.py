"""Events of other services in the order they were told, with sensible defaults."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any
from uuid import UUID

from subgraphs.analytics.rules.facts import Told

NOON = datetime(2026, 3, 10, 12, tzinfo=UTC)
CLAIM, MEMBER, PROVIDER, RESULT = UUID(int=1), UUID(int=2), UUID(int=3), UUID(int=4)
PAYMENT, WALLET = UUID(int=5), UUID(int=6)
SUBMITTED = {
    "member_id": str(MEMBER),
    "provider_id": str(PROVIDER),
    "billed": "150.00",
    "currency": "USD",
    "service_from": "2026-03-09",
}
ADJUDICATED = {
    "result_id": str(RESULT),
    "run_no": "1",
    "outcome": "approved",
    "billed": "150.00",
    "allowed": "120.00",
    "plan_paid": "96.00",
    "member_amount": "24.00",
    "currency": "USD",
}
PAID = {
    "purpose": "claim_payment",
    "source_type": "payable",
    "source_id": str(CLAIM),
    "amount": "96.00",
    "currency": "USD",
}


def told(source: str, event_type: str, position: int, payload: Mapping[str, Any], **values: Any) -> Told:
    """Return an event told so many minutes after noon as its position says."""
    defaults: dict[str, Any] = {
        "event_id": UUID(int=1_000 + position),
        "subject_id": CLAIM,
        "occurred_at": NOON + timedelta(minutes=position),
    }
    return Told(source=source, type=event_type, position=position, payload=payload, **(defaults | values))


def of_claim(what: str, position: int, payload: Mapping[str, Any] | None = None, **values: Any) -> Told:
    """Return an event of claims about a claim."""
    return told("claims", f"claim.{what}", position, payload or {}, **values)


def a_story(claims: int) -> list[Told]:
    """Return what is told of so many claims, their payments and what they cost in tokens, aggregate by aggregate."""
    story: list[Told] = []
    for number in range(claims):
        claim, payment = UUID(int=100 + number), UUID(int=200 + number)
        story += [
            of_claim("submitted", 0, SUBMITTED, subject_id=claim),
            of_claim("pended", 0, {"reasons": ["DUPLICATE"]}, subject_id=claim),
            of_claim("adjudicated", 0, ADJUDICATED, subject_id=claim),
            of_claim("adjudicated", 0, {**ADJUDICATED, "run_no": "2", "plan_paid": "90.00"}, subject_id=claim),
            of_claim("reversed", 0, {"result_id": str(RESULT), "amount": "90.00"}, subject_id=claim),
            told("finance", "payment.failed", 0, {**PAID, "reason": "ACCOUNT_CLOSED"}, subject_id=payment),
            told("finance", "payment.completed", 0, {**PAID, "attempt": "2"}, subject_id=payment),
            told("tokens", "token.spent", 0, {"tokens": "1"}, subject_id=WALLET),
        ]
    return [
        replace(each, position=place, event_id=UUID(int=1_000 + place), occurred_at=NOON + timedelta(minutes=place))
        for place, each in enumerate(story, 1)
    ]


def redelivered(story: Sequence[Told], random: Random, times: int = 3) -> list[Told]:
    """Return each event several times, those of an aggregate in their order, the aggregates in any."""
    queues: dict[UUID, list[Told]] = {}
    for each in story:
        queues.setdefault(each.subject_id, []).extend([each] * random.randint(1, times))
    for queue in queues.values():
        # What was delivered before may come again at any time after.
        queue.extend(random.choices(queue, k=len(queue)))
    shuffled: list[Told] = []
    while queues:
        subject = random.choice(sorted(queues))
        shuffled.append(queues[subject].pop(0))
        if not queues[subject]:
            del queues[subject]
    return shuffled
