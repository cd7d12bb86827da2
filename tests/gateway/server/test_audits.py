"""The audits of others: what graphql-http, the reference of GraphQL over HTTP, finds of a served gateway."""

import asyncio

from tests import peers
from tests.gateway.server.graph import Graph

SCRIPT = peers.FOLDER / "audits.mjs"


async def test_every_audit_of_the_reference_is_passed(plain_graph: Graph) -> None:
    results = await asyncio.to_thread(peers.run, SCRIPT, {"url": f"{plain_graph.url}/graphql"})

    assert len(results) > 50
    assert [result for result in results if result["status"] != "ok"] == []
