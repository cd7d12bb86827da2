"""Thousands: `pytest tests/gateway/differential --differential-cases 10000 --differential-seed 1`."""

from random import Random

import pytest

from tests.gateway.differential.compare import Case, differ, make_case

# Each world answers so many operations.
OPERATIONS = 6


async def test_the_gateway_answers_what_plain_execution_answers(pytestconfig: pytest.Config) -> None:
    first = pytestconfig.getoption("differential_seed")
    seeds = range(first, first + pytestconfig.getoption("differential_cases"))
    compared = 0

    for seed in seeds:
        case = make_case(seed)
        if not isinstance(case, Case):
            continue
        for request in case.requests(Random(seed), OPERATIONS):
            difference = await differ(case, request)
            assert difference is None, f"seed {seed}: {difference}"
            compared += 1

    assert compared > 3 * len(seeds)
    print(f"{compared} operations compared, seeds {seeds.start} to {seeds.stop - 1}")  # noqa: T201 - a long run tells what it ran


def test_most_worlds_compose() -> None:
    cases = [make_case(seed) for seed in range(20)]

    composed = [case for case in cases if isinstance(case, Case)]

    assert len(composed) > 14
