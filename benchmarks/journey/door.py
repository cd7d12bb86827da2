"""The endpoint as a client meets it: an order is given again, with its key, until somebody answers."""

import asyncio
import json
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

import aiohttp

from benchmarks.journey.stack import notes_of
from stack.errors import NotRunning, StackError
from stack.folder import DataFolder
from stack.signing_in import token

TOKEN_S: Final = 300.0
PATIENCE_S: Final = 300.0
PAUSE_S: Final = 0.25
TIMEOUT: Final = aiohttp.ClientTimeout(total=15)
# Answers that another try may change: somebody is away, or was too slow.
PASSING: Final = frozenset({"DEPENDENCY_UNAVAILABLE"})
SUBMIT: Final = """\
mutation Submit($input: SubmitClaimInput!) {
  done: submitClaim(input: $input) { claim { id claimNumber status } errors { code message path } }
}
"""


LOGIN: Final = """\
mutation ($input: LoginInput!) { done: login(input: $input) { session { accessToken } errors { code message } } }
"""


class Refused(Exception):
    """An order that trying again does not change."""


@dataclass(frozen=True, slots=True)
class User:
    """Somebody who signs in by themselves, not one of the demonstration."""

    email: str
    password: str = field(repr=False)


@dataclass
class Door:
    """The endpoint of one stack, entered as the users of its demonstration."""

    folder: DataFolder
    session: aiohttp.ClientSession
    tries: int = 0
    _tokens: dict[str | User, tuple[str, float]] = field(default_factory=dict)
    _signing_in: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def order(self, who: str | User, query: str, given: Mapping[str, Any]) -> dict[str, Any]:
        """Return what a mutation aliased `done` did for a role of the demonstration, or a user; raises Refused.

        It is tried until it is answered.
        """
        deadline = time.monotonic() + PATIENCE_S
        while time.monotonic() < deadline:
            said = await self._try(who, query, given)
            done = (said.get("data") or {}).get("done") if said else None
            if done and not done["errors"]:
                answer: dict[str, Any] = done
                return answer
            if done and not all(each["code"] in PASSING for each in done["errors"]):
                raise Refused(json.dumps(done["errors"]))
            await asyncio.sleep(PAUSE_S)
        raise Refused(f"no answer within {PATIENCE_S:.0f} s; the last was {said}")

    async def _try(self, who: str | User, query: str, given: Mapping[str, Any]) -> dict[str, Any] | None:
        self.tries += 1
        try:
            headers = {"authorization": f"Bearer {await self._token(who)}"}
            body = {"query": query, "variables": {"input": dict(given)}}
            said = await self._post(body, headers)
        except (aiohttp.ClientError, StackError, OSError, TimeoutError, ValueError):
            return None
        if any((each.get("extensions") or {}).get("code") == "UNAUTHENTICATED" for each in said.get("errors", ())):
            self._tokens.pop(who, None)
        return said

    async def _post(self, body: Mapping[str, Any], headers: Mapping[str, str]) -> dict[str, Any]:
        endpoint = notes_of(self.folder).endpoint
        async with self.session.post(endpoint, json=body, headers=headers, timeout=TIMEOUT) as answer:
            said: dict[str, Any] = await answer.json(content_type=None)
            return said

    async def _token(self, who: str | User) -> str:
        async with self._signing_in:
            kept = self._tokens.get(who)
            if kept is None or kept[1] < time.monotonic():
                kept = self._tokens[who] = (await self._sign_in(who), time.monotonic() + TOKEN_S)
            return kept[0]

    async def _sign_in(self, who: str | User) -> str:
        if not isinstance(who, User):
            return await asyncio.to_thread(token, self.folder, who, None)
        credentials = {"email": who.email, "password": who.password}
        said = await self._post({"query": LOGIN, "variables": {"input": credentials}}, {})
        done = (said.get("data") or {}).get("done") or {}
        if not done.get("session"):
            raise NotRunning(f"{who.email} is not let in: {said}")
        text: str = done["session"]["accessToken"]
        return text
