"""Keys of the issuer: which are used, how long they serve, how often they are fetched."""

import asyncio
from typing import Any

import orjson
import pytest
from joserfc.jwk import ECKey, OctKey, RSAKey

from gateway.server.authentication.keys import Keys, KeysUnavailable, read_keys
from tests.gateway.server.authentication.issuer import KEY, NEXT, NOW, RSA, SETTINGS, STRANGER, Clock, Told, jwks


def an_issuer(document: bytes | None = None) -> tuple[Keys, Told, Clock]:
    source, clock = Told(document), Clock()
    return Keys(source, SETTINGS, clock=clock), source, clock


def test_a_key_says_by_which_algorithm_it_verifies() -> None:
    elliptic = [ECKey.generate_key(curve, {"kid": curve}) for curve in ("P-256", "P-384", "P-521")]

    found = read_keys(jwks(*elliptic, RSA))

    assert {name: key.algorithm for name, key in found.items()} == {
        "P-256": "ES256",
        "P-384": "ES384",
        "P-521": "ES512",
        "rsa": "RS256",
    }
    assert read_keys(jwks(RSA, alg="PS256"))["rsa"].algorithm == "PS256"


@pytest.mark.parametrize(
    "entry",
    [
        pytest.param(OctKey.generate_key(256, {"kid": "a"}).as_dict(), id="symmetric"),
        pytest.param(KEY.as_dict(private=True), id="private"),
        pytest.param({**KEY.as_dict(private=False), "use": "enc"}, id="for_encryption"),
        pytest.param({**KEY.as_dict(private=False), "key_ops": ["sign"]}, id="not_for_verifying"),
        pytest.param({**KEY.as_dict(private=False), "alg": "HS256"}, id="symmetric_algorithm"),
        pytest.param({**KEY.as_dict(private=False), "alg": "none"}, id="no_algorithm"),
        pytest.param({**KEY.as_dict(private=False), "kid": "k" * 65}, id="long_name"),
        pytest.param({**KEY.as_dict(private=False), "kid": None}, id="no_name"),
        pytest.param({**KEY.as_dict(private=False), "crv": "secp256k1"}, id="other_curve"),
        pytest.param({**KEY.as_dict(private=False), "x": "AAAA"}, id="not_on_the_curve"),
        pytest.param({**RSA.as_dict(private=False), "alg": "HS256"}, id="symmetric_algorithm_of_RSA"),
        pytest.param({"kty": "EC", "kid": "a"}, id="empty"),
        pytest.param({"kty": "oct", "kid": "a"}, id="empty_secret"),
        pytest.param("a", id="text"),
        pytest.param(None, id="null"),
    ],
)
def test_a_key_that_could_be_used_otherwise_is_left_out(entry: Any) -> None:
    document = orjson.dumps({"keys": [entry, NEXT.as_dict(private=False)]})

    assert read_keys(document).keys() == {"next"}


def test_a_short_rsa_key_is_left_out() -> None:
    with pytest.warns(Warning, match="2048"):
        short = RSAKey.generate_key(1024, {"kid": "short"})

    with pytest.warns(Warning, match="2048"):
        assert read_keys(jwks(short, NEXT)).keys() == {"next"}


def test_a_name_that_stands_twice_names_no_key() -> None:
    assert read_keys(jwks(KEY, STRANGER, NEXT)).keys() == {"next"}


@pytest.mark.parametrize("document", [b"", b"[]", b"{}", b'{"keys":{}}', b'{"keys":[%s]}' % b",".join([b"0"] * 101)])
def test_what_is_no_set_of_keys_is_refused(document: bytes) -> None:
    with pytest.raises(ValueError):  # noqa: PT011  (whatever the parser says of it)
        read_keys(document)


async def test_keys_are_fetched_again_when_they_are_five_minutes_old() -> None:
    keys, source, clock = an_issuer(jwks(KEY))

    for now in (0, 299, 300):
        clock.now = NOW + now
        await keys.find("current")

    assert source.asked == 2


async def test_an_unknown_key_is_looked_for_once_in_half_a_minute() -> None:
    keys, source, clock = an_issuer(jwks(KEY))
    await keys.find("current")

    asked = []
    for now in (1, 29, 30, 31, 59, 60):
        clock.now = NOW + now
        assert await keys.find("forged") is None
        asked.append(source.asked)

    assert asked == [1, 1, 2, 2, 2, 3]


async def test_a_new_key_is_found_and_one_that_is_gone_is_not() -> None:
    keys, source, clock = an_issuer(jwks(KEY))
    await keys.find("current")
    source.document = jwks(NEXT)

    clock.now += 30
    found, gone = await keys.find("next"), await keys.find("current")

    assert found is not None
    assert gone is None


async def test_old_keys_serve_for_an_hour_without_the_issuer() -> None:
    keys, source, clock = an_issuer(jwks(KEY))
    await keys.find("current")
    source.document = None

    clock.now = NOW + 3600
    assert await keys.find("current") is not None
    clock.now = NOW + 3601

    with pytest.raises(KeysUnavailable):
        await keys.find("current")


async def test_without_any_keys_the_issuer_is_asked_again_soon() -> None:
    keys, source, clock = an_issuer()
    with pytest.raises(KeysUnavailable):
        await keys.find("current")
    source.document = jwks(KEY)

    clock.now += 1

    assert await keys.find("current") is not None


@pytest.mark.parametrize("document", [b"", b"<html>", b"{}"])
async def test_an_answer_that_is_no_set_of_keys_changes_nothing(document: bytes) -> None:
    keys, source, clock = an_issuer(jwks(KEY))
    await keys.find("current")
    source.document = document

    clock.now += 600

    assert await keys.find("current") is not None
    assert keys.edition == 1


async def test_all_who_look_at_one_time_share_one_fetch() -> None:
    keys, source, _ = an_issuer(jwks(KEY))

    found = await asyncio.gather(*(keys.find("current") for _ in range(5)))

    assert source.asked == 1
    assert None not in found


async def test_the_edition_changes_with_the_keys_alone() -> None:
    keys, source, clock = an_issuer(jwks(KEY))
    editions = []
    for document in (jwks(KEY), jwks(KEY), jwks(KEY, NEXT), jwks(NEXT, STRANGER)):
        source.document = document
        await keys.keep_fresh()
        editions.append(keys.edition)
        clock.now += 300

    assert editions == [1, 1, 2, 3]
