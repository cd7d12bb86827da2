"""How much work one operation may make: counted, not timed, so that the answer is the same on every machine."""

from gateway.errors import LimitExceeded

# A usual operation takes a few hundred; this many take about a quarter of a second.
WORK_MAX = 12_000


class Budget:
    """Counts units of planning work and refuses to go on beyond the limit."""

    def __init__(self, allowed: int = WORK_MAX) -> None:
        self._allowed = allowed
        self.spent = 0

    def spend(self, units: int = 1) -> None:
        self.spent += units
        if self.spent > self._allowed:
            raise LimitExceeded("planning work", allowed=self._allowed, measured=self.spent, code="PLAN_LIMIT")
