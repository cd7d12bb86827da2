"""The configuration file: what it may say, and what is said when it is wrong."""

import dataclasses
from pathlib import Path

import pytest

from gateway.server.configuration import ConfigurationError, read_configuration
from gateway.server.settings import AuthenticationSettings, Limits, Rates, Settings, SubgraphSettings

WHOLE = """
page = "dist"
introspection = false
hide_subgraph_messages = true
partial_status = 294
share_requests = false

[cors]
origins = ["https://console.example"]
credentials = true

[limits]
depth = 15
subgraph_seconds = 5

[rates]
subject_per_second = 12.5
address_burst = 7
trusted_proxies = ["10.0.0.0/8"]

[authentication]
issuer = "https://login.example"
audience = "orders"
keys = "https://login.example/keys"
epochs = "epochs.json"
policies_claim = "roles"
token_types = ["at+jwt"]
leeway_seconds = 0

[identity]
secret_file = "identity"

[subgraphs.orders]
url = "http://orders.internal:4001/graphql"
identity_key_file = "orders"
timeout_seconds = 2.5
representations_max = 500
headers = { "x-gateway" = "edge" }
"""


def test_a_whole_file_becomes_settings(tmp_path: Path) -> None:
    file = tmp_path / "gateway.toml"
    file.write_text(WHOLE)
    (tmp_path / "identity").write_text("ab" * 32 + "\n")
    (tmp_path / "orders").write_text("cd" * 32)

    settings = read_configuration(file)

    assert settings == Settings(
        authentication=AuthenticationSettings(
            issuer="https://login.example",
            audience="orders",
            keys="https://login.example/keys",
            epochs=str(tmp_path / "epochs.json"),
            policies_claim="roles",
            token_types=("at+jwt",),
            leeway_seconds=0,
        ),
        identity_secret=b"\xab" * 32,
        limits=Limits(depth=15, subgraph_seconds=5),
        rates=Rates(subject_per_second=12.5, address_burst=7, trusted_proxies=("10.0.0.0/8",)),
        subgraphs={
            "orders": SubgraphSettings(
                url="http://orders.internal:4001/graphql",
                headers={"x-gateway": "edge"},
                timeout_seconds=2.5,
                representations_max=500,
                identity_key=b"\xcd" * 32,
            )
        },
        origins=("https://console.example",),
        allows_credentials=True,
        allows_introspection=False,
        hides_subgraph_messages=True,
        partial_status=294,
        shares_requests=False,
        page_folder=tmp_path / "dist",
    )


def test_json_is_read_too(tmp_path: Path) -> None:
    file = tmp_path / "gateway.json"
    file.write_text('{"limits": {"depth": 9}}')

    settings = read_configuration(file)

    assert settings.limits.depth == 9


WRONG = {
    "depth = ": "is not TOML",
    "colour = 1": "the file has no entry 'colour'; there are authentication, cors, hide_subgraph_messages",
    "introspection = 1": "introspection: true or false is expected",
    "page = 1": "page: a text is expected",
    "partial_status = 500": "partial_status: 200 or 294 is expected",
    "limits = 1": "limits: a table of entries is expected",
    "limits.deep = 1": "limits has no entry 'deep'",
    "limits.depth = 1.5": "limits.depth: a whole number of 0 or more is expected",
    "limits.depth = true": "limits.depth: a whole number of 0 or more is expected",
    "limits.subgraph_seconds = -1": "limits.subgraph_seconds: a number of 0 or more is expected",
    "limits.list_size = 'x'": "limits.list_size: a whole number of 0 or more is expected",
    "rates.address_burst = 1.5": "rates.address_burst: a whole number above 0 is expected",
    "rates.subject_per_second = 0": "rates.subject_per_second: a number above 0 is expected",
    "rates.trusted_proxies = ['10.0.0.1/8']": "rates.trusted_proxies: 10.0.0.1/8 has host bits set",
    "rates.trusted_proxies = '10.0.0.0/8'": "rates.trusted_proxies: a list of texts is expected",
    "rates.much = 1": "rates has no entry 'much'",
    "cors.origins = 'x'": "cors.origins: a list of origins is expected",
    "authentication.issuer = 'x'": "authentication: audience and keys must be said",
    "authentication.leeway_seconds = -1": "authentication.leeway_seconds: a number of 0 or more is expected",
    "authentication.token_types = 'JWT'": "authentication.token_types: a list of texts is expected",
    "authentication.secret = 'x'": "authentication has no entry 'secret'",
    "identity.secret = 'x'": "identity has no entry 'secret'; there are secret_file",
    "identity.secret_file = 'nowhere'": "identity.secret_file: ",
    "subgraphs.a.identity_key = 'x'": "subgraphs.a has no entry 'identity_key'",
    "subgraphs.a.timeout_seconds = inf": "subgraphs.a.timeout_seconds: a number above 0 is expected",
    "limits.subgraph_seconds = nan": "limits.subgraph_seconds: a number of 0 or more is expected",
    "subgraphs.a.timeout_seconds = 0": "subgraphs.a.timeout_seconds: a number above 0 is expected",
    "subgraphs.a.representations_max = 0": "subgraphs.a.representations_max: a whole number above 0 is expected",
    "subgraphs.a.headers.x = 1": "subgraphs.a.headers.x: a text is expected",
    "subgraphs.a.uri = 'x'": "subgraphs.a has no entry 'uri'",
}


@pytest.mark.parametrize(("text", "sentence"), WRONG.items())
def test_what_is_wrong_is_told_with_its_place(text: str, sentence: str, tmp_path: Path) -> None:
    file = tmp_path / "gateway.toml"
    file.write_text(text)

    with pytest.raises(ConfigurationError) as caught:
        read_configuration(file)

    assert str(caught.value).startswith(f"{file}: {sentence}")


def test_the_page_names_every_limit_with_its_default() -> None:
    page = (Path(__file__).parents[3] / "docs" / "gateway.md").read_text()
    rows = [line.split("|")[1:3] for line in page.splitlines() if line.startswith("| `")]

    told = {
        name.strip().strip("`"): default.strip()
        for names, defaults in rows
        for name, default in zip(names.split(","), defaults.split(","), strict=True)
    }

    assert told == {item.name: str(item.default) for item in dataclasses.fields(Limits)}
