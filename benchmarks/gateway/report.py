"""The table: a line for each workload and gateway, and where it was measured."""

import os
import platform
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from statistics import median, quantiles
from typing import Final

from benchmarks.gateway.compare import Effort, Result
from benchmarks.gateway.gateways import OURS, node_version

PAGE: Final = Path(__file__).parents[2] / "docs" / "benchmarks.md"
_BEGIN: Final = "<!-- written by python -m benchmarks.gateway --write -->"
_END: Final = "<!-- end -->"
_HEAD: Final = (
    "workload", "gateway", "requests per CPU-second", "ours / theirs", "requests per second",
    "p50 ms", "p95 ms", "p99 ms", "memory MiB", "subgraph requests",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the table."""

    workload: str
    gateway: str
    per_cpu_second: float
    spread: tuple[float, float]
    per_second: float
    latency_ms: tuple[float, float, float]
    resident_mib: float
    subgraph_requests: float


def summarise(result: Result) -> Line:
    """Reduce the windows of one gateway under one workload to a line: medians, with the smallest and largest rate."""
    windows = result.windows
    rates = [len(window.latencies) / window.cpu_seconds for window in windows]
    cuts = quantiles((seconds * 1000 for window in windows for seconds in window.latencies), n=100)
    requests = sum(len(window.latencies) for window in windows)
    return Line(
        workload=result.workload.name,
        gateway=result.gateway.name,
        per_cpu_second=median(rates),
        spread=(min(rates), max(rates)),
        per_second=median(len(window.latencies) / window.seconds for window in windows),
        latency_ms=(cuts[49], cuts[94], cuts[98]),
        resident_mib=windows[-1].resident_mib,
        subgraph_requests=sum(window.subgraph_requests for window in windows) / requests,
    )


def table(lines: Sequence[Line]) -> str:
    """Write the lines as a Markdown table with aligned columns."""
    ours = {line.workload: line.per_cpu_second for line in lines if line.gateway == OURS}
    rows = [_HEAD, *(_cells(line, ours.get(line.workload)) for line in lines)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(_HEAD))]
    rule = "|".join("-" * (width + 2) for width in widths)
    written = [
        "| " + " | ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) + " |" for row in rows
    ]
    return "\n".join([written[0], f"|{rule}|", *written[1:]])


def _cells(line: Line, ours: float | None) -> tuple[str, ...]:
    ratio = "" if ours is None or line.gateway == OURS else f"{ours / line.per_cpu_second:.1f}"
    low, high = line.spread
    return (
        line.workload,
        line.gateway,
        f"{line.per_cpu_second:,.0f} ({low:,.0f} to {high:,.0f})",
        ratio,
        f"{line.per_second:,.0f}",
        *(f"{milliseconds:.1f}" for milliseconds in line.latency_ms),
        f"{line.resident_mib:.0f}",
        f"{line.subgraph_requests:.1f}",
    )


def describe(results: Sequence[Result], absent: Sequence[str], effort: Effort, command: str) -> str:
    """Say what was measured, where, and that the subgraphs did not hold anyone up."""
    return "\n".join(_sentences(results, absent, effort, command))


def _sentences(results: Sequence[Result], absent: Sequence[str], effort: Effort, command: str) -> Iterator[str]:
    gateways = {result.gateway.name: result.gateway.says for result in results}
    busiest = max(window.replay_cpu_seconds / window.seconds for result in results for window in result.windows)
    yield f"`{command}` on {datetime.now(UTC).date().isoformat()}, {_machine()}"
    yield ""
    yield from (f"* {name}: {says}" for name, says in gateways.items())
    yield from (f"* {sentence}" for sentence in absent)
    for workload, size in {result.workload: result.answer_bytes for result in results}.items():
        yield f"* {workload.name}: {workload.says}; answers of {size / 1000:.1f} kB"
    yield (
        f"* {effort.connections} connections, {effort.repeats} windows of {effort.seconds:g} s each after"
        f" {effort.warm_cpu_seconds:g} CPU-seconds of work (at most {effort.warm_seconds_max:g} s) to warm up, the"
        " gateways in turn; answers compared first, and each measured answer"
        " checked by status and length"
    )
    yield f"* the process that answers for the subgraphs was busy {busiest:.0%} of a core at most"


def _machine() -> str:
    cores = len(os.sched_getaffinity(0))
    node = node_version()
    return f"{cores} cores ({platform.machine()}), Python {platform.python_version()}, " + (
        f"Node {node}" if node else "no Node"
    )


def write_page(text: str, page: Path = PAGE) -> None:
    """Replace the measured part of the page; the prose around it stays."""
    head, _, rest = page.read_text(encoding="utf-8").partition(_BEGIN)
    _, _, tail = rest.partition(_END)
    page.write_text(f"{head}{_BEGIN}\n\n{text}\n\n{_END}{tail}", encoding="utf-8")
