"""Which directives of their own the subgraphs bring into the supergraph.

Those clients may write are kept where all subgraphs know them. Those on schemas are kept on request: by
@composeDirective, and from a linked specification, so that all subgraphs mean the same by the name.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final, TypeAlias

from graphql import StringValueNode

from gateway.composition.findings import Finding, Level, finding, in_subgraphs, side_by_side
from gateway.composition.merging.context import Context
from gateway.composition.merging.inputs import merge_inputs
from gateway.composition.merging.uses import MERGED, merge_description
from gateway.composition.schema import DirectiveDefinition, Feature, Subgraph, Use
from gateway.composition.specification import FEDERATION, LINK, SEPARATE, SPECIFICATIONS

EXECUTABLE: Final = frozenset(
    {"QUERY", "MUTATION", "SUBSCRIPTION", "FIELD", "FRAGMENT_DEFINITION", "FRAGMENT_SPREAD", "INLINE_FRAGMENT"}
    | {"VARIABLE_DEFINITION"}
)
STANDARD: Final = frozenset({"skip", "include", "deprecated", "specifiedBy", "oneOf", "defer", "stream"})
ALREADY_COMPOSED: Final = frozenset({*MERGED, "context", "fromContext", "cacheTag"})
# Of these, what it is still a mistake to ask for; asking for the others changes nothing.
NEVER_ON_REQUEST: Final = frozenset({"cost", "listSize", "fromContext", "cacheTag"})
SPECIFIED: Final = frozenset({FEDERATION, LINK, *(f"{SPECIFICATIONS}{name}" for name in SEPARATE)})


# By subgraph: what it says to have a directive composed, and the feature that is of.
Requests: TypeAlias = dict[str, tuple[Subgraph, Use, Feature]]


@dataclass(frozen=True, slots=True)
class Composed:
    """A directive that @composeDirective keeps: its definition, the feature it comes from, who asked for it."""

    definition: DirectiveDefinition
    feature: Feature
    subgraphs: tuple[str, ...]


def merge_executable(context: Context) -> dict[str, DirectiveDefinition]:
    """Merge the directives that clients may write: places, arguments, repetition that all subgraphs accept."""
    names = {name for graph in context.subgraphs.values() for name, each in graph.directives.items() if _places(each)}
    merged = (_merge_executable(context, name) for name in sorted(names - STANDARD))
    return {each.name: each for each in merged if each is not None}


def _places(definition: DirectiveDefinition) -> frozenset[str]:
    return frozenset(definition.locations) & EXECUTABLE


def _merge_executable(context: Context, name: str) -> DirectiveDefinition | None:
    have = {graph.name: graph.directives[name] for graph in context.subgraphs.values() if name in graph.directives}
    missing = [graph for graph in context.subgraphs if graph not in have]
    nodes = [(graph, each.node) for graph, each in have.items()]

    def hint(code: str, message: str) -> None:
        context.report.add(finding(code, message, f"@{name}", nodes=nodes, level=Level.WARN))

    if missing:
        message = f'Directive "@{name}" is left out: it exists {in_subgraphs(have)} but not {in_subgraphs(missing)}'
        hint("INCONSISTENT_EXECUTABLE_DIRECTIVE_PRESENCE", message)
        return None
    locations = frozenset.intersection(*(_places(each) for each in have.values()))
    shown = side_by_side({graph: ", ".join(sorted(_places(each))) or "nowhere" for graph, each in have.items()})
    if not locations:
        hint("NO_EXECUTABLE_DIRECTIVE_INTERSECTION", f'Directive "@{name}" is left out, no place is common: {shown}')
        return None
    if any(_places(each) != locations for each in have.values()):
        message = f'Directive "@{name}" is kept only where all subgraphs have it: {shown}'
        hint("INCONSISTENT_EXECUTABLE_DIRECTIVE_LOCATIONS", message)
    once = [graph for graph, each in have.items() if not each.is_repeatable]
    if once and len(once) < len(have):
        message = f'Directive "@{name}" is not repeatable, as it is not {in_subgraphs(once)}'
        hint("INCONSISTENT_EXECUTABLE_DIRECTIVE_REPEATABLE", message)
    arguments = {graph: each.arguments for graph, each in have.items()}
    return DirectiveDefinition(
        name=name,
        coordinate=f"@{name}",
        description=merge_description(context, f"@{name}", have),
        arguments=merge_inputs(context, arguments, is_argument=True, composed=frozenset()),
        locations=tuple(sorted(locations)),
        is_repeatable=not once,
    )


def composed_directives(context: Context) -> dict[str, Composed]:
    """Return the directives kept by @composeDirective; what is wrong with a request is reported."""
    requests: dict[str, Requests] = {}
    for graph in context.subgraphs.values():
        for use in graph.schema.all("composeDirective"):
            wanted = _wanted(graph, use)
            if isinstance(wanted, Finding):
                context.report.add(wanted)
            elif wanted is not None:
                name, feature = wanted
                requests.setdefault(name, {})[graph.name] = (graph, use, feature)
    context.report.add(_renamings(requests))
    kept = ((name, _agree(context, name, graphs)) for name, graphs in sorted(requests.items()))
    return {name: composed for name, composed in kept if composed is not None}


def _wanted(graph: Subgraph, use: Use) -> tuple[str, Feature] | Finding | None:
    """Return the local name of the directive to keep and its feature, or why it cannot be."""
    value = use.arguments.get("name")
    written = value.value if isinstance(value, StringValueNode) else ""

    def refuse(message: str) -> Finding:
        return finding("DIRECTIVE_COMPOSITION_ERROR", message, "schema", nodes=[(graph.name, use.node)])

    if not written.startswith("@"):
        return refuse(f'@composeDirective names a directive with its @, not "{written}"')
    name = written[1:]
    feature = _feature_of(graph, written)
    if feature is not None and feature.identity in SPECIFIED:
        specified = feature.names.get(written, f"@{name.removeprefix(f'{feature.prefix}__')}")[1:]
        if specified not in ALREADY_COMPOSED:
            return refuse(f'"{written}" is federation\'s own and has no place in a supergraph')
        if specified in NEVER_ON_REQUEST:
            return refuse(f'"{written}" is composed by rules of its own: remove the @composeDirective for it')
        message = f'"{written}" is composed anyway: @composeDirective for it in subgraph "{graph.name}" can go'
        place = [(graph.name, use.node)]
        return finding("DIRECTIVE_COMPOSITION_INFO", message, written, nodes=place, level=Level.INFO)
    if name not in graph.directives:
        return refuse(f'Subgraph "{graph.name}" defines no directive "{written}" for @composeDirective')
    if feature is None:
        return refuse(
            f'"{written}" in subgraph "{graph.name}" cannot be composed: it must come from a specification, so link one'
            " with @link and import it"
        )
    return name, feature


def _feature_of(graph: Subgraph, written: str) -> Feature | None:
    for feature in graph.features:
        if written in feature.names or written == f"@{feature.prefix}" or written.startswith(f"@{feature.prefix}__"):
            return feature
    return None


def _agree(context: Context, name: str, requests: Requests) -> Composed | None:
    problems = [*_disagreements(name, requests), *_conflicts(context, name, requests)]
    context.report.add(problems)
    if problems:
        return None
    graph, _, feature = max(requests.values(), key=lambda request: request[2].version)
    for other in context.subgraphs.values():
        if other.name not in requests and any(each.identity == feature.identity for each in other.features):
            context.report.add(_not_composed(name, feature, other))
    context.report.add(_definitions(name, requests, graph.name))
    return Composed(graph.directives[name], feature, tuple(requests))


def _not_composed(name: str, feature: Feature, other: Subgraph) -> Finding:
    """Hint at a subgraph that links the specification and keeps its directive to itself."""
    linked = next(each for each in other.features if each.identity == feature.identity)
    specified = _specified(feature, name)
    names = [local for local, each in linked.names.items() if each == specified]
    message = (
        f'Subgraph "{other.name}" links {feature.identity} but does not compose "@{name}": what it says with that'
        " directive is left out"
    )
    if names and f"@{name}" not in names:
        message += f'. It calls it "{names[0]}", which it must not if it is to compose it'
        code, level = "DIRECTIVE_COMPOSITION_WARN", Level.WARN
    else:
        code, level = "DIRECTIVE_COMPOSITION_INFO", Level.INFO
    return finding(code, message, f"@{name}", nodes=[(other.name, linked.node)], level=level)


def _definitions(name: str, requests: Requests, used: str) -> Iterator[Finding]:
    """Hint at definitions that differ; the newest version's holds."""
    have = {graph.name: graph.directives[name] for graph, _, _ in requests.values()}
    nodes = [(graph, each.node) for graph, each in have.items()]
    shown = {
        "REPEATABLE": {graph: "repeatable" if each.is_repeatable else "not repeatable" for graph, each in have.items()},
        "LOCATIONS": {graph: f"on {' | '.join(sorted(each.locations))}" for graph, each in have.items()},
    }
    for part, versions in shown.items():
        if len(set(versions.values())) > 1:
            message = f'Directive "@{name}" is as subgraph "{used}" defines it, others differ: {side_by_side(versions)}'
            code = f"INCONSISTENT_TYPE_SYSTEM_DIRECTIVE_{part}"
            yield finding(code, message, f"@{name}", nodes=nodes, level=Level.DEBUG)


def _renamings(requests: Mapping[str, Requests]) -> Iterator[Finding]:
    """Refuse one directive composed under several names: a supergraph has one name for it."""
    spelled: dict[tuple[str, str], dict[str, str]] = {}
    for name, graphs in sorted(requests.items()):
        for graph, (_, _, feature) in graphs.items():
            spelled.setdefault((feature.identity, _specified(feature, name)), {})[graph] = f'"@{name}"'
    for (identity, directive), names in spelled.items():
        if len(set(names.values())) > 1:
            message = f'"{directive}" of {identity} must have one name in all subgraphs: {side_by_side(names)}'
            nodes = [(graph, requests[written[2:-1]][graph][1].node) for graph, written in names.items()]
            yield finding("DIRECTIVE_COMPOSITION_ERROR", message, directive, nodes=nodes)


def _disagreements(name: str, requests: Requests) -> Iterator[Finding]:
    nodes = [(graph, use.node) for graph, (_, use, _) in requests.items()]
    sources = {graph: f"{feature.identity} {_specified(feature, name)}" for graph, (_, _, feature) in requests.items()}
    if len(set(sources.values())) > 1:
        message = f'"@{name}" is not the same directive everywhere: {side_by_side(sources)}'
        yield finding("DIRECTIVE_COMPOSITION_ERROR", message, f"@{name}", nodes=nodes)
        return
    versions = {graph: feature.version for graph, (_, _, feature) in requests.items()}
    if len({major for major, _ in versions.values()}) > 1:
        shown = side_by_side({graph: f"v{major}.{minor}" for graph, (major, minor) in versions.items()})
        message = f'"@{name}" comes in versions that do not fit together: {shown}'
        yield finding("DIRECTIVE_COMPOSITION_ERROR", message, f"@{name}", nodes=nodes)


def _conflicts(context: Context, name: str, requests: Requests) -> Iterator[Finding]:
    """Refuse a directive that has the name of one which federation composes."""
    meant = {
        graph.name: use.node
        for graph in context.subgraphs.values()
        for element in graph.elements()
        for use in element.uses
        if use.is_federation and use.name == name and name in ALREADY_COMPOSED
    }
    if meant:
        message = f'"@{name}" cannot be composed, as {in_subgraphs(meant)} it is the directive of federation'
        nodes = [*((graph, use.node) for graph, (_, use, _) in requests.items()), *meant.items()]
        yield finding("DIRECTIVE_COMPOSITION_ERROR", message, f"@{name}", nodes=nodes)


def _specified(feature: Feature, name: str) -> str:
    return feature.names.get(f"@{name}", f"@{name}")


def feature_link(composed: Mapping[str, Composed]) -> list[str]:
    """Print one @link per specification that composed directives come from."""
    by_identity: dict[str, list[tuple[str, Feature]]] = {}
    for name, each in composed.items():
        by_identity.setdefault(each.feature.identity, []).append((name, each.feature))
    links = []
    for identity, members in sorted(by_identity.items()):
        major, minor = max(feature.version for _, feature in members)
        imports = ", ".join(_import(name, feature) for name, feature in members)
        links.append(f'@link(url: "{identity}/v{major}.{minor}", import: [{imports}])')
    return links


def _import(name: str, feature: Feature) -> str:
    specified = _specified(feature, name)
    return f'"@{name}"' if specified == f"@{name}" else f'{{name: "{specified}", as: "@{name}"}}'
