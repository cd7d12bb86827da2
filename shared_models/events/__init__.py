"""What services tell each other: facts that happened, stored with what they tell of and carried by a broker.

tables    outbox, inbox and idempotency keys, which stand in every database
payloads  what each type of event says: the one registry of the house
envelope  an event on its way: who says what of which aggregate, in which order
"""

from shared_models.events.envelope import Cause, Event, Unreadable, read_event
from shared_models.events.payloads import PAYLOADS, BadPayload, UnknownEvent, checked
from shared_models.events.tables import IDEMPOTENCY, INBOX, OUTBOX, OUTBOX_HEADS, add_event_tables

__all__ = [
    "IDEMPOTENCY",
    "INBOX",
    "OUTBOX",
    "OUTBOX_HEADS",
    "PAYLOADS",
    "BadPayload",
    "Cause",
    "Event",
    "UnknownEvent",
    "Unreadable",
    "add_event_tables",
    "checked",
    "read_event",
]
