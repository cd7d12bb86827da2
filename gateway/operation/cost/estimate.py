"""The walk over a valid operation that leaves a formula of its cost; what is counted stands in the package's page."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, TypeAlias

from graphql import (
    GraphQLField,
    GraphQLInterfaceType,
    GraphQLNamedType,
    GraphQLObjectType,
    GraphQLSchema,
    get_named_type,
    is_abstract_type,
    is_composite_type,
)
from graphql.language import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    InlineFragmentNode,
    OperationDefinitionNode,
    OperationType,
    SelectionSetNode,
)

from gateway.errors import LimitExceeded
from gateway.operation.conditions import Condition, conditions_of
from gateway.operation.cost.formula import Price, Variables, dearest, summed, times, under, value_of
from gateway.operation.cost.inputs import InputPrices
from gateway.operation.cost.lengths import length_of
from gateway.operation.cost.prices import ListSize, Prices

_MUTATION: Final = 10.0
_COMPOSITE: Final = 1.0
_NO_SIZE: Final = ListSize()

_Conditions: TypeAlias = tuple[Condition, ...]
_Lengths: TypeAlias = Mapping[str, Price]
_NO_LENGTHS: Final[_Lengths] = {}


@dataclass(frozen=True, slots=True)
class Cost:
    """The cost of an operation, and how much is allowed."""

    price: Price
    allowed: float

    @property
    def varies(self) -> bool:
        return callable(self.price)

    def check(self, variables: Variables) -> None:
        """Refuse what costs too much with these variables; raises LimitExceeded."""
        found = value_of(self.price, variables)
        if found > self.allowed:
            raise LimitExceeded("estimated cost", allowed=self.allowed, measured=found, code="GRAPHQL_COST")


@dataclass(frozen=True, slots=True)
class _Rule:
    """What one type says of a field: of an interface's, several may."""

    coordinate: str
    weight: float
    size: ListSize


@dataclass(frozen=True, slots=True)
class _Facts:
    """A field of the schema: its type below, if that has fields, how many lists are around it, and what it costs."""

    declared: GraphQLField
    below: str | None
    levels: int
    rules: tuple[_Rule, ...]


class Estimator:
    """Estimates operations on one schema. `list_size` is the length of lists of which the schema says nothing."""

    def __init__(
        self, schema: GraphQLSchema, prices: Prices, *, cost_max: float, page_size: int, list_size: int
    ) -> None:
        self.inputs = InputPrices(prices.weights)
        self.page_size = page_size
        self.list_size = list_size
        self._schema = schema
        self._prices = prices
        self._cost_max = cost_max
        self._said = {name.partition("(")[0] for name in (*prices.weights, *prices.sizes)}
        self._facts: dict[tuple[str, str], _Facts] = {}

    def estimate(self, document: DocumentNode, operation: OperationDefinitionNode) -> Cost:
        """Estimate a valid operation."""
        root = self._schema.get_root_type(operation.operation)
        assert root is not None, "validation refuses operations without a root type"
        base = _MUTATION if operation.operation is OperationType.MUTATION else 0.0
        below = _Walk(self, document).selection(((root.name, operation.selection_set),), _NO_LENGTHS)
        return Cost(summed((base, below)), self._cost_max)

    def facts(self, type_name: str, name: str) -> _Facts:
        """Return what there is to know of a field; read once."""
        known = self._facts.get((type_name, name))
        if known is None:
            known = self._facts[type_name, name] = self._find_facts(type_name, name)
        return known

    def is_abstract(self, type_name: str) -> bool:
        return is_abstract_type(self._schema.type_map[type_name])

    def _find_facts(self, type_name: str, name: str) -> _Facts:
        owner = self._schema.type_map[type_name]
        assert isinstance(owner, GraphQLObjectType | GraphQLInterfaceType), "validation found the field there"
        declared: GraphQLField = owner.fields[name]
        named = get_named_type(declared.type)
        coordinates = [f"{owner}.{name}" for owner in self._owners(type_name, name)]
        return _Facts(
            declared,
            named.name if is_composite_type(named) else None,
            str(declared.type).count("["),
            tuple(
                _Rule(coordinate, self._weight(coordinate, named), self._prices.sizes.get(coordinate, _NO_SIZE))
                for coordinate in coordinates
            ),
        )

    def _owners(self, type_name: str, name: str) -> list[str]:
        """Name the types whose prices hold for a field: its own or, where that says nothing, its implementations."""
        if f"{type_name}.{name}" in self._said:
            return [type_name]
        spoken = [possible for possible in self._possible(type_name) if f"{possible}.{name}" in self._said]
        return spoken or [type_name]

    def _weight(self, coordinate: str, named: GraphQLNamedType) -> float:
        """Return what one value of a field costs by itself."""
        weights = self._prices.weights
        usual = _COMPOSITE if is_composite_type(named) else 0.0
        own = weights.get(coordinate, weights.get(named.name))
        if own is not None:
            return own
        return max((weights.get(possible, usual) for possible in self._possible(named.name)), default=usual)

    def _possible(self, type_name: str) -> list[str]:
        named = self._schema.type_map[type_name]
        return [possible.name for possible in self._schema.get_possible_types(named)] if is_abstract_type(named) else []


@dataclass(slots=True)
class _Asked:
    """A field of one response name, and all that is selected below it."""

    node: FieldNode
    facts: _Facts
    below: list[tuple[str, SelectionSetNode]] = field(default_factory=list)


@dataclass(slots=True)
class _Level:
    """What is asked of one value: fields by (object type they are for alone, conditions, response name)."""

    is_abstract: bool
    fields: dict[tuple[str | None, _Conditions, str], _Asked] = field(default_factory=dict)
    followed: set[tuple[str, str | None, _Conditions]] = field(default_factory=set)


class _Walk:
    """Walks one document; what fragments share is walked once."""

    def __init__(self, estimator: Estimator, document: DocumentNode) -> None:
        self._estimator = estimator
        self._fragments = {
            node.name.value: node for node in document.definitions if isinstance(node, FragmentDefinitionNode)
        }
        self._known: dict[tuple[tuple[str, int], ...], Price] = {}

    def selection(self, asked: Sequence[tuple[str, SelectionSetNode]], lengths: _Lengths) -> Price:
        """Price selection sets that are asked of one value; `lengths` are those the field above knows of its lists."""
        if lengths:
            return self._selection(asked, lengths)
        place = tuple((type_name, id(selection_set)) for type_name, selection_set in asked)
        known = self._known.get(place)
        if known is None:
            known = self._known[place] = self._selection(asked, lengths)
        return known

    def _selection(self, asked: Iterable[tuple[str, SelectionSetNode]], lengths: _Lengths) -> Price:
        asked = tuple(asked)
        level = _Level(any(self._estimator.is_abstract(type_name) for type_name, _ in asked))
        for type_name, selection_set in asked:
            self._collect(type_name, selection_set, level, None, ())
        by_type: dict[str | None, list[Price]] = {None: []}
        for (only, conditions, _), each in level.fields.items():
            by_type.setdefault(only, []).append(under(conditions, self._field(each, lengths)))
        shared = by_type.pop(None)
        return summed((*shared, dearest(summed(prices) for prices in by_type.values())))

    def _collect(
        self, type_name: str, selection_set: SelectionSetNode, level: _Level, only: str | None, conditions: _Conditions
    ) -> None:
        for node in selection_set.selections:
            own = conditions_of(node.directives)
            if own is None:
                continue
            holding = tuple(sorted({*conditions, *own})) if own else conditions
            if isinstance(node, FieldNode):
                self._add(type_name, node, level, only, holding)
            elif isinstance(node, InlineFragmentNode):
                condition = node.type_condition.name.value if node.type_condition else type_name
                self._collect(condition, node.selection_set, level, self._narrowed(condition, level, only), holding)
            elif isinstance(node, FragmentSpreadNode):
                fragment = self._fragments[node.name.value]
                condition = fragment.type_condition.name.value
                narrowed = self._narrowed(condition, level, only)
                if (node.name.value, narrowed, holding) not in level.followed:
                    level.followed.add((node.name.value, narrowed, holding))
                    self._collect(condition, fragment.selection_set, level, narrowed, holding)

    def _narrowed(self, condition: str, level: _Level, only: str | None) -> str | None:
        return condition if level.is_abstract and not self._estimator.is_abstract(condition) else only

    def _add(self, type_name: str, node: FieldNode, level: _Level, only: str | None, conditions: _Conditions) -> None:
        name = node.name.value
        if name.startswith("__"):
            return
        facts = self._estimator.facts(type_name, name)
        response = node.alias.value if node.alias else name
        place = only, conditions, response
        asked = level.fields.get(place)
        if asked is None:
            asked = level.fields[place] = _Asked(node, facts)
        if node.selection_set is not None and facts.below is not None:
            asked.below.append((facts.below, node.selection_set))

    def _field(self, asked: _Asked, lengths: _Lengths) -> Price:
        if len(asked.facts.rules) == 1:
            return self._field_by(asked.facts.rules[0], asked, lengths)
        return dearest([self._field_by(rule, asked, lengths) for rule in asked.facts.rules])

    def _field_by(self, rule: _Rule, asked: _Asked, lengths: _Lengths) -> Price:
        node, facts, size = asked.node, asked.facts, rule.size
        length: Price = self._estimator.list_size
        if size is not _NO_SIZE:
            limits = {"page_size": self._estimator.page_size, "list_size": self._estimator.list_size}
            length = length_of(rule.coordinate, node, facts.declared, size, **limits)
        below: Price = 0.0
        if asked.below:
            below = self.selection(asked.below, dict.fromkeys(size.sized, length) if size.sized else _NO_LENGTHS)
        each = summed((rule.weight, below))
        own = self._estimator.list_size if size.sized else length
        price = times(self._count(facts.levels, lengths.get(node.name.value, own)), each)
        if not node.arguments:
            return price
        # A page that is too large is refused even where none of its sized fields is asked for.
        page: Price = times(length, 0.0) if size.sized else 0.0
        return summed((self._estimator.inputs.of_arguments(rule.coordinate, node, facts.declared), price, page))

    def _count(self, levels: int, length: Price) -> Price:
        if levels <= 1:
            return length if levels else 1.0
        return times(float(self._estimator.list_size ** (levels - 1)), length)
