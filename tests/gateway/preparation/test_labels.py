"""Labels of @override: named ones from the settings, percentages drawn once for each request."""

from collections.abc import Sequence

import orjson
import pytest

from gateway.pipeline import Pipeline
from gateway.preparation.labels import Labels
from gateway.server.request import GraphQLRequest
from gateway.server.settings import Settings
from tests.gateway.planner.cases import compose_case

OLD = 'type Query { user: User } type User @key(fields: "id") { id: ID! name: String }'
NEW = 'type User @key(fields: "id") {{ id: ID! name: String @override(from: "old", label: "{}") }}'


@pytest.mark.parametrize(
    ("drawn", "active"), [(0.0, {"percent(10)", "percent(50)"}), (0.1, {"percent(50)"}), (0.5, set())]
)
def test_one_draw_decides_all_percentages(drawn: float, active: set[str]) -> None:
    labels = Labels(["percent(10)", "percent(50)"], [], lambda: drawn)

    assert labels.active() == active


def test_named_labels_hold_where_the_supergraph_has_them() -> None:
    labels = Labels(["next", "other"], ["next", "unknown"], lambda: 0.0)

    assert labels.active() == {"next"}
    assert not labels.is_drawn


@pytest.mark.parametrize(("label", "asked"), [("percent(100)", ["old", "new"]), ("percent(0)", ["old"])])
async def test_each_request_is_planned_by_the_labels_it_drew(label: str, asked: list[str]) -> None:
    assert await _asked(label, Settings()) == asked


@pytest.mark.parametrize(("named", "asked"), [(("next",), ["old", "new"]), ((), ["old"])])
async def test_a_label_of_the_settings_moves_the_field(named: tuple[str, ...], asked: list[str]) -> None:
    assert await _asked("next", Settings(override_labels=named)) == asked


async def test_one_text_has_a_plan_for_each_outcome_of_the_draw() -> None:
    assert await _asked("percent(50)", Settings(), draws=(0.0, 0.9, 0.0)) == ["old", "new", "old", "old", "new"]


async def _asked(label: str, settings: Settings, *, draws: Sequence[float] = (0.5,)) -> list[str]:
    """Ask for the field that moves and return the subgraphs that were asked, in order."""
    asked: list[str] = []
    lots = iter(draws)

    async def send(subgraph: str, body: bytes, *, is_idempotent: bool) -> bytes:
        assert is_idempotent, body
        asked.append(subgraph)
        user = {"__typename": "User", "id": "1", "name": "Ann"}
        return orjson.dumps({"data": {"user": user} if subgraph == "old" else {"_entities": [user]}})

    pipeline = Pipeline(compose_case({"old": OLD, "new": NEW.format(label)}), send, settings, draw=lambda: next(lots))
    try:
        answers = [
            await pipeline.answer(GraphQLRequest("{ user { name } }", None, {}, is_safe_method=True)) for _ in draws
        ]
    finally:
        pipeline.close()
    assert {answer.body for answer in answers} == {b'{"data":{"user":{"name":"Ann"}}}'}
    return asked
