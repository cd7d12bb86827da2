"""Ask as somebody, through everything that stands between an operation and its answer."""

from dataclasses import dataclass
from typing import Any

import orjson

from gateway.authorisation import Grants
from gateway.pipeline import Pipeline
from gateway.server.request import GraphQLRequest
from tests.gateway.authorisation.subgraphs import Subgraphs


@dataclass(frozen=True, slots=True)
class Heard:
    """What came of an operation: the answer, and the fields that subgraphs were asked for."""

    data: Any
    errors: list[dict[str, Any]]
    read: tuple[tuple[str, str], ...]
    requests: int

    @property
    def denied(self) -> list[str]:
        """Where the answer says that something is denied."""
        return sorted(".".join(map(str, error["path"])) for error in self.errors)


async def ask(pipeline: Pipeline, subgraphs: Subgraphs, text: str, grants: Grants) -> Heard:
    """Ask a pipeline that reaches these subgraphs, as somebody with these grants."""
    subgraphs.begin()
    answer = await pipeline.answer(GraphQLRequest(text, None, {}, is_safe_method=False), grants)
    body = orjson.loads(answer.body)
    return Heard(body["data"], body.get("errors", []), tuple(subgraphs.read), subgraphs.requests)
