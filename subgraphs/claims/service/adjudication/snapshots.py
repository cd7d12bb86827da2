"""Snapshots: the facts of a decision, put together, frozen with its result, and read again for a replay."""

import json
from collections.abc import Mapping
from typing import Any, Final

from sqlalchemy.ext.asyncio import AsyncSession

from shared_models.base import new_id
from shared_models.claims import AdjudicationSnapshot, Claim
from shared_models.encryption import UnknownKey
from shared_models.encryption.keyring import rows_of
from subgraphs.claims.rules.bill import Bill
from subgraphs.claims.rules.frozen import digest, freeze_snapshot
from subgraphs.claims.rules.snapshot import Snapshot
from subgraphs.claims.service.adjudication import own_facts
from subgraphs.claims.service.adjudication.families import family_of, lock_family
from subgraphs.claims.service.facts import Facts
from subgraphs.kit.writing import Author

# Which column keeps which part; whom it is about is sealed.
PARTS: Final[Mapping[str, tuple[str, ...]]] = {
    "eligibility": ("membership", "pre_existing"),
    "coverage": ("enrolments", "procedure_codes", "diagnosis_codes", "checked_systems", "necessity_rules"),
    "network": ("provider",),
    "accumulators": ("used", "preauthorizations", "earlier_lines"),
}


async def complete(db: AsyncSession, bill: Bill, facts: Facts) -> Snapshot:
    """Put what others answered together with what claims knows; the family's limits stay so in this transaction."""
    family = family_of(bill.member_id, facts.membership)
    await lock_family(db, family)
    procedures = await own_facts.procedure_codes(db, bill)
    diagnoses = await own_facts.diagnosis_codes(db, bill)
    rules = await own_facts.necessity_rules(db, bill)
    return Snapshot(
        facts.membership,
        facts.enrolments,
        facts.provider,
        procedures,
        diagnoses,
        await own_facts.checked_systems(db, bill, (*procedures, *diagnoses)),
        rules,
        facts.pre_existing,
        await own_facts.earlier_lines(db, bill, rules),
        await own_facts.promises(db, bill),
        await own_facts.used_limits(db, bill, family),
    )


async def freeze(db: AsyncSession, author: Author, claim: Claim, snapshot: Snapshot) -> AdjudicationSnapshot:
    """Store a snapshot."""
    frozen = freeze_snapshot(snapshot)
    parts: dict[str, Any] = {column: {name: frozen[name] for name in names} for column, names in PARTS.items()}
    snapshot_id = new_id()
    async with author.keyring.sealing(db) as sealer:
        sealed: Mapping[str, Any] = sealer.columns(
            AdjudicationSnapshot, snapshot_id, eligibility=parts.pop("eligibility")
        )
    row = AdjudicationSnapshot(
        id=snapshot_id,
        created_at=author.now,
        claim_id=claim.id,
        content_hash=digest(snapshot),
        **parts,
        **sealed,
    )
    db.add(row)
    return row


async def frozen_facts(db: AsyncSession, author: Author, row: AdjudicationSnapshot) -> dict[str, Any]:
    """Return a stored snapshot as it was frozen."""
    place: dict[str, Any] = {"table": "adjudication_snapshots", "column": "eligibility", "row_id": row.id}
    try:
        opened = author.keyring.open(row.eligibility_enc, **place)
    except UnknownKey:
        await author.keyring.learn(rows_of(db))
        opened = author.keyring.open(row.eligibility_enc, **place)
    return {**json.loads(opened), **row.coverage, **row.network, **row.accumulators}
