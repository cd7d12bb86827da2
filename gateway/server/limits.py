"""How large an operation may be. Measured before it is validated, because validating a large one is what costs.

`check_text` looks at the text alone, before it is parsed. `check_operation` counts over the whole operation with
fragments followed: each fragment is measured once, however often it is spread, and sums stop growing at a cap, so that
measuring a bomb is cheap.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    InlineFragmentNode,
    OperationDefinitionNode,
    SelectionNode,
    SelectionSetNode,
)

from gateway.errors import LimitExceeded
from gateway.server.settings import Limits

# Closing quotes are optional: an unclosed string is one token to the end, and no quote is looked at twice.
_TOKEN: Final = re.compile(
    r'"""(?:\\"""|(?!""").)*+(?:""")?'
    r'|"(?:[^"\\\n\r]|\\.)*+"?'
    r"|\#[^\n\r]*+"
    r"|\.\.\.|[_A-Za-z][_0-9A-Za-z]*+|-?[0-9][-+.0-9A-Za-z]*+|[^\s,\ufeff]",
    re.DOTALL,
)
_CAP: Final = 1_000_000
_INTROSPECTION: Final = frozenset({"__schema", "__type"})


def check_text(text: str, limits: Limits) -> None:
    """Refuse a document that is too long to be looked at; raises LimitExceeded."""
    size = len(text.encode("utf-8", "surrogatepass"))
    _allow("document bytes", limits.document_bytes, size)
    tokens = nesting = deepest = 0
    for match in _TOKEN.finditer(text):
        tokens += 1
        first = text[match.start()]
        if first in "{[(":
            nesting += 1
            deepest = max(deepest, nesting)
        elif first in "}])":
            nesting -= 1
    _allow("tokens", limits.tokens, tokens)
    _allow("nesting", limits.nesting, deepest)


@dataclass(frozen=True, slots=True)
class _Measure:
    """The size of a selection: `depth` of ordinary fields, `introspection_depth` below `__schema` and `__type`."""

    depth: int = 0
    fields: int = 0
    aliases: int = 0
    directives: int = 0
    root_fields: int = 0
    introspection_depth: int = 0


def check_operation(document: DocumentNode, operation: OperationDefinitionNode, limits: Limits) -> None:
    """Refuse an operation that is too large; raises LimitExceeded. The document need not be valid."""
    operations = sum(isinstance(node, OperationDefinitionNode) for node in document.definitions)
    fragments = {node.name.value: node for node in document.definitions if isinstance(node, FragmentDefinitionNode)}
    _allow("operations", limits.operations, operations)
    _allow("fragments", limits.fragments, len(document.definitions) - operations)
    _allow("variables", limits.variables, len(operation.variable_definitions or ()))
    size = _Measurer(fragments).measure(operation.selection_set)
    _allow("depth", limits.depth, size.depth)
    _allow("introspection depth", limits.introspection_depth, size.introspection_depth)
    _allow("fields", limits.fields, size.fields)
    _allow("aliases", limits.aliases, size.aliases)
    _allow("root fields", limits.root_fields, size.root_fields)
    _allow("directives", limits.directives, size.directives + len(operation.directives or ()))


def _allow(limit: str, allowed: int, measured: int) -> None:
    if measured > allowed:
        raise LimitExceeded(limit, allowed=allowed, measured=measured)


class _Measurer:
    """Measures selections of one document; a fragment within itself counts nothing, validation will tell."""

    def __init__(self, fragments: Mapping[str, FragmentDefinitionNode]) -> None:
        self._fragments = fragments
        self._known: dict[str, _Measure] = {}

    def measure(self, selection_set: SelectionSetNode | None) -> _Measure:
        if selection_set is None:
            return _Measure()
        return _sum(self._selection(node) for node in selection_set.selections)

    def _selection(self, node: SelectionNode) -> _Measure:
        directives = len(node.directives or ())
        if isinstance(node, FieldNode):
            return self._field(node, directives)
        if isinstance(node, InlineFragmentNode):
            return _sum((self.measure(node.selection_set), _Measure(directives=directives)))
        assert isinstance(node, FragmentSpreadNode), "a selection is a field, a spread or an inline fragment"
        return _sum((self._fragment(node.name.value), _Measure(directives=directives)))

    def _field(self, node: FieldNode, directives: int) -> _Measure:
        below = self.measure(node.selection_set)
        is_introspection = node.name.value in _INTROSPECTION
        return _Measure(
            depth=0 if is_introspection else below.depth + 1,
            fields=1 if is_introspection else below.fields + 1,
            aliases=below.aliases + (node.alias is not None),
            directives=below.directives + directives,
            root_fields=1,
            introspection_depth=max(below.introspection_depth, below.depth + 1 if is_introspection else 0),
        )

    def _fragment(self, name: str) -> _Measure:
        known = self._known.get(name)
        if known is None:
            self._known[name] = _Measure()
            fragment = self._fragments.get(name)
            known = self._known[name] = self.measure(fragment.selection_set) if fragment else _Measure()
        return known


def _sum(measures: Iterable[_Measure]) -> _Measure:
    depth = fields = aliases = directives = root_fields = introspection_depth = 0
    for measure in measures:
        depth = max(depth, measure.depth)
        introspection_depth = max(introspection_depth, measure.introspection_depth)
        fields = min(fields + measure.fields, _CAP)
        aliases = min(aliases + measure.aliases, _CAP)
        directives = min(directives + measure.directives, _CAP)
        root_fields = min(root_fields + measure.root_fields, _CAP)
    return _Measure(depth, fields, aliases, directives, root_fields, introspection_depth)
