"""Rules of medical necessity: written down and changed by who answers for them.

A claim is decided by the rules that hold on the day of its service, and keeps them with its snapshot: a change makes no
decided claim another.
"""

from typing import Any, Final
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import Range
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from shared_models.access import user_id_of
from shared_models.audit import AuditAction
from shared_models.base import table_of
from shared_models.claims import NecessityRule as NecessityRow
from subgraphs.claims.rules.necessity import rule_faults
from subgraphs.claims.rules.snapshot import NecessityRule
from subgraphs.kit.refusals import ErrorCode, Refused, version_conflict
from subgraphs.kit.writing import Writer

RULES: Final = table_of(NecessityRow)
NO_RULE: Final = Refused(ErrorCode.NOT_FOUND, "There is no such rule.", ("input", "ruleId"))
OTHER_PROCEDURE: Final = Refused(
    ErrorCode.VALIDATION,
    "A rule stays with its procedure. Give this one a lastDay, and write another.",
    ("input", "procedureCode"),
)
SAID_ALREADY: Final = Refused(ErrorCode.ALREADY_EXISTS, "Another rule says the same.")


async def add_rule(writer: Writer, rule: NecessityRule) -> UUID | tuple[Refused, ...]:
    """Write a rule down; return its id, or that of the one that says the same already."""
    refused = rule_faults(rule)
    if refused:
        return refused
    async with writer.transaction() as db:
        known = await _saying(db, rule)
        if known is not None:
            return known
        row = NecessityRow(
            **_columns(rule), created_at=writer.now, updated_at=writer.now, created_by=user_id_of(writer.actor)
        )
        db.add(row)
        await db.flush()
        writer.journal.note(AuditAction.CREATE, "NecessityRule", row.id, changes=_told(rule))
        return row.id


async def change_rule(
    writer: Writer, rule: NecessityRule, *, rule_id: UUID, version: int
) -> UUID | Refused | tuple[Refused, ...]:
    """Write a rule anew as a whole; return its id."""
    refused = rule_faults(rule)
    if refused:
        return refused
    async with writer.transaction() as db:
        row = await db.get(NecessityRow, rule_id, with_for_update=True)
        if row is None:
            return NO_RULE
        outdated = version_conflict(f"Rule {row.id}", row.version, version)
        if outdated is not None:
            return outdated
        if (row.code_system, row.procedure_code) != (rule.procedure.system, rule.procedure.code):
            return OTHER_PROCEDURE
        if await _saying(db, rule) not in (None, rule_id):
            return SAID_ALREADY
        for name, value in _columns(rule).items():
            setattr(row, name, value)
        row.version += 1
        row.updated_at, row.updated_by = writer.now, user_id_of(writer.actor)
        writer.journal.note(AuditAction.UPDATE, "NecessityRule", row.id, changes=_told(rule) | {"version": row.version})
        return row.id


async def _saying(db: AsyncSession, rule: NecessityRule) -> UUID | None:
    """Return the rule that says just this, if there is one."""
    same = (RULES.c[name].is_not_distinct_from(value) for name, value in _columns(rule).items())
    return await db.scalar(sa.select(col(NecessityRow.id)).where(*same))


def _columns(rule: NecessityRule) -> dict[str, Any]:
    return {
        "code_system": rule.procedure.system,
        "procedure_code": rule.procedure.code,
        "diagnosis_code_system": rule.diagnosis_system,
        "diagnosis_prefixes": list(rule.diagnosis_prefixes),
        "max_units_per_day": rule.max_units_per_day,
        "min_days_between": rule.min_days_between,
        "max_per_year": rule.max_per_year,
        "severity": rule.severity,
        "span": Range(rule.span.start, rule.span.end),
    }


def _told(rule: NecessityRule) -> dict[str, Any]:
    """Return what a rule says, as the audit log keeps it."""
    return {name: value if isinstance(value, list) else str(value) for name, value in _columns(rule).items() if value}
