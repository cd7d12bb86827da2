"""What it costs the gateway to know who asks: the two-hop query, with one more thing done in each row.

    python -m benchmarks.identity [--requests N] [--rounds N]

The gateway runs in this process, called as an ASGI server would, and its CPU time is counted; the subgraphs replay
their answers from another process. Rows take turns, round after round, so that all see the same machine; of each the
calmest quarter of its rounds counts.
"""

import argparse
import asyncio
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

import orjson
import uvloop
from joserfc import jwt
from joserfc.jwk import ECKey

from benchmarks.gateway.workloads import TWO_HOPS, token
from benchmarks.gateway.world import supergraph_sdl
from gateway.server.app import Gateway
from gateway.server.authentication.bearer import Authentication
from gateway.server.serving import collect_rarely
from gateway.server.settings import AuthenticationSettings, Settings
from gateway.supergraph import read_supergraph
from gateway.supergraph.access import AccessRule

_KEY: Final = ECKey.generate_key("P-256", {"kid": "a"})
_STAFF: Final = AccessRule(policies=(frozenset({"member"}), frozenset({"officer"})))
_OFFICERS: Final = AccessRule(policies=(frozenset({"officer"}),))
_RULES: Final = {
    "Query.product": AccessRule(is_authenticated=True),
    "Product": _STAFF,
    "Review": _STAFF,
    "User": _STAFF,
    "User.handle": AccessRule(is_authenticated=True, policies=_STAFF.policies),
}
_BODY: Final = orjson.dumps({"query": TWO_HOPS, "variables": {"upc": f"{token(0)}-p7"}})


def _bearer(role: str = "member", **claims: Any) -> bytes:
    now = int(time.time())
    told = {
        "iss": "bench",
        "aud": "bench",
        "sub": "0194a3c8-7a4e-7c7e-8f00-3d1f6f3f9a10",
        "jti": "1",
        "exp": now + 3600,
    }
    tenants = {
        "member": ["0194a3c8-7a4e-7c7e-8f00-3d1f6f3f9a11"] * 3,
        "employer": ["0194a3c8-7a4e-7c7e-8f00-3d1f6f3f9a12"],
    }
    told |= {"roles": [role], "scope": "", "tenants": tenants, "amr": ["pwd"], "epoch": 1} | claims
    return jwt.encode({"alg": "ES256", "typ": "at+jwt", "kid": "a"}, told, _KEY).encode()


class Row:
    """A gateway as it is set up for one row, and the request that it is sent."""

    def __init__(self, says: str, app: Gateway, bearer: bytes | None = None) -> None:
        self.says = says
        self.app = app
        self.costs: list[float] = []
        headers = [(b"host", b"x"), (b"content-type", b"application/json"), (b"content-length", b"%d" % len(_BODY))]
        if bearer is not None:
            headers.append((b"authorization", b"Bearer " + bearer))
        self._scope = {
            "type": "http",
            "method": "POST",
            "path": "/graphql",
            "headers": headers,
            "client": ("127.0.0.1", 1),
        }
        self.answer = b""

    async def measure(self, requests: int) -> None:
        """Answer so many requests; note the CPU time of one, in microseconds."""
        begun = time.process_time()
        for _ in range(requests):
            await self.app({**self._scope}, self._receive, self._send)
        self.costs.append((time.process_time() - begun) / requests * 1e6)

    def calmest(self) -> float:
        """Return the cost below which a quarter of the rounds were."""
        return statistics.quantiles(self.costs, n=4)[0]

    async def _receive(self) -> dict[str, Any]:
        return {"type": "http.request", "body": _BODY}

    async def _send(self, message: Any) -> None:
        self.answer = message.get("body", b"")


def _rows(url: str, keys: Path) -> list[Row]:
    graph = read_supergraph(supergraph_sdl(url))
    guarded = replace(graph, access=_RULES)
    stricter = replace(graph, access={**_RULES, "User.city": _OFFICERS})
    known = Settings(authentication=AuthenticationSettings("bench", "bench", str(keys), policies_claim="roles"))
    signed = replace(known, identity_secret=b"s" * 32)
    return [
        Row("nothing: no tokens, no rules, no keys", Gateway(graph)),
        Row("a token that was verified before", Gateway(graph, known), _bearer()),
        Row("and rules that all hold", Gateway(guarded, known), _bearer()),
        Row("and signatures for three subgraphs", Gateway(guarded, signed), _bearer()),
        Row("and one field denied, in five places", Gateway(stricter, signed), _bearer()),
    ]


async def _verifying(keys: Path, tokens: Iterable[bytes]) -> float:
    """Return what the first sight of a token costs, in microseconds."""
    authentication = Authentication(AuthenticationSettings("bench", "bench", str(keys), policies_claim="roles"))
    await authentication.caller([(b"authorization", b"Bearer " + _bearer())])
    given = [[(b"authorization", b"Bearer " + each)] for each in tokens]
    begun = time.process_time()
    for headers in given:
        await authentication.caller(headers)
    taken = time.process_time() - begun
    authentication.close()
    return taken / len(given) * 1e6


async def run(requests: int, rounds: int) -> None:
    """Measure and print the table."""
    command = [sys.executable, "-m", "benchmarks.gateway.replay"]
    with (
        tempfile.TemporaryDirectory() as folder,
        subprocess.Popen(  # noqa: ASYNC220  (nothing else runs yet)
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        ) as replay,
    ):
        assert replay.stdout is not None
        keys = Path(folder) / "keys.json"
        keys.write_bytes(orjson.dumps({"keys": [_KEY.as_dict(private=False)]}))
        rows = _rows(f"http://127.0.0.1:{int(replay.stdout.readline())}", keys)
        for row in rows:
            await row.measure(50)
            row.costs.clear()
            assert (b'"errors"' in row.answer) is ("denied" in row.says), row.answer
        collect_rarely()
        for _ in range(rounds):
            for row in rows:
                await row.measure(requests)
        first = await _verifying(keys, [_bearer(jti=str(number)) for number in range(200)])
        for row in rows:
            row.app.close()
        replay.communicate()
    _print(rows, first)


def _print(rows: list[Row], first: float) -> None:
    print("| two hops, three subgraph requests | µs of CPU | more than nothing |")
    print("|---|---|---|")
    least = rows[0].calmest()
    for row in rows:
        cost = row.calmest()
        print(f"| {row.says} | {cost:.0f} | {cost - least:+.0f} |")
    print(f"\nVerifying a token the first time: {first:.0f} µs.")


def main() -> None:
    """Read the arguments and run."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.identity", description=__doc__)
    parser.add_argument("--requests", type=int, default=300, help="how many requests a row answers in each round")
    parser.add_argument("--rounds", type=int, default=15)
    arguments = parser.parse_args()
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(run(arguments.requests, arguments.rounds))


if __name__ == "__main__":
    main()
