"""An envelope is read as it was written, and nothing else is."""

from dataclasses import replace
from datetime import UTC, datetime
from uuid import UUID

import orjson
import pytest

from shared_models.events import Cause, Event, Unreadable, read_event
from shared_models.events.envelope import schema_version

EVENT = Event(
    id=UUID(int=1),
    source="claims",
    type="claim.pended",
    aggregate_type="claim",
    aggregate_id=UUID(int=2),
    version=3,
    position=4,
    time=datetime(2026, 11, 23, 12, tzinfo=UTC),
    data={"reasons": ["A"]},
    cause=Cause("journey", "before", "service:tokens"),
)


def test_what_is_written_is_read() -> None:
    assert read_event(EVENT.to_json()) == EVENT


def test_what_is_done_about_an_event_belongs_to_its_journey() -> None:
    assert EVENT.as_cause("service:core") == Cause("journey", str(UUID(int=1)), "service:core")
    assert replace(EVENT, cause=Cause()).as_cause("x").correlation_id == str(UUID(int=1))


@pytest.mark.parametrize("missing", ["id", "source", "type", "subject", "time", "aggregate_version", "data"])
def test_an_envelope_that_lacks_something_is_none(missing: str) -> None:
    said = orjson.loads(EVENT.to_json())
    del said[missing]

    with pytest.raises(Unreadable):
        read_event(orjson.dumps(said))


@pytest.mark.parametrize("text", [b"", b"[]", b"null", b"{", b"\xff"])
def test_anything_else_is_unreadable(text: bytes) -> None:
    with pytest.raises(Unreadable):
        read_event(text)


@pytest.mark.parametrize(("event_type", "version"), [("claim.pended", 1), ("claim.pended.v2", 2), ("a.very", 1)])
def test_a_type_names_the_version_of_its_shape(event_type: str, version: int) -> None:
    assert schema_version(event_type) == version
