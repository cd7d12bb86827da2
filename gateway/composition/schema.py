"""A subgraph schema as composition sees it: frozen elements under canonical names, each with its source node.

Federation's directives appear under their specified names whatever a schema calls them, root types as `Query`,
`Mutation` and `Subscription`, and extensions are folded into the type they extend.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import Enum

from graphql import DirectiveNode, Node, ValueNode

from gateway.composition.specification import Version
from gateway.composition.typerefs import TypeRef

ROOTS = ("Query", "Mutation", "Subscription")


class Kind(Enum):
    """The kinds of type; the value is the keyword."""

    SCALAR = "scalar"
    OBJECT = "type"
    INTERFACE = "interface"
    UNION = "union"
    ENUM = "enum"
    INPUT = "input"


COMPOSITE = frozenset({Kind.OBJECT, Kind.INTERFACE, Kind.UNION})


@dataclass(frozen=True, slots=True)
class Use:
    """One application of a directive. `is_federation`: `name` is federation's, not one the schema made up."""

    name: str
    is_federation: bool
    arguments: Mapping[str, ValueNode]
    node: DirectiveNode | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Element:
    """What every element of a schema has. `joins` is filled in supergraphs only: its join directives, printed."""

    name: str
    coordinate: str
    node: Node | None = None
    description: str | None = None
    uses: tuple[Use, ...] = ()
    joins: tuple[str, ...] = ()

    def all(self, directive: str) -> tuple[Use, ...]:
        """Return the applications of one of federation's directives."""
        return tuple(use for use in self.uses if use.is_federation and use.name == directive)

    def has(self, directive: str) -> bool:
        return any(use.is_federation and use.name == directive for use in self.uses)

    def first(self, directive: str) -> Use | None:
        return next(iter(self.all(directive)), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class InputValue(Element):
    """An argument or an input field."""

    type: TypeRef
    default: ValueNode | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Field(Element):
    """An output field. External and shareable count the directive on the field or on the block that declares it.

    `is_key_of_extension`: marked external, but read as an own field because it is in the key of an extension.
    """

    type: TypeRef
    arguments: Mapping[str, InputValue] = field(default_factory=dict)
    is_external: bool = False
    is_shareable: bool = False
    is_key_of_extension: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Type(Element):
    """A type: of the maps only those of its kind are filled.

    `is_defined`: there is a definition, not extensions alone. `extension_only`: none, or one that @extends marks as an
    extension.
    """

    kind: Kind
    interfaces: Mapping[str, Node] = field(default_factory=dict)
    fields: Mapping[str, Field] = field(default_factory=dict)
    inputs: Mapping[str, InputValue] = field(default_factory=dict)
    members: Mapping[str, Node] = field(default_factory=dict)
    values: Mapping[str, Element] = field(default_factory=dict)
    is_defined: bool = True
    extension_only: bool = False

    @property
    def is_interface_object(self) -> bool:
        return self.has("interfaceObject")

    @property
    def merged_kind(self) -> Kind:
        """The kind in the supergraph, where an interface object is an interface."""
        return Kind.INTERFACE if self.is_interface_object else self.kind


@dataclass(frozen=True, slots=True, kw_only=True)
class DirectiveDefinition(Element):
    """A directive that the schema itself defines."""

    arguments: Mapping[str, InputValue]
    locations: tuple[str, ...]
    is_repeatable: bool


@dataclass(frozen=True, slots=True)
class Feature:
    """A specification a schema links: `identity` is its address without version, `names` local to specified name.

    Names of directives begin with `@`, on both sides.
    """

    identity: str
    name: str
    version: Version
    names: Mapping[str, str]
    prefix: str
    node: DirectiveNode | None = None


@dataclass(frozen=True, slots=True)
class Subgraph:
    """One subgraph, read. `version` is that of the federation specification, (1, 0) where it links none."""

    name: str
    url: str
    version: Version
    types: Mapping[str, Type]
    directives: Mapping[str, DirectiveDefinition]
    features: tuple[Feature, ...] = ()
    schema: Element = field(default_factory=lambda: Element(name="schema", coordinate="schema"))

    def possible(self, type_name: str) -> frozenset[str]:
        """Return the object types a value of the type can have here; none for an interface object."""
        declared = self.types.get(type_name)
        if declared is None or declared.is_interface_object:
            return frozenset()
        if declared.kind is Kind.UNION:
            return frozenset(declared.members)
        if declared.kind is Kind.INTERFACE:
            return frozenset(self.implementations(type_name))
        return frozenset({type_name})

    def elements(self) -> Iterator[Element]:
        """Yield everything that can carry directives, directive definitions apart."""
        yield self.schema
        for each in self.types.values():
            yield each
            yield from each.inputs.values()
            yield from each.values.values()
            for declared in each.fields.values():
                yield declared
                yield from declared.arguments.values()

    def implementations(self, interface: str) -> tuple[str, ...]:
        return tuple(
            each.name for each in self.types.values() if each.kind is Kind.OBJECT and interface in each.interfaces
        )
