"""Log why subgraph calls fail, so that an outage is a line a second and not a flood."""

from typing import Final

import structlog

from gateway.errors import FetchFailed
from gateway.server.vouching import ASKING

_SECONDS_BETWEEN: Final = 1.0

log = structlog.get_logger("gateway.subgraphs")


class FailureLog:
    """Writes the first failure of a subgraph at once, and those of the next second as a number."""

    def __init__(self) -> None:
        self._last: dict[str, float] = {}
        self._untold: dict[str, int] = {}

    def note(self, failure: FetchFailed, *, cause: BaseException | None, now: float) -> None:
        """Log a failure, with the cause that clients are not told."""
        subgraph = failure.subgraph
        if now - self._last.get(subgraph, float("-inf")) < _SECONDS_BETWEEN:
            self._untold[subgraph] = self._untold.get(subgraph, 0) + 1
            return
        self._last[subgraph] = now
        asking = ASKING.get()
        log.warning(
            "subgraph failed",
            request_id=None if asking is None else asking.request_id,
            subgraph=subgraph,
            why=failure.why,
            code=failure.code,
            cause=None if cause is None else repr(cause),
            not_logged_before=self._untold.pop(subgraph, 0),
        )
