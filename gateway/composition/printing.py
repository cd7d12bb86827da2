"""Print a merged schema as supergraph SDL of the join specification v0.5, in an order that never varies."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from graphql import print_ast
from graphql.language.block_string import print_block_string

from gateway.composition.merging.context import Context
from gateway.composition.merging.fields import quoted
from gateway.composition.merging.merge import Merged
from gateway.composition.merging.uses import print_use
from gateway.composition.schema import ROOTS, DirectiveDefinition, Element, InputValue, Kind, Type, Use
from gateway.composition.specification import ANYWHERE, AUTHORISED, DIRECTIVES, SEPARATE

JOIN_DEFINITIONS: Final = (
    """\
directive @join__directive(graphs: [join__Graph!], name: String!, args: join__DirectiveArguments) repeatable on \
SCHEMA | OBJECT | INTERFACE | FIELD_DEFINITION""",
    "directive @join__enumValue(graph: join__Graph!) repeatable on ENUM_VALUE",
    """\
directive @join__field(graph: join__Graph, requires: join__FieldSet, provides: join__FieldSet, type: String, \
external: Boolean, override: String, usedOverridden: Boolean, overrideLabel: String, \
contextArguments: [join__ContextArgument!]) repeatable on FIELD_DEFINITION | INPUT_FIELD_DEFINITION""",
    "directive @join__graph(name: String!, url: String!) on ENUM_VALUE",
    "directive @join__implements(graph: join__Graph!, interface: String!) repeatable on OBJECT | INTERFACE",
    """\
directive @join__type(graph: join__Graph!, key: join__FieldSet, extension: Boolean! = false, \
resolvable: Boolean! = true, isInterfaceObject: Boolean! = false) repeatable on \
OBJECT | INTERFACE | UNION | ENUM | INPUT_OBJECT | SCALAR""",
    "directive @join__unionMember(graph: join__Graph!, member: String!) repeatable on UNION",
    "directive @link(url: String, as: String, for: link__Purpose, import: [link__Import]) repeatable on SCHEMA",
    """\
input join__ContextArgument {
  name: String!
  type: String!
  context: String!
  selection: join__FieldValue!
}""",
    "scalar join__DirectiveArguments",
    "scalar join__FieldSet",
    "scalar join__FieldValue",
    "scalar link__Import",
    '''\
enum link__Purpose {
  """
  `SECURITY` features provide metadata necessary to securely resolve fields.
  """
  SECURITY

  """
  `EXECUTION` features provide metadata necessary for operation execution.
  """
  EXECUTION
}''',
)

# The address of each specification federation re-exports, and what is written behind it.
LINKS: Final[Mapping[str, str]] = {
    "tag": '"https://specs.apollo.dev/tag/v0.3"',
    "inaccessible": '"https://specs.apollo.dev/inaccessible/v0.2", for: SECURITY',
    "authenticated": '"https://specs.apollo.dev/authenticated/v0.1", for: SECURITY',
    "requiresScopes": '"https://specs.apollo.dev/requiresScopes/v0.1", for: SECURITY',
    "policy": '"https://specs.apollo.dev/policy/v0.1", for: SECURITY',
    "context": '"https://specs.apollo.dev/context/v0.1", for: SECURITY',
    "cost": '"https://specs.apollo.dev/cost/v0.1", import: ["@listSize"]',
    "cacheTag": '"https://specs.apollo.dev/cacheTag/v0.1", for: EXECUTION',
}
DEFINITIONS: Final[Mapping[str, tuple[str, ...]]] = {
    "tag": (f"directive @tag(name: String!) repeatable on {ANYWHERE} | SCHEMA",),
    "inaccessible": (f"directive @inaccessible on {ANYWHERE}",),
    "authenticated": (f"directive @authenticated on {AUTHORISED}",),
    "requiresScopes": (
        f"directive @requiresScopes(scopes: [[requiresScopes__Scope!]!]!) on {AUTHORISED}",
        "scalar requiresScopes__Scope",
    ),
    "policy": (f"directive @policy(policies: [[policy__Policy!]!]!) on {AUTHORISED}", "scalar policy__Policy"),
    "context": (
        "directive @context(name: String!) repeatable on INTERFACE | OBJECT | UNION",
        "directive @context__fromContext(field: context__ContextFieldValue) on ARGUMENT_DEFINITION",
        "scalar context__ContextFieldValue",
    ),
    "cost": tuple(f"directive @{name}{DIRECTIVES[name].template}" for name in ("cost", "listSize")),
    "cacheTag": (),
}


def print_supergraph(context: Context, merged: Merged) -> str:
    """Print the supergraph: the schema first, then definitions by name, directives before types."""
    features = [name for name in SEPARATE if _is_used(name, merged)]
    definitions = [*JOIN_DEFINITIONS, _graph_enum(context)]
    definitions += [text for feature in features for text in DEFINITIONS[feature]]
    kept = {**merged.directives, **{name: each.definition for name, each in merged.composed.items()}}
    definitions += [_print_directive(each) for each in kept.values()]
    definitions += [_print_type(each) for each in merged.types.values()]
    return "\n\n".join([_print_schema(merged, features), *sorted(definitions, key=_place)]) + "\n"


def _place(definition: str) -> tuple[bool, str, str]:
    """Sort by what is defined: directives first, then types, each by name whatever its case."""
    line = next(line for line in _outside_description(definition) if line)
    words = line.split()
    name = words[1].split("(")[0].lstrip("@")
    return words[0] != "directive", name.lower(), name


def _outside_description(definition: str) -> list[str]:
    if not definition.startswith('"""'):
        return definition.splitlines()
    end = definition.index('"""\n', 3) if '"""\n' in definition[3:] else 0
    return definition[end + 3 :].splitlines()


def _is_used(feature: str, merged: Merged) -> bool:
    if feature in {"context", "cacheTag"}:
        marker = "@context(" if feature == "context" else "__cacheTag"
        return any(marker in join for element in _elements(merged) for join in element.joins)
    return any(element.has(name) for element in _elements(merged) for name in SEPARATE[feature])


def _elements(merged: Merged) -> Iterator[Element]:
    yield merged.schema
    for directive in merged.directives.values():
        yield from directive.arguments.values()
    for each in merged.types.values():
        yield each
        yield from each.inputs.values()
        yield from each.values.values()
        for field in each.fields.values():
            yield field
            yield from field.arguments.values()


def _print_schema(merged: Merged, features: Iterable[str]) -> str:
    links = ['@link(url: "https://specs.apollo.dev/link/v1.0")']
    links.append('@link(url: "https://specs.apollo.dev/join/v0.5", for: EXECUTION)')
    links += [f"@link(url: {LINKS[feature]})" for feature in features]
    uses = [*links, *merged.schema.joins, *map(print_use, merged.schema.uses)]
    roots = [f"  {root.lower()}: {root}" for root in ROOTS if root in merged.types]
    head = _description(merged.schema.description, "") + "schema"
    return "\n".join([head, *(f"  {use}" for use in uses), "{", *roots, "}"])


def _graph_enum(context: Context) -> str:
    lines = [
        f"  {context.graphs[name]} @join__graph(name: {quoted(name)}, url: {quoted(graph.url)})"
        for name, graph in context.subgraphs.items()
    ]
    return "\n".join(["enum join__Graph {", *lines, "}"])


def _print_directive(definition: DirectiveDefinition) -> str:
    repeatable = " repeatable" if definition.is_repeatable else ""
    arguments = _arguments(definition.arguments, "")
    places = " | ".join(definition.locations)
    return f"{_description(definition.description, '')}directive @{definition.name}{arguments}{repeatable} on {places}"


def _print_type(each: Type) -> str:
    implements = f" implements {' & '.join(each.interfaces)}" if each.interfaces else ""
    head = f"{_description(each.description, '')}{each.kind.value} {each.name}{implements}"
    lines = [head, *(f"  {join}" for join in each.joins), *(f"  {print_use(use)}" for use in each.uses)]
    match each.kind:
        case Kind.SCALAR:
            return "\n".join(lines)
        case Kind.UNION:
            return "\n".join([*lines, f"  = {' | '.join(sorted(each.members))}"])
        case Kind.ENUM:
            body = [_described(value, f"{value.name}{_suffix(value)}") for value in each.values.values()]
        case Kind.INPUT:
            body = [_described(value, _input(value)) for value in each.inputs.values()]
        case Kind.OBJECT | Kind.INTERFACE:
            body = [
                _described(field, f"{field.name}{_arguments(field.arguments, '  ')}: {field.type}{_suffix(field)}")
                for field in each.fields.values()
            ]
    return "\n".join([*lines, "{", *body, "}"])


def _described(element: Element, text: str) -> str:
    return f"{_description(element.description, '  ')}  {text}"


def _suffix(element: Element) -> str:
    return "".join(f" {part}" for part in (*element.joins, *_printed(element.uses)))


def _printed(uses: Iterable[Use]) -> Iterator[str]:
    return map(print_use, uses)


def _input(value: InputValue) -> str:
    default = f" = {print_ast(value.default)}" if value.default is not None else ""
    return f"{value.name}: {value.type}{default}{_suffix(value)}"


def _arguments(arguments: Mapping[str, InputValue], indent: str) -> str:
    if not arguments:
        return ""
    if not any(value.description for value in arguments.values()):
        return f"({', '.join(map(_input, arguments.values()))})"
    inner = f"{indent}  "
    lines = [f"{_description(value.description, inner)}{inner}{_input(value)}" for value in arguments.values()]
    return "\n".join(["(", *lines, f"{indent})"])


def _description(text: str | None, indent: str) -> str:
    if text is None:
        return ""
    return "".join(f"{indent}{line}".rstrip() + "\n" for line in print_block_string(text).splitlines())
