"""Drafts: claims that are written down, changed as a whole, and then sent in or dropped."""

from collections.abc import Mapping
from typing import Final
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from shared_models.access import user_id_of
from shared_models.audit import AuditAction
from shared_models.claims import Claim, ClaimDiagnosis, ClaimLine, ClaimStatus
from subgraphs.claims.rules.filing import FiledDiagnosis, Filing, faults, may_change_draft, may_file
from subgraphs.claims.service.adjudication.bills import line_of
from subgraphs.claims.service.filing import (
    columns_of,
    store_claims,
    store_parts,
    submitted,
    taken_references,
    unfounded,
)
from subgraphs.claims.service.standing import NO_CLAIM, locked_claim, move, moved
from subgraphs.kit.events.outbox import emit_all
from subgraphs.kit.idempotency import once
from subgraphs.kit.refusals import ErrorCode, Refused, version_conflict
from subgraphs.kit.writing import Writer

REFERENCES: Final = "uq_claims_external_ref"


async def create_draft(writer: Writer, filing: Filing) -> UUID | Refused | tuple[Refused, ...]:
    """Write a claim down; return its id."""
    refused = may_file(writer.actor, filing) or faults(filing, writer.now.date(), is_draft=True)
    if refused:
        return refused
    async with writer.transaction() as db:
        [stored] = await store_claims(db, writer, [filing], ClaimStatus.DRAFT)
        return stored if isinstance(stored, Refused) else stored.id


async def update_draft(
    writer: Writer, filing: Filing, *, claim_id: UUID, version: int
) -> UUID | Refused | tuple[Refused, ...]:
    """Write a draft anew, with other lines and diagnoses; return its id."""
    refused = may_file(writer.actor, filing) or faults(filing, writer.now.date(), is_draft=True)
    if refused:
        return refused
    async with writer.transaction() as db:
        claim = await _draft(db, writer, claim_id, version)
        if isinstance(claim, Refused):
            return claim
        [missing] = await unfounded(db, [filing])
        if missing is not None:
            return missing
        try:
            async with db.begin_nested():
                await _rewrite(db, writer, claim, filing)
        except IntegrityError as error:
            if REFERENCES not in str(error.orig):
                raise
            [taken] = await taken_references(db, [filing])
            assert taken is not None, "that is what the database refused it for"
            return taken
        return claim.id


async def submit_draft(
    writer: Writer, *, claim_id: UUID, version: int, key: str
) -> UUID | Refused | tuple[Refused, ...]:
    """Send a draft in as it stands, once; return its id."""

    async def send() -> dict[str, str] | Refused | tuple[Refused, ...]:
        claim = await _draft(db, writer, claim_id, version)
        if isinstance(claim, Refused):
            return claim
        filing = await filing_of(db, claim)
        [missing] = await unfounded(db, [filing])
        refused = faults(filing, writer.now.date()) or missing
        if refused:
            return refused
        claim.received_at = writer.now
        await moved(db, writer, claim, ClaimStatus.SUBMITTED)
        told = submitted(claim.id, claim.claim_number, filing)
        await emit_all(db, [told], cause=writer.cause, now=writer.now)
        return {"claim_id": str(claim.id)}

    async with writer.transaction() as db:
        order = {"claim_id": claim_id, "version": version}
        scope = f"submitClaimDraft:{writer.actor.subject}"
        done = await once(db, scope=scope, key=key, order=order, now=writer.now, do=send)
        return UUID(done["claim_id"]) if isinstance(done, Mapping) else done


async def cancel_draft(writer: Writer, *, claim_id: UUID, version: int) -> UUID | Refused:
    """Drop a draft; return its id."""
    async with writer.transaction() as db:
        claim = await _draft(db, writer, claim_id, version)
        if isinstance(claim, Refused):
            return claim
        return await move(db, writer, claim, ClaimStatus.CANCELLED) or claim.id


async def filing_of(db: AsyncSession, claim: Claim) -> Filing:
    """Return a claim as it was sent in."""
    lines = sa.select(ClaimLine).where(col(ClaimLine.claim_id) == claim.id).order_by(col(ClaimLine.line_no))
    diagnoses = (
        sa.select(ClaimDiagnosis).where(col(ClaimDiagnosis.claim_id) == claim.id).order_by(col(ClaimDiagnosis.position))
    )
    return Filing(
        member_id=claim.member_id,
        provider_id=claim.provider_id,
        claim_type=claim.claim_type,
        category=claim.category,
        currency=claim.currency,
        service_from=claim.service_from,
        service_to=claim.service_to,
        lines=tuple(line_of(each) for each in await db.scalars(lines)),
        diagnoses=tuple(FiledDiagnosis(each.code_system, each.code, each.role) for each in await db.scalars(diagnoses)),
        personnel_id=claim.personnel_id,
        is_emergency=claim.is_emergency,
        accident_date=claim.accident_date,
        preauthorization_id=claim.preauthorization_id,
        external_ref=claim.external_ref,
        source=claim.source,
        replaces_claim_id=claim.replaces_claim_id,
    )


async def _draft(db: AsyncSession, writer: Writer, claim_id: UUID, version: int) -> Claim | Refused:
    """Return a draft that the actor may change, locked, as it was when they read it."""
    claim = await locked_claim(db, claim_id)
    if claim is None or not may_change_draft(writer.actor, provider_id=claim.provider_id, made_by=claim.created_by):
        return NO_CLAIM
    if claim.status is not ClaimStatus.DRAFT:
        message = f"Claim {claim.claim_number} is {claim.status.value}, and no draft any more."
        return Refused(ErrorCode.INVALID_TRANSITION, message, ("input", "claimId"))
    return version_conflict(f"Claim {claim.claim_number}", claim.version, version) or claim


async def _rewrite(db: AsyncSession, writer: Writer, claim: Claim, filing: Filing) -> None:
    for name, value in columns_of(filing).items():
        setattr(claim, name, value)
    claim.version += 1
    claim.updated_at = writer.now
    claim.updated_by = user_id_of(writer.actor)
    # The claim first: what it refers to by its number is found out before its parts go.
    await db.flush()
    await db.execute(sa.delete(ClaimLine).where(col(ClaimLine.claim_id) == claim.id))
    await db.execute(sa.delete(ClaimDiagnosis).where(col(ClaimDiagnosis.claim_id) == claim.id))
    await store_parts(db, writer, {claim.id: filing})
    writer.journal.note(AuditAction.UPDATE, "Claim", claim.id, changes={"version": claim.version})
