"""Tokens: the good one, and every way to forge one that we know of."""

from typing import Any

import pytest

from gateway.server.authentication.keys import read_keys
from gateway.server.authentication.tokens import BadToken, read_head, verify
from tests.gateway.server.authentication.issuer import (
    KEY,
    NEXT,
    NOW,
    RSA,
    SETTINGS,
    STRANGER,
    claims,
    encoded,
    forged,
    jwks,
    segment,
    symmetric,
    token,
)

KEYS = read_keys(jwks(KEY, NEXT, RSA))
HEAD = {"alg": "ES256", "typ": "at+jwt", "kid": "current"}
PUBLIC_PEM = KEY.as_pem(private=False)
SIGNED, _, SIGNATURE = token().rpartition(b".")


def read(given: bytes, *, now: float = NOW + 1) -> Any:
    head = read_head(given, SETTINGS)
    key = KEYS.get(head.key_id)
    if key is None:
        raise BadToken("the token is signed by an unknown key")
    return verify(given, head, key, SETTINGS, now=now)


def test_a_good_token_gives_its_claims() -> None:
    assert read(token()) == claims()


@pytest.mark.parametrize(
    "given",
    [
        token(NEXT),
        token(RSA, algorithm="RS256"),
        token(header={"typ": "application/at+jwt"}),
        token(header={"typ": "JWT"}, jti=None),
        token(aud=["other", "covergraph"]),
        token(nbf=None),
        token(exp=NOW - 28),
        token(nbf=NOW + 30),
    ],
)
def test_what_is_different_in_an_allowed_way_is_accepted(given: bytes) -> None:
    assert read(given)["sub"] == "ann"


@pytest.mark.parametrize(
    ("given", "why"),
    [
        pytest.param(segment({**HEAD, "alg": "none"}) + b"." + segment(claims()) + b".", "signed JWT", id="none"),
        pytest.param(
            segment({**HEAD, "alg": "none"}) + b"." + segment(claims()) + b".AAAA", "key's algorithm", id="none_signed"
        ),
        pytest.param(symmetric({**HEAD, "alg": "HS256"}, claims(), PUBLIC_PEM), "key's algorithm", id="HS256_pem"),
        pytest.param(symmetric({**HEAD, "alg": "HS256"}, claims(), jwks(KEY)), "key's algorithm", id="HS256_jwks"),
        pytest.param(forged({**HEAD, "alg": "ES384"}, claims()), "key's algorithm", id="other_algorithm"),
        pytest.param(token(RSA, algorithm="PS256"), "key's algorithm", id="other_algorithm_of_the_key"),
        pytest.param(token(STRANGER), "signature is wrong", id="signed_by_another_key"),
        pytest.param(SIGNED + b"." + encoded(bytes(64)), "signature is wrong", id="signature_of_zeros"),
        pytest.param(SIGNED + b"." + SIGNATURE[:-8], "signature is wrong", id="signature_cut"),
        pytest.param(SIGNED + b"." + SIGNATURE + b"AAAA", "signature is wrong", id="signature_extended"),
        pytest.param(SIGNED + b"." + SIGNATURE + b"==", "signed JWT", id="padding"),
        pytest.param(SIGNED + b"." + SIGNATURE[:9] + b"!" + SIGNATURE[9:], "signed JWT", id="letters_decoders_skip"),
        pytest.param(SIGNED + b"." + SIGNATURE + b"\n", "signed JWT", id="line_break"),
        pytest.param(
            segment(HEAD) + b"." + segment(claims(sub="root")) + b"." + SIGNATURE,
            "signature is wrong",
            id="other_claims",
        ),
        pytest.param(token(iss="evil"), "another issuer", id="issuer"),
        pytest.param(token(iss=None), "another issuer", id="no_issuer"),
        pytest.param(token(iss=["covergraph"]), "another issuer", id="issuers"),
        pytest.param(token(aud="other"), "another audience", id="audience"),
        pytest.param(token(aud=None), "another audience", id="no_audience"),
        pytest.param(token(aud=["covergraph2"]), "another audience", id="audiences"),
        pytest.param(token(header={"typ": "id+jwt"}), "access token", id="typ"),
        pytest.param(forged({"alg": "ES256", "kid": "current"}, claims()), "access token", id="no_typ"),
        pytest.param(forged({**HEAD, "typ": 7}, claims()), "access token", id="typ_is_no_text"),
        pytest.param(token(exp=NOW - 29), "expired", id="expired"),
        pytest.param(token(exp=None), "'exp'", id="never_ends"),
        pytest.param(token(exp="2099-01-01"), "'exp'", id="exp_is_no_number"),
        pytest.param(token(exp=True), "'exp'", id="exp_is_true"),
        pytest.param(token(nbf=NOW + 32), "does not hold yet", id="future"),
        pytest.param(token(nbf="soon"), "'nbf'", id="nbf_is_no_number"),
        pytest.param(token(sub=None), "'sub'", id="no_subject"),
        pytest.param(token(sub=""), "'sub'", id="empty_subject"),
        pytest.param(token(sub={"a": 1}), "'sub'", id="subject_is_no_text"),
        pytest.param(token(sub="x" * 257), "'sub'", id="long_subject"),
        pytest.param(token(jti=None), "'jti'", id="no_id"),
        pytest.param(forged({**HEAD, "kid": "unknown"}, claims()), "unknown key", id="unknown_kid"),
        pytest.param(forged({"alg": "ES256", "typ": "at+jwt"}, claims()), "does not name its key", id="no_kid"),
        pytest.param(forged({**HEAD, "kid": ["current"]}, claims()), "does not name its key", id="kid_is_no_text"),
        pytest.param(forged({**HEAD, "kid": ""}, claims()), "usable name", id="empty_kid"),
        pytest.param(forged({**HEAD, "kid": "k" * 65}, claims()), "usable name", id="long_kid"),
        pytest.param(forged({**HEAD, "crit": ["exp"], "exp": 1}, claims()), "not supported", id="crit"),
        pytest.param(forged({**HEAD, "crit": []}, claims()), "not supported", id="empty_crit"),
        pytest.param(forged({**HEAD, "jku": "https://evil.example/keys"}, claims()), "not supported", id="jku"),
        pytest.param(forged({**HEAD, "x5u": "https://evil.example/chain"}, claims()), "not supported", id="x5u"),
        pytest.param(forged({**HEAD, "x5c": ["MII"]}, claims()), "not supported", id="x5c"),
        pytest.param(
            forged({**HEAD, "jwk": STRANGER.as_dict(private=False)}, claims(), STRANGER), "not supported", id="jwk"
        ),
        pytest.param(forged({**HEAD, "b64": False}, claims()), "not supported", id="b64"),
        pytest.param(forged({**HEAD, "enc": "A256GCM", "zip": "DEF"}, claims()), "not supported", id="enc"),
        pytest.param(b".".join([segment({"alg": "dir", "enc": "A256GCM"})] * 5), "signed JWT", id="JWE"),
        pytest.param(token(fill="x" * 8192), "longer than 8192 bytes", id="oversized"),
        pytest.param(
            forged('{"alg":"ES256","typ":"at+jwt","kid":"current","kid":"next"}', "{}"), "twice", id="kid_twice"
        ),
        pytest.param(forged(HEAD, '{"sub":"ann","sub":"root"}'), "twice", id="claim_twice"),
        pytest.param(forged(HEAD, '{"a":{"b":1,"b":2}}'), "twice", id="name_twice_within"),
        pytest.param(forged(HEAD, '["ann"]'), "JSON object", id="claims_are_a_list"),
        pytest.param(forged(HEAD, "ann"), "hold JSON", id="claims_are_no_JSON"),
        pytest.param(forged(HEAD, '{"exp":NaN}'), "hold JSON", id="not_a_number"),
        pytest.param(forged(HEAD, "[" * 3000), "hold JSON", id="deep_JSON"),
        pytest.param(forged("alg", claims()), "hold JSON", id="header_is_no_JSON"),
        pytest.param(forged('"alg"', claims()), "JSON object", id="header_is_a_text"),
        pytest.param(b"a.b.c", "signed JWT", id="no_base64"),
        pytest.param(encoded(b"\xff\xfe") + b".e30.AAAA", "hold JSON", id="no_UTF-8"),
        pytest.param(b"", "signed JWT", id="empty"),
        pytest.param(b"secret", "signed JWT", id="opaque"),
    ],
)
def test_a_forged_token_is_refused(given: bytes, why: str) -> None:
    with pytest.raises(BadToken, match=why):
        read(given)


def test_a_refusal_repeats_nothing_of_the_token() -> None:
    with pytest.raises(BadToken) as caught:
        read(forged({**HEAD, "kid": "canary-kid"}, claims(sub="canary-sub")))

    assert "canary" not in str(caught.value)
