"""The comparison as it runs: our gateway over real sockets, which needs no Node."""

from pathlib import Path

import pytest

from benchmarks.gateway.__main__ import run
from benchmarks.gateway.compare import Effort
from benchmarks.gateway.load import Load, WrongAnswer
from benchmarks.gateway.report import summarise, table, write_page
from benchmarks.gateway.workloads import WORKLOADS, Request

SMALL = Effort(warm_cpu_seconds=0.0, warm_seconds_max=0.0, seconds=5.0, repeats=1, connections=2, requests_max=40)


def test_our_gateway_goes_through_the_workloads() -> None:
    chosen = [workload for workload in WORKLOADS if workload.name in {"unshareable", "heavy, unshareable"}]

    results, absent = run(["ours"], chosen, SMALL)

    assert absent == []
    assert [len(window.latencies) for result in results for window in result.windows] == [40, 40]
    assert [summarise(result).subgraph_requests for result in results] == [3.0, 6.0]
    assert [row.split("|")[1].strip() for row in table([summarise(result) for result in results]).splitlines()[2:]] == [
        "unshareable",
        "heavy, unshareable",
    ]


def test_an_answer_of_another_length_ends_the_run() -> None:
    running = Load(iter([]), {0: 100}, requests_left=1, until=0.0)

    with pytest.raises(WrongAnswer, match="status 200 with 99 bytes, not 200 with 100"):
        running.take(Request(b""), 200, 99, 0.001)


def test_writing_the_table_leaves_the_prose(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text("before\n<!-- written by python -m benchmarks.gateway --write -->\nold\n<!-- end -->\nafter\n")

    write_page("new", page)

    assert page.read_text() == (
        "before\n<!-- written by python -m benchmarks.gateway --write -->\n\nnew\n\n<!-- end -->\nafter\n"
    )
