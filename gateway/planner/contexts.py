"""Arguments filled from an ancestor (@fromContext): who needs them, from where, and what the ancestor must be asked.

Before the search, each field that takes arguments from a context is given a variable for each of them, named in the
field's `variables`; the nearest ancestors that set the context are asked for what the argument takes. The search then
asks the field in a subgraph only with the variables of that subgraph.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from gateway.operation.canonical import TYPENAME
from gateway.operation.merge import merge_selections
from gateway.operation.operation import Operation
from gateway.operation.selection import Field, Selection
from gateway.planner.budget import Budget
from gateway.supergraph import ContextArgument, Views

_TYPENAME_FIELD = Field(TYPENAME, TYPENAME)


@dataclass(frozen=True, slots=True)
class Ancestor:
    """An ancestor `levels` above the object that has the field, and what is read there of the types `on`."""

    levels: int
    on: frozenset[str] | None
    selection: Selection


@dataclass(frozen=True, slots=True)
class ContextUse:
    """An argument of a field of `type_name` in one subgraph, with its ancestors, nearest first."""

    type_name: str
    graph: int
    argument: str
    type: str
    ancestors: tuple[Ancestor, ...]


@dataclass(frozen=True, slots=True)
class Contexts:
    """The uses of context in one operation, by the variable that carries the value."""

    uses: Mapping[str, ContextUse] = field(default_factory=dict)

    def asked_in(self, asked: Field, type_name: str, graph: int) -> Field:
        """Return the field as one subgraph is asked for it: with the arguments that come from context there."""
        if self.uses.keys().isdisjoint(asked.variables):
            return asked
        mine = {name: self.uses[name].argument for name in self._of(asked, type_name, graph)}
        arguments = [f"{argument}: ${name}" for name, argument in mine.items()]
        return Field(
            asked.key,
            asked.name,
            ", ".join(filter(None, (asked.arguments, *arguments))),
            asked.on,
            asked.sub,
            (*(name for name in asked.variables if name not in self.uses), *mine),
        )

    def are_set(self, asked: Field, type_name: str, graph: int, arguments: Iterable[ContextArgument]) -> bool:
        """Whether each argument that the field takes from context in a subgraph has an ancestor to come from."""
        given = {self.uses[name].argument for name in self._of(asked, type_name, graph)}
        return all(argument.name in given for argument in arguments)

    def used_by(self, selection: Iterable[Field]) -> tuple[str, ...]:
        """Name the context variables that fields take, in a fixed order."""
        taken = {name for asked in selection for name in asked.variables}
        return tuple(name for name in self.uses if name in taken)

    def _of(self, asked: Field, type_name: str, graph: int) -> Iterable[str]:
        for name in asked.variables:
            use = self.uses.get(name)
            if use is not None and use.type_name == type_name and use.graph == graph:
                yield name


def find_contexts(
    operation: Operation, selection: Selection, views: Views, budget: Budget
) -> tuple[Selection, Contexts]:
    """Return the selection with context variables named and ancestors asked, and the uses by variable."""
    if not views.contextual_fields:
        return selection, Contexts()
    finder = _Finder(views, budget, frozenset(definition.name for definition in operation.variables))
    found = finder.walk(selection, frozenset((operation.root_type,)), ())
    return found, Contexts(finder.uses)


@dataclass(slots=True)
class _Level:
    """An object on the way down: what it may be, and what is asked of it for the sake of fields below."""

    types: frozenset[str]
    added: Selection = ()


class _Finder:
    def __init__(self, views: Views, budget: Budget, taken: frozenset[str]) -> None:
        self._views = views
        self._budget = budget
        self._taken = taken
        self._variables: dict[ContextUse, str] = {}
        self.uses: dict[str, ContextUse] = {}

    def walk(self, selection: Selection, types: frozenset[str], above: tuple[_Level, ...]) -> Selection:
        """Prepare the selection on objects of these types; `above` are their ancestors, nearest last."""
        here = _Level(types)
        found: list[Field] = []
        for asked in selection:
            self._budget.spend()
            on = types if asked.on is None else asked.on & types
            variables = self._variables_of(asked, on, above)
            sub = asked.sub
            if sub:
                sub = self.walk(sub, self._types_below(asked.name, on), (*above, here))
            found.append(Field(asked.key, asked.name, asked.arguments, asked.on, sub, variables))
        return merge_selections(tuple(found), here.added)

    def _types_below(self, name: str, on: Iterable[str]) -> frozenset[str]:
        found: set[str] = set()
        for type_name in on:
            for target in self._views.targets(type_name).get(name, ()):
                found |= self._views.possible(self._views.field(target, name).type_name)
        return frozenset(found)

    def _variables_of(self, asked: Field, on: frozenset[str], above: tuple[_Level, ...]) -> tuple[str, ...]:
        found = dict.fromkeys(asked.variables)
        for type_name in sorted(on):
            if (type_name, asked.name) in self._views.contextual_fields:
                for target in self._views.targets(type_name)[asked.name]:
                    for argument in self._views.field(target, asked.name).context_arguments:
                        ancestors = tuple(_ancestors(argument, above))
                        if ancestors:
                            use = ContextUse(type_name, target.graph, argument.name, argument.type, ancestors)
                            found[self._variable(use)] = None
        return tuple(found)

    def _variable(self, use: ContextUse) -> str:
        known = self._variables.get(use)
        if known is None:
            known = f"context_{len(self.uses)}"
            while known in self._taken:
                known += "_"
            self._variables[use] = known
            self.uses[known] = use
        return known


def _ancestors(argument: ContextArgument, above: tuple[_Level, ...]) -> Iterable[Ancestor]:
    """Find the nearest ancestor that sets the context, and further ones while the nearer may be of another type."""
    for levels, level in enumerate(reversed(above), start=1):
        for type_name in sorted(level.types & argument.selections.keys()):
            on = None if len(level.types) == 1 else frozenset((type_name,))
            asked = tuple(f.asked_on(on) for f in argument.selections[type_name])
            known = (_TYPENAME_FIELD,) if on else ()
            level.added = merge_selections(level.added, known, asked)
            yield Ancestor(levels, on, argument.selections[type_name])
        if level.types <= argument.selections.keys():
            return
