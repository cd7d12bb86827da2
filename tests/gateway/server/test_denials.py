"""What callers were denied is reported to a subgraph: together, in the background, and again until it is kept."""

import asyncio
from typing import Any

import orjson

from gateway.authorisation import Grants
from gateway.errors import FetchFailed
from gateway.server.authentication.caller import Caller
from gateway.server.denials import Denials
from gateway.server.settings import DenialSettings
from gateway.server.vouching import ASKING, Asking

SETTINGS = DenialSettings("core", "mutation ($denials: [DenialInput!]!) { noteDenials(denials: $denials) }")
SOMEBODY = Caller("u1", Grants(is_authenticated=True, policies=frozenset({"member", "provider"})))


class Core:
    """A subgraph that keeps reports, once it is there; it hears who reports."""

    def __init__(self, *failures: Exception | bytes) -> None:
        self.failures = list(failures)
        self.kept: list[dict[str, Any]] = []
        self.told: list[bytes] = []
        self.heard = asyncio.Event()

    async def send(self, subgraph: str, body: bytes, *, is_idempotent: bool) -> bytes:
        assert (subgraph, is_idempotent) == ("core", False)
        failure = self.failures.pop(0) if self.failures else None
        if isinstance(failure, Exception):
            raise failure
        if failure is not None:
            return failure
        asking = ASKING.get()
        assert asking is not None
        self.told.append(asking.caller.told)
        self.kept += orjson.loads(body)["variables"]["denials"]
        self.heard.set()
        return b'{"data":{"noteDenials":1}}'


async def _heard(core: Core) -> None:
    await asyncio.wait_for(core.heard.wait(), timeout=10)


async def test_denials_of_a_while_go_together_under_the_name_of_the_gateway() -> None:
    core = Core()
    denials = Denials(core.send, SETTINGS, pause_s=0)

    denials.note(Asking(SOMEBODY, request_id="r1", address="10.0.0.1"), ("claim.diagnoses", "claim.lines"))
    denials.note(Asking(request_id="r2"), ("claims",))
    await _heard(core)

    assert core.kept == [
        {
            "actor": "u1",
            "roles": ["member", "provider"],
            "fields": ["claim.diagnoses", "claim.lines"],
            "requestId": "r1",
            "address": "10.0.0.1",
        },
        {"actor": "", "roles": [], "fields": ["claims"], "requestId": "r2", "address": ""},
    ]
    assert core.told == [b'{"roles":["service"],"scope":"","sub":"service:gateway"}']


async def test_what_was_not_kept_is_reported_again_in_order() -> None:
    core = Core(
        FetchFailed("core", "is away", code="SUBGRAPH_UNREACHABLE"), b"<html>", b'{"errors":[{"message":"no"}]}'
    )
    denials = Denials(core.send, SETTINGS, pause_s=0)

    denials.note(Asking(request_id="r1"), ("claims",))
    denials.note(Asking(request_id="r2"), ("claims",))
    await _heard(core)

    assert [each["requestId"] for each in core.kept] == ["r1", "r2"]
    assert core.failures == []


async def test_what_comes_after_a_report_is_reported_too() -> None:
    core = Core()
    denials = Denials(core.send, SETTINGS, pause_s=0)
    denials.note(Asking(request_id="r1"), ("claims",))
    await _heard(core)
    core.heard.clear()

    denials.note(Asking(request_id="r2"), ("claims",))
    await _heard(core)

    assert [each["requestId"] for each in core.kept] == ["r1", "r2"]
    denials.close()
