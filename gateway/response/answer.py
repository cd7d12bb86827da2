"""The answer as it goes out: JSON of bounded size."""

from dataclasses import dataclass

import orjson

from gateway.planner.outcome import Outcome, TreeError
from gateway.response.shape import Shaped


@dataclass(frozen=True, slots=True)
class Answer:
    """A GraphQL response that was executed: its JSON, whether it tells of errors, and what was denied."""

    body: bytes
    has_errors: bool = False
    denied: tuple[str, ...] = ()


def answer_of(shaped: Shaped) -> Answer:
    """Write what was shaped as JSON."""
    told = {"errors": shaped.errors, "data": shaped.data} if shaped.errors else {"data": shaped.data}
    try:
        return Answer(orjson.dumps(told), has_errors=bool(shaped.errors))
    except (TypeError, ValueError, RecursionError):
        return _failed("ANSWER_TOO_DEEP", "The answer is nested too deeply to be written.")


def sized(answer: Answer, bytes_max: int) -> Answer:
    """Return the answer, or say that it is too large."""
    if len(answer.body) > bytes_max:
        return _failed("ANSWER_TOO_LARGE", f"answer bytes: at most {bytes_max} allowed, found {len(answer.body)}")
    return answer


def conceal_messages(outcome: Outcome) -> None:
    """Replace what subgraphs say of their errors; the codes and the subgraphs' names stay."""
    outcome.errors = [_concealed(error) for error in outcome.errors]


def _concealed(error: TreeError) -> TreeError:
    code, service = error.extensions["code"], error.extensions["service"]
    return TreeError(f"'{service}' reported an error", error.path, {"code": code, "service": service})


def _failed(code: str, message: str) -> Answer:
    errors = [{"message": message, "extensions": {"code": code}}]
    return Answer(orjson.dumps({"errors": errors, "data": None}), has_errors=True)
