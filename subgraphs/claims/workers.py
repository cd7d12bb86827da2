"""What claims does by itself: preauthorisations whose last day is over come to an end."""

from typing import Final

from subgraphs.claims.service import preauthorizations
from subgraphs.kit.workers import Shift, Worker

HOUR_S: Final = 3_600.0


async def expire_preauthorizations(shift: Shift) -> bool:
    """End a batch of preauthorisations."""
    ended = await preauthorizations.expire_preauthorizations(shift.writer(), shift.clock().date())
    return ended == preauthorizations.BATCH


WORKERS: Final = (Worker("expired preauthorisations", expire_preauthorizations, pause_s=HOUR_S),)
