"""The exit door: any gateway reads schema.graphql, asks the same services, and answers the same.

Services answer nobody without a signature, so the other gateway signs as ours does. The rules of access are taken out
for it: @apollo/gateway holds none, and refuses a supergraph that has some, as federation asks of it.
"""

import asyncio
import os
import re
import sys
from pathlib import Path
from typing import Any

import pytest

from shared_models.identity import derive_key
from tests import peers
from tests.gateway.server.authentication import issuer
from tests.journeys.house import SECRET, SUPERGRAPH, House, a_token
from tests.journeys.test_queries import query

pytestmark = [pytest.mark.journey, pytest.mark.xdist_group("house")]

SCRIPT = Path(peers.__file__).parent / "gateway.mjs"
RULES = re.compile(
    r'\n  @link\(url: "https://specs\.apollo\.dev/(?:authenticated|policy)/v0\.1", for: SECURITY\)'
    r"|(?<!directive) @(?:authenticated\b|policy\(policies: \[\[[^)]*\]\]\))"
)
CONFIGURATION = """
[authentication]
issuer = "covergraph"
audience = "covergraph"
keys = "{keys}"
policies_claim = "roles"

[limits]
subgraph_seconds = 60.0
operation_seconds = 60.0
"""


def operations(known: dict[str, Any]) -> list[dict[str, Any]]:
    return [
        {"query": query("M1"), "variables": {"member": known["member"]}},
        {"query": query("Q4"), "variables": {}},
        {"query": query("Q7"), "variables": {"claim": known["claim"]}},
        {"query": query("Q9"), "variables": {"company": known["company"]}},
        {"query": query("Q15"), "variables": {}},
        {"query": query("Q17"), "variables": {"first": 20}},
    ]


async def test_another_gateway_answers_the_same_from_the_same_file(house: House, known: dict[str, Any]) -> None:
    supergraph = SUPERGRAPH.read_text()
    for number, (name, address) in enumerate(house.addresses.items()):
        was = f'@join__graph(name: "{name}", url: "http://127.0.0.1:{4001 + number}/graphql")'
        assert was in supergraph
        supergraph = supergraph.replace(was, f'@join__graph(name: "{name}", url: "{address}/graphql")')
    supergraph, asked = RULES.sub("", supergraph), operations(known)
    keys = {name: derive_key(SECRET, name).hex() for name in house.addresses}
    identity = {"claims": house.principal.claims(), "keys": keys}
    question = {"supergraph": supergraph, "operations": asked, "identity": identity}

    (theirs,) = await asyncio.to_thread(peers.run, SCRIPT, [question])

    ours = [await house.answer(operation["query"], **operation["variables"]) for operation in asked]
    assert [answer.get("errors") for answer in theirs] == [None] * len(asked)
    assert [answer["data"] for answer in theirs] == [answer["data"] for answer in ours]


async def test_our_gateway_alone_answers_the_same(house: House, known: dict[str, Any], tmp_path: Path) -> None:
    keys, configuration = tmp_path / "keys.json", tmp_path / "gateway.toml"
    keys.write_bytes(issuer.jwks(issuer.KEY))
    configuration.write_text(CONFIGURATION.format(keys=keys))
    command = [sys.executable, "-m", "gateway", "--supergraph", str(SUPERGRAPH), "--port", "0"]
    command += ["--config", str(configuration)]
    environment = {**os.environ, "COVERGRAPH_IDENTITY_SECRET": SECRET.hex()}
    headers = {"authorization": f"Bearer {a_token(house.principal)}"}
    urls = [f"--subgraph-url={name}={address}/graphql" for name, address in house.addresses.items()]
    alone = await asyncio.create_subprocess_exec(*command, *urls, stderr=asyncio.subprocess.PIPE, env=environment)
    assert alone.stderr is not None
    started = (await alone.stderr.readline()).decode()
    address = started.partition("http://")[2].partition("/")[0]

    answers = []
    for operation in operations(known):
        async with house.session.post(f"http://{address}/graphql", json=operation, headers=headers) as response:
            answers.append(await response.json())

    alone.terminate()
    await alone.communicate()
    assert alone.returncode == 0
    assert answers == [await house.answer(each["query"], **each["variables"]) for each in operations(known)]
