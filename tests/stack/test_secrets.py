"""Secrets that are given, and those that a demonstration makes for itself."""

import json
import os
from pathlib import Path

import pytest

from stack.errors import SecretUnusable
from stack.folder import DataFolder
from stack.secrets import demo_passwords, is_demo, make_demo_passwords, provide
from stack.settings import Settings

GIVEN = "0b" * 32
OTHER = "0c" * 32


@pytest.fixture(autouse=True)
def _nothing_given(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("COVERGRAPH_MASTER_KEY", "COVERGRAPH_MASTER_KEY_FILE", "COVERGRAPH_IDENTITY_SECRET"):
        # Set first, so that what the code sets is taken back as well.
        monkeypatch.setenv(name, "")
        monkeypatch.delenv(name)


def test_a_demonstration_makes_its_secrets_once_and_for_its_owner_alone(folder: DataFolder) -> None:
    first = provide(folder, Settings())
    master = os.environ.pop("COVERGRAPH_MASTER_KEY")

    second = provide(folder, Settings())

    assert second == first
    assert os.environ["COVERGRAPH_MASTER_KEY"] == master
    assert folder.secrets.stat().st_mode & 0o777 == 0o600


def test_what_a_demonstration_makes_is_marked_in_itself(folder: DataFolder) -> None:
    (identity,) = provide(folder, Settings())

    assert len(identity) == 32
    assert is_demo(identity)
    assert is_demo(bytes.fromhex(os.environ["COVERGRAPH_MASTER_KEY"]))
    assert not is_demo(bytes.fromhex(GIVEN))


def test_given_secrets_are_taken_and_two_serve_while_one_is_replaced(
    folder: DataFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COVERGRAPH_MASTER_KEY", GIVEN)
    monkeypatch.setenv("COVERGRAPH_IDENTITY_SECRET", f"{GIVEN},{OTHER}")

    found = provide(folder, Settings())

    assert found == (bytes.fromhex(GIVEN), bytes.fromhex(OTHER))
    assert os.environ["COVERGRAPH_MASTER_KEY"] == GIVEN


def test_a_secret_may_stand_in_a_file(folder: DataFolder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "identity").write_text(f"{GIVEN}\n")
    monkeypatch.setenv("COVERGRAPH_IDENTITY_SECRET_FILE", str(tmp_path / "identity"))

    assert provide(folder, Settings()) == (bytes.fromhex(GIVEN),)


def test_production_makes_no_secrets(folder: DataFolder, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COVERGRAPH_ENV", "production")

    assert provide(folder, Settings()) == ()
    assert not folder.secrets.exists()
    assert "COVERGRAPH_MASTER_KEY" not in os.environ


@pytest.mark.parametrize("text", ["secret", "0b" * 31, f"{GIVEN},secret", f"{GIVEN},0b"])
def test_what_is_no_secret_is_refused_without_being_repeated(
    folder: DataFolder, monkeypatch: pytest.MonkeyPatch, text: str
) -> None:
    monkeypatch.setenv("COVERGRAPH_IDENTITY_SECRET", text)

    with pytest.raises(SecretUnusable, match="COVERGRAPH_IDENTITY_SECRET is not 32 bytes") as refused:
        provide(folder, Settings())

    assert text not in str(refused.value)


def test_passwords_are_made_once_and_differ(folder: DataFolder) -> None:
    provide(folder, Settings())

    first = make_demo_passwords(folder, ("member", "auditor"))
    more = make_demo_passwords(folder, ("member", "auditor", "provider"))

    assert first["member"] != first["auditor"]
    assert len(first["member"]) == 20
    assert {role: more[role] for role in first} == first
    assert demo_passwords(folder) == more


def test_a_file_of_secrets_that_cannot_be_read_is_not_replaced(folder: DataFolder) -> None:
    folder.secrets.write_text("{")

    with pytest.raises(SecretUnusable, match=r"secrets\.json cannot be read"):
        provide(folder, Settings())

    assert folder.secrets.read_text() == "{"


def test_secrets_of_an_earlier_start_are_kept_when_more_are_needed(folder: DataFolder) -> None:
    folder.secrets.write_text(json.dumps({"master_key": OTHER}))

    provide(folder, Settings())

    assert os.environ["COVERGRAPH_MASTER_KEY"] == OTHER
    assert set(json.loads(folder.secrets.read_text())) == {"master_key", "identity_secret"}
