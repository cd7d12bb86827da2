"""A circuit breaker: who does not answer several times in a row is left alone for a while, and then tried once."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

FAILURES_MAX: Final = 5
REST_S: Final = 5.0


@dataclass(slots=True)
class Breaker:
    """The state of one dependency."""

    failures_max: int = FAILURES_MAX
    rest_s: float = REST_S
    clock: Callable[[], float] = time.monotonic
    _failures: int = field(default=0, init=False)
    _tried_at: float = field(default=0.0, init=False)

    def may_try(self) -> bool:
        """Say whether to ask now; of all who ask after the rest, one may, until it is known what came of it."""
        if self._failures < self.failures_max:
            return True
        if self.clock() - self._tried_at < self.rest_s:
            return False
        self._tried_at = self.clock()
        return True

    def succeeded(self) -> None:
        """Note an answer."""
        self._failures = 0

    def failed(self) -> None:
        """Note that there was none."""
        self._failures += 1
        self._tried_at = self.clock()
