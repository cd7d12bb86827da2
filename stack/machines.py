"""Services as they sign in to the graph: each with the scopes it is held to, and a secret of its own.

Secrets are made from the identity secret of the stack.
"""

from collections.abc import Mapping, Sequence
from typing import Final

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from shared_models.access import ADJUDICATION, AS_SYSTEM
from shared_models.connection import create_engine
from shared_models.core import ServiceClient
from shared_models.identity import derive_key
from subgraphs.core.service import machines
from subgraphs.kit.graph import GraphSettings
from subgraphs.registry import SUBGRAPHS

APPLICATION: Final = "covergraph-machines"

# What each service may ask the graph for; one that is not named asks only what everybody may who is signed in.
SCOPES: Final[Mapping[str, list[str]]] = {"claims": [ADJUDICATION]}


def graph_settings(service: str, endpoint: str, identity_secrets: Sequence[bytes]) -> GraphSettings | None:
    """Return how a service asks the graph; None where there is nothing to sign in with, or nowhere."""
    if not endpoint or not identity_secrets:
        return None
    return GraphSettings(endpoint, service, secret_of(service, identity_secrets[0]))


def secret_of(service: str, identity_secret: bytes) -> str:
    """Return the secret that a service signs in with."""
    return derive_key(identity_secret, f"{service} at the graph").hex()


async def store_machines(core_url: str, identity_secrets: Sequence[bytes]) -> None:
    """Let core know the services of this stack, each by the digest of its secret."""
    if not identity_secrets:
        return
    engine = create_engine(core_url, application=APPLICATION, pool_size=1)
    try:
        async with AsyncSession(engine) as db, db.begin():
            await db.execute(sa.text(AS_SYSTEM))
            for row in SUBGRAPHS:
                await _store(db, row.name, secret_of(row.name, identity_secrets[0]))
    finally:
        await engine.dispose()


async def _store(db: AsyncSession, name: str, secret: str) -> None:
    found = await db.execute(sa.select(ServiceClient).where(col(ServiceClient.name) == name))
    client, scopes = found.scalar_one_or_none(), SCOPES.get(name, [])
    if client is None:
        db.add(machines.new_client(name, secret, scopes))
        return
    if client.secret_hash != machines.digest(secret):
        client.secret_hash = machines.digest(secret)
    if client.scopes != scopes:
        client.scopes = scopes
