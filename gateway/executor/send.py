"""How the executor reaches subgraphs: a function it is given, so that it knows no network."""

from collections.abc import Awaitable
from typing import Protocol


class Send(Protocol):
    """Send one GraphQL request body (JSON bytes) to a subgraph and return the bytes of its answer's body.

    Raises `gateway.errors.FetchFailed` when there is no usable answer. Identity, headers, deadlines, retries and
    connection reuse are the sender's affair; `is_idempotent` tells it whether it may send the body again.
    """

    def __call__(self, subgraph: str, body: bytes, *, is_idempotent: bool) -> Awaitable[bytes]: ...
