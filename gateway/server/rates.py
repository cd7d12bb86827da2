"""How often one caller may ask: a bucket of tokens for each, refilled at a steady rate, bounded in number.

A caller who is known (by a token, say) is counted by name, others by the address they come from. Behind proxies that
the settings trust the address is the nearest one that X-Forwarded-For names and that is no such proxy.
"""

import ipaddress
import math
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

from gateway.server.refusal import too_often
from gateway.server.settings import Rates

# One household or office has so many of the addresses of version 6, and an attacker too.
_NETWORK_BITS: Final = 64


@dataclass(slots=True)
class _Bucket:
    tokens: float
    filled_at: float


class RateLimit:
    """Refuses callers that ask too often; the one who has not asked for longest is forgotten first."""

    def __init__(self, rates: Rates, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._rates = rates
        self._clock = clock
        self._buckets: OrderedDict[tuple[str, str], _Bucket] = OrderedDict()

    def __len__(self) -> int:
        return len(self._buckets)

    def check(self, subject: str | None, address: str) -> None:
        """Count one request of a caller, known by name or else by address; raises Refusal 429 if it is one too many."""
        rates = self._rates
        if subject is not None:
            self._take(("subject", subject), rates.subject_per_second, rates.subject_burst)
        else:
            self._take(("address", address), rates.address_per_second, rates.address_burst)

    def _take(self, key: tuple[str, str], per_second: float, burst: int) -> None:
        now = self._clock()
        bucket = self._buckets.get(key)
        if bucket is None:
            bucket = self._buckets[key] = _Bucket(burst, now)
            if len(self._buckets) > self._rates.callers:
                self._buckets.popitem(last=False)
        else:
            self._buckets.move_to_end(key)
            bucket.tokens = min(bucket.tokens + (now - bucket.filled_at) * per_second, burst)
            bucket.filled_at = now
        if bucket.tokens < 1:
            raise too_often(key[0], per_second, burst, wait_seconds=math.ceil((1 - bucket.tokens) / per_second))
        bucket.tokens -= 1


class Addresses:
    """Tells where a request comes from."""

    def __init__(self, trusted_proxies: tuple[str, ...]) -> None:
        self._trusted = tuple(ipaddress.ip_network(network) for network in trusted_proxies)

    def of(self, client: Any, forwarded: bytes | None) -> str:
        """Return the caller's address; `client` is the ASGI scope's, None on a Unix socket."""
        address = "" if client is None else str(client[0])
        if forwarded is not None and self._trusted and self._is_trusted(address):
            for hop in reversed(forwarded.decode("latin-1").split(",")):
                address = hop.strip()
                if not self._is_trusted(address):
                    break
        return _caller(address)

    def _is_trusted(self, address: str) -> bool:
        """Tell whether an address is a proxy's; who comes by a Unix socket is on this machine."""
        if not address:
            return True
        parsed = _parse(address)
        return parsed is not None and any(parsed in network for network in self._trusted)


@lru_cache(maxsize=1024)
def _parse(address: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return None
    return (parsed.ipv4_mapped or parsed) if isinstance(parsed, ipaddress.IPv6Address) else parsed


@lru_cache(maxsize=1024)
def _caller(address: str) -> str:
    """Name whom an address belongs to; what is no address (only a trusted proxy could say so) is nobody's own."""
    parsed = _parse(address)
    if isinstance(parsed, ipaddress.IPv6Address):
        return str(ipaddress.ip_network((parsed, _NETWORK_BITS), strict=False))
    return "" if parsed is None else str(parsed)
