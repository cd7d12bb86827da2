"""The smallest operation that still differs: fields, fragments and arguments are left out as long as it does."""

from collections.abc import Iterator
from itertools import count
from typing import Any, Final

from graphql import (
    REMOVE,
    DocumentNode,
    GraphQLSchema,
    NoUnusedFragmentsRule,
    NoUnusedVariablesRule,
    Visitor,
    parse,
    print_ast,
    specified_rules,
    validate,
    visit,
)
from graphql.language import (
    ArgumentNode,
    DirectiveNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    InlineFragmentNode,
    Node,
    VariableDefinitionNode,
)

from gateway.errors import BadRequest
from gateway.operation import parse_document
from tests.gateway.differential.compare import Case, Difference, differ
from tests.gateway.differential.failures import Failures
from tests.gateway.differential.operations import Request

_REMOVABLE: Final = (
    FragmentDefinitionNode,
    VariableDefinitionNode,
    FieldNode,
    FragmentSpreadNode,
    InlineFragmentNode,
    DirectiveNode,
    ArgumentNode,
)

# What is left unused on the way goes next.
_RULES: Final = [rule for rule in specified_rules if rule not in {NoUnusedFragmentsRule, NoUnusedVariablesRule}]


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
    try:
        document = parse_document(text)
    except BadRequest:
        return None  # nothing was left of a selection
    return None if validate(schema, document, _RULES) else document


def _without_one(text: str) -> Iterator[str]:
    """Leave out one thing at a time, in the order of the text: what holds much comes before what it holds."""
    document = parse(text, no_location=True)
    for number in count():
        removal = _Removal(number)
        smaller = visit(document, removal)
        if not removal.is_done:
            return
        yield print_ast(smaller)


class _Removal(Visitor):
    """Removes one of the things that an operation may do without."""

    def __init__(self, number: int) -> None:
        super().__init__()
        self._left = number
        self.is_done = False

    def enter(self, node: Node, *_: Any) -> Any:
        """Count the things, and remove the one that was asked for."""
        if self.is_done or not isinstance(node, _REMOVABLE):
            return None
        self.is_done = not self._left
        self._left -= 1
        return REMOVE if self.is_done else None
