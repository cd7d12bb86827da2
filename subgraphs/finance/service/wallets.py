"""What wallets spend: a debt in credits that becomes income."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from shared_models.finance import PartyType
from shared_models.finance.payments import TOKEN_EVENT
from subgraphs.finance.rules.ledger import TOKENS_CONSUMED, Booking, Party, Posting
from subgraphs.finance.service.ledger import post
from subgraphs.kit.writing import Author


@dataclass(frozen=True, slots=True)
class Used:
    """Tokens of a wallet that are gone, and what had been paid for them."""

    event_id: UUID
    wallet_id: UUID
    amount: Decimal
    currency: str
    day: date


async def book_used(db: AsyncSession, author: Author, used: Used, booking: Booking = TOKENS_CONSUMED) -> None:
    """Book tokens that were spent, or that expired; nothing where nothing was paid for them."""
    if used.amount <= 0:
        return
    posting = Posting(
        kind=booking.kind,
        source_type=TOKEN_EVENT,
        source_id=used.event_id,
        day=used.day,
        currency=used.currency,
        description="Tokens consumed" if booking is TOKENS_CONSUMED else "Tokens expired",
        entries=booking.entries(used.amount),
        party=Party(PartyType.WALLET, used.wallet_id),
    )
    await post(db, author, posting)
