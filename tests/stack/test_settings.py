"""What the environment says."""

import pytest

from stack.errors import DatabaseUnusable
from stack.settings import Settings


def test_each_variable_names_the_database_of_its_domain(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PROVIDER_DATABASE_URL", "postgresql://db.example/providers")
    monkeypatch.setenv("TOKEN_DATABASE_URL", "postgres://db.example/tokens?sslmode=require")
    monkeypatch.setenv("CORE_DATABASE_URL", "")

    urls = Settings().database_urls()

    assert urls == {
        "providers": "postgresql://db.example/providers",
        "tokens": "postgres://db.example/tokens?sslmode=require",
    }


@pytest.mark.parametrize(
    "url", ["mysql://u:secret@h/d", "postgresql://u:secret@h", "secret", "postgresql://h/d?x=secret"]
)
def test_a_url_that_cannot_be_one_is_refused_by_variable_and_without_its_secret(
    monkeypatch: pytest.MonkeyPatch, url: str
) -> None:
    monkeypatch.setenv("CRM_DATABASE_URL", url)

    with pytest.raises(DatabaseUnusable, match="CRM_DATABASE_URL") as refused:
        Settings().database_urls()

    assert "secret" not in str(refused.value)


def test_no_broker_is_named_by_an_empty_variable(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NATS_URL", "")

    assert Settings().broker_url() is None
