"""The walk over a valid operation that leaves a formula of its cost; what is counted stands in the package's page."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, TypeAlias

from graphql import (
    GraphQLField,
    GraphQLInterfaceType,
    GraphQLObjectType,
    GraphQLOutputType,
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


class Estimator:
    """Estimates operations on one schema. `list_size` is the length of lists of which the schema says nothing."""

    def __init__(
        self, schema: GraphQLSchema, prices: Prices, *, cost_max: float, page_size: int, list_size: int
    ) -> None:
        self.schema = schema
        self.prices = prices
        self.inputs = InputPrices(prices.weights)
        self.page_size = page_size
        self.list_size = list_size
        self._cost_max = cost_max
        self._said = {name.partition("(")[0] for name in (*prices.weights, *prices.sizes)}
        self._owners: dict[tuple[str, str], tuple[str, ...]] = {}

    def estimate(self, document: DocumentNode, operation: OperationDefinitionNode) -> Cost:
        """Estimate a valid operation."""
        root = self.schema.get_root_type(operation.operation)
        assert root is not None, "validation refuses operations without a root type"
        base = _MUTATION if operation.operation is OperationType.MUTATION else 0.0
        below = _Walk(self, document).selection(((root.name, operation.selection_set),), _NO_LENGTHS)
        return Cost(summed((base, below)), self._cost_max)

    def field(self, type_name: str, name: str) -> GraphQLField:
        owner = self.schema.type_map[type_name]
        assert isinstance(owner, GraphQLObjectType | GraphQLInterfaceType), "validation found the field there"
        found: GraphQLField = owner.fields[name]
        return found

    def owners(self, type_name: str, name: str) -> tuple[str, ...]:
        """Name the types whose prices hold for a field: its own or, where that says nothing, its implementations."""
        known = self._owners.get((type_name, name))
        if known is None:
            known = self._owners[type_name, name] = self._find_owners(type_name, name)
        return known

    def _find_owners(self, type_name: str, name: str) -> tuple[str, ...]:
        if f"{type_name}.{name}" not in self._said:
            spoken = tuple(possible for possible in self._possible(type_name) if f"{possible}.{name}" in self._said)
            if spoken:
                return spoken
        return (type_name,)

    def weight(self, coordinate: str, result: GraphQLOutputType) -> float:
        """Return what one value of a field costs by itself."""
        own = self.prices.weights.get(coordinate)
        if own is not None:
            return own
        named = get_named_type(result)
        usual = _COMPOSITE if is_composite_type(named) else 0.0
        own = self.prices.weights.get(named.name)
        if own is None and is_abstract_type(named):
            return max((self.prices.weights.get(name, usual) for name in self._possible(named.name)), default=usual)
        return usual if own is None else own

    def is_abstract(self, type_name: str) -> bool:
        return is_abstract_type(self.schema.type_map[type_name])

    def _possible(self, type_name: str) -> list[str]:
        named = self.schema.type_map[type_name]
        return [possible.name for possible in self.schema.get_possible_types(named)] if is_abstract_type(named) else []


@dataclass(slots=True)
class _Asked:
    """A field of one response name: where it is asked, and all that is selected below it."""

    type_name: str
    node: FieldNode
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
        response = node.alias.value if node.alias else name
        asked = level.fields.setdefault((only, conditions, response), _Asked(type_name, node))
        if node.selection_set is not None:
            below = get_named_type(self._estimator.field(type_name, name).type).name
            asked.below.append((below, node.selection_set))

    def _field(self, asked: _Asked, lengths: _Lengths) -> Price:
        owners = self._estimator.owners(asked.type_name, asked.node.name.value)
        return dearest([self._field_of(owner, asked, lengths) for owner in owners])

    def _field_of(self, owner: str, asked: _Asked, lengths: _Lengths) -> Price:
        node, estimator = asked.node, self._estimator
        name = node.name.value
        coordinate, declared = f"{owner}.{name}", estimator.field(asked.type_name, name)
        size = estimator.prices.sizes.get(coordinate, _NO_SIZE)
        length = length_of(
            coordinate, node, declared, size, page_size=estimator.page_size, list_size=estimator.list_size
        )
        sized: _Lengths = dict.fromkeys(size.sized, length)
        below = self.selection(asked.below, sized) if asked.below else 0.0
        each = summed((estimator.weight(coordinate, declared.type), below))
        own_length = estimator.list_size if sized else length
        return summed(
            (
                estimator.inputs.of_arguments(coordinate, node, declared),
                times(self._count(declared, lengths.get(name, own_length)), each),
                # A page that is too large is refused even where none of its fields is asked for.
                times(length, 0.0),
            )
        )

    def _count(self, declared: GraphQLField, length: Price) -> Price:
        levels = str(declared.type).count("[")
        return times(float(self._estimator.list_size ** (levels - 1)), length) if levels else 1.0
