"""From SDL text to a valid, complete document: parsed, extensions without base promoted, federation's part replaced.

A subgraph may print its SDL with or without the definitions of federation's directives, types and root fields. Here
they are taken out, compared with the specification, and put in again as specified, so that everything after this
module sees one form.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final, TypeVar

from graphql import (
    DefinitionNode,
    DirectiveDefinitionNode,
    DocumentNode,
    ExecutableDefinitionNode,
    GraphQLError,
    Node,
    ObjectTypeDefinitionNode,
    ObjectTypeExtensionNode,
    OperationType,
    ScalarTypeDefinitionNode,
    SchemaDefinitionNode,
    SchemaExtensionNode,
    TypeDefinitionNode,
    TypeExtensionNode,
    build_ast_schema,
    parse,
    specified_scalar_types,
    validate_schema,
)
from graphql.validation.validate import validate_sdl

from gateway.composition.conformity import check_repetition, check_values, compare_directive, compare_type
from gateway.composition.findings import Finding, Position, Report, finding
from gateway.composition.links import Vocabulary, read_links
from gateway.composition.schema import ROOTS
from gateway.composition.specification import DIRECTIVES, TYPES

UNKNOWN_DIRECTIVE: Final = re.compile(r"""Unknown directive ['"](?P<name>@\w+)['"]""")
MACHINERY_TYPES: Final = frozenset({"_Any", "_Service", "_Entity"})
NOT_UNDERSTOOD: Final = frozenset({"UNKNOWN_FEDERATION_LINK_VERSION", "UNSUPPORTED_LINKED_FEATURE"})
MACHINERY_FIELDS: Final = frozenset({"_service", "_entities"})


DefinedT = TypeVar("DefinedT", TypeDefinitionNode, TypeExtensionNode)
NodeT = TypeVar("NodeT", bound=Node)


@dataclass(frozen=True, slots=True)
class Document:
    """A subgraph's own definitions, without federation's, and the vocabulary they are written in."""

    vocabulary: Vocabulary
    schemas: tuple[SchemaDefinitionNode | SchemaExtensionNode, ...]
    types: tuple[TypeDefinitionNode, ...]
    extensions: tuple[TypeExtensionNode, ...]
    directives: tuple[DirectiveDefinitionNode, ...]
    roots: dict[str, str]
    """Local name of each root type to `Query`, `Mutation` or `Subscription`."""


def read_document(subgraph: str, sdl: str, report: Report) -> Document | None:
    """Parse and validate SDL; None if composition cannot go on with it, and the report says why."""
    try:
        parsed = parse(sdl)
        return _read(subgraph, parsed, report)
    except GraphQLError as error:
        report.add(_from_graphql(subgraph, error))
    except RecursionError:
        report.add(finding("INVALID_GRAPHQL", "The schema is nested too deeply to be read", nodes=[(subgraph, None)]))
    return None


def _read(subgraph: str, parsed: DocumentNode, report: Report) -> Document | None:
    own = Report()
    schemas = tuple(n for n in parsed.definitions if isinstance(n, SchemaDefinitionNode | SchemaExtensionNode))
    vocabulary = read_links(subgraph, schemas, own)
    report.add(own.hints)
    if any(each.code in NOT_UNDERSTOOD for each in own.errors):
        # What the directives mean is not known: that they are unknown would be the same error again.
        report.add(own.errors)
        return None
    own.add(finding for node in parsed.definitions for finding in _refuse(subgraph, node, vocabulary))
    kept = [node for node in parsed.definitions if not _is_specified(node, vocabulary)]
    types = [node for node in kept if isinstance(node, TypeDefinitionNode)]
    extensions = [node for node in kept if isinstance(node, TypeExtensionNode)]
    directives = [node for node in kept if isinstance(node, DirectiveDefinitionNode)]
    roots = _roots(schemas, {*(node.name.value for node in types), *(node.name.value for node in extensions)})
    own.add(_root_names(subgraph, roots, types))
    document = Document(
        vocabulary,
        schemas,
        tuple(each for node in types if (each := _without_machinery(node, roots))),
        tuple(rest for extension in extensions if (rest := _without_machinery(extension, roots))),
        tuple(directives),
        roots,
    )
    own.add(_validate(subgraph, document))
    report.add(own.errors)
    return None if own.errors else document


def _refuse(subgraph: str, node: DefinitionNode, vocabulary: Vocabulary) -> Iterator[Finding]:
    """Yield what is wrong with a definition whatever the others are."""
    place = [(subgraph, node)]
    if isinstance(node, DirectiveDefinitionNode):
        yield from compare_directive(subgraph, node, vocabulary)
    elif isinstance(node, ExecutableDefinitionNode):
        yield finding("INVALID_GRAPHQL", "A schema holds definitions only, not operations or fragments", nodes=place)
    elif isinstance(node, TypeDefinitionNode) and vocabulary.type(node.name.value) is not None:
        yield from compare_type(subgraph, node, vocabulary)
    elif isinstance(node, TypeDefinitionNode) and not isinstance(node, ScalarTypeDefinitionNode):
        name = node.name.value
        if name in specified_scalar_types:
            message = f'"{name}" is a scalar of GraphQL and cannot be defined as anything else'
            yield finding("INVALID_GRAPHQL", message, name, nodes=place)
    if isinstance(node, ObjectTypeDefinitionNode | ObjectTypeExtensionNode):
        yield from check_repetition(subgraph, node, vocabulary)


def _is_specified(node: DefinitionNode, vocabulary: Vocabulary) -> bool:
    """Whether a definition only repeats what GraphQL or federation define."""
    if isinstance(node, DirectiveDefinitionNode):
        return vocabulary.directive(node.name.value) is not None
    if isinstance(node, ScalarTypeDefinitionNode) and node.name.value in specified_scalar_types:
        return True
    if isinstance(node, TypeDefinitionNode | TypeExtensionNode):
        return node.name.value in MACHINERY_TYPES or vocabulary.type(node.name.value) is not None
    return False


def _roots(schemas: Iterable[SchemaDefinitionNode | SchemaExtensionNode], defined: set[str]) -> dict[str, str]:
    declared = {
        operation.type.name.value: operation.operation.value.capitalize()
        for schema in schemas
        for operation in schema.operation_types or ()
    }
    if any(isinstance(schema, SchemaDefinitionNode) for schema in schemas):
        return declared
    taken = set(declared.values())
    return declared | {name: name for name in ROOTS if name in defined and name not in taken}


def _root_names(subgraph: str, roots: dict[str, str], types: Iterable[TypeDefinitionNode]) -> Iterator[Finding]:
    """Refuse a type that has the name a renamed root gets."""
    standard = {root: local for local, root in roots.items()}
    for node in types:
        name = node.name.value
        if name in ROOTS and name in standard and standard[name] != name:
            message = (
                f'The schema\'s {name.lower()} root is "{standard[name]}", so no other type may be called "{name}":'
                " rename it"
            )
            yield finding(f"ROOT_{name.upper()}_USED", message, name, nodes=[(subgraph, node)])


def _without_machinery(node: DefinedT, roots: dict[str, str]) -> DefinedT | None:
    """Take `_service` and `_entities` off the query root; None when nothing of it is left."""
    if not hasattr(node, "fields") or roots.get(node.name.value) != "Query":
        return node
    kept = tuple(each for each in node.fields or () if each.name.value not in MACHINERY_FIELDS)
    if len(kept) == len(node.fields or ()):
        return node
    return _copy(node, type(node), fields=kept) if kept or node.directives else None


def _copy(node: Node, form: type[NodeT], **changes: object) -> NodeT:
    attributes = {key: getattr(node, key) for key in node.keys if key in form.keys}
    return form(**{**attributes, "loc": node.loc, **changes})


def _validate(subgraph: str, document: Document) -> Iterator[Finding]:
    complete = complete_document(document)
    errors: Sequence[GraphQLError] = validate_sdl(complete)
    if not errors:
        try:
            schema = build_ast_schema(complete, assume_valid_sdl=True)
            errors = [error for error in validate_schema(schema) if is_broken_rule(error)]
        except (TypeError, GraphQLError) as refusal:
            # graphql-core raises where a type in the wrong place keeps it from going on, as in a default of an object.
            yield Finding("INVALID_GRAPHQL", str(refusal), subgraphs=(subgraph,))
            return
        yield from check_values(subgraph, complete, schema)
    for error in errors:
        yield _from_graphql(subgraph, error, document.vocabulary)


def is_broken_rule(error: GraphQLError) -> bool:
    """Whether an error of schema validation is one in federation too.

    A subgraph needs no query of its own, as `_service` is one and every subgraph has it. That a deprecated field must
    be deprecated in its interface is younger than most subgraphs, and does no harm.
    """
    return error.message != "Query root type must be provided." and "must not be deprecated" not in error.message


def complete_document(document: Document) -> DocumentNode:
    """Return the document as plain GraphQL demands it: all types defined, federation's directives too."""
    defined = {node.name.value for node in document.types}
    promoted: list[DefinitionNode] = []
    for node in document.extensions:
        if node.name.value in defined:
            promoted.append(node)
        else:
            defined.add(node.name.value)
            promoted.append(_promote(node))
    federation = _federation_definitions(document.vocabulary)
    schemas = _promote_schema(document)
    return DocumentNode(definitions=(*schemas, *document.types, *promoted, *document.directives, *federation))


def _promote(node: TypeExtensionNode) -> DefinitionNode:
    forms = {form.kind: form for form in TypeDefinitionNode.__subclasses__()}
    return _copy(node, forms[node.kind.replace("_extension", "_definition")])


def _promote_schema(document: Document) -> list[Any]:  # schema extensions are not typed as definitions
    """`extend schema @link(…)` alone is usual in subgraphs; graphql-core wants something to extend."""
    if any(isinstance(node, SchemaDefinitionNode) for node in document.schemas) or not document.schemas:
        return list(document.schemas)
    declared = {operation.operation for node in document.schemas for operation in node.operation_types or ()}
    missing = [
        f"{root.lower()}: {local}"
        for local, root in document.roots.items()
        if OperationType(root.lower()) not in declared
    ]
    if not missing and not declared:
        return []
    base = parse(f"schema {{ {' '.join(missing)} }}").definitions if missing else ()
    return [*base, *document.schemas]


def _federation_definitions(vocabulary: Vocabulary) -> list[DefinitionNode]:
    spelled = {name: vocabulary.spelling(name) for name in (*TYPES, "Import", "Purpose")}
    lines = [f"scalar {spelled[name]}" for name in (*TYPES, "Import")]
    lines.append(f"enum {spelled['Purpose']} {{ SECURITY EXECUTION }}")
    for name, definition in DIRECTIVES.items():
        local_names = [local for local, specified in vocabulary.local.items() if specified == f"@{name}"]
        lines += [f"directive {local}{definition.template.format(**spelled)}" for local in local_names]
    link = f"(url: String!, as: String, for: {spelled['Purpose']}, import: [{spelled['Import']}])"
    lines.append(f"directive {vocabulary.spelling('@link')}{link} repeatable on SCHEMA")
    return list(parse("\n".join(lines), no_location=True).definitions)


def _from_graphql(subgraph: str, error: GraphQLError, vocabulary: Vocabulary | None = None) -> Finding:
    places = tuple(Position(subgraph, location.line, location.column) for location in error.locations or ())
    message = error.message
    unknown = UNKNOWN_DIRECTIVE.match(message)
    if vocabulary is not None and unknown is not None:
        message += _spelling_advice(unknown["name"], vocabulary)
    return Finding("INVALID_GRAPHQL", message, subgraphs=(subgraph,), positions=places)


def _spelling_advice(directive: str, vocabulary: Vocabulary) -> str:
    since = DIRECTIVES.get(directive[1:])
    if since is None:
        return ""
    if since.since > vocabulary.version:
        return f" Federation has {directive} from v{since.since[0]}.{since.since[1]}."
    return f' Write "{vocabulary.spelling(directive)}" or add "{directive}" to the imports of federation\'s @link.'
