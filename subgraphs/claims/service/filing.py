"""Taking claims in: checked of themselves, stored with their lines and told of, in one transaction.

Nothing here asks another service. Whether there is such a member, such a provider, and cover, is found out by who
decides the claim.
"""

from collections.abc import Iterable, Mapping
from dataclasses import asdict
from typing import Any, Final
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from shared_models.access import user_ids
from shared_models.base import new_id, table_of
from shared_models.claims import Claim, ClaimDiagnosis, ClaimLine, ClaimStatus, Preauthorization
from shared_models.claims.base import CLAIM_NUMBERS
from shared_models.identity import Principal
from subgraphs.claims.rules.bill import Line
from subgraphs.claims.rules.filing import FiledDiagnosis, Filing, faults, may_file
from subgraphs.claims.service.standing import begun
from subgraphs.kit.events.outbox import emit
from subgraphs.kit.idempotency import once
from subgraphs.kit.numbers import next_number
from subgraphs.kit.refusals import ErrorCode, Refused
from subgraphs.kit.writing import Author, Writer

LINES: Final = table_of(ClaimLine)
DIAGNOSES: Final = table_of(ClaimDiagnosis)
NO_PREAUTHORIZATION: Final = Refused(
    ErrorCode.NOT_FOUND,
    "There is no such preauthorisation for this member and this provider.",
    ("input", "preauthorizationId"),
)


async def submit_claim(writer: Writer, filing: Filing, *, key: str) -> UUID | Refused | tuple[Refused, ...]:
    """Take a claim in, once; return its id."""
    refused = may_file(writer.actor, filing)
    if refused is not None:
        return refused

    async def take_in() -> dict[str, str] | tuple[Refused, ...]:
        claim = await file_claim(db, writer, filing)
        return claim if isinstance(claim, tuple) else {"claim_id": str(claim.id)}

    async with writer.transaction() as db:
        scope = f"submitClaim:{writer.actor.subject}"
        done = await once(db, scope=scope, key=key, order=asdict(filing), now=writer.now, do=take_in)
        return UUID(done["claim_id"]) if isinstance(done, Mapping) else done


async def file_claim(db: AsyncSession, author: Author, filing: Filing) -> Claim | tuple[Refused, ...]:
    """Store a claim as submitted and tell of it; who refuses it has written nothing yet."""
    refused = faults(filing, author.now.date()) or await unfounded(db, filing)
    if refused:
        return refused
    claim = await store_claim(db, author, filing, ClaimStatus.SUBMITTED)
    if claim is None:
        return (await taken_reference(db, filing),)
    await tell_submitted(db, author, claim)
    return claim


async def unfounded(db: AsyncSession, filing: Filing) -> tuple[Refused, ...]:
    """Return what a claim refers to here that is not there, or is somebody else's."""
    if filing.preauthorization_id is None:
        return ()
    found = sa.select(col(Preauthorization.id)).where(
        col(Preauthorization.id) == filing.preauthorization_id,
        col(Preauthorization.member_id) == filing.member_id,
        col(Preauthorization.provider_id) == filing.provider_id,
    )
    return () if await db.scalar(found) else (NO_PREAUTHORIZATION,)


async def store_claim(db: AsyncSession, author: Author, filing: Filing, status: ClaimStatus) -> Claim | None:
    """Store a claim with its lines, diagnoses and first line of history; None where the provider's number is taken."""
    row = {
        **columns_of(filing),
        "id": new_id(),
        "claim_number": next_number("CLM", CLAIM_NUMBERS, author.now),
        "status": status,
        "received_at": author.now,
        "created_at": author.now,
        "updated_at": author.now,
        "created_by": maker(author.journal.principal),
    }
    stored = (
        insert(Claim)
        .values(row)
        .on_conflict_do_nothing(
            index_elements=["provider_id", "external_ref"], index_where=sa.text("external_ref IS NOT NULL")
        )
        .returning(Claim)
    )
    claim = (await db.scalars(stored)).one_or_none()
    if claim is not None:
        await store_parts(db, author, claim, filing)
        db.add(begun(author, claim))
        await db.flush()
    return claim


async def store_parts(db: AsyncSession, author: Author, claim: Claim, filing: Filing) -> None:
    """Store the lines and diagnoses of a claim, each with one statement."""
    if filing.lines:
        await db.execute(LINES.insert(), list(_lines_of(author, claim, filing.lines)))
    if filing.diagnoses:
        await db.execute(DIAGNOSES.insert(), list(_diagnoses_of(claim, filing.diagnoses)))


async def tell_submitted(db: AsyncSession, author: Author, claim: Claim) -> None:
    """Tell the other services, and who decides claims, that there is one."""
    told = {
        "member_id": claim.member_id,
        "provider_id": claim.provider_id,
        "billed": claim.billed_amount,
        "currency": claim.currency,
        "service_from": claim.service_from,
        "category": claim.category.value,
        "claim_number": claim.claim_number,
    }
    await emit(db, "claim", claim.id, "claim.submitted", told, cause=author.cause, now=author.now)


async def taken_reference(db: AsyncSession, filing: Filing) -> Refused:
    """Say which claim of the provider has the number already."""
    found = sa.select(col(Claim.claim_number)).where(
        col(Claim.provider_id) == filing.provider_id, col(Claim.external_ref) == filing.external_ref
    )
    number = await db.scalar(found)
    return Refused(
        ErrorCode.ALREADY_EXISTS, f"Claim {number} of this provider has this externalRef.", ("input", "externalRef")
    )


def columns_of(filing: Filing) -> dict[str, Any]:
    """Return the columns of a claim that whoever files it decides."""
    return {
        "source": filing.source,
        "claim_type": filing.claim_type,
        "category": filing.category,
        "member_id": filing.member_id,
        "provider_id": filing.provider_id,
        "personnel_id": filing.personnel_id,
        "service_from": filing.service_from,
        "service_to": filing.service_to,
        "is_emergency": filing.is_emergency,
        "accident_date": filing.accident_date,
        "preauthorization_id": filing.preauthorization_id,
        "currency": filing.currency,
        "billed_amount": filing.billed,
        "other_payer_amount": filing.other_payer_paid,
        "external_ref": filing.external_ref,
        "replaces_claim_id": filing.replaces_claim_id,
    }


def maker(actor: Principal) -> UUID | None:
    """Return the user who makes a row; a machine is none."""
    return next(iter(user_ids(actor)), None)


def _lines_of(author: Author, claim: Claim, lines: Iterable[Line]) -> Iterable[Mapping[str, Any]]:
    made_by = maker(author.journal.principal)
    for line in lines:
        yield {
            "id": new_id(),
            "created_at": author.now,
            "updated_at": author.now,
            "created_by": made_by,
            "claim_id": claim.id,
            "currency": claim.currency,
            "line_no": line.line_no,
            "procedure_code": line.procedure.code,
            "code_system": line.procedure.system,
            "modifier": line.modifier,
            "service_date": line.service_date,
            "units": line.units,
            "unit_price": line.unit_price,
            "billed_amount": line.billed,
            "other_payer_amount": line.other_payer_paid,
            "diagnosis_pointers": list(line.diagnosis_pointers),
        }


def _diagnoses_of(claim: Claim, diagnoses: Iterable[FiledDiagnosis]) -> Iterable[Mapping[str, Any]]:
    for position, each in enumerate(diagnoses, 1):
        yield {
            "claim_id": claim.id,
            "position": position,
            "code_system": each.system,
            "code": each.code,
            "role": each.role,
        }
