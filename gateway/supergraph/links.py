"""`@link`: which specifications a supergraph uses, and by which names their elements appear in it.

https://specs.apollo.dev/link/v1.0
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from graphql.language import DirectiveNode, DocumentNode, SchemaDefinitionNode, SchemaExtensionNode

from gateway.errors import SupergraphError
from gateway.supergraph.literals import directive_arguments

_URL = re.compile(r"(?P<identity>.*?/?(?P<name>[^/]+))/v(?P<major>\d+)\.(?P<minor>\d+)/?")
_LINK_SPECIFICATION = re.compile(r"https?://specs\.apollo\.dev/(link|core)/v\d+\.\d+/?")


@dataclass(frozen=True, slots=True)
class Link:
    """One linked specification: `namespace` prefixes its elements, `imports` gives some a name of their own.

    In `imports` a directive's name begins with @.
    """

    name: str
    version: tuple[int, int] | None
    url: str
    namespace: str
    purpose: str | None
    imports: dict[str, str] = field(default_factory=dict)

    def directive(self, element: str) -> str:
        """Return the name by which a directive of the specification appears in the schema, without the @."""
        imported = self.imports.get(f"@{element}")
        if imported is not None:
            return imported.removeprefix("@")
        return self.namespace if element == self.name else f"{self.namespace}__{element}"

    def type(self, element: str) -> str:
        """Return the name by which a type of the specification appears in the schema."""
        return self.imports.get(element, f"{self.namespace}__{element}")

    def owns_directive(self, name: str) -> bool:
        return name == self.namespace or name.startswith(f"{self.namespace}__") or f"@{name}" in self.imports.values()

    def owns_type(self, name: str) -> bool:
        return name.startswith(f"{self.namespace}__") or name in self.imports.values()


def read_links(document: DocumentNode) -> tuple[Link, ...]:
    """Read every @link on the schema, whatever the link directive itself is called there."""
    applications = tuple(_schema_directives(document))
    own_name = _name_of_link_itself(applications)
    if own_name is None:
        raise SupergraphError("The supergraph has no @link to https://specs.apollo.dev/link: it was not composed.")
    return tuple(_read_link(directive) for directive in applications if directive.name.value == own_name)


def _schema_directives(document: DocumentNode) -> Iterable[DirectiveNode]:
    for definition in document.definitions:
        if isinstance(definition, SchemaDefinitionNode | SchemaExtensionNode):
            yield from definition.directives or ()


def _name_of_link_itself(applications: Iterable[DirectiveNode]) -> str | None:
    for directive in applications:
        arguments = directive_arguments(directive)
        url = arguments.get("url", arguments.get("feature"))
        if isinstance(url, str) and _LINK_SPECIFICATION.fullmatch(url):
            return directive.name.value
    return None


def _read_link(directive: DirectiveNode) -> Link:
    arguments = directive_arguments(directive)
    url = str(arguments.get("url", arguments.get("feature", "")))
    match = _URL.fullmatch(url)
    name = match["name"] if match else url.rstrip("/").rpartition("/")[2]
    version = (int(match["major"]), int(match["minor"])) if match else None
    namespace = arguments.get("as") or name
    purpose = arguments.get("for")
    return Link(
        name=name,
        version=version,
        url=url,
        namespace=str(namespace),
        purpose=None if purpose is None else str(purpose),
        imports=dict(_read_import(item) for item in arguments.get("import") or ()),
    )


def _read_import(item: object) -> tuple[str, str]:
    if isinstance(item, dict):
        name = str(item.get("name"))
        return name, str(item.get("as") or name)
    return str(item), str(item)
