"""Lists of diagnoses, stored part by part: what is there already is left, or reads otherwise from then on.

Claims that are decided keep the codes they were decided on with their snapshots.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import Range, insert

from shared_models.access import user_id_of
from shared_models.audit import AuditAction
from shared_models.base import new_id, table_of
from shared_models.claims import CodeSex, DiagnosisCode, DiagnosisCodeSystem
from subgraphs.kit.refusals import ErrorCode, Refused
from subgraphs.kit.writing import Writer

CODES: Final = table_of(DiagnosisCode)
READS: Final = ("description", "category_code", "chapter", "is_billable", "sex", "min_age", "max_age", "span")


@dataclass(frozen=True, slots=True)
class Reading:
    """A code as it reads from a day on, up to, not including, another."""

    code: str
    description: str
    start: date
    end: date | None
    is_billable: bool
    category_code: str | None = None
    chapter: str | None = None
    sex: CodeSex | None = None
    min_age: int | None = None
    max_age: int | None = None


async def import_codes(
    writer: Writer, system: DiagnosisCodeSystem, readings: Sequence[Reading]
) -> Mapping[str, int] | tuple[Refused, ...]:
    """Store codes of a list, all or none; return how many were added, changed and left unchanged."""
    refused = tuple(_faults(readings))
    if refused:
        return refused
    rows = [_row(writer, system, each) for each in readings]
    stored = insert(CODES).values(rows)
    changes = {name: stored.excluded[name] for name in READS}
    is_other = sa.or_(*(CODES.c[name].is_distinct_from(stored.excluded[name]) for name in READS))
    upsert = stored.on_conflict_do_update(
        index_elements=["code_system", "code", sa.text("lower(span)")],
        set_={
            **changes,
            "version": CODES.c.version + 1,
            "updated_at": writer.now,
            "updated_by": user_id_of(writer.actor),
        },
        where=is_other,
    ).returning(CODES.c.version)
    async with writer.transaction() as db:
        versions = (await db.execute(upsert)).scalars().all()
        added = sum(version == 1 for version in versions)
        done = {"added": added, "changed": len(versions) - added, "unchanged": len(rows) - len(versions)}
        writer.journal.note(AuditAction.CREATE, "DiagnosisCode", changes={"code_system": system.value, **done})
        return done


def _faults(readings: Sequence[Reading]) -> Iterator[Refused]:
    known = Counter((each.code, each.start) for each in readings)
    for place, each in enumerate(readings):
        path = ("input", "codes", str(place))
        if known[each.code, each.start] > 1:
            yield Refused(ErrorCode.VALIDATION, f"{each.code} is there twice from this day on.", (*path, "code"))
        if each.end is not None and each.end <= each.start:
            yield Refused(ErrorCode.VALIDATION, "lastDay is not before firstDay.", (*path, "lastDay"))
        if each.min_age is not None and each.max_age is not None and each.max_age < each.min_age:
            yield Refused(ErrorCode.VALIDATION, "maxAge is not below minAge.", (*path, "maxAge"))


def _row(writer: Writer, system: DiagnosisCodeSystem, reading: Reading) -> dict[str, Any]:
    return {
        "id": new_id(),
        "version": 1,
        "created_at": writer.now,
        "created_by": user_id_of(writer.actor),
        "updated_at": writer.now,
        "code_system": system,
        "code": reading.code,
        "span": Range(reading.start, reading.end),
        **{name: getattr(reading, name) for name in READS if name != "span"},
    }
