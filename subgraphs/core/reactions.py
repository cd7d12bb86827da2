"""What core does when something happened elsewhere."""

from typing import Final
from uuid import UUID

from subgraphs.core.service.told import announce_eob, link_provider
from subgraphs.kit.events.follow import Following, Reaction, follow


async def on_claim_submitted(reaction: Reaction) -> None:
    """Let a provider that sent a claim for a member know the member."""
    claim = reaction.event.data
    await link_provider(
        reaction.db,
        provider_id=UUID(claim["provider_id"]),
        member_id=UUID(claim["member_id"]),
        today=reaction.now.date(),
    )


async def on_eob_issued(reaction: Reaction) -> None:
    """Have a member told that there is an explanation to read."""
    eob = reaction.event
    if eob.data.get("member_id"):
        await announce_eob(
            reaction.db,
            eob_id=eob.aggregate_id,
            eob_number=eob.data["eob_number"],
            member_id=UUID(eob.data["member_id"]),
        )


FOLLOWS: Final[tuple[Following, ...]] = (
    follow("claims").on("claim.submitted", on_claim_submitted).on("eob.issued", on_eob_issued),
)
