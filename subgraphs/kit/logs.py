"""How a service logs: one JSON line an event, on standard error, without values of rows or variables.

Tracebacks are plain text: a rendering that shows local variables would print what nobody may read in a log.
"""

import sys

import orjson
import structlog


def configure_logs() -> None:
    """Set the form of log lines for this process."""
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            structlog.processors.JSONRenderer(serializer=orjson.dumps, default=str),
        ],
        logger_factory=_to_standard_error,
        cache_logger_on_first_use=False,
    )


def _to_standard_error(*_names: str) -> structlog.BytesLogger:
    return structlog.BytesLogger(sys.stderr.buffer)
