"""Equal requests in flight are sent once, and nobody gets an answer that is not theirs."""

import asyncio

import pytest

from gateway.errors import FetchFailed
from gateway.server.sharing import Sharing


class Gate:
    """A subgraph that answers when it is told to, with what it is told to."""

    def __init__(self) -> None:
        self.asked: list[asyncio.Future[bytes]] = []

    async def __call__(self, subgraph: str, body: bytes, *, is_idempotent: bool) -> bytes:
        assert (subgraph, body[:1]) == ("core", b"{")
        place: asyncio.Future[bytes] = asyncio.get_running_loop().create_future()
        self.asked.append(place)
        return await place


class Asking:
    """Asks through a `Sharing`; each question is a task that has got as far as it can."""

    def __init__(self) -> None:
        self.gate = Gate()
        self._sharing = Sharing(self.gate)

    async def ask(self, body: bytes = b"{}", *, is_idempotent: bool = True) -> asyncio.Task[bytes]:
        task = asyncio.create_task(self._ask(body, is_idempotent=is_idempotent))
        await asyncio.sleep(0)
        return task

    async def _ask(self, body: bytes, *, is_idempotent: bool) -> bytes:
        return await self._sharing("core", body, is_idempotent=is_idempotent)


async def test_equal_queries_in_flight_are_sent_once() -> None:
    asking = Asking()

    tasks = [await asking.ask() for _ in range(3)]
    asking.gate.asked[0].set_result(b"one")

    assert await asyncio.gather(*tasks) == [b"one"] * 3
    assert len(asking.gate.asked) == 1


async def test_another_body_and_a_later_question_are_sent_for_themselves() -> None:
    asking = Asking()

    first, other = await asking.ask(b"{1}"), await asking.ask(b"{2}")
    asking.gate.asked[0].set_result(b"one")
    asking.gate.asked[1].set_result(b"two")
    assert [await first, await other] == [b"one", b"two"]
    later = await asking.ask(b"{1}")
    asking.gate.asked[2].set_result(b"three")

    assert await later == b"three"


async def test_orders_are_never_shared() -> None:
    asking = Asking()

    tasks = [await asking.ask(is_idempotent=False) for _ in range(2)]
    for number, place in enumerate(asking.gate.asked):
        place.set_result(b"%d" % number)

    assert await asyncio.gather(*tasks) == [b"0", b"1"]


async def test_who_asks_after_an_order_gets_no_answer_from_before_it() -> None:
    asking = Asking()

    early = await asking.ask()
    order = await asking.ask(is_idempotent=False)
    asking.gate.asked[1].set_result(b"done")
    await order
    late = await asking.ask()
    later = await asking.ask()
    asking.gate.asked[0].set_result(b"before")
    asking.gate.asked[2].set_result(b"after")

    assert [await early, await late, await later] == [b"before", b"after", b"after"]


async def test_a_failure_is_everyones_and_the_next_question_is_new() -> None:
    asking = Asking()

    tasks = [await asking.ask() for _ in range(2)]
    asking.gate.asked[0].set_exception(FetchFailed("core", "is away", code="SUBGRAPH_TIMEOUT"))
    failures = await asyncio.gather(*tasks, return_exceptions=True)
    again = await asking.ask()
    asking.gate.asked[1].set_result(b"back")

    assert [(str(failure), failure.code) for failure in failures if isinstance(failure, FetchFailed)] == [
        ("'core' is away", "SUBGRAPH_TIMEOUT")
    ] * 2
    assert await again == b"back"


async def test_when_the_first_gives_up_the_next_asks_for_all_who_wait() -> None:
    asking = Asking()

    first, second, third = [await asking.ask() for _ in range(3)]
    first.cancel()
    with pytest.raises(asyncio.CancelledError):
        await first
    await asyncio.sleep(0)
    asking.gate.asked[1].set_result(b"two")

    assert [await second, await third] == [b"two", b"two"]
    assert len(asking.gate.asked) == 2
