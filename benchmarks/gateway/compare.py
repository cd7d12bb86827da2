"""Makes sure that all gateways answer the same, then measures them in turn, so that a noisy minute meets them all."""

import http.client
import json
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import count, islice
from typing import Any, Final

import orjson
import uvloop

from benchmarks.gateway.gateways import Running, ask
from benchmarks.gateway.load import Load, WrongAnswer, put_load
from benchmarks.gateway.process import TICK_SECONDS, cpu_seconds, resident_mib
from benchmarks.gateway.workloads import Workload

# Streams start this far apart, so that none repeats what another has asked.
_APART: Final = 1_000_000


@dataclass(frozen=True, slots=True)
class Effort:
    """How much is measured: seconds and requests bound each window, whichever ends first.

    A gateway is warm when it has worked, not when time has passed: V8 still doubles its speed after seconds of CPU
    time, and on a busy machine those come slowly. So the warm-up is counted in CPU-seconds, with a bound in seconds.
    """

    warm_cpu_seconds: float
    warm_seconds_max: float
    seconds: float
    repeats: int
    connections: int = 8
    requests_max: int = 50_000


@dataclass(frozen=True, slots=True)
class Replay:
    """The process that answers for the subgraphs."""

    pid: int
    port: int

    def requests(self) -> int:
        """Return how many requests all subgraphs have had."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        try:
            connection.request("GET", "/requests")
            return sum(orjson.loads(connection.getresponse().read()).values())
        finally:
            connection.close()


@dataclass(frozen=True, slots=True)
class Window:
    """What one gateway did in one stretch of time."""

    latencies: Sequence[float]
    seconds: float
    cpu_seconds: float
    replay_cpu_seconds: float
    subgraph_requests: int
    resident_mib: float


@dataclass(frozen=True, slots=True)
class Result:
    """All windows of one gateway under one workload."""

    workload: Workload
    gateway: Running
    answer_bytes: int
    windows: Sequence[Window]


class Comparison:
    """Puts the same workloads to several gateways."""

    def __init__(self, gateways: Sequence[Running], replay: Replay, effort: Effort) -> None:
        self._gateways = gateways
        self._replay = replay
        self._effort = effort
        self._starts = count(_APART, _APART)

    def compare(self, workload: Workload) -> Iterator[Result]:
        """Check a workload's answers, warm each gateway up, and measure them in turn."""
        lengths = self._check_answers(workload)
        windows: dict[str, list[Window]] = {gateway.name: [] for gateway in self._gateways}
        for gateway in self._gateways:
            self._warm(workload, gateway, lengths[gateway.name])
        for _ in range(self._effort.repeats):
            for gateway in self._gateways:
                window = self._measure(workload, gateway, lengths[gateway.name], self._effort.seconds)
                windows[gateway.name].append(window)
        for gateway in self._gateways:
            yield Result(workload, gateway, max(lengths[gateway.name].values()), windows[gateway.name])

    def _warm(self, workload: Workload, gateway: Running, lengths: Mapping[int, int]) -> None:
        until = time.monotonic() + self._effort.warm_seconds_max
        worked = 0.0
        while worked < self._effort.warm_cpu_seconds and time.monotonic() < until:
            worked += self._measure(workload, gateway, lengths, min(1.0, self._effort.warm_seconds_max)).cpu_seconds

    def _check_answers(self, workload: Workload) -> Mapping[str, Mapping[int, int]]:
        """Ask all gateways the same; returns how long each gateway's answers are, by shape."""
        lengths: dict[str, dict[int, int]] = {gateway.name: {} for gateway in self._gateways}
        for request in islice(workload.stream(next(self._starts)), 2 * workload.shapes):
            expected: Any = None
            for gateway in self._gateways:
                status, body = ask(gateway.port, request.body)
                answer = json.loads(body)
                if status != http.client.OK or answer.keys() != {"data"} or answer != (expected or answer):
                    raise WrongAnswer(f"{gateway.name}, {workload.name}: {status} {body[:500]!r}")
                expected = answer
                lengths[gateway.name][request.shape] = len(body)
        return lengths

    def _measure(self, workload: Workload, gateway: Running, lengths: Mapping[int, int], seconds: float) -> Window:
        load = Load(
            workload.stream(next(self._starts)), lengths, self._effort.requests_max, time.perf_counter() + seconds
        )
        asked = self._replay.requests()
        replay_before, before = cpu_seconds(self._replay.pid), cpu_seconds(gateway.pid)
        since = time.perf_counter()
        uvloop.run(put_load(gateway.port, load, connections=self._effort.connections))
        elapsed = time.perf_counter() - since
        after, replay_after = cpu_seconds(gateway.pid), cpu_seconds(self._replay.pid)
        return Window(
            latencies=load.latencies,
            seconds=elapsed,
            cpu_seconds=max(after - before, TICK_SECONDS),
            replay_cpu_seconds=replay_after - replay_before,
            subgraph_requests=self._replay.requests() - asked,
            resident_mib=resident_mib(gateway.pid),
        )
