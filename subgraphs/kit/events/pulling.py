"""Messages of a durable consumer, taken as they come: what is there at once, and no more than is asked for.

The client's own `fetch` of several messages waits for all of them or its deadline; here one that is there is dealt with
at once, with those that have come by then.
"""

import json
from typing import Any, Final, Self

import nats.errors
from nats.aio.client import Client
from nats.aio.msg import Msg
from nats.aio.subscription import Subscription

BATCH: Final = 64
EXPIRES_S: Final = 2.0
# Beyond that the broker has forgotten our request: it was restarted.
SILENCE_S: Final = 3.0
NANOSECONDS: Final = 1_000_000_000
STATUS: Final = "Status"
# No messages, request expired, request superseded by its batch or its bytes.
SPENT: Final = ("404", "408")


class ConsumerGone(nats.errors.Error):
    """The broker does not know the consumer any more."""


class Pull:
    """The messages of one consumer; `async with` it, then ask for `some` again and again."""

    def __init__(self, client: Client, stream: str, consumer: str) -> None:
        self.client = client
        self.next_subject = f"$JS.API.CONSUMER.MSG.NEXT.{stream}.{consumer}"
        self._asked_for = 0
        self._subscription: Subscription | None = None
        self._inbox = ""

    async def __aenter__(self) -> Self:
        self._inbox = self.client.new_inbox()
        self._subscription = await self.client.subscribe(self._inbox)
        return self

    async def __aexit__(self, *_: object) -> None:
        assert self._subscription is not None, "entered"
        try:
            await self._subscription.unsubscribe()
        except nats.errors.Error:
            return

    async def some(self) -> list[Msg]:
        """Wait for messages and return those that are there; none when a while has passed."""
        assert self._subscription is not None, "entered"
        if self._asked_for <= 0:
            request = {"batch": BATCH, "expires": int(EXPIRES_S * NANOSECONDS)}
            await self.client.publish(self.next_subject, json.dumps(request).encode(), reply=self._inbox)
            self._asked_for = BATCH
        found: list[Msg] = []
        try:
            self._sort(await self._subscription.next_msg(timeout=SILENCE_S), found)
            while self._subscription.pending_msgs and len(found) < BATCH:
                self._sort(await self._subscription.next_msg(timeout=SILENCE_S), found)
        except TimeoutError:
            self._asked_for = 0
        return found

    def _sort(self, message: Msg, found: list[Msg]) -> None:
        headers: dict[str, Any] = message.headers or {}
        status = headers.get(STATUS)
        if status is None:
            self._asked_for -= 1
            found.append(message)
            return
        self._asked_for = 0
        if status not in SPENT:
            raise ConsumerGone(f"status {status}")
