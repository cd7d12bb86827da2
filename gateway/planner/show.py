"""A plan as text, in the notation of Apollo's plans: Sequence, Parallel, Flatten, Fetch.

Requests are nested under the one that all their dependencies lead through; where a request waits for several that run
beside each other, it follows after them. So the text may show a wait that the executor does not make.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from gateway.operation.canonical import tree_key
from gateway.operation.selection import Field, Selection
from gateway.planner.plan import ContextSource, Entities, Path, Pick, Plan, Representation, Request

_INDENT = "  "
_ROOT = -1


def show(plan: Plan) -> str:
    """Print a plan for people: keys that carry a digest go by their field's name where only one has it."""
    if not plan.requests:
        return "Plan {}\n"
    printer = _Printer(_short_names(plan.requests))
    return "\n".join(("Plan {", *_indented(printer.block(_Tree(plan.requests), _ROOT)), "}")) + "\n"


def _short_names(requests: Iterable[Request]) -> Mapping[str, str]:
    """Map the keys that are the only ones of their field's name to that name."""
    keys: dict[str, set[str]] = {}
    for request in requests:
        if request.root is not None:
            _gather_keys(request.root.selection, keys)
        for call in request.entities:
            _gather_keys(call.selection, keys)
    return {key: name for name, found in keys.items() if len(found) == 1 for key in found}


def _gather_keys(selection: Selection, into: dict[str, set[str]]) -> None:
    for field in selection:
        into.setdefault(field.name, set()).add(field.key)
        _gather_keys(field.sub, into)


class _Tree:
    """Each request under its dominator, the children of one in levels that follow each other."""

    def __init__(self, requests: Sequence[Request]) -> None:
        self.requests = requests
        self._parent: dict[int, int] = {}
        self._depth = {_ROOT: 0}
        for request in requests:
            parent = _ROOT
            if request.after:
                parent = request.after[0]
                for other in request.after[1:]:
                    parent = self._common(parent, other)
            self._parent[request.index] = parent
            self._depth[request.index] = self._depth[parent] + 1

    def levels(self, parent: int) -> list[list[int]]:
        level: dict[int, int] = {}
        for request in self.requests:
            if self._parent[request.index] == parent:
                beside = (self._child_of(parent, after) for after in request.after if after != parent)
                level[request.index] = 1 + max((level[index] for index in beside), default=-1)
        return [[i for i, at in level.items() if at == wanted] for wanted in range(max(level.values(), default=-1) + 1)]

    def _common(self, one: int, other: int) -> int:
        while one != other:
            if self._depth[one] >= self._depth[other]:
                one = self._parent[one]
            else:
                other = self._parent[other]
        return one

    def _child_of(self, parent: int, index: int) -> int:
        while self._parent[index] != parent:
            index = self._parent[index]
        return index


class _Printer:
    """Prints requests; `names` are the keys that have a shorter name."""

    def __init__(self, names: Mapping[str, str]) -> None:
        self._names = names

    def block(self, tree: _Tree, index: int) -> list[str]:
        """Print a request with all that is nested under it."""
        parts = [] if index == _ROOT else [list(self._request(tree.requests[index]))]
        for level in tree.levels(index):
            blocks = [self.block(tree, child) for child in level]
            parts.append(blocks[0] if len(blocks) == 1 else _wrapped("Parallel", blocks))
        return parts[0] if len(parts) == 1 else _wrapped("Sequence", parts)

    def _request(self, request: Request) -> Iterator[str]:
        fetch = f'Fetch(service: "{request.subgraph}") {{'
        if request.root is not None:
            flatten = f"Flatten(path: {self._path(request.root.path)}) " if request.root.path else ""
            yield f"{flatten}{fetch}"
            yield from _indented(self._selection(request.root.selection))
        elif len(request.entities) == 1:
            call = request.entities[0]
            yield f"Flatten(path: {self._path(call.path)}) {fetch}"
            yield from _indented(self._call(call))
        else:
            yield fetch
            for call in request.entities:
                yield f"{_INDENT}Flatten(path: {self._path(call.path)}) {{"
                yield from _indented(_indented(self._call(call)))
                yield f"{_INDENT}}}"
        yield "}"

    def _call(self, call: Entities) -> Iterator[str]:
        for representation in call.representations:
            yield f"{self._representation(representation)} =>"
        for value in call.contexts:
            sources = (self._source(source, call.path) for source in value.sources)
            yield f"${value.variable} = {' or '.join(sources)}"
        yield from self._selection(call.selection)

    def _source(self, source: ContextSource, path: Path) -> str:
        on = "" if source.on is None else f"|[{','.join(sorted(source.on))}]"
        return f"{self._path(path[: source.depth])}{on} {self._picks(source.picks)}"

    def _representation(self, representation: Representation) -> str:
        picks = self._picks(representation.picks)
        if representation.on is None or representation.on == {representation.type_name}:
            return f"{representation.type_name} {picks}"
        return f"{representation.type_name} {picks} for {' | '.join(sorted(representation.on))}"

    def _picks(self, picks: Iterable[Pick]) -> str:
        return f"{{ {' '.join(map(self._pick, picks))} }}"

    def _pick(self, pick: Pick) -> str:
        key = self._names.get(pick.key, pick.key)
        name = pick.name if key == pick.name else f"{pick.name}[{key}]"
        required = "" if pick.is_key else "?"
        on = "" if pick.on is None else f"@{'|'.join(sorted(pick.on))}"
        return f"{name}{required}{on}" + (f" {self._picks(pick.sub)}" if pick.sub else "")

    def _selection(self, selection: Selection) -> Iterator[str]:
        by_type: dict[frozenset[str] | None, list[Field]] = {}
        for field in selection:
            by_type.setdefault(field.on, []).append(field)
        for on, fields in by_type.items():
            if on is None:
                yield from self._fields(fields)
            else:
                yield f"... on {' | '.join(sorted(on))} {{"
                yield from _indented(self._fields(fields))
                yield "}"

    def _fields(self, fields: Iterable[Field]) -> Iterator[str]:
        for field in fields:
            arguments = f"({field.arguments})" if field.arguments else ""
            key = self._names.get(field.key, field.key)
            alias = "" if key in {field.name, tree_key(field.name, field.arguments)} else f"{key}: "
            if field.sub:
                yield f"{alias}{field.name}{arguments} {{"
                yield from _indented(self._selection(field.sub))
                yield "}"
            else:
                yield f"{alias}{field.name}{arguments}"

    def _path(self, path: Path) -> str:
        parts: list[str] = []
        for step in path:
            on = "" if step.on is None else f"|[{','.join(sorted(step.on))}]"
            parts += (f"{self._names.get(step.key, step.key)}{on}", *("@" * step.list_depth))
        return f'"{".".join(parts)}"'


def _wrapped(name: str, blocks: Iterable[Sequence[str]]) -> list[str]:
    inner: list[str] = []
    for block in blocks:
        # A sequence within a sequence is one sequence.
        inner += block[1:-1] if block[0] == f"{name} {{" else _indented(block)
    return [f"{name} {{", *inner, "}"]


def _indented(lines: Iterable[str]) -> Iterator[str]:
    return (f"{_INDENT}{line}" for line in lines)
