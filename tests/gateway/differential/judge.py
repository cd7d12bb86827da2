"""What has to be the same of two answers, and what still holds where a subgraph did not answer at all.

Where nothing fails, or fields fail wherever they are asked, the specification says what the answer is: the data is the
same, and the errors stand at the same places. A plan may ask more than the client did (keys, requirements), and
execution may leave out siblings of what was nulled, so an error is compared by the place that it turned into null.

Where requests fail or entities are not found, a plan legitimately decides how much is lost. Then the data is the true
data with nulls in it, each of these nulls has an error at, above or below it unless an entity was not found, which is
no error, and no error stands where nothing is missing.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from graphql import ExecutionResult

from tests.gateway.differential.truth import Truth

Path: TypeAlias = tuple[str | int, ...]


@dataclass(slots=True)
class Answered:
    """What the gateway answered, and which mutations it had carried out, in this order."""

    data: Any
    errors: list[dict[str, Any]]
    carried_out: list[tuple[str, int]]
    has_failed: bool

    @property
    def error_paths(self) -> list[Path]:
        return [tuple(error.get("path", ())) for error in self.errors]


def judge(ours: Answered, theirs: ExecutionResult, truth: Truth) -> str | None:
    """Say what is wrong with our answer, None if nothing is."""
    if truth.failures.down or truth.failures.lost:
        return _judge_partial(ours, theirs, truth)
    if ours.data != theirs.data:
        return "other data"
    if not _same_mutations(ours.carried_out, truth.carried_out, theirs):
        return f"mutations {ours.carried_out}, not {truth.carried_out}"
    return _judge_errors(ours, theirs, truth)


def _same_mutations(ours: list[tuple[str, int]], true: list[tuple[str, int]], theirs: ExecutionResult) -> bool:
    """Execution stops at a mutation whose null takes all data away; what follows it may have been sent."""
    return ours == true or (theirs.data is None and ours[: len(true)] == true)


def _judge_errors(ours: Answered, theirs: ExecutionResult, truth: Truth) -> str | None:
    told = [tuple(error.path or ()) for error in theirs.errors or ()]
    nulled = {_null_place(theirs.data, path) for path in told}
    for place in nulled:
        if not _is_explained(place, ours.error_paths):
            return f"no error at {place}"
    for path in ours.error_paths:
        if not _is_explained(_null_place(ours.data, path), [*nulled, *map(_owner, truth.hidden)]):
            return f"an error at {path}, where nothing failed"
    is_plain = not truth.hidden and all(p == _null_place(ours.data, p) for p in (*told, *ours.error_paths))
    if is_plain and set(ours.error_paths) != set(told):
        return f"errors at {sorted(map(str, ours.error_paths))}, not at {sorted(map(str, told))}"
    return None


def _judge_partial(ours: Answered, theirs: ExecutionResult, truth: Truth) -> str | None:
    missing: list[Path] = []
    for place, mine, true in _unlike(ours.data, theirs.data, ()):
        if mine is not None:
            return f"other data at {place}: {mine}, not {true}"
        missing.append(place)
    if not truth.failures.lost:
        for place in missing:
            if not _is_explained(place, ours.error_paths):
                return f"null without an error at {place}"
        if ours.has_failed and missing and not ours.errors:
            return "a failure without an error"
    true_errors = [_null_place(theirs.data, tuple(error.path or ())) for error in theirs.errors or ()]
    for path in ours.error_paths:
        is_null = _value_at(ours.data, path) is None
        if not is_null and not _is_explained(path, [*missing, *true_errors, *map(_owner, missing)]):
            return f"an error at {path}, where nothing is missing"
    return None


def _unlike(mine: Any, true: Any, place: Path) -> Iterator[tuple[Path, Any, Any]]:
    """Name the places where our data is not the true data."""
    if isinstance(mine, dict) and isinstance(true, dict) and mine.keys() == true.keys():
        for name in mine:
            yield from _unlike(mine[name], true[name], (*place, name))
    elif isinstance(mine, list) and isinstance(true, list) and len(mine) == len(true):
        for index, (one, other) in enumerate(zip(mine, true, strict=True)):
            yield from _unlike(one, other, (*place, index))
    elif mine != true:
        yield place, mine, true


def _null_place(data: Any, path: Sequence[str | int]) -> Path:
    """Return as much of an error's path as the data still has: there is the null that it turned into."""
    for length, part in enumerate(path):
        if data is None or not isinstance(data, dict | list):
            return tuple(path[:length])
        data = data[part] if isinstance(data, list) else data.get(part)  # type: ignore[index]  # lists by number
    return tuple(path)


def _owner(place: Path) -> Path:
    """Return the object of a field: what it requires and lost may stand at other fields of it, or below them."""
    return place[:-1] or place


def _value_at(data: Any, path: Path) -> Any:
    for part in _null_place(data, path):
        data = data[part]
    return data


def _is_explained(place: Path, others: Iterable[Path]) -> bool:
    """Whether one of the other places is the place itself, above it or below it."""
    return any(place[: len(other)] == other[: len(place)] for other in others)
