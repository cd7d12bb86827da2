"""Shape an outcome for the client: the fast path where nothing is wrong, the slow one where something is."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from graphql import GraphQLSchema

from gateway.operation.selection import ClientSelection
from gateway.planner.outcome import Outcome
from gateway.response.generate import IRREGULAR, Shape, generate_shape
from gateway.response.places import ClientError, client_errors, listed
from gateway.response.project import Projection

_NOTHING_READY: Final[Mapping[str, Any]] = {}


@dataclass(frozen=True, slots=True)
class Shaped:
    """The `data` and `errors` of a GraphQL response, ready to be written as JSON."""

    data: dict[str, Any] | None
    errors: list[dict[str, Any]]


class Shaper:
    """Shapes the outcomes of one operation. The fast path is written at the second use: many texts are seen once."""

    __slots__ = ("_client", "_fast", "_is_fast", "_root_type", "_schema", "_was_used")

    def __init__(self, client: ClientSelection, root_type: str, schema: GraphQLSchema, *, is_fast: bool = True) -> None:
        self._client = client
        self._root_type = root_type
        self._schema = schema
        self._is_fast = is_fast
        self._was_used = False
        self._fast: Shape | None = None

    def shape(self, outcome: Outcome, ready: Mapping[str, Any] = _NOTHING_READY) -> Shaped:
        """Return what the client asked; `ready` holds root fields that are answered already, by response name."""
        fast = self._fast_shape() if self._is_fast else None
        if fast is not None:
            try:
                return self._with_errors(fast(outcome.data, ready), outcome, [])
            except IRREGULAR:
                pass
        projection = Projection(self._schema, outcome.errors, ready)
        data = projection.project(self._client, self._root_type, outcome.data)
        return self._with_errors(data, outcome, projection.errors)

    def _fast_shape(self) -> Shape | None:
        if self._fast is None and self._was_used:
            self._fast = generate_shape(self._client, self._root_type, self._schema)
        self._was_used = True
        return self._fast

    def _with_errors(self, data: dict[str, Any] | None, outcome: Outcome, ours: Sequence[ClientError]) -> Shaped:
        if not outcome.errors and not ours:
            return Shaped(data, [])
        errors = [*client_errors(outcome.errors, self._client, outcome.data), *ours]
        return Shaped(data, [error.to_json() for error in listed(errors)])
