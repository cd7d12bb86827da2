"""Read the bytes of a subgraph's answer. A subgraph may answer anything; what is unusable becomes a `FetchFailed`."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import orjson

from gateway.errors import FetchFailed
from gateway.executor.walk import Object

INVALID_ANSWER: Final = "SUBGRAPH_INVALID_ANSWER"

# A broken subgraph may answer errors without end; nobody reads beyond these.
_ERRORS_MAX: Final = 1_000
_PATH_MAX: Final = 100

# Where servers put stack traces; never a client's business.
_PRIVATE_EXTENSIONS: Final = frozenset({"exception", "stacktrace", "stackTrace", "stack", "debug", "debugMessage"})


@dataclass(frozen=True, slots=True)
class SubgraphError:
    """One entry of an answer's `errors`: `path` in the subgraph's own names, None when it names no place."""

    message: str
    path: tuple[str | int, ...] | None
    extensions: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Answer:
    """What a subgraph answered. `data` is None when the request failed as a whole; then `errors` says why."""

    data: Object | None
    errors: tuple[SubgraphError, ...]


def read_answer(subgraph: str, body: bytes) -> Answer:
    """Parse a GraphQL response; raises FetchFailed for whatever is not one."""
    try:
        answer = orjson.loads(body)
    except orjson.JSONDecodeError:
        raise FetchFailed(subgraph, "answered something that is not JSON", code=INVALID_ANSWER) from None
    if type(answer) is not dict:
        raise FetchFailed(subgraph, "answered JSON that is not a GraphQL response", code=INVALID_ANSWER)
    data = answer.get("data")
    if data is not None and type(data) is not dict:
        raise FetchFailed(subgraph, "answered with data that is not an object", code=INVALID_ANSWER)
    errors = () if answer.get("errors") is None else _read_errors(subgraph, answer["errors"])
    if data is None and not errors:
        raise FetchFailed(subgraph, "answered without data", code=INVALID_ANSWER)
    return Answer(data, errors)


def _read_errors(subgraph: str, errors: Any) -> tuple[SubgraphError, ...]:
    if type(errors) is not list:
        raise FetchFailed(subgraph, "answered with errors that are not a list", code=INVALID_ANSWER)
    return tuple(_read_error(error) for error in errors[:_ERRORS_MAX])


def _read_error(error: Any) -> SubgraphError:
    entry = error if type(error) is dict else {}
    message, path, extensions = entry.get("message"), entry.get("path"), entry.get("extensions")
    return SubgraphError(
        message=message if type(message) is str else "the subgraph gave no message",
        path=_read_path(path),
        extensions=_public(extensions) if type(extensions) is dict else {},
    )


def _read_path(path: Any) -> tuple[str | int, ...] | None:
    if type(path) is not list or not path or not all(type(part) in {str, int} for part in path):
        return None
    return tuple(path[:_PATH_MAX])


def _public(extensions: Object) -> Object:
    return {name: value for name, value in extensions.items() if name not in _PRIVATE_EXTENSIONS}
