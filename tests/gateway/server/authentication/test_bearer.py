"""From the Authorization header to the caller: verified once, refused as soon as it is over."""

from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import replace
from pathlib import Path

import orjson
import pytest
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from gateway.authorisation import Grants
from gateway.server.authentication.bearer import Authentication
from gateway.server.authentication.caller import NOBODY, Caller
from gateway.server.authentication.epochs import Epochs
from gateway.server.authentication.sources import SourceFailed, read_source
from gateway.server.authentication.verified import Verified
from gateway.server.refusal import Refusal
from tests.gateway.server.authentication.issuer import KEY, NEXT, NOW, SETTINGS, Clock, Told, forged, jwks, token
from tests.serving import serving

Ask = Callable[..., Awaitable[Caller]]


class Door:
    """An `Authentication` whose issuer's files are at hand, and a clock."""

    def __init__(self, folder: Path) -> None:
        self.keys, self.epochs, self.clock = folder / "keys.json", folder / "epochs.json", Clock()
        self.keys.write_bytes(jwks(KEY))
        self.epochs.write_bytes(b"{}")
        settings = replace(SETTINGS, keys=str(self.keys), epochs=str(self.epochs))
        self.authentication = Authentication(settings, clock=self.clock)

    async def ask(self, *given: bytes) -> Caller:
        headers = [(b"host", b"x"), *((b"authorization", value) for value in given)]
        return await self.authentication.caller(headers)

    async def refused(self, *given: bytes) -> Refusal:
        with pytest.raises(Refusal) as caught:
            await self.ask(*given)
        return caught.value


@pytest.fixture
async def door(tmp_path: Path) -> AsyncIterator[Door]:
    door = Door(tmp_path)
    yield door
    door.authentication.close()


async def test_without_a_token_it_is_nobody(door: Door) -> None:
    assert await door.ask() is NOBODY


async def test_a_token_tells_who_it_is_and_what_it_may(door: Door) -> None:
    caller = await door.ask(b"Bearer " + token(epoch=3, tenants={"member": ["7"]}))

    assert caller.subject == "ann"
    assert caller.grants == Grants(True, frozenset({"read", "write"}), frozenset({"member"}))
    assert caller.claims == {
        "sub": "ann",
        "roles": ["member"],
        "scope": "read write",
        "epoch": 3,
        "tenants": {"member": ["7"]},
    }


@pytest.mark.parametrize("claim", [None, 7, {"member": True}, [["member"]], [None]])
async def test_a_claim_of_another_shape_grants_nothing(door: Door, claim: object) -> None:
    caller = await door.ask(b"Bearer " + token(roles=claim, scope=claim))

    assert caller.grants == Grants(is_authenticated=True)


@pytest.mark.parametrize(
    "given",
    [
        (b"",),
        (b"Bearer",),
        (b"Bearer ",),
        (b"Basic YTpi",),
        (token(),),
        (b"Bearer a b",),
        (b"Bearer " + token(), b"Bearer " + token()),
        (b"Bearer " + forged({"alg": "ES256", "typ": "at+jwt", "kid": "other"}, {}),),
    ],
)
async def test_what_is_no_good_token_is_refused_with_a_challenge(door: Door, given: tuple[bytes, ...]) -> None:
    refusal = await door.refused(*given)

    assert (refusal.status, refusal.code) == (401, "UNAUTHENTICATED")
    assert dict(refusal.headers)[b"www-authenticate"].startswith(b'Bearer error="invalid_token", error_description="')


async def test_the_scheme_may_be_written_in_any_case(door: Door) -> None:
    assert (await door.ask(b"bEARER " + token())).subject == "ann"


async def test_a_token_is_refused_once_it_has_ended_though_it_was_verified(door: Door) -> None:
    given = b"Bearer " + token()
    await door.ask(given)

    door.clock.now = NOW + 629
    assert (await door.ask(given)).subject == "ann"
    door.clock.now = NOW + 630

    assert str(await door.refused(given)) == "the token has expired"


async def test_a_token_of_an_epoch_that_is_over_is_refused_though_it_was_verified(door: Door) -> None:
    old, new = b"Bearer " + token(epoch=1), b"Bearer " + token(epoch=2)
    await door.ask(old)

    door.epochs.write_bytes(b'{"ann": 2, "ben": 9}')
    await door.authentication.refresh()

    assert str(await door.refused(old)) == "the token was revoked"
    assert (await door.ask(new)).subject == "ann"


async def test_a_token_of_a_key_that_is_gone_is_refused_though_it_was_verified(door: Door) -> None:
    given = b"Bearer " + token()
    await door.ask(given)

    door.keys.write_bytes(jwks(NEXT))
    door.clock.now += 300
    await door.authentication.refresh()

    assert str(await door.refused(given)) == "the token is signed by an unknown key"


async def test_without_keys_a_token_cannot_be_judged_and_nobody_still_can_ask(door: Door) -> None:
    door.keys.unlink()

    refusal = await door.refused(b"Bearer " + token())

    assert (refusal.status, refusal.code) == (503, "AUTHENTICATION_UNAVAILABLE")
    assert await door.ask() is NOBODY


async def test_verified_tokens_are_kept_by_digest_and_bounded() -> None:
    kept = Verified(tokens_max=2)

    for each in (b"a", b"b", b"c"):
        kept.put(each, Caller(subject=each.decode()))

    assert len(kept) == 2
    assert kept.get(b"a", edition=0, now=0) is None
    assert kept.get(b"c", edition=0, now=0) == Caller(subject="c")


@pytest.mark.parametrize("document", [None, b"", b"[]", b'{"ann":"2"}', b'{"ann":true}'])
async def test_while_epochs_are_not_told_those_of_before_hold(document: bytes | None) -> None:
    source = Told(b'{"ann":2}')
    epochs = Epochs(source)
    await epochs.refresh()

    source.document = document
    await epochs.refresh()

    assert epochs.is_over("ann", 1)
    assert epochs.is_over("ann", None)
    assert not epochs.is_over("ann", 2)
    assert not epochs.is_over("ben", 0)


async def _issuer(scope: Scope, receive: Receive, send: Send) -> None:
    found = {"/keys": 200, "/gone": 404}
    told = orjson.dumps({"path": scope["path"], "query": scope["query_string"].decode(), "method": scope["method"]})
    await Response(told, status_code=found[scope["path"]])(scope, receive, send)


async def test_a_source_is_asked_by_its_url() -> None:
    async with serving(_issuer) as url:
        found = await read_source(f"{url}/keys?a=b").fetch()

        assert orjson.loads(found) == {"path": "/keys", "query": "a=b", "method": "GET"}
        with pytest.raises(SourceFailed, match="HTTP status 404"):
            await read_source(f"{url}/gone").fetch()


@pytest.mark.parametrize(
    ("where", "why"),
    [
        ("http://127.0.0.1:1/keys", "cannot be reached"),
        ("unix:///nowhere/core.sock?path=/keys", "cannot be reached"),
        ("/nowhere/keys.json", "cannot be read"),
    ],
)
async def test_a_source_that_is_not_there_says_why(where: str, why: str) -> None:
    with pytest.raises(SourceFailed, match=why):
        await read_source(where).fetch()


def test_a_source_that_is_no_url_is_refused_with_a_sentence() -> None:
    with pytest.raises(ValueError, match="authentication: 'gopher://x' cannot be read from; write http://"):
        read_source("gopher://x")
