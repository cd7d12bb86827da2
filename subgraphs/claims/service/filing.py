"""Taking claims in: checked of themselves, stored with their lines and told of, in one transaction.

However many come at once, they are stored by the same few statements; each is taken in or refused for itself. Nothing
here asks another service. Whether there is such a member, such a provider, and cover, is found out by who decides the
claim.
"""

from collections.abc import Awaitable, Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from decimal import Decimal
from typing import Any, Final, TypeAlias
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from shared_models.access import user_id_of
from shared_models.base import new_id, table_of
from shared_models.claims import Claim, ClaimDiagnosis, ClaimLine, ClaimStatus, Preauthorization
from shared_models.claims.base import CLAIM_NUMBERS
from subgraphs.claims.rules.filing import FiledDiagnosis, Filing, faults, may_file
from subgraphs.claims.service.standing import begun
from subgraphs.kit.events.outbox import Told, emit_all
from subgraphs.kit.idempotency import REUSED, once_each
from subgraphs.kit.numbers import next_number
from subgraphs.kit.refusals import ErrorCode, Refused
from subgraphs.kit.writing import Author, Writer

CLAIMS: Final = table_of(Claim)
LINES: Final = table_of(ClaimLine)
DIAGNOSES: Final = table_of(ClaimDiagnosis)
# Amounts are told as they are read from the table, whichever way a claim came in.
STORED_AMOUNT: Final = Decimal("0.0001")
NO_PREAUTHORIZATION: Final = Refused(
    ErrorCode.NOT_FOUND,
    "There is no such preauthorisation for this member and this provider.",
    ("input", "preauthorizationId"),
)

Refusals: TypeAlias = tuple[Refused, ...]


@dataclass(frozen=True, slots=True)
class Submission:
    """A claim as it is sent in, once, by a key."""

    filing: Filing
    key: str


@dataclass(frozen=True, slots=True)
class Stored:
    """A claim that is stored: the id and the number it has got."""

    id: UUID
    number: str
    filing: Filing


async def submit_claims(writer: Writer, submissions: Sequence[Submission]) -> list[UUID | Refusals]:
    """Take claims in, each once; return the id of each, or what keeps it from being taken in.

    The same claim twice under one key is one; another claim under it is refused.
    """
    unfit = [_unfit(writer, each.filing) for each in submissions]
    filings: dict[str, Filing] = {}
    for each, refused in zip(submissions, unfit, strict=True):
        if not refused:
            filings.setdefault(each.key, each.filing)
    done = await _take_in(writer, filings) if filings else {}
    return [
        refused or (done[each.key] if filings[each.key] == each.filing else (REUSED,))
        for each, refused in zip(submissions, unfit, strict=True)
    ]


def _unfit(writer: Writer, filing: Filing) -> Refusals:
    refused = may_file(writer.actor, filing)
    return faults(filing, writer.now.date()) if refused is None else (refused,)


async def _take_in(writer: Writer, filings: Mapping[str, Filing]) -> dict[str, UUID | Refusals]:
    """Take claims without faults in that were not before, by their keys."""

    async def take_in(keys: Sequence[str]) -> dict[str, dict[str, str] | Refused]:
        filed = await file_claims(db, writer, [filings[key] for key in keys])
        return {
            key: each if isinstance(each, Refused) else {"claim_id": str(each)}
            for key, each in zip(keys, filed, strict=True)
        }

    async with writer.transaction() as db:
        scope = f"submitClaim:{writer.actor.subject}"
        orders = {key: asdict(filing) for key, filing in filings.items()}
        done = await once_each(db, scope=scope, orders=orders, now=writer.now, do=take_in)
        return {key: (each,) if isinstance(each, Refused) else UUID(each["claim_id"]) for key, each in done.items()}


async def file_claims(db: AsyncSession, author: Author, filings: Sequence[Filing]) -> list[UUID | Refused]:
    """Store claims without faults as submitted, and tell of them; return the id of each, or why it is not stored."""
    claims = await store_claims(db, author, filings, ClaimStatus.SUBMITTED)
    told = [submitted(each.id, each.number, each.filing) for each in claims if isinstance(each, Stored)]
    await emit_all(db, told, cause=author.cause, now=author.now)
    return [each.id if isinstance(each, Stored) else each for each in claims]


async def store_claims(
    db: AsyncSession, author: Author, filings: Sequence[Filing], status: ClaimStatus
) -> list[Stored | Refused]:
    """Store claims with their lines, diagnoses and first lines of history; return each, or why it is not stored."""
    claims = {new_id(): each for each in filings}
    refused = await _each_by_id(db, claims, unfounded)
    founded = {claim_id: each for claim_id, each in claims.items() if claim_id not in refused}
    numbers = await _insert(db, author, founded, status) if founded else {}
    late = {claim_id: each for claim_id, each in founded.items() if claim_id not in numbers}
    refused |= await _each_by_id(db, late, taken_references)
    stored = {claim_id: Stored(claim_id, number, claims[claim_id]) for claim_id, number in numbers.items()}
    await store_parts(db, author, {claim_id: each.filing for claim_id, each in stored.items()})
    db.add_all(begun(author, each.id, each.number, status) for each in stored.values())
    await db.flush()
    return [stored.get(claim_id) or refused[claim_id] for claim_id in claims]


async def unfounded(db: AsyncSession, filings: Collection[Filing]) -> list[Refused | None]:
    """Return what each claim refers to here that is not there, or is somebody else's."""
    named = {each.preauthorization_id for each in filings} - {None}
    found = sa.select(
        col(Preauthorization.id), col(Preauthorization.member_id), col(Preauthorization.provider_id)
    ).where(col(Preauthorization.id).in_(named))
    promises = {tuple(each) for each in await db.execute(found)} if named else set()
    return [
        None
        if each.preauthorization_id is None or (each.preauthorization_id, each.member_id, each.provider_id) in promises
        else NO_PREAUTHORIZATION
        for each in filings
    ]


async def taken_references(db: AsyncSession, filings: Collection[Filing]) -> list[Refused | None]:
    """Say of each claim which other of its provider has its number already."""
    names = {(each.provider_id, each.external_ref) for each in filings if each.external_ref is not None}
    found = sa.select(col(Claim.provider_id), col(Claim.external_ref), col(Claim.claim_number)).where(
        sa.tuple_(col(Claim.provider_id), col(Claim.external_ref)).in_(names)
    )
    holders = {tuple(name): number for *name, number in await db.execute(found)} if names else {}
    return [_taken(holders.get((each.provider_id, each.external_ref))) for each in filings]


async def store_parts(db: AsyncSession, author: Author, claims: Mapping[UUID, Filing]) -> None:
    """Store the lines and diagnoses of claims, each with one statement."""
    lines = [row for claim_id, filing in claims.items() for row in _lines_of(author, claim_id, filing)]
    if lines:
        await db.execute(LINES.insert(), lines)
    diagnoses = [row for claim_id, filing in claims.items() for row in _diagnoses_of(claim_id, filing.diagnoses)]
    if diagnoses:
        await db.execute(DIAGNOSES.insert(), diagnoses)


def submitted(claim_id: UUID, number: str, filing: Filing) -> Told:
    """Return what is told the other services, and who decides claims: that there is one."""
    data = {
        "member_id": filing.member_id,
        "provider_id": filing.provider_id,
        "billed": filing.billed.quantize(STORED_AMOUNT),
        "currency": filing.currency,
        "service_from": filing.service_from,
        "category": filing.category.value,
        "claim_number": number,
    }
    return Told("claim", claim_id, "claim.submitted", data)


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


def _taken(holder: str | None) -> Refused | None:
    if holder is None:
        return None
    return Refused(
        ErrorCode.ALREADY_EXISTS, f"Claim {holder} of this provider has this externalRef.", ("input", "externalRef")
    )


async def _each_by_id(
    db: AsyncSession,
    claims: Mapping[UUID, Filing],
    check: Callable[[AsyncSession, Collection[Filing]], Awaitable[list[Refused | None]]],
) -> dict[UUID, Refused]:
    """Return what a check refuses of claims, by the ids they were to have."""
    found = zip(claims, await check(db, claims.values()), strict=True)
    return {claim_id: refused for claim_id, refused in found if refused is not None}


async def _insert(
    db: AsyncSession, author: Author, claims: Mapping[UUID, Filing], status: ClaimStatus
) -> dict[UUID, str]:
    """Store the rows of claims, but for those whose provider's number is taken; return their numbers."""
    made = {
        "status": status,
        "received_at": author.now,
        "created_at": author.now,
        "updated_at": author.now,
        "created_by": user_id_of(author.journal.principal),
    }
    # In the order of the numbers, so that no two that store the same wait for each other in a circle.
    ordered = sorted(claims.items(), key=lambda each: (each[1].provider_id, each[1].external_ref or ""))
    stored = (
        insert(CLAIMS)
        .values(claim_number=next_number("CLM", CLAIM_NUMBERS, author.now))
        .on_conflict_do_nothing(
            index_elements=["provider_id", "external_ref"], index_where=sa.text("external_ref IS NOT NULL")
        )
        .returning(CLAIMS.c.id, CLAIMS.c.claim_number)
    )
    rows = await db.execute(stored, [{"id": claim_id, **columns_of(each), **made} for claim_id, each in ordered])
    return {each.id: each.claim_number for each in rows}


def _lines_of(author: Author, claim_id: UUID, filing: Filing) -> Iterable[Mapping[str, Any]]:
    made_by = user_id_of(author.journal.principal)
    for line in filing.lines:
        yield {
            "id": new_id(),
            "created_at": author.now,
            "updated_at": author.now,
            "created_by": made_by,
            "claim_id": claim_id,
            "currency": filing.currency,
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


def _diagnoses_of(claim_id: UUID, diagnoses: Iterable[FiledDiagnosis]) -> Iterable[Mapping[str, Any]]:
    for position, each in enumerate(diagnoses, 1):
        yield {
            "claim_id": claim_id,
            "position": position,
            "code_system": each.system,
            "code": each.code,
            "role": each.role,
        }
