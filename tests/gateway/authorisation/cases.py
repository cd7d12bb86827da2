"""Who is denied what, as text files: subgraphs, then operations, each with who asks and what comes of it.

After `== operation` stands who asks: `nobody`, or `somebody` with what they show, as in `somebody scopes: a b
policies: p`. What comes of it is the data, a line for each error, and the fields that each subgraph was asked for.
"""

import json
import re
from pathlib import Path
from typing import Final

from gateway.authorisation import NOTHING_SHOWN, Grants
from gateway.composition import SubgraphSchema, compose
from gateway.pipeline import Pipeline
from gateway.server.settings import Settings
from gateway.supergraph import Supergraph, read_supergraph
from tests.gateway.authorisation.asking import Heard, ask
from tests.gateway.authorisation.subgraphs import Subgraphs
from tests.gateway.planner.cases import Case

FOLDER: Final = Path(__file__).parent / "cases"
_IMPORTS: Final = (
    "@key @shareable @external @requires @provides @override @interfaceObject @context @fromContext "
    "@authenticated @requiresScopes @policy"
)
_LINK: Final = 'extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: [{}])\n'.format(
    ", ".join(f'"{name}"' for name in _IMPORTS.split())
)


def composed(sdls: dict[str, str]) -> Supergraph:
    """Compose subgraphs that need not say what they import."""
    composition = compose([_schema(name, sdl) for name, sdl in sdls.items()])
    assert composition.supergraph_sdl is not None, "\n".join(map(str, composition.errors))
    return read_supergraph(composition.supergraph_sdl)


def _schema(name: str, sdl: str) -> SubgraphSchema:
    return SubgraphSchema(name, f"http://{name}.test", sdl if "@link(" in sdl else _LINK + sdl)


def grants_of(told: str) -> Grants:
    """Read who asks."""
    if told == "nobody":
        return NOTHING_SHOWN
    found = re.fullmatch(r"somebody(?: scopes: (?P<scopes>[^:]*?))?(?: policies: (?P<policies>.*))?", told)
    assert found is not None, told
    return Grants(True, frozenset((found["scopes"] or "").split()), frozenset((found["policies"] or "").split()))


async def answers(case: Case) -> list[str]:
    """Ask all operations of a case file."""
    sdls = {head.removeprefix("subgraph "): text for head, text in case.parts if head.startswith("subgraph ")}
    subgraphs = Subgraphs(sdls)
    pipeline = Pipeline(composed(sdls), subgraphs.send, Settings())
    try:
        return [shown(await ask(pipeline, subgraphs, text, grants_of(who))) for who, text, _ in case.operations()]
    finally:
        pipeline.close()


def shown(heard: Heard) -> str:
    """Write down what came of an operation."""
    lines = [json.dumps(heard.data)]
    lines += [
        f"{error['extensions']['code']} {'.'.join(str(part) for part in error['path'])}" for error in heard.errors
    ]
    names = dict.fromkeys(name for name, _ in heard.read)
    lines += [f"{name} reads {' '.join(dict.fromkeys(c for n, c in heard.read if n == name))}" for name in names]
    return "\n".join(lines if heard.requests else [*lines, "nobody is asked"]) + "\n"
