"""How often a caller may ask: who is counted together, when it may ask again, and that memory is bounded."""

from typing import Any

import pytest

from gateway.server.rates import Addresses, RateLimit
from gateway.server.refusal import Refusal
from gateway.server.settings import Rates, Settings
from tests.gateway.server.graph import a_graph

RATES = Rates(subject_per_second=2, subject_burst=3, address_per_second=1, address_burst=2, callers=2)


class Clock:
    def __init__(self) -> None:
        self.now = 1_000.0

    def __call__(self) -> float:
        return self.now


def allowed(limit: RateLimit, subject: str | None = None, address: str = "192.0.2.1") -> int:
    """Ask until it is refused; returns how often it was not."""
    for count in range(100):
        try:
            limit.check(subject, address)
        except Refusal:
            return count
    return 100


def test_a_burst_is_allowed_and_then_the_rate() -> None:
    clock = Clock()
    limit = RateLimit(RATES, clock=clock)

    assert allowed(limit) == 2
    clock.now += 1
    assert allowed(limit) == 1
    clock.now += 60
    assert allowed(limit) == 2


def test_who_is_refused_is_told_the_limit_and_when_to_come_back() -> None:
    limit = RateLimit(Rates(address_per_second=0.4, address_burst=1), clock=Clock())
    limit.check(None, "192.0.2.1")

    with pytest.raises(Refusal) as caught:
        limit.check(None, "192.0.2.1")

    assert (caught.value.status, caught.value.code) == (429, "TOO_MANY_REQUESTS")
    assert str(caught.value) == "requests of one address: at most 0.4 a second allowed, 1 at once; wait 3 s"
    assert caught.value.headers == ((b"retry-after", b"3"),)


def test_who_waits_as_long_as_told_is_allowed() -> None:
    clock = Clock()
    limit = RateLimit(Rates(address_per_second=3, address_burst=1), clock=clock)
    limit.check(None, "192.0.2.1")
    with pytest.raises(Refusal) as caught:
        limit.check(None, "192.0.2.1")

    clock.now += int(caught.value.headers[0][1])
    limit.check(None, "192.0.2.1")


def test_a_known_subject_is_counted_by_name_whatever_its_address() -> None:
    limit = RateLimit(RATES, clock=Clock())

    assert allowed(limit, "ann", "192.0.2.1") == 3
    assert allowed(limit, "ann", "192.0.2.2") == 0
    assert allowed(limit, None, "192.0.2.1") == 2


def test_a_subject_is_no_address_of_the_same_text() -> None:
    limit = RateLimit(RATES, clock=Clock())

    assert allowed(limit, "192.0.2.1", "") == 3
    assert allowed(limit, None, "192.0.2.1") == 2


def test_who_has_not_asked_for_longest_is_forgotten() -> None:
    limit = RateLimit(RATES, clock=Clock())

    for number in range(1_000):
        limit.check(None, f"192.0.2.{number}")

    assert len(limit) == 2


PROXIES = ("10.0.0.0/8", "fd00::/8")
# The peer of the socket, X-Forwarded-For, whom it is taken for.
CAME_FROM: dict[str, tuple[Any, bytes | None, str]] = {
    "directly": (("192.0.2.1", 5), None, "192.0.2.1"),
    "a stranger's word is nothing": (("192.0.2.1", 5), b"203.0.113.9", "192.0.2.1"),
    "through a proxy": (("10.1.1.1", 5), b"203.0.113.9", "203.0.113.9"),
    "through two": (("10.1.1.1", 5), b"203.0.113.9, 10.2.2.2", "203.0.113.9"),
    "what the caller made up is not looked at": (("10.1.1.1", 5), b"198.51.100.1, 203.0.113.9", "203.0.113.9"),
    "a proxy's own": (("10.1.1.1", 5), None, "10.1.1.1"),
    "from within": (("10.1.1.1", 5), b"10.3.3.3", "10.3.3.3"),
    "a Unix socket": (None, b"203.0.113.9", "203.0.113.9"),
    "a Unix socket without a word": (None, None, ""),
    "nonsense": (("10.1.1.1", 5), b"\xff<script>", ""),
    "a network of version 6": (("2001:db8:1:2:3:4:5:6", 5), None, "2001:db8:1:2::/64"),
    "version 4 within version 6": (("::ffff:192.0.2.1", 5), None, "192.0.2.1"),
    "a proxy of version 6": (("fd00::1", 5), b"192.0.2.7", "192.0.2.7"),
}


@pytest.mark.parametrize(("client", "forwarded", "expected"), CAME_FROM.values(), ids=CAME_FROM.keys())
def test_an_address_is_the_nearest_that_is_no_trusted_proxy(
    client: Any, forwarded: bytes | None, expected: str
) -> None:
    assert Addresses(PROXIES).of(client, forwarded) == expected


def test_without_trusted_proxies_nobody_is_believed() -> None:
    assert Addresses(()).of(None, b"203.0.113.9") == ""
    assert Addresses(()).of(("127.0.0.1", 5), b"203.0.113.9") == "127.0.0.1"


async def test_a_gateway_with_rates_refuses_with_429_and_says_when() -> None:
    settings = Settings(rates=Rates(address_per_second=0.001, address_burst=2, trusted_proxies=("127.0.0.0/8",)))
    async with a_graph(settings) as graph:

        async def status(address: str) -> tuple[int, str | None]:
            headers = {"x-forwarded-for": address}
            async with graph.client.post(
                f"{graph.url}/graphql", json={"query": "{ __typename }"}, headers=headers
            ) as response:
                return response.status, response.headers.get("retry-after")

        found = [await status("192.0.2.1") for _ in range(3)]
        other = await status("192.0.2.2")

    assert [first for first, _ in found] == [200, 200, 429]
    assert 900 < int(found[2][1] or 0) <= 1_000
    assert other == (200, None)
