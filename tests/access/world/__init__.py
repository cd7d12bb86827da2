"""Rows of everything: one family's own, and a stranger's; and somebody for each role."""

from typing import Final

import sqlalchemy as sa

from tests.access.world import analytics, claims, core, crm, finance, providers, schemes, tokens
from tests.access.world.sides import Domain, Party, World
from tests.subgraphs.service import Service

__all__ = ["DOMAINS", "Domain", "Party", "World", "fill"]

DOMAINS: Final = {
    "core": core.DOMAIN,
    "claims": claims.DOMAIN,
    "finance": finance.DOMAIN,
    "tokens": tokens.DOMAIN,
    "crm": crm.DOMAIN,
    "schemes": schemes.DOMAIN,
    "providers": providers.DOMAIN,
    "analytics": analytics.DOMAIN,
}


async def fill(service: Service, world: World) -> None:
    """Store the rows of a service."""
    domain = DOMAINS[service.name]
    await service.store(*domain.rows(world))
    async with service.owner.begin() as connection:
        await connection.execute(sa.text(domain.afterwards))
