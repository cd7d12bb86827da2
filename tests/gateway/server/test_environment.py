"""The environment: the identity secret, and what production refuses, all at once and each by name."""

from dataclasses import replace
from pathlib import Path

import pytest

from gateway.server.environment import EnvironmentRefused, in_environment
from gateway.server.settings import AuthenticationSettings, Rates, Settings

SECRET = "ab" * 32
SAFE = Settings(
    authentication=AuthenticationSettings("https://login.example", "orders", "https://login.example/keys"),
    allows_introspection=False,
    identity_secret=bytes.fromhex(SECRET),
)
PRODUCTION = {"COVERGRAPH_ENV": "production"}


def test_without_a_word_nothing_changes() -> None:
    assert in_environment(Settings(), {}) == Settings()


@pytest.mark.parametrize("text", [SECRET, f"{SECRET},{'cd' * 32}", f" {SECRET}\n"])
def test_the_secret_stands_in_its_variable_or_in_a_file(tmp_path: Path, text: str) -> None:
    file = tmp_path / "secret"
    file.write_text(text)

    by_variable = in_environment(Settings(), {"COVERGRAPH_IDENTITY_SECRET": text})
    by_file = in_environment(Settings(), {"COVERGRAPH_IDENTITY_SECRET_FILE": str(file)})

    assert by_variable.identity_secret == by_file.identity_secret == bytes.fromhex(SECRET)


@pytest.mark.parametrize("text", ["canary", "ab" * 31, SECRET + ",", f"{SECRET},canary"])
def test_a_secret_of_another_form_is_refused_and_not_repeated(text: str) -> None:
    with pytest.raises(EnvironmentRefused, match="COVERGRAPH_IDENTITY_SECRET is not 32 bytes") as caught:
        in_environment(Settings(), {"COVERGRAPH_IDENTITY_SECRET": text})

    assert text not in str(caught.value)


def test_a_file_that_is_not_there_is_named() -> None:
    with pytest.raises(EnvironmentRefused, match=r"COVERGRAPH_IDENTITY_SECRET_FILE: /nowhere/secret cannot be read"):
        in_environment(Settings(), {"COVERGRAPH_IDENTITY_SECRET_FILE": "/nowhere/secret"})


def test_production_refuses_all_that_is_open_at_once() -> None:
    with pytest.raises(EnvironmentRefused) as caught:
        in_environment(Settings(page_folder=Path("dist")), PRODUCTION)

    assert str(caught.value).splitlines() == [
        "COVERGRAPH_ENV=production, and this is not safe:",
        "  - COVERGRAPH_IDENTITY_SECRET is missing: subgraphs could not tell the gateway from anybody else",
        "  - [authentication] is missing: nobody could sign in",
        "  - introspection tells the whole schema to everybody: set introspection = false",
        "  - the GraphiQL page is served: leave out --page, page and page_start",
    ]


@pytest.mark.parametrize(
    ("unsafe", "why"),
    [
        (replace(SAFE, identity_secret=None), "COVERGRAPH_IDENTITY_SECRET is missing"),
        (replace(SAFE, identity_secret=b"demo" + bytes(28)), "made for a demonstration"),
        (replace(SAFE, authentication=None), "authentication"),
        (replace(SAFE, allows_introspection=True), "introspection"),
        (replace(SAFE, page_folder=Path("dist")), "GraphiQL"),
        (replace(SAFE, page_start=Path("start.json")), "GraphiQL"),
        (replace(SAFE, authentication=AuthenticationSettings("a", "b", "http://login.example/keys")), "without TLS"),
        (
            replace(SAFE, authentication=AuthenticationSettings("a", "b", "keys.json", "http://10.0.0.1/epochs")),
            "authentication.epochs is fetched without TLS",
        ),
    ],
)
def test_each_unsafe_setting_alone_stops_production(unsafe: Settings, why: str) -> None:
    with pytest.raises(EnvironmentRefused, match=why) as caught:
        in_environment(unsafe, PRODUCTION)

    assert len(str(caught.value).splitlines()) == 2
    assert in_environment(unsafe, {"COVERGRAPH_ENV": "demo"}) == unsafe


@pytest.mark.parametrize(
    "keys", ["unix:///run/core.sock?path=/keys", "http://127.0.0.1:1/k", "http://localhost/k", "k"]
)
def test_what_is_safe_is_served_and_callers_may_ask_so_often(keys: str) -> None:
    settings = replace(SAFE, authentication=AuthenticationSettings("a", "b", keys))

    assert in_environment(settings, PRODUCTION) == replace(settings, rates=Rates())
