"""`@link` on a schema: which specifications it uses, and what their elements are called there.

https://specs.apollo.dev/link/v1.0 — an address ends in `/name/vX.Y`; elements are `prefix__name` unless imported, and
the directive named like its specification is the bare prefix.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from graphql import (
    DirectiveNode,
    ListValueNode,
    ObjectValueNode,
    SchemaDefinitionNode,
    SchemaExtensionNode,
    StringValueNode,
    ValueNode,
)

from gateway.composition.findings import Finding, Level, Report, finding
from gateway.composition.schema import Feature
from gateway.composition.specification import (
    DIRECTIVES,
    FEDERATION,
    FIRST,
    LINK,
    NEWEST,
    SEPARATE,
    SEPARATE_TYPES,
    SPECIFICATIONS,
    TYPES,
    UNSUPPORTED,
    VERSION_1_DIRECTIVES,
    Version,
)

ADDRESS: Final = re.compile(r"^(?P<identity>.+/(?P<name>[A-Za-z0-9_-]+))/v(?P<major>\d+)\.(?P<minor>\d+)/?$")
NAME: Final = re.compile(r"^[A-Za-z_][A-Za-z0-9_]*$")


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """How one schema spells what the specifications define: local names (directives with `@`) to specified ones."""

    version: Version
    features: tuple[Feature, ...]
    local: Mapping[str, str]

    def directive(self, local_name: str) -> str | None:
        """Return federation's name of a directive, or None for one that is not federation's."""
        found = self.local.get(f"@{local_name}")
        return found[1:] if found else None

    def type(self, local_name: str) -> str | None:
        """Return the specified name of a type that a specification defines, such as `FieldSet`."""
        return self.local.get(local_name)

    def spelling(self, specified: str) -> str:
        """Return the local name of a specified directive (with `@`) or type."""
        for local_name, name in self.local.items():
            if name == specified:
                return local_name
        return f"@federation__{specified[1:]}" if specified.startswith("@") else f"federation__{specified}"


def read_links(
    subgraph: str, schemas: Sequence[SchemaDefinitionNode | SchemaExtensionNode], report: Report
) -> Vocabulary:
    """Read all links of a schema into its vocabulary; what cannot be understood is reported and left out."""
    uses = [use for schema in schemas for use in schema.directives or ()]
    link_name = _link_name(uses)
    features: list[Feature] = []
    for use in uses:
        if use.name.value == link_name:
            feature = _read_link(subgraph, use, report)
            if feature is not None and _is_new(subgraph, feature, features, report):
                features.append(feature)
    report.add(_upgrades(subgraph, features))
    return _vocabulary(features, link_name)


def _upgrades(subgraph: str, features: Sequence[Feature]) -> Iterator[Finding]:
    """Hint at a specification that federation has from a later version on than the one that is linked."""
    federation = next((feature for feature in features if feature.identity == FEDERATION), None)
    for feature in features:
        if federation is None or feature.identity != f"{SPECIFICATIONS}{feature.name}":
            continue
        since = max((DIRECTIVES[name].since for name in SEPARATE.get(feature.name, ())), default=FIRST)
        if since > federation.version:
            (major, minor), (linked_major, linked_minor) = since, federation.version
            message = (
                f"{feature.name} came with federation v{major}.{minor}, which is therefore used in subgraph"
                f' "{subgraph}" although it links v{linked_major}.{linked_minor}'
            )
            code = "IMPLICITLY_UPGRADED_FEDERATION_VERSION"
            yield finding(code, message, "schema", nodes=[(subgraph, feature.node)], level=Level.INFO)


def _link_name(uses: Iterable[DirectiveNode]) -> str:
    """Find what @link itself is called: the use that links the link specification says it."""
    for use in uses:
        address = _argument(use, "url")
        if isinstance(address, StringValueNode) and address.value.startswith(f"{LINK}/"):
            return use.name.value
    return "link"


def _argument(use: DirectiveNode, name: str) -> ValueNode | None:
    return next((argument.value for argument in use.arguments or () if argument.name.value == name), None)


def _read_link(subgraph: str, use: DirectiveNode, report: Report) -> Feature | None:
    address = _argument(use, "url")
    if not isinstance(address, StringValueNode):
        report.add(_bad_usage(subgraph, use, "@link needs a url, written as a string"))
        return None
    parts = ADDRESS.match(address.value)
    if parts is None:
        message = f'"{address.value}" is not the address of a specification: it must end in /name/vX.Y'
        report.add(finding("INVALID_LINK_IDENTIFIER", message, "schema", nodes=[(subgraph, use)]))
        return None
    identity, name = parts["identity"], parts["name"]
    version = (int(parts["major"]), int(parts["minor"]))
    refusal = _version_refusal(subgraph, use, identity, version)
    if refusal is not None:
        report.add(refusal)
        return None
    prefix = _prefix(subgraph, use, name, report)
    imports = dict(_imports(subgraph, use, report))
    known = _elements(identity, version)
    for local, specified in list(imports.items()):
        if known is not None and specified not in known:
            suggestion = f"@{specified}" if f"@{specified}" in known else None
            hint = f'; did you mean "{suggestion}"?' if suggestion else ""
            report.add(_bad_usage(subgraph, use, f'{address.value} defines no "{specified}" to import{hint}'))
            del imports[local]
    return Feature(identity, name, version, imports, prefix, use)


def _version_refusal(subgraph: str, use: DirectiveNode, identity: str, version: Version) -> Finding | None:
    printed = f"v{version[0]}.{version[1]}"
    if identity == FEDERATION and not (2, 0) <= version <= NEWEST:
        message = f"Federation {printed} is not known; v2.0 to v{NEWEST[0]}.{NEWEST[1]} are"
        return finding("UNKNOWN_FEDERATION_LINK_VERSION", message, "schema", nodes=[(subgraph, use)])
    what = UNSUPPORTED.get(identity.removeprefix(SPECIFICATIONS)) if identity.startswith(SPECIFICATIONS) else None
    if what is not None:
        message = f"{identity}/{printed} is not supported: the gateway asks GraphQL subgraphs, it has no {what}"
        return finding("UNSUPPORTED_LINKED_FEATURE", message, "schema", nodes=[(subgraph, use)])
    if identity == LINK and version[0] != 1:
        message = f"Version {printed} of the link specification is not known; v1.0 is"
        return finding("UNKNOWN_LINK_VERSION", message, "schema", nodes=[(subgraph, use)])
    return None


def _prefix(subgraph: str, use: DirectiveNode, default: str, report: Report) -> str:
    renamed = _argument(use, "as")
    if renamed is None:
        return default
    if isinstance(renamed, StringValueNode) and NAME.match(renamed.value) and "__" not in renamed.value:
        return renamed.value
    message = f'@link(as:) must be a GraphQL name without "__", not {getattr(renamed, "value", "that")!r}'
    report.add(finding("INVALID_LINK_IDENTIFIER", message, "schema", nodes=[(subgraph, use)]))
    return default


def _imports(subgraph: str, use: DirectiveNode, report: Report) -> Iterator[tuple[str, str]]:
    """Yield (local name, specified name) of each import."""
    listed = _argument(use, "import")
    if listed is None:
        return
    items = listed.values if isinstance(listed, ListValueNode) else (listed,)
    for item in items:
        match item:
            case StringValueNode(value=value):
                yield value, value
            case ObjectValueNode():
                texts = {
                    each.name.value: each.value.value for each in item.fields if isinstance(each.value, StringValueNode)
                }
                name = texts.get("name")
                local = texts.get("as", name)
                if name is None or local is None or set(texts) != {each.name.value for each in item.fields}:
                    report.add(_bad_usage(subgraph, use, "an import is a name or an object of name and as"))
                elif name.startswith("@") != local.startswith("@"):
                    report.add(
                        _bad_usage(subgraph, use, f'"{name}" cannot be imported as "{local}": keep or add the @')
                    )
                else:
                    yield local, name
            case _:
                report.add(_bad_usage(subgraph, use, "an import is a name or an object of name and as"))


def _is_new(subgraph: str, feature: Feature, others: Iterable[Feature], report: Report) -> bool:
    for other in others:
        if other.identity == feature.identity:
            report.add(_bad_usage(subgraph, feature.node, f"{feature.identity} is linked twice"))
            return False
        if other.prefix == feature.prefix:
            message = f'two specifications cannot both be called "{feature.prefix}": give one another name with as'
            report.add(_bad_usage(subgraph, feature.node, message))
            return False
    return True


def _bad_usage(subgraph: str, use: DirectiveNode | None, message: str) -> Finding:
    return finding("INVALID_LINK_DIRECTIVE_USAGE", message, "schema", nodes=[(subgraph, use)])


def _elements(identity: str, version: Version) -> frozenset[str] | None:
    """Return what a specification defines (directives with `@`), or None if it is not one of those known here."""
    if identity == FEDERATION:
        directives = (f"@{name}" for name, definition in DIRECTIVES.items() if definition.since <= version)
        types = (name for name, since in TYPES.items() if since <= version)
        return frozenset((*directives, *types))
    if identity == LINK:
        return frozenset({"@link", "Import", "Purpose"})
    name = identity.removeprefix(SPECIFICATIONS)
    if identity.startswith(SPECIFICATIONS) and name in SEPARATE:
        return frozenset((*(f"@{directive}" for directive in SEPARATE[name]), *SEPARATE_TYPES.get(name, ())))
    return None


def _vocabulary(features: list[Feature], link_name: str) -> Vocabulary:
    federation = next((feature for feature in features if feature.identity == FEDERATION), None)
    local: dict[str, str] = {f"@{link_name}": "@link", f"{link_name}__Import": "Import"}
    local[f"{link_name}__Purpose"] = "Purpose"
    if federation is None:
        local |= {f"@{name}": f"@{name}" for name in VERSION_1_DIRECTIVES} | {"_FieldSet": "FieldSet"}
    for feature in features:
        for element in sorted(_elements(feature.identity, feature.version) or ()):
            spelled = [name for name, specified in feature.names.items() if specified == element]
            for name in spelled or [_unimported(feature, element)]:
                local[name] = element
    return Vocabulary(federation.version if federation else FIRST, tuple(features), local)


def _unimported(feature: Feature, element: str) -> str:
    if element == f"@{feature.name}":
        return f"@{feature.prefix}"
    return f"@{feature.prefix}__{element[1:]}" if element.startswith("@") else f"{feature.prefix}__{element}"
