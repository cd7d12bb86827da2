"""A service answers only what the gateway signed."""

import time
from collections.abc import Callable
from typing import Any, Final

import aiohttp
import pytest

from shared_models.identity import IDENTITY_HEADER, SIGNATURE_HEADER, Envelope, Principal, sign
from subgraphs.kit.app import create_app
from tests.conftest import NewDatabase
from tests.principals import OFFICER
from tests.serving import serving

KEY: Final = b"k" * 32
OLD_KEY: Final = b"o" * 32
BODY: Final = b'{"query": "{ periods { totalCount } }"}'


def signed(
    principal: Principal = OFFICER, *, key: bytes = KEY, body: bytes = BODY, path: str = "/graphql", age: float = 0
) -> dict[str, str]:
    """Return the headers of a request as a gateway sends them."""
    identity = Envelope(principal.claims(), "request-1", "127.0.0.1", int(time.time() - age)).encode()
    signature = sign(key, method="POST", path=path, body=body, identity=identity)
    return {IDENTITY_HEADER: identity.decode(), SIGNATURE_HEADER: signature.decode()}


async def _ask(base: str, headers: dict[str, str], body: bytes = BODY) -> tuple[int, Any]:
    said = {"content-type": "application/json", **headers}
    async with aiohttp.ClientSession() as session, session.post(f"{base}/graphql", data=body, headers=said) as answer:
        return answer.status, await answer.json()


@pytest.mark.parametrize("key", [KEY, OLD_KEY])
async def test_what_one_of_the_keys_signed_is_answered(new_database: NewDatabase, key: bytes) -> None:
    app = create_app("core", await new_database("core"), identity_keys=(KEY, OLD_KEY))

    async with serving(app) as base:
        answer = await _ask(base, signed(key=key))

    assert answer == (200, {"data": {"periods": {"totalCount": 0}}})


# Made when they are sent: a signature grows old while a suite runs.
FORGED: Final[dict[str, Callable[[], dict[str, str]]]] = {
    "nothing": dict,
    "no signature": lambda: {IDENTITY_HEADER: signed()[IDENTITY_HEADER]},
    "no identity": lambda: {SIGNATURE_HEADER: signed()[SIGNATURE_HEADER]},
    "another key": lambda: signed(key=b"x" * 32),
    "another body": lambda: signed(body=b"{}"),
    "another path": lambda: signed(path="/other"),
    "long ago": lambda: signed(age=120),
    "from the future": lambda: signed(age=-120),
    "another identity": lambda: signed() | {IDENTITY_HEADER: signed(Principal())[IDENTITY_HEADER]},
    "no claims": lambda: signed() | {IDENTITY_HEADER: "bm8="},
}


@pytest.mark.parametrize("forge", FORGED.values(), ids=FORGED)
async def test_anything_else_is_refused_before_it_is_read(
    new_database: NewDatabase, forge: Callable[[], dict[str, str]]
) -> None:
    app = create_app("core", await new_database("core"), identity_keys=(KEY,))

    async with serving(app) as base:
        status, answer = await _ask(base, forge())

    assert status == 401
    assert [error["extensions"]["code"] for error in answer["errors"]] == ["UNAUTHENTICATED"]


async def test_a_service_without_keys_takes_nobodys_word(new_database: NewDatabase) -> None:
    app = create_app("core", await new_database("core"), identity_keys=())

    async with serving(app) as base:
        status, answer = await _ask(base, signed())

    assert status == 200
    assert answer["data"] == {"periods": None}
    assert answer["errors"][0]["extensions"]["code"] == "UNAUTHENTICATED"


async def test_liveness_needs_no_signature(new_database: NewDatabase) -> None:
    app = create_app("core", await new_database("core"), identity_keys=(KEY,))

    async with serving(app) as base, aiohttp.ClientSession() as session, session.get(f"{base}/health/live") as answer:
        assert answer.status == 200
