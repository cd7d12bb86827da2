"""From joined steps to the plan's requests: documents printed, representations spelled out, dependencies reduced."""

from collections.abc import Iterable, Sequence

from gateway.operation.operation import Operation, OperationKind
from gateway.planner.budget import Budget
from gateway.planner.contexts import Contexts
from gateway.planner.passes.join import join_calls
from gateway.planner.plan import ContextSource, ContextValue, Entities, Path, Pick, Plan, Representation, Request, Root
from gateway.planner.printing import Printer, print_document
from gateway.planner.representing import make_picks
from gateway.planner.unfold import Draft
from gateway.supergraph import Views


def assemble(
    groups: Sequence[Sequence[Draft]], operation: Operation, views: Views, contexts: Contexts, budget: Budget
) -> Plan:
    """Make the plan: one request of each group of steps, in this order."""
    assembly = _Assembly(operation, views, contexts, budget)
    request_of = {draft.index: number for number, group in enumerate(groups) for draft in group}
    requests: list[Request] = []
    ancestors: list[int] = []
    for group in groups:
        waits_for = {request_of[index] for draft in group for index in draft.after}
        requests.append(assembly.request(len(requests), group, _without_implied(waits_for, ancestors)))
        ancestors.append(_mask(waits_for, ancestors))
    return Plan(operation.kind, operation.root_type, tuple(requests), operation.client)


def _mask(waits_for: Iterable[int], ancestors: Sequence[int]) -> int:
    mask = 0
    for number in waits_for:
        mask |= (1 << number) | ancestors[number]
    return mask


def _without_implied(waits_for: set[int], ancestors: Sequence[int]) -> tuple[int, ...]:
    """Drop the requests that another one waits for already."""
    implied = 0
    for number in waits_for:
        implied |= ancestors[number]
    return tuple(sorted(number for number in waits_for if not implied >> number & 1))


class _Assembly:
    """What all requests of one operation share."""

    def __init__(self, operation: Operation, views: Views, contexts: Contexts, budget: Budget) -> None:
        self._contexts = contexts
        self._budget = budget
        self._kind = operation.kind
        self._views = views
        self._declared = {definition.name: definition.declaration for definition in operation.variables}
        self._declared.update({name: use.type for name, use in contexts.uses.items()})

    def request(self, index: int, group: Sequence[Draft], after: tuple[int, ...]) -> Request:
        """Print the document of a group of steps and spell out what goes in and what comes back."""
        first = group[0]
        printer = Printer(self._views.types[first.graph], self._budget)
        root: Root | None = None
        entities: tuple[Entities, ...] = ()
        if first.is_root:
            body, root = _root(group, printer)
        else:
            body, entities = self._calls(group, printer)
        used = tuple(printer.variables)
        definitions = [(call.variable, "[_Any!]!") for call in entities]
        definitions += ((name, self._declared[name]) for name in used)
        kind = self._kind if first.is_root and not first.path else OperationKind.QUERY
        return Request(
            index=index,
            subgraph=self._views.graphs[first.graph].name,
            kind=kind,
            document=print_document(kind, body, definitions),
            after=after,
            variables=used,
            root=root,
            entities=entities,
        )

    def _calls(self, group: Sequence[Draft], printer: Printer) -> tuple[str, tuple[Entities, ...]]:
        drafts = join_calls(group)
        parts: list[str] = []
        calls: list[Entities] = []
        for number, draft in enumerate(drafts):
            body, takes = printer.entity_fields(draft)
            suffix = f"_{number}" if number else ""
            call = Entities(
                path=draft.path,
                representations=_representations(draft),
                alias=f"_entities{suffix}",
                variable=self._free_name(f"representations{suffix}"),
                selection=draft.selection,
                takes=takes,
                contexts=tuple(self._context(name, draft.path) for name in draft.contexts),
            )
            name = f"{call.alias}: _entities" if number else call.alias
            parts.append(f"{name}(representations: ${call.variable}) {{ {body} }}")
            calls.append(call)
        return " ".join(parts), tuple(calls)

    def _context(self, variable: str, path: Path) -> ContextValue:
        return ContextValue(
            variable,
            tuple(
                ContextSource(len(path) - ancestor.levels, ancestor.on, make_picks((), ancestor.selection))
                for ancestor in self._contexts.uses[variable].ancestors
            ),
        )

    def _free_name(self, variable: str) -> str:
        while variable in self._declared:
            variable += "_"
        return variable


def _root(group: Sequence[Draft], printer: Printer) -> tuple[str, Root]:
    (draft,) = join_calls(group)
    body, takes = printer.root_fields(draft)
    return body, Root(draft.path, draft.selection, takes)


def _representations(draft: Draft) -> tuple[Representation, ...]:
    """Spell out what is sent; types that are sent the same under the same name are one."""
    found: dict[tuple[str, tuple[Pick, ...]], set[str] | None] = {}
    for type_name, (key, requires) in draft.picks.items():
        sent = draft.interface or type_name or draft.type_name
        place = (sent, make_picks(key, requires, is_top=True))
        types = found.setdefault(place, set() if type_name else None)
        if types is not None and type_name:
            types.add(type_name)
    return tuple(
        Representation(sent, frozenset(types) if types else None, picks) for (sent, picks), types in found.items()
    )
