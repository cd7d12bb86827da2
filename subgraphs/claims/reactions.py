"""What claims does when something happened: to a claim of its own, at finance, at tokens, at schemes."""

from datetime import date
from typing import Final
from uuid import UUID

from subgraphs.claims.service.adjudication import candidates, deciding, payments
from subgraphs.claims.service.facts import Facts, ask_facts
from subgraphs.claims.service.standing import locked_claim, note
from subgraphs.kit.events.follow import Inquiry, Reaction, follow

CLAIM_PAYMENT: Final = "claim_payment"
CLAIM: Final = "claim"


async def gather(inquiry: Inquiry) -> Facts | None:
    """Ask what others know of a claim that came in; nothing of one that does not wait for it any more."""
    async with inquiry.transaction() as db:
        question = await deciding.question_of(db, inquiry.event.aggregate_id)
    return None if question is None else await ask_facts(inquiry.graph, **question)


async def decide(reaction: Reaction) -> None:
    """Decide a claim on what others answered."""
    if reaction.facts is not None:
        await deciding.decide(reaction.db, reaction, reaction.event.aggregate_id, reaction.facts)


async def show_waiting(reaction: Reaction) -> None:
    """Show that a claim waits for other services."""
    await deciding.mark_waiting(reaction.db, reaction, reaction.event.aggregate_id)


async def note_paid(reaction: Reaction) -> None:
    """Note that finance has paid a claim."""
    if reaction.event.data["purpose"] == CLAIM_PAYMENT:
        await payments.note_paid(reaction.db, reaction, UUID(reaction.event.data["source_id"]))


async def note_failed(reaction: Reaction) -> None:
    """Note that a payment of finance's failed."""
    if reaction.event.data["purpose"] == CLAIM_PAYMENT:
        await payments.note_failed(reaction.db, reaction, UUID(reaction.event.data["source_id"]))


async def note_unspent(reaction: Reaction) -> None:
    """Note that the provider's wallet was not charged; care is paid for all the same."""
    data = reaction.event.data
    if data.get("reference_type") != CLAIM or not data.get("reference_id"):
        return
    claim = await locked_claim(reaction.db, UUID(data["reference_id"]))
    if claim is not None:
        await note(reaction.db, reaction, claim, data.get("reason") or "TOKENS_NOT_SPENT")


async def list_outlasting(reaction: Reaction) -> None:
    """List the decided claims for services after the end of their cover."""
    data = reaction.event.data
    end = data["span"].get("end")
    if end is not None:
        member_id, last = UUID(data["member_id"]), date.fromisoformat(end)
        later = await candidates.served_after(reaction.db, member_id, last)
        await candidates.list_for_review(reaction.db, reaction, later, cause=candidates.ENROLMENT)


FOLLOWS = (
    follow("claims").on("claim.submitted", decide, first=gather, meanwhile=show_waiting),
    follow("finance").on("payment.completed", note_paid).on("payment.failed", note_failed),
    follow("tokens").on("token.spend_refused", note_unspent),
    follow("schemes").on("enrolment.changed", list_outlasting).on("enrolment.terminated", list_outlasting),
)
