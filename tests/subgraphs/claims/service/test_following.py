"""What claims does when finance, tokens or schemes tell something."""

from typing import Any
from uuid import UUID, uuid4

from shared_models.claims import ClaimStatus
from shared_models.events import Event
from subgraphs.claims import reactions
from subgraphs.kit.events.follow import Handler, Reaction
from tests.subgraphs.claims.rules.building import MEMBER, a_bill, a_line, a_snapshot, usd
from tests.subgraphs.claims.service.office import Office, facts_of


async def follow(office: Office, handler: Handler, event_type: str, **data: Any) -> None:
    """Have an event of another service dealt with."""
    event = Event(
        id=uuid4(),
        source="another",
        type=event_type,
        aggregate_type=event_type.partition(".")[0],
        aggregate_id=uuid4(),
        version=1,
        position=1,
        time=office.now,
        data={name: str(value) if isinstance(value, UUID) else value for name, value in data.items()},
    )
    author = office.author()
    async with author.system_transaction() as db:
        await handler(Reaction(event, db, office.keyring, author.journal, office.now))


async def a_claim_to_be_paid(office: Office) -> tuple[UUID, dict[str, Any]]:
    """Return a claim of 100.00 that finance was asked to pay, and what finance tells of its payment."""
    claim_id = await office.file(a_bill(a_line()))
    await office.decide(claim_id, facts_of(a_snapshot()))
    [(result_id,)] = await office.rows("SELECT result_id FROM claim_payments")
    told = {"purpose": "claim_payment", "source_type": "claim_adjudication_result", "source_id": result_id}
    return claim_id, {**told, "amount": "100.00", "currency": "USD"}


async def test_a_claim_is_paid_once_however_often_it_is_told(office: Office) -> None:
    claim_id, told = await a_claim_to_be_paid(office)

    for _ in range(2):
        await follow(office, reactions.note_paid, "payment.completed", **told)

    claim = await office.claim(claim_id)
    assert (claim.status, claim.paid_at) == (ClaimStatus.PAID, office.now)
    assert await office.rows("SELECT status, amount FROM claim_payments") == [("paid", usd(100))]


async def test_a_payment_of_something_else_is_passed_over(office: Office) -> None:
    claim_id, told = await a_claim_to_be_paid(office)

    await follow(office, reactions.note_paid, "payment.completed", **{**told, "purpose": "token_purchase"})

    assert (await office.claim(claim_id)).status is ClaimStatus.PAYMENT_REQUESTED


async def test_after_three_failures_somebody_looks_at_the_claim(office: Office) -> None:
    claim_id, told = await a_claim_to_be_paid(office)

    seen = []
    for _ in range(3):
        await follow(office, reactions.note_failed, "payment.failed", **told)
        claim = await office.claim(claim_id)
        seen.append((claim.status, claim.status_reason))

    assert seen == [
        (ClaimStatus.PAYMENT_FAILED, "PAYMENT_FAILED"),
        (ClaimStatus.PAYMENT_FAILED, "PAYMENT_FAILED"),
        (ClaimStatus.PAYMENT_FAILED, "PAYMENT_FAILED_THRICE"),
    ]


async def test_a_payment_that_failed_first_is_paid_in_the_end(office: Office) -> None:
    claim_id, told = await a_claim_to_be_paid(office)
    await follow(office, reactions.note_failed, "payment.failed", **told)

    await follow(office, reactions.note_paid, "payment.completed", **told)

    assert (await office.claim(claim_id)).status is ClaimStatus.PAID


async def test_a_wallet_that_was_not_charged_is_noted_and_stops_nothing(office: Office) -> None:
    claim_id, _ = await a_claim_to_be_paid(office)

    refused = {"tokens": "2", "reference_type": "claim", "reference_id": claim_id, "reason": "INSUFFICIENT_TOKENS"}
    await follow(office, reactions.note_unspent, "token.spend_refused", **refused)

    [(status, reason)] = await office.rows("SELECT to_status, reason FROM claim_events ORDER BY id DESC LIMIT 1")
    assert (status, reason) == ("payment_requested", "INSUFFICIENT_TOKENS")


async def test_claims_for_services_after_the_end_of_cover_are_listed_once(office: Office) -> None:
    claim_id, _ = await a_claim_to_be_paid(office)
    ended = {"member_id": MEMBER, "version_id": uuid4(), "span": {"start": "2026-01-01", "end": "2026-03-10"}}

    for _ in range(2):
        await follow(office, reactions.list_outlasting, "enrolment.terminated", **ended)

    assert await office.rows("SELECT claim_id, cause FROM reprocess_candidates") == [(claim_id, "ENROLMENT_CHANGED")]


async def test_claims_for_services_before_the_end_of_cover_stay_as_they_are(office: Office) -> None:
    await a_claim_to_be_paid(office)
    ended = {"member_id": MEMBER, "version_id": uuid4(), "span": {"start": "2026-01-01", "end": "2026-03-11"}}

    await follow(office, reactions.list_outlasting, "enrolment.terminated", **ended)

    assert await office.rows("SELECT count(*) FROM reprocess_candidates") == [(0,)]
