"""What the planner makes and the executor runs: frozen values, no behaviour but printing (`show`).

A plan is a graph of requests. A request starts when those it names in `after` are done, so independent branches never
wait for each other. Each request is one document to one subgraph; it holds root fields, or one aliased `_entities`
call per entry. Answers merge into one tree of dicts and lists, named by canonical keys (`gateway.operation.selection`).
"""

from dataclasses import dataclass
from typing import TypeAlias

from gateway.operation.operation import OperationKind
from gateway.operation.selection import ClientSelection, Selection


@dataclass(frozen=True, slots=True)
class Step:
    """One step from an object of the merged tree to its value under `key`.

    The step is taken only where the object's `__typename` is in `on` (None: always). Lists are walked element by
    element, however deep; `list_depth` only serves printing (one `@` each).
    """

    key: str
    on: frozenset[str] | None = None
    list_depth: int = 0


Path: TypeAlias = tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class Pick:
    """One part of a representation, read at an object of the merged tree.

    `name` is the field's name in the representation, `key` where it stands in the tree. A missing part (its request
    failed or found nothing) or a null part with `is_key` skips the whole representation; a required null is sent.
    `on` as in `Step`; for abstract nested values `sub` begins with a pick of `__typename`.
    """

    name: str
    key: str
    is_key: bool
    on: frozenset[str] | None = None
    sub: tuple["Pick", ...] = ()


@dataclass(frozen=True, slots=True)
class Representation:
    """How objects of the runtime types `on` become representations.

    `type_name` is what is sent as `__typename`: the object's own type, or the interface's name towards a subgraph
    that knows it as an interface object. `on` None: every object at the position is of this one type.
    """

    type_name: str
    on: frozenset[str] | None
    picks: tuple[Pick, ...]


@dataclass(frozen=True, slots=True)
class Take:
    """What an answer holds under the printed name `answer` goes into the tree under `key`.

    `on` as in `Step`, judged by the `__typename` of the object in the answer. `sub` None: the whole value below is
    taken as it is, because all its printed names are keys.
    """

    answer: str
    key: str
    on: frozenset[str] | None = None
    sub: tuple["Take", ...] | None = None


@dataclass(frozen=True, slots=True)
class ContextSource:
    """Where a value from context is read: `depth` steps down the call's path, of objects of the types `on`.

    `picks` lead to the one value: a chain, the last of it the value itself.
    """

    depth: int
    on: frozenset[str] | None
    picks: tuple[Pick, ...]


@dataclass(frozen=True, slots=True)
class ContextValue:
    """A variable of the document that is filled from an ancestor of the entity: the first source that applies."""

    variable: str
    sources: tuple[ContextSource, ...]


@dataclass(frozen=True, slots=True)
class Entities:
    """One `_entities` call in a request: who is looked up at `path`, and what comes back.

    `alias` is the response name of the call, `variable` its representations variable (without `$`).
    `selection` is what is asked of the entities (for printing); `takes` None: it merges as it is.
    A call with `contexts` is alone in its request, which is sent once for each distinct set of their values.
    """

    path: Path
    representations: tuple[Representation, ...]
    alias: str
    variable: str
    selection: Selection
    takes: tuple[Take, ...] | None = None
    contexts: tuple[ContextValue, ...] = ()


@dataclass(frozen=True, slots=True)
class Root:
    """The root fields of a request. `path` is empty at the operation's root; below a field of type Query it is not."""

    path: Path
    selection: Selection
    takes: tuple[Take, ...] | None = None


@dataclass(frozen=True, slots=True)
class Request:
    """One document to one subgraph.

    `index` is its place in `Plan.requests`; `after` names those that must be done before. `variables` are those
    the document uses: the client's, and those of its call's contexts. Either `root` is set or `entities` has entries.
    """

    index: int
    subgraph: str
    kind: OperationKind
    document: str
    after: tuple[int, ...]
    variables: tuple[str, ...]
    root: Root | None = None
    entities: tuple[Entities, ...] = ()


@dataclass(frozen=True, slots=True)
class Plan:
    """All requests of one operation in a deterministic order (each after those it depends on), and the client's shape.

    `root_type` is the API name of the operation's root type. A subscription's first request is its source; the others
    run for each of its events. Root fields answered by the gateway itself (`__schema`, `__type`, `__typename`) stand
    in `client` only.
    """

    kind: OperationKind
    root_type: str
    requests: tuple[Request, ...]
    client: ClientSelection
