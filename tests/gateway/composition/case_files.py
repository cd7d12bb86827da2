"""Composition cases as text: a sentence, what is expected, the subgraphs, and for features the supergraph.

    # A key must name fields of its type.
    # error KEY_INVALID_FIELDS T

    ### a
    type Query { … }

    === supergraph
    …

`# error` and `# hint` lines name a code and coordinates; a case with errors names all its errors, a case with hints all
its hints. The supergraph is shown without the definitions that every supergraph has.
"""

import re
from dataclasses import dataclass
from pathlib import Path

from gateway.composition import Composition, Finding, SubgraphSchema

CASES = Path(__file__).parent / "cases"
EXPECTATION = re.compile(r"^# (error|hint) (\S+) ?(.*)$", re.MULTILINE)
SUPERGRAPH = "\n=== supergraph\n"
EVERYWHERE = re.compile(r"^(directive @(join__|link\b)|(scalar|input|enum) (join__(?!Graph)|link__))")


@dataclass(frozen=True, slots=True)
class Case:
    """One case file, read."""

    path: Path
    subgraphs: tuple[SubgraphSchema, ...]
    expected: frozenset[tuple[str, str, str]]
    supergraph: str

    @property
    def name(self) -> str:
        return self.path.relative_to(CASES).with_suffix("").as_posix()


def read_case(path: Path) -> Case:
    """Read a case file."""
    text, _, supergraph = path.read_text().partition(SUPERGRAPH)
    head, *parts = re.split(r"^### (.*)$", text, flags=re.MULTILINE)
    names, bodies = parts[::2], parts[1::2]
    subgraphs = tuple(
        SubgraphSchema(name, f"http://{name}.example/graphql", sdl) for name, sdl in zip(names, bodies, strict=True)
    )
    expected = frozenset((level, code, coordinates) for level, code, coordinates in EXPECTATION.findall(head))
    return Case(path, subgraphs, expected, supergraph)


def cases(folder: str) -> list[Case]:
    """Read all cases of a folder."""
    return [read_case(path) for path in sorted((CASES / folder).glob("*.graphql"))]


def told(composition: Composition) -> frozenset[tuple[str, str, str]]:
    """Return the errors of a composition, or its hints when there are none, as a case file writes them."""
    level, findings = ("error", composition.errors) if composition.errors else ("hint", composition.hints)
    return frozenset((level, found.code, _coordinates(found)) for found in findings)


def _coordinates(found: Finding) -> str:
    return ", ".join(found.coordinates)


def shown(supergraph: str) -> str:
    """Return a supergraph without the definitions all have."""
    definitions = supergraph.strip().split("\n\n")
    kept: list[str] = []
    is_within = False
    for definition in definitions:
        is_within = bool(EVERYWHERE.match(definition)) or (is_within and definition.startswith(" "))
        if not is_within:
            kept.append(definition)
    return "\n\n".join(kept) + "\n"


def write_supergraph(case: Case, supergraph: str) -> None:
    """Put the supergraph that is made into the case file."""
    text = case.path.read_text().partition(SUPERGRAPH)[0].rstrip("\n") + "\n"
    case.path.write_text(f"{text}{SUPERGRAPH}{supergraph}")
