"""What production mode refuses, each by its name."""

import pytest

from stack.errors import SettingUnusable, Unsafe
from stack.production import check_settings, check_users
from stack.settings import Settings

SAFE = {
    "COVERGRAPH_ENV": "production",
    "COVERGRAPH_MASTER_KEY": "0b" * 32,
    "COVERGRAPH_IDENTITY_SECRET": "0c" * 32,
    "CORE_DATABASE_URL": "postgresql://core@db.example/core?sslmode=verify-full",
    "CRM_DATABASE_URL": "postgresql://crm@db.example/crm?sslrootcert=system",
    "CLAIMS_DATABASE_URL": "postgresql://claims@127.0.0.1/claims",
    "FINANCE_DATABASE_URL": "postgresql://finance@/finance?host=/run/postgresql",
    "NATS_URL": "tls://nats.example:4222",
}
DEMO = b"demo".hex() + "0b" * 28


@pytest.fixture(autouse=True)
def _safe(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in SAFE.items():
        monkeypatch.setenv(name, value)


def test_what_is_safe_may_start() -> None:
    check_settings(Settings())


@pytest.mark.parametrize(
    ("name", "value", "fault"),
    [
        ("COVERGRAPH_MASTER_KEY", "", "COVERGRAPH_MASTER_KEY is missing"),
        ("COVERGRAPH_MASTER_KEY", DEMO, "COVERGRAPH_MASTER_KEY was made for a demonstration"),
        ("COVERGRAPH_MASTER_KEY", "short", "COVERGRAPH_MASTER_KEY is not 32 bytes"),
        ("COVERGRAPH_IDENTITY_SECRET", "", "COVERGRAPH_IDENTITY_SECRET is missing"),
        ("COVERGRAPH_IDENTITY_SECRET", DEMO, "COVERGRAPH_IDENTITY_SECRET was made for a demonstration"),
        ("COVERGRAPH_IDENTITY_SECRET", f"{'0c' * 32},{DEMO}", "COVERGRAPH_IDENTITY_SECRET was made for a"),
        ("CORE_DATABASE_URL", "postgresql://core@db.example/core", "CORE_DATABASE_URL reaches a server without proof"),
        ("TOKEN_DATABASE_URL", "postgresql://db.example/t?sslmode=require", "TOKEN_DATABASE_URL reaches a server"),
        ("CRM_DATABASE_URL", "postgresql:///c?host=db.example:5432", "CRM_DATABASE_URL reaches a server without proof"),
        ("NATS_URL", "nats://nats.example:4222", "NATS_URL reaches the broker without TLS"),
        ("NATS_URL", "tls://a.example:4222,nats://b.example:4222", "NATS_URL reaches the broker without TLS"),
        ("COVERGRAPH_INTROSPECTION", "true", "COVERGRAPH_INTROSPECTION describes the whole graph"),
        ("COVERGRAPH_PAGE", "true", "COVERGRAPH_PAGE serves GraphiQL"),
    ],
)
def test_each_unsafe_setting_is_named(monkeypatch: pytest.MonkeyPatch, name: str, value: str, fault: str) -> None:
    monkeypatch.setenv(name, value)

    with pytest.raises(Unsafe) as refused:
        check_settings(Settings())

    _, *faults = str(refused.value).splitlines()
    assert len(faults) == 1
    assert faults[0].startswith(f"  - {fault}")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("CORE_DATABASE_URL", "postgresql://core@localhost/core"),
        ("CORE_DATABASE_URL", "postgresql://core@[::1]/core"),
        ("NATS_URL", "nats://127.0.0.1:4222"),
    ],
)
def test_what_stays_on_the_machine_needs_no_tls(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    monkeypatch.setenv(name, value)

    check_settings(Settings())


def test_everything_unsafe_is_named_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("COVERGRAPH_MASTER_KEY", "COVERGRAPH_IDENTITY_SECRET"):
        monkeypatch.delenv(name)
    monkeypatch.setenv("NATS_URL", "nats://nats.example:4222")
    monkeypatch.setenv("COVERGRAPH_PAGE", "true")

    with pytest.raises(Unsafe) as refused:
        check_settings(Settings())

    assert len(str(refused.value).splitlines()) == 5


def test_a_demonstration_may_be_unsafe(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COVERGRAPH_ENV", "development")
    monkeypatch.delenv("COVERGRAPH_MASTER_KEY")
    monkeypatch.setenv("CORE_DATABASE_URL", "postgresql://core@db.example/core")

    check_settings(Settings())


def test_users_of_a_demonstration_are_not_for_production() -> None:
    check_users(Settings(), 0)
    with pytest.raises(Unsafe, match="9 demonstration users and machines are in the core database"):
        check_users(Settings(), 9)


def test_an_environment_that_is_none_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COVERGRAPH_ENV", "productoin")

    with pytest.raises(SettingUnusable, match=r"COVERGRAPH_ENV: .*'development' or 'production'"):
        Settings()
