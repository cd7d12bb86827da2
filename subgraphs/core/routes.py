"""What core answers over HTTP beside GraphQL, for the gateway: who signs tokens, and whose have ended.

/.well-known/jwks.json  the public keys of access tokens (RFC 7517): the one that signs, the next, the former
/auth/epochs            the users whose tokens ended lately, each with the epoch from which on tokens hold
"""

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import Any, Final

import sqlalchemy as sa
import structlog
from sqlalchemy.ext.asyncio import AsyncEngine
from sqlmodel import col
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from shared_models.core import User
from shared_models.encryption import EncryptionError, Keyring
from subgraphs.core.rules.sessions import EMERGENCY_TOKEN
from subgraphs.core.service.keys import published
from subgraphs.kit.audit.journal import Journal
from subgraphs.kit.errors import Unavailable
from subgraphs.kit.writing import Writer

KEYS_KEPT: Final = "max-age=300"
NOT_KEPT: Final = "no-store"
UNAVAILABLE: Final = 503

log = structlog.get_logger()

Told = Callable[[Writer], Awaitable[Any]]


def routes(engine: AsyncEngine, keyring: Keyring) -> list[Route]:
    """Return what core answers beside GraphQL."""

    def answers(told: Told, kept: str) -> Callable[[Request], Awaitable[Response]]:
        async def answer(_: Request) -> Response:
            try:
                body = await told(Writer(engine, keyring, Journal(), datetime.now(UTC)))
            except (Unavailable, EncryptionError) as error:
                log.warning("keys and epochs cannot be told", error=type(error).__name__)
                return JSONResponse({"error": "unavailable"}, UNAVAILABLE, {"cache-control": NOT_KEPT})
            return JSONResponse(body, headers={"cache-control": kept})

        return answer

    return [
        Route("/.well-known/jwks.json", answers(key_set, KEYS_KEPT)),
        Route("/auth/epochs", answers(epochs, NOT_KEPT)),
    ]


async def key_set(writer: Writer) -> dict[str, Any]:
    """Return the keys that access tokens may be checked with."""
    async with writer.system_transaction() as db:
        return {"keys": list(await published(db, writer.keyring, writer.now))}


async def epochs(writer: Writer) -> dict[str, int]:
    """Return the epochs that changed so lately that a token of an older one could still be valid."""
    since = writer.now - 2 * EMERGENCY_TOKEN
    async with writer.system_transaction() as db:
        statement = sa.select(col(User.id), col(User.token_epoch)).where(col(User.epoch_changed_at) >= since)
        return {str(row.id): row.token_epoch for row in (await db.execute(statement)).all()}
