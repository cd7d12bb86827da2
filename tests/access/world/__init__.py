"""Rows of everything: one family's own, and a stranger's; and somebody for each role."""

from typing import Final

from tests.access.world import claims, core
from tests.access.world.sides import Domain, Party, World

__all__ = ["DOMAINS", "Domain", "Party", "World"]

DOMAINS: Final = {"core": core.DOMAIN, "claims": claims.DOMAIN}
