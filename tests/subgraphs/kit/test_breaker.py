"""A breaker leaves alone who does not answer, and tries once after a while."""

from subgraphs.kit.breaker import Breaker


class Clock:
    """A clock that goes when it is told to."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def a_tripped_breaker(clock: Clock) -> Breaker:
    breaker = Breaker(failures_max=3, rest_s=5.0, clock=clock)
    for _ in range(3):
        breaker.failed()
    return breaker


def test_a_few_failures_are_let_pass() -> None:
    breaker = Breaker(failures_max=3, clock=Clock())

    breaker.failed()
    breaker.failed()

    assert breaker.may_try()


def test_an_answer_wipes_failures_out() -> None:
    breaker = Breaker(failures_max=3, clock=Clock())
    breaker.failed()
    breaker.failed()

    breaker.succeeded()
    breaker.failed()

    assert breaker.may_try()


def test_after_too_many_nobody_asks_until_the_rest_is_over() -> None:
    clock = Clock()
    breaker = a_tripped_breaker(clock)

    assert not breaker.may_try()
    clock.now = 4.9
    assert not breaker.may_try()


def test_after_the_rest_one_asks_and_its_answer_lets_all() -> None:
    clock = Clock()
    breaker = a_tripped_breaker(clock)
    clock.now = 5.0

    assert [breaker.may_try(), breaker.may_try()] == [True, False]
    breaker.succeeded()
    assert breaker.may_try()


def test_a_failed_trial_begins_the_rest_anew() -> None:
    clock = Clock()
    breaker = a_tripped_breaker(clock)
    clock.now = 5.0
    breaker.may_try()
    breaker.failed()

    clock.now = 9.9
    assert not breaker.may_try()
