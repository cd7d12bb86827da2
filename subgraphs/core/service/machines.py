"""Machines: they sign in with credentials of their own, and get short tokens and no refresh."""

import hashlib
import hmac
from typing import Final

import sqlalchemy as sa
from sqlmodel import col

from shared_models.audit import AuditAction
from shared_models.core import ServiceClient
from shared_models.identity import Principal, Role
from subgraphs.core.rules.sessions import ACCESS_TOKEN
from subgraphs.core.service.desk import AccessToken, Desk
from subgraphs.kit.refusals import ErrorCode, Refused
from subgraphs.kit.writing import Writer

NO_SECRET: Final = bytes(32)

WRONG: Final = Refused(ErrorCode.INVALID_CREDENTIALS, "Client id or secret is wrong.")


async def sign_in(writer: Writer, desk: Desk, *, client_id: str, client_secret: str) -> AccessToken | Refused:
    """Give a machine a token for the scopes it is held to (client credentials, RFC 6749 section 4.4)."""
    async with writer.system_transaction() as db:
        statement = sa.select(ServiceClient).where(col(ServiceClient.name) == client_id, col(ServiceClient.is_active))
        client = (await db.execute(statement)).scalar_one_or_none()
        stored = NO_SECRET if client is None else client.secret_hash
        if not hmac.compare_digest(stored, digest(client_secret)) or client is None:
            writer.journal.note(AuditAction.DENIAL, "ServiceClient", None if client is None else client.id)
            return WRONG
        writer.journal.note(AuditAction.LOGIN, "ServiceClient", client.id)
        principal = Principal(
            subject=f"service:{client.name}", roles=frozenset({Role.SERVICE}), scopes=frozenset(client.scopes)
        )
        return await desk.issue(db, writer.keyring, principal, epoch=0, now=writer.now, lifetime=ACCESS_TOKEN)


def new_client(name: str, secret: str, scopes: list[str], *, is_demo: bool = False) -> ServiceClient:
    """Return the credentials of a machine, to be stored; the secret is random and long."""
    return ServiceClient(name=name, secret_hash=digest(secret), scopes=scopes, is_demo=is_demo)


def digest(secret: str) -> bytes:
    """Return how a secret is stored: it is random and long, so a plain digest is enough."""
    return hashlib.sha256(secret.encode()).digest()
