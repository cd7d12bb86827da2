"""A folder of Synthea files into the databases: read and check all, then one transaction per database.

A load that was interrupted between two databases is completed by the next; one that is repeated changes nothing.
"""

import asyncio
import time
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Final

from shared_models.schemes import MemberEnrolment, SchemeVersion
from stack.loading.identity import APPROVER, IMPORTER
from stack.loading.layout import TRANSACTIONS
from stack.loading.plans import PLANS, is_insurer
from stack.loading.report import Report
from stack.loading.rows.claims import claims_batches
from stack.loading.rows.core import core_batches
from stack.loading.rows.cover import Covers, Families, role_of
from stack.loading.rows.providers import providers_batches
from stack.loading.rows.schemes import APPROVE_VERSIONS, END_COVER, schemes_batches
from stack.loading.sample import Sample, read_sample
from stack.loading.writing import Batch, Writer, Written, writing
from stack.progress import Progress, step

# How the source says that a payer paid; all other methods are the patient's.
BY_PAYER: Final = "ECHECK"


async def load(folder: Path, urls: Mapping[str, str], progress: Progress) -> Report:
    """Load a folder into the databases of core, schemes, providers and claims.

    Raises `ImportRefused` before any database is touched when a file cannot be used, and `LoadInterrupted` when a
    database does not take its rows.
    """
    began = time.monotonic()
    now = datetime.now(UTC)
    with step(progress, f"Files of {folder.name}") as reading:
        sample, files = read_sample(folder, today=now.date(), progress=progress)
        report = Report(sample.identity.sample, files)
        reading.title = f"Files of {folder.name}: {report.rows_read:,} rows read, {report.rows_refused:,} refused"
    with step(progress, "Rows stored") as storing:
        covers = Covers(sample)
        families = Families(sample, covers)
        await _Loading(report, progress).store(_batches(sample, covers, families), urls, now)
        storing.title = f"{report.rows_stored:,} rows stored"
    report.notes += [*_unknown_plans(sample), *_absent_owners(covers, families), *_payments(sample)]
    report.seconds = time.monotonic() - began
    return report


def _batches(sample: Sample, covers: Covers, families: Families) -> dict[str, tuple[Batch, ...]]:
    return {
        "core": tuple(core_batches(sample, covers, families)),
        "schemes": tuple(schemes_batches(sample, covers, families)),
        "providers": tuple(providers_batches(sample)),
        "claims": tuple(claims_batches(sample, covers)),
    }


@dataclass(slots=True)
class _Loading:
    """One load on its way into the databases."""

    report: Report
    progress: Progress
    done: int = 0
    total: int = 0

    async def store(self, by_domain: Mapping[str, Sequence[Batch]], urls: Mapping[str, str], now: datetime) -> None:
        self.total = sum(len(batch.rows) for batches in by_domain.values() for batch in batches)
        tasks = [self._store(domain, urls[domain], batches, now) for domain, batches in by_domain.items()]
        # All end, well or not, before the first failure is told: no transaction is left to run on its own.
        for outcome in await asyncio.gather(*tasks, return_exceptions=True):
            if isinstance(outcome, BaseException):
                raise outcome

    async def _store(self, domain: str, url: str, batches: Sequence[Batch], now: datetime) -> None:
        written: list[Written] = []
        async with writing(domain, url, now) as writer:
            if domain == "schemes":
                await _end_cover(writer, batches, now)
            for batch in batches:
                written.append(await writer.write(batch))
                self.done += len(batch.rows)
                self.progress.advance(self.done, self.total, "rows")
            if domain == "schemes":
                await _approve_versions(writer, batches, now)
        for each in written:
            self._count(each)

    def _count(self, written: Written) -> None:
        self.report.stored[written.batch.table.name] += written.new
        self.report.unchanged[written.batch.table.name] += written.unchanged
        if written.batch.source is not None:
            file = self.report.files[written.batch.source]
            file.loaded += written.new
            file.unchanged += written.unchanged


async def _end_cover(writer: Writer, batches: Iterable[Batch], now: datetime) -> None:
    """End stored cover that no longer lasts, so that there is room for what follows it."""
    enrolments = [row for batch in batches if batch.model is MemberEnrolment for row in batch.rows]
    ended = {row["id"]: row["span"].upper for row in enrolments if row["span"].upper is not None}
    await writer.execute(END_COVER, now, list(ended), list(ended.values()), IMPORTER)


async def _approve_versions(writer: Writer, batches: Iterable[Batch], now: datetime) -> None:
    """Put the versions in force now that all their terms are stored: from here on they cannot change."""
    versions = [row["id"] for batch in batches if batch.model is SchemeVersion for row in batch.rows]
    await writer.execute(APPROVE_VERSIONS, APPROVER, now, IMPORTER, versions)


def _unknown_plans(sample: Sample) -> Iterator[str]:
    for payer in sample.payers.values():
        if is_insurer(payer) and payer.name not in PLANS:
            yield f"payer {payer.name}: its terms are not known, so its scheme has no cost sharing and no premium"


def _absent_owners(covers: Covers, families: Families) -> Iterator[str]:
    absent = sum(
        role_of(cover.coverage) != "principal" and families.principal(cover) == cover.coverage.patient
        for cover in covers
    )
    if absent:
        yield f"{absent:,} rows of cover are held through somebody who is no patient here: no principal is named"


def _payments(sample: Sample) -> Iterator[str]:
    """Compare what the source says was paid by payers with what it says they cover; we keep the latter."""
    if not sample.payments:
        return
    by_payers: defaultdict[str, Decimal] = defaultdict(Decimal)
    by_patients = Decimal(0)
    for payment in sample.payments:
        if payment.method == BY_PAYER:
            by_payers[payment.claim] += payment.paid
        else:
            by_patients += payment.paid
    same = sum(by_payers[bill.claim.id] == (bill.medication or bill.encounter).covered for bill in sample.bills)
    yield (
        f"{TRANSACTIONS.name}: payers paid {sum(by_payers.values(), Decimal(0)):,}, patients {by_patients:,};"
        f" on {same:,} of {len(sample.bills):,} claims the payers' payments equal the coverage that was loaded"
    )
