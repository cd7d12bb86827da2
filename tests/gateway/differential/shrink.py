"""The smallest operation that still differs: fields, fragments and arguments are left out as long as it does."""

from collections.abc import Iterator

from graphql import DocumentNode, FragmentDefinitionNode, GraphQLSchema, parse, print_ast, validate
from graphql.language import FieldNode, InlineFragmentNode, Node, OperationDefinitionNode, SelectionSetNode

from tests.gateway.differential.compare import Case, Difference, differ
from tests.gateway.differential.failures import Failures
from tests.gateway.differential.operations import Request


async def shrink(case: Case, difference: Difference, failures: Failures) -> Difference:
    """Return the difference that the smallest operation shows."""
    smaller: Difference | None = difference
    while smaller is not None:
        difference = smaller
        smaller = await _smaller(case, difference.request, failures)
    return difference


async def _smaller(case: Case, request: Request, failures: Failures) -> Difference | None:
    for text in _without_one(request.text):
        known = _valid(text, case.supergraph.api_schema)
        if known is not None:
            found = await differ(case, Request(text, request.variables, known), failures)
            if found is not None:
                return found
    return None


def _valid(text: str, schema: GraphQLSchema) -> DocumentNode | None:
    document = parse(text, no_location=True)
    return None if validate(schema, document) else document


def _without_one(text: str) -> Iterator[str]:
    """Leave out one thing at a time, the largest first: selections, fragments, variables, arguments, directives."""
    count = len(list(_removable(parse(text, no_location=True))))
    for number in range(count):
        document = parse(text, no_location=True)
        holder, attribute, index = list(_removable(document))[number]
        kept = list(getattr(holder, attribute))
        del kept[index]
        setattr(holder, attribute, tuple(kept))
        yield print_ast(document)


def _removable(node: Node) -> Iterator[tuple[Node, str, int]]:
    match node:
        case DocumentNode():
            yield from ((node, "definitions", n) for n, d in enumerate(node.definitions) if _is_fragment(d))
            for definition in node.definitions:
                yield from _removable(definition)
        case SelectionSetNode():
            if len(node.selections) > 1:
                yield from ((node, "selections", number) for number in range(len(node.selections)))
            for selection in node.selections:
                yield from _removable(selection)
        case OperationDefinitionNode():
            yield from ((node, "variable_definitions", n) for n in range(len(node.variable_definitions or ())))
            yield from _removable(node.selection_set)
        case FieldNode() | InlineFragmentNode() | FragmentDefinitionNode():
            yield from ((node, "directives", number) for number in range(len(node.directives or ())))
            if isinstance(node, FieldNode):
                yield from ((node, "arguments", number) for number in range(len(node.arguments or ())))
            if node.selection_set is not None:
                yield from _removable(node.selection_set)
        case _:
            pass


def _is_fragment(node: Node) -> bool:
    return isinstance(node, FragmentDefinitionNode)
