"""Requests as GraphQL text, and how their answers are read back where a name had to be changed.

Two fields may share a response name in one operation only if their values have the same shape, even on types that
exclude each other. So the printed name is a function of the tree key and the shape, over the whole operation: the
first shape keeps the key, each other gets a number. Renaming only where a conflict is seen would miss those that lie
deeper. https://spec.graphql.org/September2025/#SameResponseShape()
"""

from collections.abc import Iterable, Mapping, Sequence

from gateway.operation.canonical import TYPENAME
from gateway.operation.operation import OperationKind
from gateway.operation.selection import Field, Selection
from gateway.planner.budget import Budget
from gateway.planner.plan import Take
from gateway.planner.unfold import Draft
from gateway.supergraph import FieldView, Kind, TypeView


class Printer:
    """Prints the parts of one document to one subgraph, keeping names apart and noting the variables used."""

    def __init__(self, types: Mapping[str, TypeView], budget: Budget) -> None:
        self._types = types
        self._budget = budget
        self._names: dict[tuple[str, str], str] = {}
        self._taken: set[str] = set()
        self.variables: dict[str, None] = {}

    def root_fields(self, draft: Draft) -> tuple[str, tuple[Take, ...] | None]:
        """Print root fields, without braces."""
        return self._selection(draft.selection, draft.type_name)

    def entity_fields(self, draft: Draft) -> tuple[str, tuple[Take, ...] | None]:
        """Print what is asked of the entities of one call: a fragment for each type that is looked up."""
        if draft.interface is not None or None in draft.picks:
            text, takes = self._selection(draft.selection, draft.type_name)
            return f"... on {draft.type_name} {{ {text} }}", takes
        return self._by_type(draft.selection, sorted(str(type_name) for type_name in draft.picks))

    def _selection(self, selection: Selection, type_name: str) -> tuple[str, tuple[Take, ...] | None]:
        view = self._types[type_name]
        if view.kind is not Kind.INTERFACE and view.kind is not Kind.UNION:
            return self._fields(selection, view)
        text, takes = self._fields([f for f in selection if f.on is None], view)
        narrowed = [f for f in selection if f.on is not None]
        if narrowed:
            more, more_takes = self._by_type(narrowed, sorted(view.possible))
            text = f"{text} {more}" if text else more
            takes = _merge_takes(takes, more_takes, selection)
        return text, takes

    def _by_type(self, selection: Iterable[Field], types: Sequence[str]) -> tuple[str, tuple[Take, ...] | None]:
        fields = tuple(selection)
        parts: list[str] = []
        takes: tuple[Take, ...] | None = None
        for type_name in types:
            asked = [f for f in fields if f.on is None or type_name in f.on]
            if asked:
                text, some = self._fields(asked, self._types[type_name])
                parts.append(f"... on {type_name} {{ {text} }}")
                takes = _merge_takes(takes, some, fields)
        return " ".join(parts), takes

    def _fields(self, selection: Iterable[Field], view: TypeView) -> tuple[str, tuple[Take, ...] | None]:
        parts: list[str] = []
        takes: list[Take] = []
        is_plain = True
        self._budget.spend()
        for asked in selection:
            name, text, take = self._field(asked, view)
            parts.append(text)
            takes.append(take)
            is_plain = is_plain and take.sub is None and name == asked.key
        return " ".join(parts), None if is_plain else tuple(takes)

    def _field(self, asked: Field, view: TypeView) -> tuple[str, str, Take]:
        if asked.name == TYPENAME:
            return TYPENAME, TYPENAME, Take(TYPENAME, TYPENAME)
        self.variables.update(dict.fromkeys(asked.variables))
        declared = view.fields[asked.name]
        name = self._name(asked.key, declared)
        text = asked.name if name == asked.name else f"{name}: {asked.name}"
        if asked.arguments:
            text += f"({asked.arguments})"
        takes = None
        if asked.sub:
            below, takes = self._selection(asked.sub, declared.type_name)
            text += f" {{ {below} }}"
        return name, text, Take(name, asked.key, sub=takes)

    def _name(self, key: str, declared: FieldView) -> str:
        shape = declared.type.replace(declared.type_name, "{}") if declared.is_composite else declared.type
        known = self._names.get((key, shape))
        if known is None:
            known, number = key, 1
            while known in self._taken:
                known, number = f"{key}_{number}", number + 1
            self._taken.add(known)
            self._names[key, shape] = known
        return known


def _merge_takes(
    one: tuple[Take, ...] | None, other: tuple[Take, ...] | None, selection: Iterable[Field]
) -> tuple[Take, ...] | None:
    """Join what is read back in fragments beside each other; None reads everything by its key."""
    if one is None and other is None:
        return None
    merged: dict[tuple[str, str], Take] = {}
    for take in (*(one or _plain_takes(selection)), *(other or _plain_takes(selection))):
        known = merged.get((take.answer, take.key))
        if known is None:
            merged[take.answer, take.key] = take
        elif known.sub is not None or take.sub is not None:
            below = [f for f in selection if f.key == take.key]
            sub = _merge_takes(known.sub, take.sub, [inner for f in below for inner in f.sub])
            merged[take.answer, take.key] = Take(take.answer, take.key, sub=sub)
    return tuple(merged.values())


def _plain_takes(selection: Iterable[Field]) -> tuple[Take, ...]:
    return tuple(Take(f.key, f.key) for f in selection)


def print_document(kind: OperationKind, body: str, definitions: Sequence[tuple[str, str]]) -> str:
    """Print an anonymous operation with its variable definitions."""
    declared = ", ".join(f"${name}: {declaration}" for name, declaration in definitions)
    head = f"{kind.value}({declared})" if declared else kind.value
    return f"{{ {body} }}" if head == "query" else f"{head} {{ {body} }}"
