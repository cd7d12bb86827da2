"""`import synthea FOLDER --adjudicate`: the imported claims through our own engine, beside what their source computed.

Synthea priced each visit and medicine by an engine of its own, and PAYER_COVERAGE is what came of it. Here the claims
as they are stored go through `subgraphs.claims.rules` under the terms as they are stored, in the order in which they
took effect, and the two figures are compared. Nothing is stored.

What the rules of the two engines need to meet, beyond the terms of the schemes:
- a claim takes effect when its visit ends; a medicine when it is handed out, before the visit that ends at that time;
- accumulators live as long as one row of cover;
- equal items of one visit are one line with several units, and items beyond the header's total are cut: the header is
  what was billed;
- where a second payer stands behind the first, it takes over the member's coinsurance.
Claims outside every row of cover by their payer are not compared: nothing is known of the accumulators then.
"""

import asyncio
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any, Final
from uuid import UUID

import sqlalchemy as sa

from shared_models import claims
from shared_models.base import table_of
from shared_models.claims import ClaimCategory, ClaimType, CodeSystem
from stack.loading.rows.ids import member_id
from stack.loading.sample import Sample, read_sample
from stack.loading.stored_terms import Cover, read_cover, read_providers
from stack.progress import Progress, step
from stack.seed.reading import read_rows
from subgraphs.claims.rules import Rejection, Result, adjudicate
from subgraphs.claims.rules.bill import Bill, Line, Procedure
from subgraphs.claims.rules.snapshot import Membership, Person, Provider, Snapshot, Used

TOLERANCE: Final = Decimal("0.05")
SHOWN: Final = 40

CLAIMS: Final = table_of(claims.Claim)
LINES: Final = table_of(claims.ClaimLine)
RESULTS: Final = table_of(claims.ClaimAdjudicationResult)


@dataclass(frozen=True, slots=True)
class Difference:
    """A claim on which the engines differ: what its source computed as the plan's part, and what ours did."""

    claim_number: str
    payer: str
    service_from: date
    billed: Decimal
    expected: Decimal
    computed: Decimal


@dataclass(slots=True)
class Agreement:
    """What came of the comparison, by payer."""

    compared: Counter[str] = field(default_factory=Counter)
    agreeing: Counter[str] = field(default_factory=Counter)
    differences: list[Difference] = field(default_factory=list)
    uninsured: int = 0
    outside_cover: int = 0
    rejected: int = 0

    @property
    def rate(self) -> Decimal:
        """Return the fraction of compared claims on which the engines agree; of none, none."""
        total = self.compared.total()
        return Decimal(self.agreeing.total()) / total if total else Decimal(0)

    def lines(self, *, shown: int | None = SHOWN) -> Iterable[str]:
        """Yield the report; its last line is the whole agreement in per cent."""
        yield f"{'payer':<28}{'compared':>10}{'agree':>10}{'':>10}"
        for payer in sorted(self.compared):
            compared, agreeing = self.compared[payer], self.agreeing[payer]
            yield f"{payer:<28}{compared:>10,}{agreeing:>10,}{_percent(Decimal(agreeing) / compared):>10}"
        yield ""
        if self.differences:
            yield f"{'claim':<18}{'payer':<26}{'service':<12}{'billed':>14}{'source':>14}{'ours':>14}"
        for each in self.differences[:shown]:
            amounts = f"{each.billed:>14,.2f}{each.expected:>14,.2f}{each.computed:>14,.2f}"
            yield f"{each.claim_number:<18}{each.payer:<26}{each.service_from.isoformat():<12}{amounts}"
        if shown is not None and len(self.differences) > shown:
            yield f"and {len(self.differences) - shown:,} more (--differences FILE writes them all)"
        yield f"not compared: {self.uninsured:,} uninsured, {self.outside_cover:,} outside every row of cover"
        if self.rejected:
            yield f"not taken in by the rules, and counted as differing: {self.rejected:,}"
        total = self.compared.total()
        yield f"agreement: {_percent(self.rate)} ({self.agreeing.total():,} of {total:,} claims within {TOLERANCE})"


async def compare(folder: Path, urls: Mapping[str, str], progress: Progress, *, today: date) -> Agreement:
    """Decide the stored claims of a folder, and compare the plan's parts with those of their source."""
    sample, _ = read_sample(folder, today=today, progress=progress)
    with step(progress, "Claims decided by our engine") as deciding:
        stored = await _read(sample, urls)
        agreement = _decide(stored, progress)
        deciding.title = f"{agreement.compared.total():,} claims decided by our engine"
    return agreement


@dataclass(frozen=True, slots=True)
class _Stored:
    """All that is read: the claims in the order in which they took effect, and what decides them."""

    claims: Sequence[Any]
    lines: Mapping[UUID, Sequence[Any]]
    expected: Mapping[UUID, Decimal]
    cover: Cover
    providers: Mapping[UUID, Provider]
    people: Mapping[UUID, Person]


async def _read(sample: Sample, urls: Mapping[str, str]) -> _Stored:
    ids = [sample.identity.id("claims", bill.claim.id) for bill in sample.bills]
    found, lines, results, cover, known_providers = await asyncio.gather(
        read_rows(urls["claims"], sa.select(CLAIMS).where(CLAIMS.c.id == sa.any_(_ids(ids)))),
        read_rows(
            urls["claims"], sa.select(LINES).where(LINES.c.claim_id == sa.any_(_ids(ids))).order_by(LINES.c.line_no)
        ),
        read_rows(
            urls["claims"],
            sa.select(RESULTS.c.claim_id, RESULTS.c.plan_paid).where(
                RESULTS.c.claim_id == sa.any_(_ids(ids)), RESULTS.c.mode == "import"
            ),
        ),
        read_cover(urls["schemes"]),
        read_providers(urls["providers"]),
    )
    by_claim: dict[UUID, list[Any]] = defaultdict(list)
    for line in lines:
        by_claim[line.claim_id].append(line)
    people = {
        member_id(sample.identity, patient.id): Person(
            member_id(sample.identity, patient.id), patient.born_on, None, died_on=patient.died_on
        )
        for patient in sample.patients.values()
    }
    return _Stored(
        sorted(
            found, key=lambda claim: (claim.received_at, claim.claim_type is not ClaimType.PHARMACY, claim.claim_number)
        ),
        by_claim,
        {row.claim_id: row.plan_paid for row in results},
        cover,
        known_providers,
        people,
    )


def _decide(stored: _Stored, progress: Progress) -> Agreement:
    agreement = Agreement()
    used: dict[UUID, dict[Any, Used]] = defaultdict(dict)
    for done, claim in enumerate(stored.claims):
        if claim.enrolment_id is None:
            agreement.uninsured += claim.scheme_version_id is None
            agreement.outside_cover += claim.scheme_version_id is not None
            continue
        progress.advance(done, len(stored.claims), "claims")
        payer, expected = stored.cover.payers[claim.enrolment_id], stored.expected[claim.id]
        result = _result(stored, claim, tuple(used[claim.enrolment_id].values()))
        agreement.compared[payer] += 1
        if isinstance(result, Rejection):
            agreement.rejected += 1
            continue
        for entry in result.entries:
            key = entry.accumulator, entry.category, entry.period
            before = used[claim.enrolment_id].get(key, Used(*key))
            used[claim.enrolment_id][key] = replace(
                before, amount=before.amount + entry.amount, count=before.count + entry.count
            )
        computed = result.totals.plan_paid
        if abs(computed - expected) <= TOLERANCE:
            agreement.agreeing[payer] += 1
        else:
            agreement.differences.append(
                Difference(claim.claim_number, payer, claim.service_from, claim.billed_amount, expected, computed)
            )
    return agreement


def _result(stored: _Stored, claim: Any, used: tuple[Used, ...]) -> Result | Rejection:
    bill = _bill(claim, stored.lines.get(claim.id, ()))
    snapshot = Snapshot(
        membership=Membership(stored.people[claim.member_id]),
        enrolments=(stored.cover.enrolments[claim.enrolment_id],),
        provider=stored.providers.get(claim.provider_id),
        used=used,
    )
    result = adjudicate(bill, snapshot)
    if isinstance(result, Rejection) or claim.enrolment_id not in stored.cover.with_second_payer:
        return result
    taken_over = {each.line.line_no: each.shares.coinsurance for each in result.lines}
    lines = tuple(replace(line, other_payer_paid=taken_over[line.line_no]) for line in bill.lines)
    return adjudicate(replace(bill, lines=lines), snapshot)


def _bill(claim: Any, rows: Sequence[Any]) -> Bill:
    lines: dict[Procedure, Line] = {}
    open_amount = claim.billed_amount
    for row in rows:
        billed = min(row.billed_amount, open_amount)
        open_amount -= billed
        procedure = Procedure(CodeSystem(row.code_system), row.procedure_code)
        known = lines.get(procedure)
        lines[procedure] = (
            Line(row.line_no, procedure, claim.service_from, Decimal(1), billed, billed, has_own_total=True)
            if known is None
            else replace(known, units=known.units + 1, billed=known.billed + billed)
        )
    return Bill(
        claim.id,
        claim.member_id,
        claim.provider_id,
        claim.currency,
        ClaimCategory(claim.category),
        claim.service_from,
        claim.service_to,
        max(claim.received_at.date(), claim.service_to),
        tuple(lines.values()),
        is_emergency=claim.is_emergency,
    )


def _ids(values: list[UUID]) -> sa.BindParameter[Any]:
    return sa.bindparam("ids", values, type_=sa.ARRAY(sa.Uuid), unique=True)


def _percent(rate: Decimal) -> str:
    return f"{rate * 100:.2f} %"
