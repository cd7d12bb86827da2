"""What claims does when something happened: to a claim of its own, at finance, at tokens, at schemes."""

from subgraphs.claims.service import deciding
from subgraphs.claims.service.facts import Facts, ask_facts
from subgraphs.kit.events.follow import Inquiry, Reaction, follow


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


FOLLOWS = (follow("claims").on("claim.submitted", decide, first=gather, meanwhile=show_waiting),)
