"""`covergraph import icd10cm`: the diagnoses of ICD-10-CM, from the package that carries the official list.

The list (public domain, of the CDC) tells which codes there are, not since when: all are stored as valid since the code
system came into force in the United States. Chapters and blocks are no codes and become columns of those below them.
"""

import time
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any, Final

import asyncpg  # type: ignore[import-untyped]  # it ships no types

from shared_models.claims import DiagnosisCode, DiagnosisCodeSystem
from stack.errors import StackError
from stack.loading.identity import IMPORTER, shared_id
from stack.loading.writing import Batch, writing
from stack.progress import Progress, step

IN_FORCE: Final = date(2015, 10, 1)


class ListMissing(StackError):
    """The package with the list is not installed."""


@dataclass(frozen=True, slots=True)
class Loaded:
    """What came of it: codes that are new, and those that were there already."""

    new: int
    unchanged: int
    billable: int
    seconds: float

    def __str__(self) -> str:
        total = self.new + self.unchanged
        return (
            f"{total:,} codes of ICD-10-CM, {self.billable:,} of them billable: {self.new:,} new, "
            f"{self.unchanged:,} unchanged, in {self.seconds:.1f} s"
        )


async def load_icd10cm(url: str, progress: Progress) -> Loaded:
    """Store the list in the database of claims; what is there already stays as it is."""
    began = time.monotonic()
    with step(progress, "List of diagnoses read"):
        rows = list(codes())
    with step(progress, "Diagnoses stored"):
        constants = {
            "code_system": DiagnosisCodeSystem.ICD10CM,
            "span": asyncpg.Range(IN_FORCE, None),
            "created_by": IMPORTER,
        }
        async with writing("claims", url, datetime.now(UTC)) as writer:
            written = await writer.write(Batch(DiagnosisCode, rows, constants))
    billable = sum(row["is_billable"] for row in rows)
    return Loaded(written.new, written.unchanged, billable, time.monotonic() - began)


def codes() -> Iterator[dict[str, Any]]:
    """Yield a row for each code of the list, in its order; raises ListMissing without the package."""
    try:
        with warnings.catch_warnings():
            # It reads its files in a way that Python will drop one day.
            warnings.simplefilter("ignore", DeprecationWarning)
            import simple_icd_10_cm as icd  # type: ignore[import-untyped]  # noqa: PLC0415  # it reads its list when imported
    except ImportError as error:
        raise ListMissing(
            "The list of diagnoses is not installed. Install it with `uv pip install simple-icd-10-cm`, or covergraph "
            "with its extra: covergraph[codes]."
        ) from error
    chapter = category = ""
    # A block of one category is listed twice, under the same name.
    for code in dict.fromkeys(icd.get_all_codes(with_dots=True)):
        if icd.is_chapter(code):
            chapter = icd.get_description(code)
            continue
        if icd.is_block(code) and not icd.is_category(code):
            continue
        if icd.is_category(code):
            category = code
        yield {
            "id": shared_id("diagnosis_codes", f"icd10cm:{code}"),
            "code": code,
            "description": icd.get_description(code),
            "category_code": category,
            "chapter": chapter,
            "is_billable": icd.is_leaf(code),
        }
