"""Arguments filled from an ancestor (@fromContext): who needs them, from where, and what the ancestor must be asked.

Before the search, each field that takes arguments from a context is given a variable for each of them, named in the
field's `variables`; the nearest ancestors that set the context are asked for what the argument takes. The search then
asks the field in a subgraph only with the variables of that subgraph. Where a field requires such a field, the
requirement is prepared likewise for this very place, and the field carries a name for it among its `variables`.
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
    """An argument of a field, of `type_name` as one subgraph knows it, with its ancestors, nearest first."""

    type_name: str
    graph: int
    argument: str
    type: str
    ancestors: tuple[Ancestor, ...]


@dataclass(frozen=True, slots=True)
class Requirement:
    """What a field of `type_name` requires in one subgraph, with the context variables of its place."""

    type_name: str
    graph: int
    selection: Selection


@dataclass(frozen=True, slots=True)
class Contexts:
    """The uses of context in one operation by the variable that carries the value, and requirements that have such."""

    uses: Mapping[str, ContextUse] = field(default_factory=dict)
    requirements: Mapping[str, Requirement] = field(default_factory=dict)

    def required(self, asked: Field, type_name: str, graph: int, declared: Selection) -> Selection:
        """Return what a field requires in one subgraph, as it is to be obtained where the field is asked."""
        known = (self.requirements.get(name) for name in asked.variables)
        mine = (r.selection for r in known if r is not None and (r.type_name, r.graph) == (type_name, graph))
        return next(mine, declared)

    def asked_in(self, asked: Field, type_name: str, graph: int) -> Field:
        """Return the field as one subgraph is asked for it: with the arguments that come from context there."""
        own = tuple(name for name in asked.variables if name not in self.uses and name not in self.requirements)
        if len(own) == len(asked.variables):
            return asked
        mine = {name: self.uses[name].argument for name in self._of(asked, type_name, graph)}
        arguments = [f"{argument}: ${name}" for name, argument in mine.items()]
        return Field(
            asked.key,
            asked.name,
            ", ".join(filter(None, (asked.arguments, *arguments))),
            asked.on,
            asked.sub,
            (*own, *mine),
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
    return found, Contexts(finder.uses, finder.requirements)


@dataclass(slots=True)
class _Level:
    """An object on the way down: what it may be, and what is asked of it for the sake of fields below."""

    types: frozenset[str]
    added: Selection = ()

    def add(self, selection: Selection, on: frozenset[str] | None) -> None:
        """Ask something of the object, of some of its types alone where `on` names them."""
        if on is not None and selection:
            selection = (_TYPENAME_FIELD, *(f.asked_on(on) for f in selection))
        self.added = merge_selections(self.added, selection)

    def add_for(self, some: "_Level") -> None:
        """Ask what is needed of the object where it is of some of its types."""
        self.add(some.added, None if some.types == self.types else some.types)


class _Finder:
    def __init__(self, views: Views, budget: Budget, taken: frozenset[str]) -> None:
        self._views = views
        self._budget = budget
        self._taken = taken
        self._variables: dict[ContextUse, str] = {}
        self._required: dict[Requirement, str] = {}
        # Fields (type, field, graph) whose requirement is being walked: none can help to obtain what it requires.
        self._open: set[tuple[str, str, int]] = set()
        self.uses: dict[str, ContextUse] = {}
        self.requirements: dict[str, Requirement] = {}

    def walk(self, selection: Selection, types: frozenset[str], above: tuple[_Level, ...]) -> Selection:
        """Prepare the selection on objects of these types; `above` are their ancestors, nearest last."""
        here = _Level(types)
        return merge_selections(self._fields(selection, here, above), here.added)

    def _fields(self, selection: Selection, here: _Level, above: tuple[_Level, ...]) -> Selection:
        found: list[Field] = []
        for asked in selection:
            self._budget.spend()
            on = here.types if asked.on is None else asked.on & here.types
            sub: Selection = ()
            if asked.sub:
                seen = _Level(on)
                sub = self.walk(asked.sub, self._types_below(asked.name, on), (*above, seen))
                here.add_for(seen)
            variables = dict.fromkeys((*asked.variables, *self._variables_of(asked, on, here, above)))
            found.append(Field(asked.key, asked.name, asked.arguments, asked.on, sub, tuple(variables)))
        return tuple(found)

    def _types_below(self, name: str, on: Iterable[str]) -> frozenset[str]:
        found: set[str] = set()
        for type_name in on:
            for target in self._views.targets(type_name).get(name, ()):
                found |= self._views.possible(self._views.field(target, name).type_name)
        return frozenset(found)

    def _variables_of(self, asked: Field, on: frozenset[str], here: _Level, above: tuple[_Level, ...]) -> Iterable[str]:
        """Name the context variables of a field, and its requirements that have such."""
        for type_name in sorted(on):
            for target in self._views.targets(type_name).get(asked.name, ()):
                view = self._views.field(target, asked.name)
                for argument in view.context_arguments:
                    ancestors = tuple(_ancestors(argument, above))
                    if ancestors:
                        yield self._variable(
                            ContextUse(target.type_name, target.graph, argument.name, argument.type, ancestors)
                        )
                place = (type_name, asked.name, target.graph)
                if view.requires and place not in self._open:
                    self._open.add(place)
                    at_one_type = _Level(frozenset((type_name,)))
                    required = self._fields(view.requires, at_one_type, above)
                    self._open.discard(place)
                    here.add_for(at_one_type)
                    if required != view.requires:
                        yield self._requirement(Requirement(target.type_name, target.graph, required))

    def _requirement(self, requirement: Requirement) -> str:
        known = self._required.get(requirement)
        if known is None:
            # No variable can be called so: it only marks the field, and is never printed.
            known = self._required[requirement] = f"requirement {len(self.requirements)}"
            self.requirements[known] = requirement
        return known

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
        setting = sorted(level.types & argument.selections.keys())
        is_always_set = len(setting) == len(level.types)
        if is_always_set and len({argument.selections[type_name] for type_name in setting}) == 1:
            # Whatever type it is: not even its name has to be known, which an interface object could not tell.
            level.add(argument.selections[setting[0]], None)
            yield Ancestor(levels, None, argument.selections[setting[0]])
            return
        for type_name in setting:
            on = frozenset((type_name,))
            level.add(argument.selections[type_name], on)
            yield Ancestor(levels, on, argument.selections[type_name])
        if is_always_set:
            return
