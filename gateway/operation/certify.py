"""One walk over a document that says "certainly valid" or nothing: usual documents need no second look.

What it cannot certify is left to graphql-core's validation, which decides, and words the errors. So this may be
strict where that keeps it short (subscriptions, introspection, directives other than @skip and @include, fields of one
response name that differ in anything), but it must never certify what breaks a rule.
https://spec.graphql.org/September2025/#sec-Validation

Each selection is walked once per place at which it is asked, with fragments followed and the selections of equal
response names taken together, as the rule for overlapping fields has it. A budget bounds the walk.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from graphql import GraphQLBoolean, GraphQLNonNull
from graphql.language import (
    ArgumentNode,
    DirectiveNode,
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    InlineFragmentNode,
    NullValueNode,
    OperationDefinitionNode,
    OperationType,
    SelectionSetNode,
    ValueNode,
    VariableDefinitionNode,
    print_ast,
)

from gateway.operation.signatures import Inputs, Place, Signature, Signatures
from gateway.operation.values import Declared, Unsure, Values

# Far above usual operations, far below what could make the walk or graphql-core's own give up.
VISITS_MAX: Final = 2_000
REPEATS_MAX: Final = 300
DEPTH_MAX: Final = 40

_CONDITION: Final = Inputs({"if": Place(GraphQLNonNull(GraphQLBoolean), "Boolean!")}, frozenset(("if",)))


@dataclass(frozen=True, slots=True)
class Certificate:
    """A document is valid. `literals` are the values given to the arguments of its fields, in the order of the walk."""

    literals: tuple[tuple[ValueNode, Place], ...]


def certify(document: DocumentNode, signatures: Signatures) -> Certificate | None:
    """Certify that a document is valid; None says that this is not known."""
    try:
        return _Walk(document, signatures).certify()
    except (Unsure, RecursionError):
        return None


@dataclass(slots=True)
class _Group:
    """The fields of one response name at one place: all equal but for what is selected below them."""

    node: FieldNode
    signature: Signature
    below: list[tuple[str, SelectionSetNode]] = field(default_factory=list)


@dataclass(slots=True)
class _Level:
    """What is asked of one value: the fields by response name, and the fragments followed, false while within them."""

    groups: dict[str, _Group] = field(default_factory=dict)
    followed: dict[str, bool] = field(default_factory=dict)


class _Walk:
    """Walks the operations of one document."""

    def __init__(self, document: DocumentNode, signatures: Signatures) -> None:
        self._signatures = signatures
        self._operations, self._fragments = _definitions(document)
        self._spread: set[str] = set()
        self._visits = 0
        self._repeats = 0
        self._values = Values(signatures, {})
        self._literals: dict[int, tuple[ValueNode, Place]] = {}

    def certify(self) -> Certificate:
        for operation in self._operations:
            self._operation(operation)
        if len(self._spread) != len(self._fragments):
            raise Unsure
        return Certificate(tuple(self._literals.values()))

    def _operation(self, operation: OperationDefinitionNode) -> None:
        root = self._signatures.root(operation.operation)
        if root is None or operation.directives or operation.operation is OperationType.SUBSCRIPTION:
            raise Unsure
        variables = self._declared(operation.variable_definitions or ())
        self._values = Values(self._signatures, variables)
        self._selections([(root, operation.selection_set)], 1)
        if len(self._values.used) != len(variables):
            raise Unsure

    def _declared(self, definitions: Sequence[VariableDefinitionNode]) -> dict[str, Declared]:
        declared: dict[str, Declared] = {}
        for definition in definitions:
            of_type = self._signatures.input_type(definition.type)
            if of_type is None or definition.directives or definition.variable.name.value in declared:
                raise Unsure
            printed, default = str(of_type), definition.default_value
            if default is not None:
                Values(self._signatures, {}).check(default, Place(of_type, printed))
            has_default = default is not None and type(default) is not NullValueNode
            declared[definition.variable.name.value] = Declared(printed, has_default)
        return declared

    def _selections(self, asked: Sequence[tuple[str, SelectionSetNode]], depth: int) -> None:
        """Walk what is selected of one value, all selection sets together, and then what lies below."""
        if depth > DEPTH_MAX:
            raise Unsure
        level = _Level()
        for type_name, selection_set in asked:
            self._collect(type_name, selection_set, level, depth)
        for group in level.groups.values():
            if group.below:
                self._selections(group.below, depth + 1)

    def _collect(self, type_name: str, selection_set: SelectionSetNode, level: _Level, depth: int) -> None:
        fields = self._signatures.fields(type_name)
        self._visits += len(selection_set.selections)
        if depth > DEPTH_MAX or self._visits > VISITS_MAX or not selection_set.selections:
            raise Unsure
        for node in selection_set.selections:
            if node.directives:
                self._conditions(node.directives)
            if type(node) is FieldNode:
                self._field(node, fields, level.groups)
            elif type(node) is InlineFragmentNode:
                condition = node.type_condition.name.value if node.type_condition else type_name
                self._check_overlap(type_name, condition)
                self._collect(condition, node.selection_set, level, depth + 1)
            elif type(node) is FragmentSpreadNode:
                fragment = self._fragments.get(node.name.value)
                if fragment is None or node.arguments:
                    raise Unsure
                condition = fragment.type_condition.name.value
                self._check_overlap(type_name, condition)
                self._follow(fragment, level, depth)
            else:
                raise Unsure

    def _follow(self, fragment: FragmentDefinitionNode, level: _Level, depth: int) -> None:
        """Collect what a fragment selects, once a place; one that is not done with is within itself."""
        name = fragment.name.value
        is_done = level.followed.get(name)
        if is_done is None:
            level.followed[name] = False
            self._spread.add(name)
            self._collect(fragment.type_condition.name.value, fragment.selection_set, level, depth + 1)
            level.followed[name] = True
        elif not is_done:
            raise Unsure

    def _field(self, node: FieldNode, fields: Mapping[str, Signature], groups: dict[str, _Group]) -> None:
        signature = fields.get(node.name.value)
        below = node.selection_set
        if signature is None or (signature.below is None) is not (below is None):
            raise Unsure
        arguments = node.arguments or ()
        if arguments or signature.inputs.required:
            self._values.check_arguments(arguments, signature.inputs)
            for argument in arguments:
                place = signature.inputs.places[argument.name.value]
                self._literals[id(argument.value)] = argument.value, place
        response = node.alias.value if node.alias else node.name.value
        group = groups.get(response)
        if group is None:
            group = groups[response] = _Group(node, signature)
        else:
            self._check_equal(group, node, signature)
        if below is not None and signature.below is not None:
            group.below.append((signature.below, below))

    def _check_equal(self, group: _Group, node: FieldNode, signature: Signature) -> None:
        self._repeats += 1
        if (
            self._repeats > REPEATS_MAX
            or group.node.name.value != node.name.value
            or group.signature.declared != signature.declared
            or _printed(group.node.arguments) != _printed(node.arguments)
        ):
            raise Unsure

    def _check_overlap(self, type_name: str, condition: str) -> None:
        """Check that some value may be of both types; a type that is not composite has no values here."""
        if self._signatures.possible(type_name).isdisjoint(self._signatures.possible(condition)):
            raise Unsure

    def _conditions(self, directives: Sequence[DirectiveNode]) -> None:
        names = {directive.name.value for directive in directives}
        if len(names) != len(directives) or not names <= self._signatures.conditions:
            raise Unsure
        for directive in directives:
            self._values.check_arguments(directive.arguments or (), _CONDITION)


def _printed(arguments: Sequence[ArgumentNode] | None) -> list[str]:
    return sorted(print_ast(argument) for argument in arguments) if arguments else []


def _definitions(
    document: DocumentNode,
) -> tuple[Sequence[OperationDefinitionNode], Mapping[str, FragmentDefinitionNode]]:
    """Sort the definitions; names must be unique, and an operation without a name alone."""
    operations: dict[str | None, OperationDefinitionNode] = {}
    fragments: dict[str, FragmentDefinitionNode] = {}
    for node in document.definitions:
        if type(node) is OperationDefinitionNode:
            operations[node.name.value if node.name else None] = node
        elif type(node) is FragmentDefinitionNode and not node.directives and not node.variable_definitions:
            fragments[node.name.value] = node
        else:
            raise Unsure
    if len(operations) + len(fragments) != len(document.definitions) or (None in operations and len(operations) > 1):
        raise Unsure
    return tuple(operations.values()), fragments
