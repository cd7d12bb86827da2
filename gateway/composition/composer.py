"""Compose subgraphs: read, check each, merge, check the whole, walk it, print it. The table of contents of the room."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from gateway.composition.authorisation import check_transitive, spread_to_interfaces
from gateway.composition.checks.inaccessible import check_inaccessible
from gateway.composition.checks.subgraph import check_subgraph
from gateway.composition.checks.whole import check_implementations, check_import_names, check_supergraph
from gateway.composition.findings import Finding, Report, finding
from gateway.composition.merging.context import Context
from gateway.composition.merging.merge import merge
from gateway.composition.printing import print_supergraph
from gateway.composition.reading import read_subgraph
from gateway.composition.satisfiability.walk import check_satisfiability
from gateway.composition.upgrade import check_bases, check_interface_keys_of_version_1, upgrade_all


@dataclass(frozen=True, slots=True)
class SubgraphSchema:
    """What a subgraph is called, where it is reached, and the SDL it prints."""

    name: str
    url: str
    sdl: str


@dataclass(frozen=True, slots=True)
class Composition:
    """The supergraph SDL, or the errors that prevent it; hints in both cases."""

    supergraph_sdl: str | None
    errors: tuple[Finding, ...]
    hints: tuple[Finding, ...]


def compose(subgraphs: Sequence[SubgraphSchema]) -> Composition:
    """Compose subgraph schemas into a supergraph. The order they are given in does not matter."""
    report = Report()
    text = _compose(sorted(subgraphs, key=lambda each: each.name), report)
    return Composition(None if report.errors else text, report.errors, report.hints)


def _compose(subgraphs: Sequence[SubgraphSchema], report: Report) -> str | None:
    report.add(_check_names(subgraphs))
    read = [read_subgraph(each.name, each.url, each.sdl, report) for each in subgraphs]
    graphs = {graph.name: graph for graph in read if graph is not None}
    if len(graphs) == len(subgraphs):
        # With a subgraph missing, what it defines would be missed too.
        check_bases(graphs, report)
    check_interface_keys_of_version_1(graphs, report)
    graphs = upgrade_all(graphs, report)
    for graph in graphs.values():
        report.add(check_subgraph(graph))
    if report.errors:
        return None
    context = Context(graphs, report)
    report.add(check_import_names(context))
    merged = spread_to_interfaces(merge(context))
    if report.errors:
        return None
    for check in (check_implementations, check_inaccessible, check_transitive):
        report.add(check(context, merged))
    if report.errors:
        return None
    text = print_supergraph(context, merged)
    report.add(check_supergraph(text))
    if not report.errors:
        report.add(check_satisfiability(context, merged))
    return text


def _check_names(subgraphs: Sequence[SubgraphSchema]) -> Iterator[Finding]:
    if not subgraphs:
        yield finding("NO_QUERIES", "There is no subgraph to compose", "Query")
    seen: set[str] = set()
    for each in subgraphs:
        if not each.name or each.name == "_":
            message = f'"{each.name}" cannot name a subgraph: it is empty or reserved'
            yield finding("INVALID_SUBGRAPH_NAME", message, nodes=[(each.name, None)])
        if each.name in seen:
            message = f'Two subgraphs are called "{each.name}"'
            yield finding("INVALID_SUBGRAPH_NAME", message, nodes=[(each.name, None)])
        seen.add(each.name)
