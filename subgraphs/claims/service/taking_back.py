"""Claims that are taken back by two officers, and those that are filed anew in their place."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from shared_models.access import user_id_of
from shared_models.claims import Claim, ClaimStatus
from subgraphs.claims.rules.desk import ReversalReason
from subgraphs.claims.rules.filing import Filing, faults
from subgraphs.claims.rules.states import may_follow
from subgraphs.claims.service.adjudication.reversals import reverse_run
from subgraphs.claims.service.desk import Keyed, Sight, claim_at, keyed
from subgraphs.claims.service.filing import file_claims, taken_references, unfounded
from subgraphs.kit.approvals import second_person
from subgraphs.kit.refusals import ErrorCode, Refused
from subgraphs.kit.writing import Writer

OF_ANOTHER: Final = Refused(
    ErrorCode.VALIDATION,
    "A replacement is for the same member and provider; for another, reverse the claim and have a new one filed.",
    ("input", "replacement"),
)


async def reverse_claim(writer: Writer, sight: Sight, order: Keyed, *, reason: ReversalReason) -> UUID | Refused:
    """Take a decided claim back; return it."""
    async with writer.transaction() as db:

        async def reverse() -> Mapping[str, Any] | Refused:
            claim = await _reversible(db, writer, sight)
            if isinstance(claim, Refused):
                return claim
            approved = await second_person(db, writer, action=order.name, order=order.content)
            if isinstance(approved, Refused):
                return approved
            await reverse_run(db, writer, claim, reason=reason.value, reversed_by=user_id_of(writer.actor))
            return {"claim_id": str(claim.id)}

        done = await keyed(db, writer, order, reverse)
        return done if isinstance(done, Refused) else sight.claim_id


async def replace_claim(
    writer: Writer, sight: Sight, order: Keyed, *, reason: ReversalReason, filing: Filing
) -> UUID | Refused:
    """Take a decided claim back and file another in its place; return the new one."""
    replacement = replace(filing, replaces_claim_id=sight.claim_id)
    async with writer.transaction() as db:

        async def substitute() -> Mapping[str, Any] | Refused:
            claim = await _reversible(db, writer, sight)
            if isinstance(claim, Refused):
                return claim
            refused = await _unfit(db, writer, claim, replacement)
            approved = refused or await second_person(db, writer, action=order.name, order=order.content)
            if isinstance(approved, Refused):
                return approved
            [filed] = await file_claims(db, writer, [replacement])
            if isinstance(filed, Refused):
                return filed.within("input", "replacement")
            await reverse_run(db, writer, claim, reason=reason.value, reversed_by=user_id_of(writer.actor))
            return {"claim_id": str(filed)}

        done = await keyed(db, writer, order, substitute)
        return done if isinstance(done, Refused) else UUID(done["claim_id"])


async def _reversible(db: AsyncSession, writer: Writer, sight: Sight) -> Claim | Refused:
    claim = await claim_at(db, writer, sight)
    if isinstance(claim, Refused) or may_follow(claim.status, ClaimStatus.REVERSED):
        return claim
    return Refused(
        ErrorCode.INVALID_TRANSITION,
        f"Claim {claim.claim_number} is {claim.status.value}: only a decided claim is taken back.",
        ("input", "claimId"),
    )


async def _unfit(db: AsyncSession, writer: Writer, claim: Claim, filing: Filing) -> Refused | None:
    """Say why a claim may not stand in the place of another, before the second person is asked."""
    if (filing.member_id, filing.provider_id) != (claim.member_id, claim.provider_id):
        return OF_ANOTHER
    [missing], [taken] = await unfounded(db, [filing]), await taken_references(db, [filing])
    found = next(iter(faults(filing, writer.now.date())), None) or missing or taken
    return None if found is None else found.within("input", "replacement")
