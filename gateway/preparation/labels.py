"""Which labels of @override hold for a request: those the settings name, and `percent(n)` as drawn.

One number is drawn for a request and decides all percentages: `percent(10)` holds only where `percent(50)` does, so a
request meets few different plans. https://www.apollographql.com/docs/graphos/schema-design/federated-schemas/reference/directives#progressive-override
"""

import re
from collections.abc import Callable, Iterable
from typing import Final

_PERCENT: Final = re.compile(r"percent\((\d+(?:\.\d+)?)\)")


class Labels:
    """Decides the labels of one supergraph; `draw` returns a number from 0 up to 1."""

    def __init__(self, known: Iterable[str], named: Iterable[str], draw: Callable[[], float]) -> None:
        labels = frozenset(known)
        self._draw = draw
        self._fixed = labels & frozenset(named)
        self._percentages = {label: float(found[1]) for label in labels if (found := _PERCENT.fullmatch(label))}
        self.is_drawn = bool(self._percentages)

    def active(self) -> frozenset[str]:
        """Return the labels that hold for one request; without percentages always the same."""
        if not self.is_drawn:
            return self._fixed
        drawn = self._draw() * 100
        return self._fixed.union(label for label, percentage in self._percentages.items() if drawn < percentage)
