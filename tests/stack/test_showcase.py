"""The first query a newcomer runs."""

import json
import shlex
from pathlib import Path

from graphql import parse

from stack.folder import DataFolder, data_folder
from stack.showcase import Account, FirstRows, curl_line, query_for, sign_ins, write_page_start


def test_the_query_names_the_member() -> None:
    query = query_for("MBR-2026-000007")

    assert 'member(memberNumber: "MBR-2026-000007")' in query
    assert len(parse(query).definitions) == 1


def test_without_a_member_there_is_still_a_query_that_answers() -> None:
    assert query_for(None) == "{ __typename }\n"


def test_a_shell_reads_the_curl_line_as_the_same_query(tmp_path: Path) -> None:
    words = shlex.split(curl_line("http://127.0.0.1:8000/graphql", "it's", DataFolder(tmp_path)))

    assert words[:3] == ["curl", "-s", "http://127.0.0.1:8000/graphql"]
    assert 'member(memberNumber: "it\'s")' in json.loads(words[words.index("-d") + 1])["query"]


def test_the_curl_line_asks_as_the_member(tmp_path: Path) -> None:
    line = curl_line("http://127.0.0.1:8000/graphql", "MBR-1", DataFolder(tmp_path))

    assert line.endswith(f' -H "authorization: Bearer $(./covergraph token member --data {tmp_path})"')


def test_on_the_usual_folder_the_curl_line_names_none() -> None:
    line = curl_line("http://127.0.0.1:8000/graphql", "MBR-1", data_folder(None))

    assert line.endswith(' -H "authorization: Bearer $(./covergraph token member)"')


def test_the_page_opens_with_the_query_and_with_those_it_may_ask_as(tmp_path: Path) -> None:
    file = tmp_path / "start.json"
    accounts = (Account("member", "member@demo.example", "pw-1"), Account("service", "demo", "pw-2"))

    write_page_start(file, FirstRows("MBR-1", accounts, ("query Two { me }",)))

    assert json.loads(file.read_text()) == {
        "query": query_for("MBR-1"),
        "examples": [{"query": "query Two { me }"}],
        "accounts": [{"role": "member", "email": "member@demo.example", "password": "pw-1"}],
    }
    assert file.stat().st_mode & 0o777 == 0o600


def test_each_role_is_shown_with_its_password_in_one_column() -> None:
    lines = sign_ins((Account("member", "member@demo.example", "pw-1"), Account("service", "demo", "pw-2")))

    assert lines == [("Sign in", "member@demo.example  pw-1"), ("", "demo                 pw-2")]
