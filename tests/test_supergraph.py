"""The supergraph in the repository is what the eight schemas compose to."""

from stack.composing import composed
from tests.journeys.house import SUPERGRAPH


def test_the_supergraph_in_the_repository_is_composed_of_the_schemas() -> None:
    composition = composed()

    assert composition.errors == ()
    assert SUPERGRAPH.read_text() == composition.supergraph_sdl
