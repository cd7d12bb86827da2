"""What finance does when something happened elsewhere: claims are booked, owed and taken back, tokens become income."""

from decimal import Decimal
from uuid import UUID

from shared_models.finance import CounterpartyType, PartyType
from shared_models.finance.chart import HOME_CURRENCY
from subgraphs.finance.rules.ledger import TOKENS_CONSUMED, TOKENS_EXPIRED, Booking, Party
from subgraphs.finance.service import claims, payables, wallets
from subgraphs.kit.events.follow import Reaction, follow


async def book_claim(reaction: Reaction) -> None:
    """Book what was decided."""
    data = reaction.event.data
    result = claims.Result(
        id=UUID(data["result_id"]),
        claim_id=reaction.event.aggregate_id,
        plan_paid=Decimal(data["plan_paid"]),
        currency=data["currency"],
        provider_id=UUID(data["provider_id"]) if data.get("provider_id") else None,
        day=reaction.event.time.date(),
    )
    await claims.book_result(reaction.db, reaction, result)


async def owe_claim(reaction: Reaction) -> None:
    """Note what is to be paid."""
    data = reaction.event.data
    request = claims.Request(
        result_id=UUID(data["result_id"]),
        claim_id=reaction.event.aggregate_id,
        payee_type=CounterpartyType(data.get("payee_type") or CounterpartyType.PROVIDER),
        payee_id=UUID(data["payee_id"]),
        amount=Decimal(data["amount"]),
        currency=data["currency"],
        day=reaction.event.time.date(),
    )
    await claims.owe(reaction.db, reaction, request)


async def take_claim_back(reaction: Reaction) -> None:
    """Take back what stands for a claim."""
    data = reaction.event.data
    reversal = claims.Reversal(
        result_id=UUID(data["result_id"]),
        claim_id=reaction.event.aggregate_id,
        currency=data.get("currency") or HOME_CURRENCY,
        payee=Party(PartyType.PROVIDER, UUID(data["payee_id"])) if data.get("payee_id") else None,
        day=reaction.event.time.date(),
    )
    await claims.take_back(reaction.db, reaction, reversal)


async def hold_payables(reaction: Reaction) -> None:
    """Hold what is owed to a provider that may not be paid now."""
    await payables.hold_provider(reaction.db, reaction, reaction.event.aggregate_id)


async def release_payables(reaction: Reaction) -> None:
    """Let what was held be paid."""
    await payables.release_provider(reaction.db, reaction, reaction.event.aggregate_id)


async def book_spent_tokens(reaction: Reaction) -> None:
    """Book what spent tokens had cost as income."""
    await _book_tokens(reaction, TOKENS_CONSUMED)


async def book_expired_tokens(reaction: Reaction) -> None:
    """Book what expired tokens had cost as income."""
    await _book_tokens(reaction, TOKENS_EXPIRED)


async def _book_tokens(reaction: Reaction, booking: Booking) -> None:
    event = reaction.event
    if not (event.data.get("amount") and event.data.get("currency")):
        return
    used = wallets.Used(
        event_id=event.id,
        wallet_id=event.aggregate_id,
        amount=Decimal(event.data["amount"]),
        currency=event.data["currency"],
        day=event.time.date(),
    )
    await wallets.book_used(reaction.db, reaction, used, booking)


FOLLOWS = (
    follow("claims")
    .on("claim.adjudicated", book_claim)
    .on("claim.payment_requested", owe_claim)
    .on("claim.reversed", take_claim_back),
    follow("providers")
    .on("provider.suspended", hold_payables)
    .on("provider.sanctioned", hold_payables)
    .on("provider.activated", release_payables),
    follow("tokens").on("token.spent", book_spent_tokens).on("token.expired", book_expired_tokens),
)
