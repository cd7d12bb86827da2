"""Database URLs as people paste them."""

import ssl

import pytest

from shared_models.connection import BadDatabaseUrl, read_url, without_password


@pytest.mark.parametrize("scheme", ["postgres", "postgresql", "postgresql+asyncpg"])
def test_every_usual_scheme_becomes_the_driver(scheme: str) -> None:
    address, _ = read_url(f"{scheme}://ada:secret@db.example.org:6432/claims")

    assert address.render_as_string(hide_password=False) == (
        "postgresql+asyncpg://ada:secret@db.example.org:6432/claims"
    )


def test_what_libpq_knows_and_the_driver_does_not_is_taken_out() -> None:
    address, arguments = read_url("postgresql://h/db?sslmode=require&channel_binding=require")

    assert dict(address.query) == {}
    assert arguments["ssl"] == "require"


def test_a_socket_folder_stays_in_the_url() -> None:
    address, _ = read_url("postgresql://ada@/db?host=/run/postgres")

    assert dict(address.query) == {"host": "/run/postgres"}


def test_a_transaction_pooler_gets_no_prepared_statements() -> None:
    _, arguments = read_url("postgresql://ada@ep-cool-1-pooler.eu.example.tech/db")

    assert arguments["statement_cache_size"] == 0


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("nonsense", "not a URL"),
        ("mysql://h/db", "mysql:// is not PostgreSQL"),
        ("postgresql://h", "names no database"),
        ("postgresql://h:five/db", "not a URL"),
        ("postgresql://h:99999/db", "has the port 99999, and ports end at 65535"),
        ("postgresql://ada:sec@ret/1@h/db", "in a user or password write %40 and %2F"),
        ("postgresql://h/db?connect_timeout=long", "connect_timeout=long is no number of seconds"),
        ("postgresql://h/db?sslmode=maybe", "sslmode=maybe is none of disable"),
        ("postgresql://h/db?colour=red", "does not understand colour"),
        ("postgresql://h/db?sslmode=verify-full&sslrootcert=/nowhere.pem", "sslrootcert=/nowhere.pem cannot be read"),
    ],
)
def test_a_url_that_cannot_serve_is_refused_with_the_reason(url: str, reason: str) -> None:
    with pytest.raises(BadDatabaseUrl, match=reason):
        read_url(url)


def test_a_password_is_never_shown() -> None:
    assert without_password("postgresql://ada:secret@h/db") == "postgresql://ada:***@h/db"


def test_the_systems_own_authorities_can_be_named() -> None:
    _, arguments = read_url("postgresql://h/db?sslmode=verify-full&sslrootcert=system")

    assert isinstance(arguments["ssl"], ssl.SSLContext)
    assert arguments["ssl"].check_hostname
    assert arguments["ssl"].verify_mode is ssl.CERT_REQUIRED
