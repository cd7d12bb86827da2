"""What tokens does by itself: holds whose time is over are given back."""

from typing import Final

from subgraphs.kit.workers import Shift, Worker
from subgraphs.tokens.service import holds


async def release_expired(shift: Shift) -> bool:
    """Give back what a batch of expired holds has."""
    return await holds.release_expired(shift.writer()) == holds.BATCH


WORKERS: Final = (Worker("expired holds", release_expired, pause_s=5.0),)
