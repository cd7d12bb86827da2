"""How a service logs: one JSON line an event, on standard error, without values of rows or variables.

Of an exception a line has the types and the places, along the chain of its causes. Its message stays out: drivers put
the values of a statement there.
"""

import sys
import traceback
from collections.abc import Iterator
from typing import Any

import orjson
import structlog
from structlog.typing import EventDict


def configure_logs() -> None:
    """Set the form of log lines for this process."""
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            _causes,
            structlog.processors.JSONRenderer(serializer=orjson.dumps, default=str),
        ],
        logger_factory=_to_standard_error,
        cache_logger_on_first_use=False,
    )


def _to_standard_error(*_names: str) -> structlog.BytesLogger:
    return structlog.BytesLogger(sys.stderr.buffer)


def _causes(_logger: Any, _method: str, event: EventDict) -> EventDict:
    """Replace an exception by what may be read of it."""
    error = event.pop("exc_info", None)
    if error is True:
        error = sys.exc_info()[1]
    if isinstance(error, BaseException):
        event["causes"] = [
            {"type": type(each).__qualname__, "at": [f"{frame.filename}:{frame.lineno}" for frame in _frames(each)]}
            for each in _chain(error)
        ]
    return event


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)


def _frames(error: BaseException) -> traceback.StackSummary:
    return traceback.StackSummary.extract(traceback.walk_tb(error.__traceback__), lookup_lines=False)
