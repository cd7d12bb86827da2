"""Plan cases as text files: subgraphs, an operation, and the plan as `show` prints it.

A file begins with a sentence on the feature. Then come its parts, each under a line such as `== subgraph accounts`,
`== operation` or `== plan`; several pairs of operation and plan may follow each other. `== operation` may go on with
active override labels and conditions: `== operation labels: next, big  true: detailed`.
"""

import re
from dataclasses import dataclass, field
from pathlib import Path

from gateway.composition import SubgraphSchema, compose
from gateway.errors import GatewayError
from gateway.operation import choose_operation, normalise, parse_and_validate
from gateway.planner import Plan, make_plan, show
from gateway.supergraph import Supergraph, read_supergraph

FOLDER = Path(__file__).parent / "cases"
_IMPORTS = (
    "@key @shareable @external @requires @provides @override @inaccessible @tag @extends @interfaceObject "
    "@context @fromContext"
)
LINK = 'extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: [{}])\n'.format(
    ", ".join(f'"{name}"' for name in _IMPORTS.split())
)


@dataclass(slots=True)
class Case:
    """One file: its parts in order, so that it can be written back."""

    path: Path
    title: str
    parts: list[tuple[str, str]] = field(default_factory=list)

    def supergraph(self) -> Supergraph:
        """Compose the file's subgraphs, or read its supergraph where it gives one."""
        for head, text in self.parts:
            if head == "supergraph":
                return read_supergraph(text)
        return compose_case(self._subgraphs())

    def _subgraphs(self) -> dict[str, str]:
        return {head.removeprefix("subgraph "): text for head, text in self.parts if head.startswith("subgraph ")}

    def operations(self) -> list[tuple[str, str, str]]:
        """Return (settings, operation, expected plan) for each pair."""
        found: list[tuple[str, str, str]] = []
        for number, (head, text) in enumerate(self.parts):
            if head.startswith("operation"):
                following = self.parts[number + 1] if number + 1 < len(self.parts) else ("", "")
                found.append((head.removeprefix("operation").strip(), text, following[1]))
        return found

    def rewrite(self, found: list[str], *, head: str = "plan") -> None:
        """Write the file anew with what was found, plans unless `head` says otherwise."""
        kept = [part for part in self.parts if part[0] != head]
        waiting = iter(found)
        written = [self.title.strip()]
        for title, text in kept:
            written.append(f"== {title}\n{text.strip()}")
            if title.startswith("operation"):
                written.append(f"== {head}\n{next(waiting).strip()}")
        self.path.write_text("\n\n".join(written) + "\n")


def read_case(path: Path) -> Case:
    title, *rest = re.split(r"^== ", path.read_text(), flags=re.MULTILINE)
    case = Case(path, title)
    for part in rest:
        head, _, text = part.partition("\n")
        case.parts.append((head.strip(), text.strip() + "\n"))
    return case


def compose_case(subgraphs: dict[str, str]) -> Supergraph:
    """Compose subgraphs (with the usual @link where a text has none) and read the result."""
    schemas = [
        SubgraphSchema(name, f"http://{name}.test", sdl if "@link(" in sdl else LINK + sdl)
        for name, sdl in subgraphs.items()
    ]
    composition = compose(schemas)
    assert composition.supergraph_sdl is not None, "\n".join(map(str, composition.errors))
    return read_supergraph(composition.supergraph_sdl)


def plan_text(text: str, supergraph: Supergraph, settings: str = "") -> Plan:
    """Plan an operation; settings name override labels (`labels: a, b`) and variables that are true (`true: c`)."""
    named = dict(re.findall(r"(labels|true): ([\w(), .]+?)(?=\s\s|$)", settings))
    labels = frozenset(label.strip() for label in named.get("labels", "").split(",") if label.strip())
    variables = {name.strip(): True for name in named.get("true", "").split(",") if name.strip()}
    document = parse_and_validate(text, supergraph.api_schema)
    operation = normalise(document, choose_operation(document, None), supergraph.api_schema, variables)
    return make_plan(operation, supergraph, labels=labels)


def shown(text: str, supergraph: Supergraph, settings: str = "") -> str:
    """Return the plan as text, or why there is none."""
    try:
        return show(plan_text(text, supergraph, settings))
    except GatewayError as error:
        return f"{type(error).__name__}: {error}\n"
