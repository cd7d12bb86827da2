"""Which passwords are too easy."""

import pytest

from subgraphs.core.rules.passwords import weakness


@pytest.mark.parametrize(
    "password",
    [
        "correct horse battery staple",
        "rRx7-pqm2-Vvz9",
        "Der Mond ist aufgegangen",
        "tyurcvbnmeidkaz",
        "x" * 4 + "mlkgtzrwpc" * 12 + "qvbd",
    ],
)
def test_a_long_password_of_ones_own_is_good(password: str) -> None:
    assert weakness(password, "ada@example.org") is None


@pytest.mark.parametrize(
    ("password", "reason"),
    [
        ("rRx7-pqm2-V", "A password has 12 to 128 characters."),
        ("mlkgtzrwpc" * 12 + "abcdefghi", "A password has 12 to 128 characters."),
        ("abababababababab", "A password has 5 different characters or more."),
        ("lovelace forever mine", "A password does not hold the e-mail address or its name."),
        ("ada.lovelace@mathematics", "A password does not hold the e-mail address or its name."),
        ("we are at mathematics", "A password does not hold the e-mail address or its name."),
    ],
)
def test_a_weak_password_is_told_why(password: str, reason: str) -> None:
    found = weakness(password, "ada.lovelace@mathematics.example")

    assert found is not None
    assert found.message == reason


@pytest.mark.parametrize(
    "password",
    [
        "password1234",
        "Passw0rd!2026",
        "P@ssw0rd1234",
        "qwertyuiop123",
        "123456789012",
        "zxcvbnmasdfghjkl",
        "Summer2026!!!",
        "administrator1",
        "welcome.welcome.welcome",
        "covergraph-demo-2026",
        "abcdefghijklmnop",
        "iloveyou!!!1",
    ],
)
def test_what_everybody_tries_first_is_refused(password: str) -> None:
    found = weakness(password, "ada@example.org")

    assert found is not None
    assert found.message == "This password is made of what everybody tries first: take words of your own."
