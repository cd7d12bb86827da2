"""What events may say: ids, codes, days and amounts, as strings; nothing that tells who somebody is or how they are."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest

from shared_models.events import PAYLOADS, BadPayload, UnknownEvent, checked
from shared_models.events.payloads import AGGREGATES, read_payload
from subgraphs.registry import SUBGRAPHS

CLAIM: dict[str, Any] = {
    "member_id": UUID(int=1),
    "provider_id": UUID(int=2),
    "billed": Decimal("120.50"),
    "currency": "USD",
    "service_from": date(2026, 3, 10),
}


def test_every_value_is_stored_as_a_string() -> None:
    assert checked("claim.submitted", CLAIM) == {
        "member_id": "00000000-0000-0000-0000-000000000001",
        "provider_id": "00000000-0000-0000-0000-000000000002",
        "billed": "120.50",
        "currency": "USD",
        "service_from": "2026-03-10",
    }


def test_spans_counts_and_instants_are_strings_too() -> None:
    span = {"start": date(2026, 1, 1), "end": None}

    lapsed = checked("company_period.lapsed", {"company_id": UUID(int=1), "span": span, "grace_days": 30})
    paid_at = datetime(2026, 3, 10, 12, tzinfo=UTC)
    collected = {"policy_id": UUID(int=1), "invoice_id": UUID(int=2), "currency": "USD", "paid_at": paid_at}

    assert lapsed["span"] == {"start": "2026-01-01"}
    assert lapsed["grace_days"] == "30"
    assert checked("premium.collected", {**collected, "net_amount": Decimal(1)})["paid_at"] == (
        "2026-03-10T12:00:00+00:00"
    )


@pytest.mark.parametrize(
    "change",
    [
        {"billed": 120.5},
        {"billed": "12,50"},
        {"currency": "US dollars"},
        {"member_id": "Ada"},
        {"service_from": "tomorrow"},
        {"diagnosis": "J45"},
        {"currency": None},
        {"category": True},
    ],
    ids=["a float", "a comma", "words", "a name", "no day", "another field", "nothing", "a truth"],
)
def test_what_has_another_shape_is_refused_without_its_value(change: dict[str, Any]) -> None:
    with pytest.raises(BadPayload) as refusal:
        checked("claim.submitted", {**CLAIM, **change})

    assert next(iter(change)) in str(refusal.value)
    assert str(next(iter(change.values()))) not in str(refusal.value)


def test_a_type_that_nobody_declared_is_unknown() -> None:
    with pytest.raises(UnknownEvent):
        checked("claim.eaten", {})


def test_a_list_has_an_end() -> None:
    totals = [{"account": "A" * 64, "debit": "1" * 15 + ".12345678", "credit": "1" * 15 + ".12345678"}]

    assert checked("ledger.posted", {"kind": "k", "currency": "USD", "totals": totals * 1_000})
    with pytest.raises(BadPayload):
        checked("ledger.posted", {"kind": "k", "currency": "USD", "totals": totals * 1_001})


def test_a_reader_lets_pass_what_a_newer_publisher_adds() -> None:
    payload = read_payload("claim.pended", {"reasons": ["A"], "since": "later"})

    assert payload.model_dump() == {"reasons": ["A"]}


def test_every_service_tells_something() -> None:
    assert set(AGGREGATES) == {row.name for row in SUBGRAPHS}
    assert len(PAYLOADS) >= 60
