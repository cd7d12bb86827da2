"""`python -m benchmarks.gateway`: our gateway beside others. `--help` tells the options."""

import argparse
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Final

from benchmarks.gateway.compare import Comparison, Effort, Replay, Result
from benchmarks.gateway.gateways import NAMES, NotThere, Running, started
from benchmarks.gateway.process import running
from benchmarks.gateway.report import describe, summarise, table, write_page
from benchmarks.gateway.workloads import WORKLOADS, Workload
from benchmarks.gateway.world import supergraph_sdl

_QUICK: Final = Effort(warm_cpu_seconds=0.5, warm_seconds_max=0.5, seconds=0.7, repeats=1)
_FULL: Final = Effort(warm_cpu_seconds=4, warm_seconds_max=12, seconds=2.5, repeats=3)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the comparison and print its table."""
    options = _parser().parse_args(arguments)
    effort = _QUICK if options.quick else _FULL
    workloads = [each for each in WORKLOADS if not options.workload or each.name in options.workload]
    results, absent = run(options.gateway or NAMES, workloads, effort)
    command = " ".join(["python -m benchmarks.gateway", *(sys.argv[1:] if arguments is None else arguments)])
    text = f"{describe(results, absent, effort, command)}\n\n{table([summarise(each) for each in results])}"
    print(text)
    if options.write:
        write_page(text)
    return 0


def run(names: Sequence[str], workloads: Sequence[Workload], effort: Effort) -> tuple[list[Result], list[str]]:
    """Start the world and the gateways, and compare; returns the results and who is absent, with the reason."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="gateways-")))
        replay = stack.enter_context(_replay(folder))
        supergraph = folder / "supergraph.graphql"
        supergraph.write_text(supergraph_sdl(f"http://127.0.0.1:{replay.port}"), encoding="utf-8")
        gateways: list[Running] = []
        absent: list[str] = []
        for name in names:
            try:
                gateways.append(stack.enter_context(started(name, supergraph)))
            except NotThere as reason:
                absent.append(f"{name} is not measured: {reason}")
        comparison = Comparison(gateways, replay, effort)
        results: list[Result] = []
        for workload in workloads:
            print(f"measuring {workload.name}", file=sys.stderr)
            results.extend(comparison.compare(workload))
        return results, absent


@contextmanager
def _replay(folder: Path) -> Iterator[Replay]:
    command = [sys.executable, "-m", "benchmarks.gateway.replay"]
    with running(command, folder / "replay.log", stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None, "asked for as a pipe"
        yield Replay(process.pid, int(process.stdout.readline()))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.gateway",
        description="Compare our gateway with @apollo/gateway and @graphql-hive/gateway, side by side on this machine.",
    )
    parser.add_argument("--quick", action="store_true", help="about a minute, the gateways not yet warm")
    parser.add_argument("--write", action="store_true", help="write the table into docs/benchmarks.md")
    parser.add_argument("--gateway", action="append", choices=NAMES, help="only this one; repeatable")
    names = [workload.name for workload in WORKLOADS]
    parser.add_argument("--workload", action="append", choices=names, help="only this one; repeatable")
    return parser


if __name__ == "__main__":
    sys.exit(main())
