"""What callers were denied, reported to a subgraph that keeps it: the gateway has no store of its own.

Reports go in the background, a second's denials together, by a mutation that the settings name, under the identity of a
service. Nobody waits for them. While the subgraph is away they wait here, so many at most.
"""

import asyncio
from collections import deque
from dataclasses import dataclass
from typing import Any, Final

import orjson
import structlog

from gateway.errors import FetchFailed
from gateway.executor import Send
from gateway.server.authentication.caller import Caller
from gateway.server.settings import DenialSettings
from gateway.server.vouching import ASKING, Asking

PAUSE_S: Final = 1.0
PAUSE_S_MAX: Final = 30.0
BATCH: Final = 100
WAITING_MAX: Final = 10_000

log = structlog.get_logger("gateway.denials")


@dataclass(frozen=True, slots=True)
class Denial:
    """Fields, by their names from the root on, that somebody was denied in one request."""

    asking: Asking
    fields: tuple[str, ...]

    def told(self) -> dict[str, Any]:
        """Return the denial as the subgraph reads it (`DenialInput`)."""
        return {
            "actor": self.asking.caller.subject,
            "roles": sorted(self.asking.caller.grants.policies),
            "fields": list(self.fields),
            "requestId": self.asking.request_id,
            "address": self.asking.address,
        }


class Denials:
    """Reports denials to a subgraph. `pause_s` is how long they gather before they go."""

    def __init__(self, send: Send, settings: DenialSettings, *, pause_s: float = PAUSE_S) -> None:
        self._send = send
        self._settings = settings
        self._pause_s = pause_s
        self._waiting: deque[Denial] = deque(maxlen=WAITING_MAX)
        self._task: asyncio.Task[None] | None = None

    def note(self, asking: Asking, fields: tuple[str, ...]) -> None:
        """Have a denial reported."""
        self._waiting.append(Denial(asking, fields))
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self._report())

    async def _report(self) -> None:
        ASKING.set(Asking(_as_service(self._settings.subject)))
        pause_s = self._pause_s
        while self._waiting:
            await asyncio.sleep(pause_s)
            batch = [self._waiting.popleft() for _ in range(min(BATCH, len(self._waiting)))]
            if await self._is_kept(batch):
                pause_s = self._pause_s
            else:
                self._waiting.extendleft(reversed(batch))
                pause_s = min(2 * pause_s, PAUSE_S_MAX)

    async def _is_kept(self, batch: list[Denial]) -> bool:
        variables = {"denials": [each.told() for each in batch]}
        body = orjson.dumps({"query": self._settings.mutation, "variables": variables})
        try:
            answer = orjson.loads(await self._send(self._settings.subgraph, body, is_idempotent=False))
        except (FetchFailed, orjson.JSONDecodeError) as failure:
            log.warning("denials cannot be reported now", error=type(failure).__name__, waiting=len(self._waiting))
            return False
        if not isinstance(answer, dict) or answer.get("errors"):
            log.warning("the subgraph refuses reports of denials", subgraph=self._settings.subgraph)
            return False
        return True

    def close(self) -> None:
        """Let go of what is still to be reported."""
        if self._task is not None:
            self._task.cancel()


def _as_service(subject: str) -> Caller:
    told = orjson.dumps({"roles": ["service"], "scope": "", "sub": subject}, option=orjson.OPT_SORT_KEYS)
    return Caller(subject=subject, told=told)
