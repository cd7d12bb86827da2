"""What core answers beside GraphQL, to the gateway."""

from datetime import date

import aiohttp
import pytest

from shared_models.identity import NOBODY
from subgraphs.core.schema import schema
from subgraphs.core.service import accounts, users
from subgraphs.kit.app import Service, create_app
from subgraphs.kit.context import new_context
from tests.conftest import NewDatabase
from tests.keys import a_keyring
from tests.serving import serving


@pytest.fixture
async def app(new_database: NewDatabase) -> Service:
    """Core as an application that answers only the gateway."""
    return create_app("core", await new_database("core"), keyring=a_keyring("core"), identity_keys=[b"k" * 32])


async def get(app: Service, path: str) -> tuple[int, str, object]:
    async with serving(app) as endpoint, aiohttp.ClientSession() as session, session.get(endpoint + path) as answer:
        return answer.status, answer.headers["cache-control"], await answer.json()


async def test_the_key_set_holds_two_public_keys_for_five_minutes(app: Service) -> None:
    status, kept, body = await get(app, "/.well-known/jwks.json")

    assert (status, kept) == (200, "max-age=300")
    assert isinstance(body, dict)
    assert [(key["kty"], key["crv"], key["alg"], key["use"]) for key in body["keys"]] == [
        ("EC", "P-256", "ES256", "sig"),
        ("EC", "P-256", "ES256", "sig"),
    ]
    assert all("d" not in key for key in body["keys"])


async def test_users_whose_tokens_ended_lately_are_told_with_their_epoch(app: Service) -> None:
    context = new_context(app.engine, date(2026, 3, 10), a_keyring("core"), schema.policy, principal=NOBODY)
    writer = context.writer()
    async with writer.system_transaction() as db:
        ended = await users.make_user(db, writer, email="ada@example.org", password_hash="x")
        await users.make_user(db, writer, email="grace@example.org", password_hash="x")
        accounts.end_access_tokens(ended, writer.now)

    status, kept, body = await get(app, "/auth/epochs")

    assert (status, kept, body) == (200, "no-store", {str(ended.id): 1})
