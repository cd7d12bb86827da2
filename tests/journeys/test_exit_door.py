"""The exit door: another gateway reads schema.graphql, asks the same services, and answers the same."""

import asyncio
from pathlib import Path
from typing import Any

import pytest

from tests import peers
from tests.journeys.conftest import Loaded
from tests.journeys.house import SUPERGRAPH, House
from tests.journeys.test_queries import query

pytestmark = [pytest.mark.journey, pytest.mark.xdist_group("house")]

SCRIPT = Path(peers.__file__).parent / "gateway.mjs"


async def test_another_gateway_answers_the_same_from_the_same_file(
    house: House, known: dict[str, Any], loaded: Loaded
) -> None:
    supergraph = SUPERGRAPH.read_text()
    for number, (name, address) in enumerate(house.addresses.items()):
        was = f'@join__graph(name: "{name}", url: "http://127.0.0.1:{4001 + number}/graphql")'
        assert was in supergraph
        supergraph = supergraph.replace(was, f'@join__graph(name: "{name}", url: "{address}/graphql")')
    operations: list[dict[str, Any]] = [
        {"query": query("M1"), "variables": {"member": loaded.member}},
        {"query": query("Q4"), "variables": {}},
        {"query": query("Q7"), "variables": {"claim": known["claim"]}},
        {"query": query("Q9"), "variables": {"company": known["company"]}},
        {"query": query("Q15"), "variables": {}},
        {"query": query("Q17"), "variables": {"first": 20}},
    ]

    theirs = await asyncio.to_thread(peers.run, SCRIPT, {"supergraph": supergraph, "operations": operations})

    ours = [await house.answer(operation["query"], **operation["variables"]) for operation in operations]
    assert [answer.get("errors") for answer in theirs] == [None] * len(operations)
    assert [answer["data"] for answer in theirs] == [answer["data"] for answer in ours]
