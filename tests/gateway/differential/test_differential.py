"""Thousands: `pytest tests/gateway/differential --differential-cases 10000 --differential-seed 1`."""

from itertools import count
from random import Random

import pytest

from tests.gateway.differential.compare import Case, differ, make_case
from tests.gateway.differential.failures import NOTHING_FAILS, Failures, failing_fields, failing_requests
from tests.gateway.differential.shrink import shrink

# Each world answers so many operations.
OPERATIONS = 8


def draw_failures(random: Random, number: int, case: Case) -> Failures:
    """Let nothing fail in half of the operations, fields in a quarter, and requests and entities in the last."""
    match number % 4:
        case 1:
            return failing_fields(random, case.cut)
        case 3:
            return failing_requests(random, case.cut)
        case _:
            return NOTHING_FAILS


async def test_the_gateway_answers_what_plain_execution_answers(pytestconfig: pytest.Config) -> None:
    first, wanted = pytestconfig.getoption("differential_seed"), pytestconfig.getoption("differential_cases")
    compared = 0

    for seed in count(first):
        if compared >= wanted:
            break
        case = make_case(seed)
        if not isinstance(case, Case):
            continue
        random = Random(seed)
        for number, request in enumerate(case.requests(random, OPERATIONS)):
            failures = draw_failures(random, number, case)
            difference = await differ(case, request, failures)
            assert difference is None, f"seed {seed}: {await shrink(case, difference, failures)}"
            compared += 1

    assert compared >= wanted
    print(f"{compared} operations compared, seeds {first} to {seed - 1}")  # noqa: T201 - a long run tells what it ran


def test_most_worlds_compose() -> None:
    cases = [make_case(seed) for seed in range(20)]

    composed = [case for case in cases if isinstance(case, Case)]

    assert len(composed) > 14
