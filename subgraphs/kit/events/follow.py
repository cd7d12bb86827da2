"""Following: what a domain does when something happened in another.

The domain's `reactions.py` says it so::

    FOLLOWS = (
        follow("claims").on("claim.submitted", spend_for_claim),
        follow("finance").on("payment.completed", credit_purchase).on("payment.failed", fail_purchase),
    )

    async def spend_for_claim(reaction: Reaction) -> None:
        claim = reaction.event
        ...  # the service's function, in reaction.db

    FOLLOWS = (follow("claims").on("claim.submitted", decide, first=gather),)

    async def gather(inquiry: Inquiry) -> Facts:
        return Facts.of(await inquiry.graph.ask("ClaimFacts", {"id": str(inquiry.event.aggregate_id)}))

What `first` asks the graph before the transaction is opened, the handler finds in `reaction.facts`. While there is no
answer the event waits; `meanwhile=` names a handler that is called each time, in a transaction of its own, and may show
that something waits.

A handler runs in the transaction that also notes the event, so its effect happens once however often the event comes.
It is called with the events of an aggregate in their order. Where it fails it is called again, five times in all; then
the event becomes a dead letter, and so do those behind it in its aggregate, until they are redriven. Database, broker
or graph being away counts as nothing: the event waits.
"""

from collections.abc import Awaitable, Callable, Mapping
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field, replace
from datetime import datetime
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from sqlalchemy.ext.asyncio import AsyncSession

from shared_models.encryption import Keyring
from shared_models.events import PAYLOADS, Cause, Event
from shared_models.events.payloads import AGGREGATES
from subgraphs.kit.audit.journal import Journal

if TYPE_CHECKING:
    from subgraphs.kit.graph import Graph

REACTIONS: Final = "reactions"


class NotNow(Exception):
    """A handler cannot deal with an event yet, through no fault of the event: it waits, and nothing is counted."""


@dataclass(frozen=True, slots=True)
class Reaction:
    """What a handler gets: the event, the transaction of its effect, and when it is."""

    event: Event
    db: AsyncSession
    keyring: Keyring
    journal: Journal
    now: datetime
    facts: Any = None

    @property
    def cause(self) -> Cause:
        """Return the cause of what is emitted in answer."""
        return self.event.as_cause(self.journal.principal.subject)


@dataclass(frozen=True, slots=True)
class Inquiry:
    """What `first` gets: the event, the graph, and transactions to read in what it has to ask about."""

    event: Event
    graph: "Graph"
    transaction: Callable[[], AbstractAsyncContextManager[AsyncSession]]


Handler: TypeAlias = Callable[[Reaction], Awaitable[None]]
Gather: TypeAlias = Callable[[Inquiry], Awaitable[Any]]


@dataclass(frozen=True, slots=True)
class Deed:
    """What is done about a type of event: facts are gathered from the graph, then the handler is called.

    `meanwhile` is what is done while the graph has no answer.
    """

    handler: Handler
    first: Gather | None = None
    meanwhile: Handler | None = None


@dataclass(frozen=True, slots=True)
class Following:
    """What is done about the events of one service."""

    source: str
    deeds: Mapping[str, Deed] = field(default_factory=lambda: MappingProxyType({}))

    def on(
        self, event_type: str, handler: Handler, *, first: Gather | None = None, meanwhile: Handler | None = None
    ) -> "Following":
        """Have events of a type dealt with.

        `first` gathers what the handler needs of other domains, `meanwhile` is called while they do not answer.
        """
        assert first is not None or meanwhile is None, "what asks nothing waits for no answer"
        assert event_type in PAYLOADS, f"no service tells of {event_type}"
        assert event_type.partition(".")[0] in AGGREGATES[self.source], f"{self.source} tells nothing of {event_type}"
        assert event_type not in self.deeds, f"{event_type} has a handler"
        return replace(self, deeds=MappingProxyType({**self.deeds, event_type: Deed(handler, first, meanwhile)}))

    @property
    def subjects(self) -> list[str]:
        """Return the subjects to listen to: whole aggregates, so that a gap in their versions is one."""
        return [f"{self.source}.{each}.>" for each in sorted({each.partition(".")[0] for each in self.deeds})]


def follow(source: str) -> Following:
    """Begin to say what is done about the events of a service."""
    assert source in AGGREGATES, f"no service is called {source}"
    return Following(source)
