"""What goes away by itself is waited for, and no error of ours."""

import pytest

from subgraphs.kit.errors import Unavailable
from subgraphs.kit.events.duty import is_passing


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        (Unavailable("the database"), True),
        (ConnectionRefusedError(), True),
        (ExceptionGroup("both", [Unavailable("the database"), TimeoutError()]), True),
        (ExceptionGroup("both", [Unavailable("the database"), KeyError("x")]), False),
        (KeyError("x"), False),
    ],
)
def test_who_is_away_is_told_from_what_is_wrong(error: BaseException, *, expected: bool) -> None:
    assert is_passing(error) is expected
