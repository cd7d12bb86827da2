"""Analytics follows all that the other seven tell."""

from typing import Final

from shared_models.events.payloads import told_by
from subgraphs.analytics.rules.facts import Told
from subgraphs.analytics.service.facts import take_in
from subgraphs.kit.events.follow import Following, Reaction, follow
from subgraphs.registry import SUBGRAPHS


async def take_in_event(reaction: Reaction) -> None:
    """Log an event, and lay what it says over the facts."""
    event = reaction.event
    told = Told(
        source=event.source,
        position=event.position,
        event_id=event.id,
        type=event.type,
        subject_id=event.aggregate_id,
        occurred_at=event.time,
        payload=event.data,
    )
    await take_in(reaction.db, told)


def _everything_of(source: str) -> Following:
    following = follow(source)
    for event_type in told_by(source):
        following = following.on(event_type, take_in_event)
    return following


FOLLOWS: Final[tuple[Following, ...]] = tuple(
    _everything_of(each.name) for each in SUBGRAPHS if each.name != "analytics"
)
