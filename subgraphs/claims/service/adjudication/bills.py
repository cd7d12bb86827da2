"""A stored claim as the rules see it."""

from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from shared_models.claims import Claim, ClaimDiagnosis, ClaimLine
from shared_models.money import quantise
from subgraphs.claims.rules.bill import Bill, Diagnosis, Line, Procedure


async def bill_of(db: AsyncSession, claim: Claim) -> Bill:
    """Read the bill that a claim is, with its lines and diagnoses."""
    lines = sa.select(ClaimLine).where(col(ClaimLine.claim_id) == claim.id).order_by(col(ClaimLine.line_no))
    diagnoses = sa.select(ClaimDiagnosis).where(col(ClaimDiagnosis.claim_id) == claim.id)
    return Bill(
        claim.id,
        claim.member_id,
        claim.provider_id,
        claim.currency,
        claim.category,
        claim.service_from,
        claim.service_to,
        claim.received_at.date(),
        tuple(line_of(each) for each in await db.scalars(lines)),
        tuple(
            Diagnosis(each.position, each.code_system, each.code)
            for each in await db.scalars(diagnoses.order_by(col(ClaimDiagnosis.position)))
        ),
        is_emergency=claim.is_emergency,
        accident_date=claim.accident_date,
    )


async def line_ids(db: AsyncSession, claim: Claim) -> dict[int, UUID]:
    """Return the ids of a claim's lines by their numbers."""
    found = sa.select(col(ClaimLine.line_no), col(ClaimLine.id)).where(col(ClaimLine.claim_id) == claim.id)
    return {row.line_no: row.id for row in await db.execute(found)}


def line_of(row: ClaimLine) -> Line:
    """Return a stored line as the rules see it."""
    return Line(
        row.line_no,
        Procedure(row.code_system, row.procedure_code),
        row.service_date,
        row.units,
        row.unit_price,
        quantise(row.billed_amount, row.currency),
        row.modifier,
        row.place_of_service,
        tuple(row.diagnosis_pointers),
        quantise(row.other_payer_amount, row.currency),
        has_own_total=row.unit_price_derived,
    )
