"""What a schema says of directives must be what is specified: their definitions, and the values it gives them."""

from collections.abc import Iterator
from typing import Final

from graphql import (
    DirectiveDefinitionNode,
    DirectiveNode,
    DocumentNode,
    EnumTypeDefinitionNode,
    GraphQLSchema,
    ObjectTypeDefinitionNode,
    ObjectTypeExtensionNode,
    ScalarTypeDefinitionNode,
    TypeDefinitionNode,
    TypeNode,
    Undefined,
    Visitor,
    parse,
    print_ast,
    value_from_ast,
    visit,
)

from gateway.composition.findings import Finding, finding
from gateway.composition.links import Vocabulary
from gateway.composition.specification import DIRECTIVES, TYPES
from gateway.composition.typerefs import named, read_type

PURPOSES: Final = frozenset({"SECURITY", "EXECUTION"})
STRINGS: Final = frozenset({"String", "ID", "FieldSet", "Scope", "Policy", "ContextFieldValue", "_FieldSet"})


def compare_directive(subgraph: str, node: DirectiveDefinitionNode, vocabulary: Vocabulary) -> Iterator[Finding]:
    """Refuse a definition of a federation directive that is not what is specified."""
    name = vocabulary.directive(node.name.value)
    if name is None or name == "link":
        return
    template = DIRECTIVES[name].template.format(**{each: each for each in TYPES})
    specified = parse(f"directive @{name}{template}").definitions[0]
    assert isinstance(specified, DirectiveDefinitionNode)
    differences = list(_differences(node, specified))
    if differences:
        message = f"Directive @{node.name.value} is not defined as federation has it: {'; '.join(differences)}"
        yield finding("DIRECTIVE_DEFINITION_INVALID", message, f"@{node.name.value}", nodes=[(subgraph, node)])


def compare_type(subgraph: str, node: TypeDefinitionNode, vocabulary: Vocabulary) -> Iterator[Finding]:
    """Refuse a definition of a specified type that is not what is specified: a scalar, or the enum of purposes."""
    name = node.name.value
    if vocabulary.type(name) != "Purpose":
        fits, specified = isinstance(node, ScalarTypeDefinitionNode), "a scalar"
    else:
        values = node.values or () if isinstance(node, EnumTypeDefinitionNode) else ()
        fits, specified = (
            {value.name.value for value in values} == PURPOSES,
            f"the enum of {' and '.join(sorted(PURPOSES))}",
        )
    if not fits:
        message = f'Type "{name}" is not defined as specified: it is {specified}'
        yield finding("TYPE_DEFINITION_INVALID", message, name, nodes=[(subgraph, node)])


def _differences(found: DirectiveDefinitionNode, specified: DirectiveDefinitionNode) -> Iterator[str]:
    known = {argument.name.value: argument for argument in specified.arguments or ()}
    given = {argument.name.value: argument for argument in found.arguments or ()}
    for name, argument in given.items():
        if name not in known:
            yield f'it has no argument "{name}"'
        elif not _same_shape(argument.type, known[name].type):
            yield f'argument "{name}" is of type "{print_ast(known[name].type)}", not "{print_ast(argument.type)}"'
    for name, argument in known.items():
        if name not in given and print_ast(argument.type).endswith("!"):
            yield f'its argument "{name}" is missing'
    allowed = {location.value for location in specified.locations}
    surplus = [location.value for location in found.locations if location.value not in allowed]
    if surplus:
        yield f"it does not go on {', '.join(surplus)}"
    if found.repeatable and not specified.repeatable:
        yield "it is not repeatable"


def _same_shape(found: TypeNode, specified: TypeNode) -> bool:
    """Nullability apart (older libraries print it otherwise); the string-like scalars stand for each other."""
    ours, theirs = read_type(found), read_type(specified)
    is_same_name = named(ours) == named(theirs) or (_is_string(named(ours)) and _is_string(named(theirs)))
    lists = str(ours).count("["), str(theirs).count("[")
    return is_same_name and (lists[0] == lists[1] or (_is_string(named(theirs)) and lists[1] == 0))


def _is_string(name: str) -> bool:
    return name.rpartition("__")[2] in STRINGS


def check_repetition(
    subgraph: str, node: ObjectTypeDefinitionNode | ObjectTypeExtensionNode, vocabulary: Vocabulary
) -> Iterator[Finding]:
    """Refuse @shareable twice on one block: it is repeatable only so that extensions can have their own."""
    uses = [use for use in node.directives or () if vocabulary.directive(use.name.value) == "shareable"]
    if len(uses) > 1:
        message = f'"{node.name.value}" is marked @shareable {len(uses)} times on one declaration'
        place = [(subgraph, use) for use in uses]
        yield finding("INVALID_SHAREABLE_USAGE", message, node.name.value, nodes=place)


def check_values(subgraph: str, document: DocumentNode, schema: GraphQLSchema) -> Iterator[Finding]:
    """Yield each value given to a directive that is not of its argument's type; plain GraphQL does not look."""
    collector = _Uses()
    visit(document, collector)
    for use in collector.found:
        directive = schema.get_directive(use.name.value)
        arguments = directive.args if directive else {}
        for given in use.arguments or ():
            argument = arguments.get(given.name.value)
            if argument is not None and value_from_ast(given.value, argument.type) is Undefined:
                message = (
                    f"@{use.name.value}({given.name.value}: {print_ast(given.value)}): the value is not of type"
                    f' "{argument.type}"'
                )
                yield finding("INVALID_GRAPHQL", message, f"@{use.name.value}", nodes=[(subgraph, given)])


class _Uses(Visitor):
    """Collects the applications of directives."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[DirectiveNode] = []

    def enter_directive(self, node: DirectiveNode, *_: object) -> None:
        """Take note of one."""
        self.found.append(node)
