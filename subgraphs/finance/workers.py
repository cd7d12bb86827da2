"""What finance does by itself: postings get their place in the replay order, once they are committed."""

from typing import Final

from subgraphs.finance.service import sealing
from subgraphs.kit.workers import Shift, Worker


async def seal_ledger(shift: Shift) -> bool:
    """Seal a batch of postings."""
    return await sealing.seal(shift.writer()) == sealing.BATCH


WORKERS: Final = (Worker("ledger positions", seal_ledger),)
