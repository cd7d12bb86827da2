"""Rules of access as people read them, one case file a kind of place where a rule can stand."""

from pathlib import Path

import pytest

from tests.gateway.authorisation.cases import FOLDER, answers
from tests.gateway.planner.cases import read_case


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.txt")), ids=lambda path: path.stem)
async def test_what_comes_of_each_operation_is_as_in_the_file(path: Path, pytestconfig: pytest.Config) -> None:
    case = read_case(path)

    found = await answers(case)

    if pytestconfig.getoption("rewrite_cases"):
        case.rewrite(found, head="answer")
    else:
        assert found == [expected for _, _, expected in case.operations()]
