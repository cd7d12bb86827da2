"""@authenticated, @requiresScopes and @policy: what a caller must show to read a type or a field.

A rule that cannot be read to the letter stops the start: serving what it protects would be a guess.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final, TypeAlias

from graphql.language import (
    DirectiveNode,
    DocumentNode,
    EnumTypeDefinitionNode,
    FieldDefinitionNode,
    InterfaceTypeDefinitionNode,
    ListValueNode,
    Node,
    ObjectTypeDefinitionNode,
    ScalarTypeDefinitionNode,
    StringValueNode,
    ValueNode,
    Visitor,
    print_ast,
    visit,
)

from gateway.errors import SupergraphError
from gateway.supergraph.features import APOLLO
from gateway.supergraph.links import Link

Alternatives: TypeAlias = tuple[frozenset[str], ...]

VERSION: Final = (0, 1)
# Directive, which is named like its specification -> its one argument.
ARGUMENTS: Final[Mapping[str, str | None]] = {"authenticated": None, "requiresScopes": "scopes", "policy": "policies"}
PROTECTED: Final = (
    ObjectTypeDefinitionNode,
    InterfaceTypeDefinitionNode,
    ScalarTypeDefinitionNode,
    EnumTypeDefinitionNode,
    FieldDefinitionNode,
)


@dataclass(frozen=True, slots=True)
class AccessRule:
    """What must be shown: a login; all of one of the sets of scopes; all of one of the sets of policies.

    No set at all asks for nothing. The three hold together.
    """

    is_authenticated: bool = False
    scopes: Alternatives = ()
    policies: Alternatives = ()


def read_access(document: DocumentNode, links: Iterable[Link]) -> Mapping[str, AccessRule]:
    """Return the rule of each coordinate (`Type`, `Type.field`) that has one."""
    named = {link.directive(link.name): link for link in links if link.name in ARGUMENTS and APOLLO in link.url}
    if not named:
        return {}
    for link in named.values():
        if link.version != VERSION:
            raise SupergraphError(f"The supergraph protects data by {link.url}; this gateway knows v0.1 of it.")
    reader = _Reader({local: link.name for local, link in named.items()})
    visit(document, reader)
    return reader.rules


class _Reader(Visitor):
    """Collects rules on a walk through the document; `_directives` are the local names of the three."""

    def __init__(self, directives: Mapping[str, str]) -> None:
        super().__init__()
        self.rules: dict[str, AccessRule] = {}
        self._directives = directives

    def enter_directive(self, node: DirectiveNode, _key: object, _parent: object, _path: object, above: object) -> None:
        """Add what one application asks for to the rule of its element."""
        directive = self._directives.get(node.name.value)
        if directive is None:
            return
        assert isinstance(above, list), "graphql-core keeps the nodes above as a list"
        elements = [each for each in above if isinstance(each, Node) and hasattr(each, "name")]
        where = ".".join(each.name.value for each in elements) or "schema"
        if not elements or not isinstance(elements[-1], PROTECTED):
            raise SupergraphError(f"{where}: @{node.name.value} cannot stand there, so what it protects is unclear.")
        self.rules[where] = _joined(self.rules.get(where, AccessRule()), directive, _asked(node, directive, where))


def _joined(rule: AccessRule, directive: str, asked: Alternatives) -> AccessRule:
    match directive:
        case "authenticated":
            return AccessRule(True, rule.scopes, rule.policies)
        case "requiresScopes":
            return AccessRule(rule.is_authenticated, _both(rule.scopes, asked), rule.policies)
        case _:
            return AccessRule(rule.is_authenticated, rule.scopes, _both(rule.policies, asked))


def _both(one: Alternatives, other: Alternatives) -> Alternatives:
    """Ask for one set of each, where a directive stands twice."""
    return tuple(dict.fromkeys(first | second for first in one for second in other)) if one else other


def _asked(node: DirectiveNode, directive: str, where: str) -> Alternatives:
    expected = ARGUMENTS[directive]
    given = {argument.name.value: argument.value for argument in node.arguments or ()}
    unknown = sorted(given.keys() - {expected})
    if unknown:
        raise SupergraphError(f"{where}: @{node.name.value} has no argument {unknown[0]}, so what it asks is unclear.")
    return () if expected is None else _alternatives(given.get(expected), node, where)


def _alternatives(value: ValueNode | None, node: DirectiveNode, where: str) -> Alternatives:
    """Read one or more lists of texts."""
    if isinstance(value, ListValueNode) and value.values:
        rows = [_texts(row) for row in value.values]
        found = tuple(dict.fromkeys(row for row in rows if row is not None))
        if None not in rows:
            return found
    shown = "nothing" if value is None else print_ast(value)
    raise SupergraphError(f"{where}: @{node.name.value} needs lists of lists of texts, not {shown}.")


def _texts(value: ValueNode) -> frozenset[str] | None:
    if not isinstance(value, ListValueNode):
        return None
    texts = [item.value for item in value.values if isinstance(item, StringValueNode)]
    return frozenset(texts) if len(texts) == len(value.values) else None
