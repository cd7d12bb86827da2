"""A difference is shown by the smallest operation that has it."""

from random import Random

from graphql import Visitor, visit

from tests.gateway.differential.compare import Case, differ, make_case
from tests.gateway.differential.failures import NOTHING_FAILS
from tests.gateway.differential.operations import Request
from tests.gateway.differential.serve import SubgraphServer
from tests.gateway.differential.shrink import shrink

SEED = 5


class Liar(SubgraphServer):
    """A subgraph that knows no truth."""

    def answer(self, body: bytes) -> bytes:
        return super().answer(body).replace(b"true", b"false")


class Fields(Visitor):
    """Counts fields."""

    def __init__(self) -> None:
        super().__init__()
        self.count = 0

    def enter_field(self, *_: object) -> None:
        self.count += 1


def fields_of(request: Request) -> int:
    fields = Fields()
    visit(request.document, fields)
    return fields.count


async def test_what_does_not_matter_to_a_difference_is_left_out() -> None:
    case = make_case(SEED)
    assert isinstance(case, Case)
    case.servers = {s.name: Liar(case.cut.world, s) for s in case.subgraphs}
    differences = [await differ(case, request) for request in case.requests(Random(SEED), 30)]
    found = [difference for difference in differences if difference is not None]
    widest = max(found, key=lambda difference: fields_of(difference.request))

    smallest = await shrink(case, widest, NOTHING_FAILS)

    assert fields_of(widest.request) > 6
    assert fields_of(smallest.request) <= 3
    assert smallest.why == "other data"
