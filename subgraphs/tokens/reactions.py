"""What tokens does when something happened elsewhere."""

from typing import Final
from uuid import UUID

from shared_models.tokens import OrganizationType
from subgraphs.kit.events.follow import Reaction, follow
from subgraphs.tokens.service import purchases
from subgraphs.tokens.service.spending import Use, charge
from subgraphs.tokens.service.wallets import open_wallet

CLAIM_SUBMISSION: Final = "claim_submission"
CARD_ISSUE: Final = "card_issue"
TOKEN_PURCHASE: Final = "token_purchase"  # noqa: S105  # a purpose of payments
# What a provider's wallet is kept in: providers tells of no currency.
PROVIDERS_CURRENCY: Final = "USD"


async def open_for_company(reaction: Reaction) -> None:
    """Open a new company's wallet."""
    event = reaction.event
    await open_wallet(
        reaction.db,
        reaction,
        kind=OrganizationType.COMPANY,
        organization_id=event.aggregate_id,
        currency=event.data["currency"],
    )


async def open_for_provider(reaction: Reaction) -> None:
    """Open the wallet of a provider that begins to work with us."""
    await open_wallet(
        reaction.db,
        reaction,
        kind=OrganizationType.PROVIDER,
        organization_id=reaction.event.aggregate_id,
        currency=PROVIDERS_CURRENCY,
    )


async def spend_for_claim(reaction: Reaction) -> None:
    """Charge the provider for a claim it submitted."""
    event = reaction.event
    await charge(
        reaction.db,
        reaction,
        kind=OrganizationType.PROVIDER,
        organization_id=UUID(event.data["provider_id"]),
        on=event.time.date(),
        use=Use(CLAIM_SUBMISSION, event.aggregate_type, event.aggregate_id),
        key=str(event.id),
    )


async def spend_for_card(reaction: Reaction) -> None:
    """Charge the employer of a member who was issued a card; individuals have no wallet."""
    event = reaction.event
    company_id = event.data.get("company_id")
    if company_id is not None:
        await charge(
            reaction.db,
            reaction,
            kind=OrganizationType.COMPANY,
            organization_id=UUID(company_id),
            on=event.time.date(),
            use=Use(CARD_ISSUE, event.aggregate_type, event.aggregate_id),
            key=str(event.id),
        )


async def credit_purchase(reaction: Reaction) -> None:
    """Credit tokens that are paid."""
    if reaction.event.data["purpose"] == TOKEN_PURCHASE:
        await purchases.complete(
            reaction.db,
            reaction,
            purchase_id=UUID(reaction.event.data["source_id"]),
            payment_id=reaction.event.aggregate_id,
        )


async def fail_purchase(reaction: Reaction) -> None:
    """Give up a purchase that could not be paid."""
    if reaction.event.data["purpose"] == TOKEN_PURCHASE:
        await purchases.fail(
            reaction.db,
            reaction,
            purchase_id=UUID(reaction.event.data["source_id"]),
            payment_id=reaction.event.aggregate_id,
            reason=reaction.event.data.get("reason"),
        )


FOLLOWS: Final = (
    follow("core").on("company.created", open_for_company).on("card.issued", spend_for_card),
    follow("providers").on("provider.activated", open_for_provider),
    follow("claims").on("claim.submitted", spend_for_claim),
    follow("finance").on("payment.completed", credit_purchase).on("payment.failed", fail_purchase),
)
