"""Facts and results as JSON, and the digest by which equal ones are known: what is stored, and what a replay reads.

The JSON of a value is canonical: keys in order, no white space, amounts as text. So its SHA-256 names the value.
"""

import hashlib
import json
from typing import Any, Final

from pydantic import TypeAdapter

from subgraphs.claims.rules.adjudicate import adjudicate
from subgraphs.claims.rules.bill import Bill
from subgraphs.claims.rules.judgement import NOTHING_SAID, Judgement
from subgraphs.claims.rules.result import Result
from subgraphs.claims.rules.snapshot import Snapshot

_BILL: Final = TypeAdapter(Bill)
_SNAPSHOT: Final = TypeAdapter(Snapshot)
_JUDGEMENT: Final = TypeAdapter(Judgement)
_RESULT: Final = TypeAdapter(Result)


def freeze_bill(bill: Bill) -> dict[str, Any]:
    """Return a bill as JSON."""
    return _frozen(_BILL, bill)


def freeze_snapshot(snapshot: Snapshot) -> dict[str, Any]:
    """Return the facts of a decision as JSON."""
    return _frozen(_SNAPSHOT, snapshot)


def thaw_bill(frozen: dict[str, Any]) -> Bill:
    """Read a bill; raises pydantic's ValidationError when it is none."""
    return _BILL.validate_python(frozen)


def thaw_snapshot(frozen: dict[str, Any]) -> Snapshot:
    """Read the facts of a decision; raises pydantic's ValidationError when they are none."""
    return _SNAPSHOT.validate_python(frozen)


def freeze_judgement(judgement: Judgement) -> dict[str, Any] | None:
    """Return what was said as JSON; None where nothing was."""
    return None if judgement.is_empty else _frozen(_JUDGEMENT, judgement)


def thaw_judgement(frozen: dict[str, Any] | None) -> Judgement:
    """Read what was said; raises pydantic's ValidationError when it is no judgement."""
    return NOTHING_SAID if frozen is None else _JUDGEMENT.validate_python(frozen)


def digest(value: Bill | Snapshot | Result) -> bytes:
    """Return the SHA-256 of the canonical JSON of a value."""
    adapter: TypeAdapter[Any]
    match value:
        case Bill():
            adapter = _BILL
        case Snapshot():
            adapter = _SNAPSHOT
        case _:
            adapter = _RESULT
    canonical = json.dumps(_frozen(adapter, value), sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).digest()


def replay(
    bill: dict[str, Any], snapshot: dict[str, Any], engine_version: str, judgement: dict[str, Any] | None = None
) -> Result:
    """Decide a claim again on the facts as they were frozen; the result has the digest of the one then."""
    said = thaw_judgement(judgement)
    result = adjudicate(thaw_bill(bill), thaw_snapshot(snapshot), engine_version=engine_version, judgement=said)
    assert isinstance(result, Result), "what has a result was taken in"
    return result


def _frozen(adapter: TypeAdapter[Any], value: Any) -> dict[str, Any]:
    frozen: dict[str, Any] = adapter.dump_python(value, mode="json")
    return frozen
