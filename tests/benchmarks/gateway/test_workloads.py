"""What the gateways are asked."""

from itertools import islice

import orjson
import pytest
from graphql import parse, validate

from benchmarks.gateway.workloads import WORKLOADS, Workload
from benchmarks.gateway.world import supergraph_sdl
from gateway.supergraph import read_supergraph

BY_NAME = {workload.name: workload for workload in WORKLOADS}


@pytest.mark.parametrize("workload", WORKLOADS, ids=lambda workload: workload.name)
def test_every_workload_asks_valid_operations(workload: Workload) -> None:
    schema = read_supergraph(supergraph_sdl("http://shop.example")).api_schema

    for request in islice(workload.stream(1), workload.shapes):
        assert validate(schema, parse(orjson.loads(request.body)["query"])) == []


@pytest.mark.parametrize("name", ["unshareable", "heavy, unshareable", "never-seen texts"])
def test_no_two_requests_of_unshareable_traffic_are_equal(name: str) -> None:
    bodies = [request.body for request in islice(BY_NAME[name].stream(1), 5_000)]

    assert len(set(bodies)) == 5_000


def test_no_two_never_seen_texts_are_equal() -> None:
    texts = [orjson.loads(request.body)["query"] for request in islice(BY_NAME["never-seen texts"].stream(1), 5_000)]

    assert len(set(texts)) == 5_000


def test_streams_that_start_apart_share_no_request() -> None:
    stream = BY_NAME["unshareable"].stream

    first = {request.body for request in islice(stream(1_000_000), 2_000)}
    second = {request.body for request in islice(stream(2_000_000), 2_000)}

    assert first.isdisjoint(second)
