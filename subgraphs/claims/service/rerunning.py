"""Claims that the engine decides again, on what other services say today: one that waits, or many that were decided.

Others are asked before, with no transaction open. Claims that were decided are compared first; the difference is posted
once a person has approved it as it was shown.
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final, TypeAlias
from uuid import UUID

import sqlalchemy as sa
from pydantic import TypeAdapter
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from shared_models.access import user_id_of
from shared_models.claims import AdjudicationMode, Claim, ClaimStatus, ReprocessCandidate
from subgraphs.claims.rules import Rejection, adjudicate
from subgraphs.claims.rules.desk import DECIDED_ELSEWHERE, NOT_PRICED, may_decide
from subgraphs.claims.rules.difference import NOT_AS_SHOWN, Decided, Difference, digest_of_all
from subgraphs.claims.rules.frozen import thaw_judgement
from subgraphs.claims.rules.states import SETTLED, UNDECIDED
from subgraphs.claims.service.adjudication.bills import bill_of
from subgraphs.claims.service.adjudication.deciding import Question, question_about, run_engine
from subgraphs.claims.service.adjudication.families import family_of, lock_family
from subgraphs.claims.service.adjudication.runs import last_run, store_run
from subgraphs.claims.service.adjudication.snapshots import complete
from subgraphs.claims.service.desk import Keyed, Sight, claim_at, keyed, whose
from subgraphs.claims.service.facts import AWAY, Facts
from subgraphs.claims.service.judging import standing_among
from subgraphs.claims.service.standing import NO_CLAIM, locked_claim, moved
from subgraphs.kit.audit.journal import Journal
from subgraphs.kit.graph import DependencyUnavailable
from subgraphs.kit.refusals import ErrorCode, Refused
from subgraphs.kit.writing import Writer

DIFFERENCES: Final = TypeAdapter(tuple[Difference, ...])

Ask: TypeAlias = Callable[[Question], Awaitable[Facts]]
AllFacts: TypeAlias = Mapping[UUID, Facts | Refused]


@dataclass(frozen=True, slots=True)
class Reprocessed:
    """What deciding claims again changes, or has changed."""

    differences: tuple[Difference, ...]
    is_posted: bool

    @property
    def digest(self) -> str:
        return digest_of_all(self.differences)


async def adjudicate_claim(writer: Writer, sight: Sight, order: Keyed, *, ask: Ask) -> UUID | Refused:
    """Have the engine decide a claim that waits, now; return the claim."""
    facts = await _ask(writer, sight.claim_id, ask)
    if isinstance(facts, Refused):
        return facts
    async with writer.transaction() as db:

        async def run() -> Mapping[str, Any] | Refused:
            claim = await claim_at(db, writer, sight)
            if isinstance(claim, Refused):
                return claim
            refused = standing_among(claim, UNDECIDED)
            if refused is not None:
                return refused
            await moved(db, writer, claim, ClaimStatus.IN_ADJUDICATION)
            await run_engine(db, writer, claim, facts, mode=AdjudicationMode.AUTO)
            return {"claim_id": str(claim.id)}

        done = await keyed(db, writer, order, run)
        return done if isinstance(done, Refused) else sight.claim_id


async def reprocess_claims(
    writer: Writer, claim_ids: Sequence[UUID], order: Keyed, *, approved: str | None, ask: Ask
) -> Reprocessed | Refused:
    """Compare claims with what the engine would decide today; post that where its digest is approved."""
    facts = {each: await _ask(writer, each, ask) for each in sorted(set(claim_ids))}
    if any(each is AWAY for each in facts.values()):
        return AWAY
    async with writer.transaction() as db:
        if approved is None:
            return Reprocessed(await _tried(db, writer, facts), is_posted=False)

        async def post() -> Mapping[str, Any] | Refused:
            differences = await _tried(db, writer, facts)
            if digest_of_all(differences) != approved:
                return NOT_AS_SHOWN
            await _run_all(db, writer, facts)
            await _resolve(db, writer, [each.claim_id for each in differences if each.refused is None])
            return {"differences": DIFFERENCES.dump_python(differences, mode="json")}

        done = await keyed(db, writer, order, post)
        if isinstance(done, Refused):
            return done
        return Reprocessed(DIFFERENCES.validate_python(done["differences"]), is_posted=True)


async def _ask(writer: Writer, claim_id: UUID, ask: Ask) -> Facts | Refused:
    """Ask what others know of a claim that the actor may decide about."""
    async with writer.transaction() as db:
        claim = await db.get(Claim, claim_id)
        if claim is None or claim.deleted_at is not None:
            return NO_CLAIM
        refused = may_decide(writer.actor, whose(claim))
        if refused is not None:
            return refused
        question = await question_about(db, claim)
    try:
        return await ask(question)
    except DependencyUnavailable:
        return AWAY


async def _tried(db: AsyncSession, writer: Writer, facts: AllFacts) -> tuple[Difference, ...]:
    """Return what deciding claims again would change, by doing it and undoing it: each counts on those before it."""
    await _lock(db, facts)
    unwritten = replace(writer, journal=Journal(writer.actor))
    trial = await db.begin_nested()
    differences = await _run_all(db, unwritten, facts)
    await trial.rollback()
    return differences


async def _lock(db: AsyncSession, facts: AllFacts) -> None:
    """Lock claims, and then families, each in order: who decides one claim locks it before its family as well."""
    families = set()
    for claim_id, known in facts.items():
        claim = await locked_claim(db, claim_id)
        if claim is not None and isinstance(known, Facts):
            families.add(family_of(claim.member_id, known.membership))
    for family in sorted(families):
        await lock_family(db, family)


async def _run_all(db: AsyncSession, writer: Writer, facts: AllFacts) -> tuple[Difference, ...]:
    return tuple([await _run(db, writer, claim_id, known) for claim_id, known in facts.items()])


async def _run(db: AsyncSession, writer: Writer, claim_id: UUID, facts: Facts | Refused) -> Difference:
    """Decide a claim again and store that where it changes anything; what persons have said of it still counts."""
    claim = await locked_claim(db, claim_id)
    if claim is None or isinstance(facts, Refused):
        return Difference(claim_id, refused=facts if isinstance(facts, Refused) else NO_CLAIM)
    refused = standing_among(claim, SETTLED)
    run = await last_run(db, claim)
    if refused is None and run is not None and run.mode is AdjudicationMode.IMPORT:
        refused = DECIDED_ELSEWHERE
    if refused is not None or run is None:
        return Difference(claim_id, refused=refused or NOT_PRICED)
    bill = await bill_of(db, claim)
    snapshot, said = await complete(db, bill, facts), thaw_judgement(run.judgement)
    result = adjudicate(bill, snapshot, judgement=said)
    if isinstance(result, Rejection):
        return Difference(claim_id, refused=_rejected(claim, result))
    before = Decided(run.outcome, run.plan_paid, run.member_amount, run.currency)
    after = Decided(result.outcome, result.totals.plan_paid, result.totals.member, run.currency)
    difference = Difference(claim_id, before, after)
    if difference.is_changed:
        await moved(db, writer, claim, ClaimStatus.IN_ADJUDICATION)
        by, mode = user_id_of(writer.actor), AdjudicationMode.REPROCESS
        await store_run(db, writer, claim, snapshot, result, mode=mode, judgement=said, decided_by=by)
    return difference


async def _resolve(db: AsyncSession, writer: Writer, claim_ids: Sequence[UUID]) -> None:
    """Take claims from the list of those to look at."""
    row = ReprocessCandidate
    looked_at = sa.update(row).where(col(row.claim_id).in_(claim_ids), col(row.resolved_at).is_(None))
    await db.execute(
        looked_at.values(resolved_at=writer.now, updated_at=writer.now, updated_by=user_id_of(writer.actor))
    )


def _rejected(claim: Claim, rejection: Rejection) -> Refused:
    reasons = ", ".join(each.value for each in rejection.reasons)
    return Refused(ErrorCode.INVALID_TRANSITION, f"Claim {claim.claim_number} would not be taken in: {reasons}.")
