"""Replays: a stored run is decided again on its own facts, and must come out the same, to the last bit (12.16)."""

from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncSession

from shared_models.claims import AdjudicationSnapshot, Claim, ClaimAdjudicationResult
from subgraphs.claims.rules.frozen import digest, freeze_bill, replay
from subgraphs.claims.rules.result import Result
from subgraphs.claims.service.adjudication.bills import bill_of
from subgraphs.claims.service.adjudication.snapshots import frozen_facts
from subgraphs.kit.writing import Author


@dataclass(frozen=True, slots=True)
class Replay:
    """What a run comes out as today, and whether that is what is stored."""

    result: Result
    is_same: bool


async def replay_run(db: AsyncSession, author: Author, run: ClaimAdjudicationResult) -> Replay:
    """Decide a stored run of the engine again."""
    assert run.snapshot_id is not None, "a run of the engine has its facts"
    claim = await db.get_one(Claim, run.claim_id)
    facts = await frozen_facts(db, author, await db.get_one(AdjudicationSnapshot, run.snapshot_id))
    bill = freeze_bill(await bill_of(db, claim))
    result = replay(bill, facts, run.engine_version, run.judgement)
    return Replay(result, digest(result) == run.content_hash)
