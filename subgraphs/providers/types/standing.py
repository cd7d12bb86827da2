"""When a provider was in good standing, and when its places are open."""

from datetime import date
from typing import ClassVar

import strawberry

from shared_models import providers as tables
from shared_models.providers import ProviderStatus, Weekday
from subgraphs.kit.nodes import ID, Node, Source


@strawberry.type(description="A provider has another status from a day on.")
class ProviderStatusEvent(Node):
    """A provider has another status from a day on."""

    source: ClassVar = Source(tables.ProviderStatusEvent)

    id: ID
    former_status: ProviderStatus
    status: ProviderStatus
    effective_on: date
    reason: str | None


@strawberry.type(description="From one time of a day to another, local time.")
class OpeningHours:
    """From one time of a day to another, local time."""

    day: Weekday
    opens: str
    closes: str
