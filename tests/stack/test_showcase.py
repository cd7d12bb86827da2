"""The first query a newcomer runs."""

import json
import shlex
from pathlib import Path

from graphql import parse

from stack.showcase import curl_line, query_for, write_page_start


def test_the_query_names_the_member() -> None:
    query = query_for("MBR-2026-000007")

    assert 'member(memberNumber: "MBR-2026-000007")' in query
    assert len(parse(query).definitions) == 1


def test_without_a_member_there_is_still_a_query_that_answers() -> None:
    assert query_for(None) == "{ __typename }\n"


def test_a_shell_reads_the_curl_line_as_the_same_query() -> None:
    words = shlex.split(curl_line("http://127.0.0.1:8000/graphql", "it's"))

    assert words[:3] == ["curl", "-s", "http://127.0.0.1:8000/graphql"]
    assert 'member(memberNumber: "it\'s")' in json.loads(words[-1])["query"]


def test_the_page_opens_with_the_query(tmp_path: Path) -> None:
    write_page_start(tmp_path / "start.json", "MBR-1")

    assert json.loads((tmp_path / "start.json").read_text()) == {"query": query_for("MBR-1")}
