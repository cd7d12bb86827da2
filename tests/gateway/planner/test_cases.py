"""Plans as people read them, one case file a federation feature."""

from pathlib import Path

import pytest

from tests.gateway.planner.cases import FOLDER, read_case, shown


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.txt")), ids=lambda path: path.stem)
def test_plan_is_the_one_in_the_file(path: Path, pytestconfig: pytest.Config) -> None:
    case = read_case(path)
    supergraph = case.supergraph()

    plans = [shown(text, supergraph, settings) for settings, text, _ in case.operations()]

    if pytestconfig.getoption("rewrite_cases"):
        case.rewrite(plans)
    else:
        assert plans == [expected for _, _, expected in case.operations()]
