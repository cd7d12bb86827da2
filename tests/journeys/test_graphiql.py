"""GraphiQL as the gateway serves it: it opens with the headline query, and running it shows the whole answer."""

import json
from pathlib import Path
from typing import Any

import pytest

from stack.console import NodeMissing, PackagesMissing, built_console
from stack.showcase import query_for
from tests.journeys.conftest import Loaded
from tests.journeys.house import a_token, open_house
from tests.principals import EVERYTHING
from tests.web.chromium import chromium_binary, open_page
from tests.web.test_graphiql import shown_in

ROOT = Path(__file__).parents[2]
CHROMIUM = chromium_binary()

pytestmark = [
    pytest.mark.journey,
    pytest.mark.xdist_group("house"),
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on PATH (Debian: apt-get install chromium)"),
]


async def test_a_newcomer_opens_the_page_and_runs_the_query(loaded: Loaded, tmp_path: Path) -> None:
    start = tmp_path / "graphiql.json"
    headers = {"authorization": f"Bearer {a_token(EVERYTHING)}"}
    start.write_text(json.dumps({"query": query_for(loaded.member), "headers": headers}))
    page_settings: dict[str, Any] = {"page_folder": _built_page(), "page_start": start}

    async with (
        open_house(loaded.urls, **page_settings) as house,
        open_page(str(CHROMIUM), tmp_path / "profile") as page,
    ):
        await page.goto(f"{house.endpoint}/")
        await page.wait_for(shown_in(".graphiql-query-editor", loaded.member))
        await page.click(".graphiql-execute-button")
        await page.wait_for(shown_in(".result-window", '"legalName"'))
        await page.wait_for("document.querySelector('.result-window').innerText.includes('data')")

        assert page.complaints == []


def _built_page() -> Path:
    try:
        return built_console(ROOT, report=lambda _: None)
    except (NodeMissing, PackagesMissing) as missing:
        pytest.skip(f"GraphiQL cannot be built here: {missing}")
