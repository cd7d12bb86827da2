"""An event on its way: in the words of CloudEvents, with its place in its aggregate and its service."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final, Self
from uuid import UUID

import orjson

SPECIFICATION: Final = "1.0"


class Unreadable(ValueError):
    """A message that is no event of ours."""


@dataclass(frozen=True, slots=True)
class Cause:
    """Why something happened: the journey it belongs to, the event before it, and who acted.

    An actor is an id or the name of a service, never a person's name.
    """

    correlation_id: str = ""
    causation_id: str = ""
    actor: str = ""


@dataclass(frozen=True, slots=True)
class Event:
    """A fact of one service about one aggregate; `version` counts the events of the aggregate, `position` all."""

    id: UUID
    source: str
    type: str
    aggregate_type: str
    aggregate_id: UUID
    version: int
    position: int
    time: datetime
    data: Mapping[str, Any]
    cause: Cause = field(default_factory=Cause)

    @property
    def subject(self) -> str:
        """Return the broker's subject: of one service, one aggregate, one type, one id."""
        return f"{self.source}.{self.type}.{self.aggregate_id}"

    def as_cause(self, actor: str) -> Cause:
        """Return this event as the cause of what somebody does about it."""
        return Cause(self.cause.correlation_id or str(self.id), str(self.id), actor)

    def to_json(self) -> bytes:
        """Return the envelope as it is published."""
        return orjson.dumps(
            {
                "id": str(self.id),
                "source": self.source,
                "type": self.type,
                "specversion": SPECIFICATION,
                "subject": f"{self.aggregate_type}/{self.aggregate_id}",
                "time": self.time,
                "aggregate_version": self.version,
                "position": self.position,
                "correlation_id": self.cause.correlation_id,
                "causation_id": self.cause.causation_id,
                "actor": self.cause.actor,
                "schema_version": schema_version(self.type),
                "data": dict(self.data),
            }
        )

    @classmethod
    def from_json(cls, text: bytes) -> Self:
        """Read an envelope; raises Unreadable."""
        try:
            said = orjson.loads(text)
            aggregate_type, _, aggregate_id = said["subject"].partition("/")
            data = said["data"]
            if not isinstance(data, dict):
                raise Unreadable("data is no object")
            return cls(
                id=UUID(said["id"]),
                source=str(said["source"]),
                type=str(said["type"]),
                aggregate_type=aggregate_type,
                aggregate_id=UUID(aggregate_id),
                version=int(said["aggregate_version"]),
                position=int(said["position"]),
                time=datetime.fromisoformat(said["time"]),
                data=data,
                cause=Cause(str(said["correlation_id"]), str(said["causation_id"]), str(said["actor"])),
            )
        except (KeyError, TypeError, AttributeError, ValueError) as error:
            raise Unreadable(f"no event: {type(error).__name__}") from error


def read_event(text: bytes) -> Event:
    """Read an event from the message that carries it; raises Unreadable."""
    return Event.from_json(text)


def schema_version(event_type: str) -> int:
    """Return the version that a type names: `claim.submitted.v2` is 2, without it is 1."""
    *_, last = event_type.split(".")
    return int(last[1:]) if last[:1] == "v" and last[1:].isdigit() else 1
