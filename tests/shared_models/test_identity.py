"""The envelope a gateway signs, and the principal that claims describe."""

from uuid import UUID

import pytest

from shared_models.identity import (
    NOBODY,
    Envelope,
    MalformedClaims,
    NotVouchedFor,
    Principal,
    Role,
    derive_key,
    sign,
    verify,
)

KEY = derive_key(b"secret of a test", "claims")
OTHER = derive_key(b"secret of a test", "finance")
ENVELOPE = Envelope(claims={"sub": "u1"}, request_id="r1", address="10.0.0.1", time=1_000)


def _verified(**changed: object) -> Envelope:
    identity = ENVELOPE.encode()
    signature = sign(KEY, method="POST", path="/graphql", body=b"{}", identity=identity)
    told: dict[str, object] = {"method": "POST", "path": "/graphql", "body": b"{}", "identity": identity, "now": 1_030}
    keys = changed.pop("keys", (OTHER, KEY))
    return verify(keys, signature, **{**told, **changed})  # type: ignore[arg-type]  # a test names what it changes


def test_what_one_of_the_keys_signed_is_read() -> None:
    assert _verified() == ENVELOPE


@pytest.mark.parametrize(
    "changed",
    [
        {"method": "GET"},
        {"path": "/other"},
        {"body": b"{} "},
        {"identity": Envelope(claims={"sub": "u2"}, request_id="r1", address="10.0.0.1", time=1_000).encode()},
        {"keys": (OTHER,)},
        {"keys": ()},
        {"now": 1_061},
        {"now": 939},
    ],
)
def test_anything_else_is_refused(changed: dict[str, object]) -> None:
    with pytest.raises(NotVouchedFor):
        _verified(**changed)


@pytest.mark.parametrize("value", [b"", b"!!", b"bm90IGpzb24=", b"W10="])
def test_an_envelope_that_is_none_is_refused(value: bytes) -> None:
    with pytest.raises(NotVouchedFor):
        Envelope.decode(value)


def test_a_principal_survives_its_claims() -> None:
    somebody = Principal(
        subject="u1",
        roles=frozenset({Role.MEMBER, Role.EMPLOYER_ADMIN}),
        scopes=frozenset({"claims:read"}),
        member_ids=(UUID(int=1), UUID(int=2)),
        employer_ids=(UUID(int=3),),
        company_ids=(UUID(int=3),),
        provider_ids=(UUID(int=4),),
        agent_ids=(UUID(int=5),),
        break_glass_id=UUID(int=6),
        methods=("pwd", "otp"),
    )

    assert Principal.from_claims(somebody.claims()) == somebody
    assert Principal.from_claims({}) == NOBODY


def test_a_role_nobody_knows_counts_nothing() -> None:
    assert Principal.from_claims({"sub": "u1", "roles": ["owner", "member"]}).roles == {Role.MEMBER}


@pytest.mark.parametrize("claims", [{"sub": 1}, {"roles": "member"}, {"tenants": []}, {"tenants": {"member": "x"}}])
def test_claims_of_a_wrong_shape_are_refused(claims: dict[str, object]) -> None:
    with pytest.raises(MalformedClaims):
        Principal.from_claims(claims)
