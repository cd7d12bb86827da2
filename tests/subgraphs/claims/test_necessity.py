"""Rules of medical necessity: written by officers and admins, read by whose work goes by them."""

from typing import Any
from uuid import uuid4

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from shared_models.access import AS_SYSTEM, identify
from shared_models.claims import NecessitySeverity
from shared_models.identity import NOBODY, Principal
from tests.principals import AUDITOR, FINANCE, OFFICER, a_member, a_provider, an_admin, an_employer
from tests.subgraphs.claims.builders import a_necessity_rule
from tests.subgraphs.claims.filings import CLINIC, MEMBER
from tests.subgraphs.service import Service

DOCTOR = a_provider(CLINIC)
UPSERT = """
mutation ($input: UpsertNecessityRuleInput!) {
  upsertNecessityRule(input: $input) {
    necessityRule {
      id version codeSystem procedureCode diagnosisCodeSystem diagnosisPrefixes maxUnitsPerDay minDaysBetween maxPerYear
      severity span { from to }
    }
    errors { code path }
  }
}
"""
LIST = """
query ($code: String!, $on: Date) {
  necessityRules(filter: {procedureCode: $code, validOn: $on}) { edges { node { id severity } } }
}
"""


def a_rule(code: str, **values: Any) -> dict[str, Any]:
    """Return a hard rule: a procedure is for colds, once a week, from 2026 on."""
    defaults: dict[str, Any] = {
        "codeSystem": "CPT",
        "procedureCode": code,
        "diagnosisCodeSystem": "ICD10CM",
        "diagnosisPrefixes": ["J06", "J00"],
        "minDaysBetween": 7,
        "severity": "HARD",
        "firstDay": "2026-01-01",
    }
    return defaults | values


def at(rule: Any, **values: Any) -> dict[str, Any]:
    """Return the rule of `a_rule` as somebody who has read it changes it."""
    return a_rule(rule["procedureCode"], ruleId=rule["id"], expectedVersion=rule["version"], **values)


async def upsert(claims: Service, given: dict[str, Any], *, actor: Principal = OFFICER) -> Any:
    """Return the payload of an order that is answered without top-level errors."""
    return (await claims.as_(actor).ask(UPSERT, input=given))["upsertNecessityRule"]


async def written(claims: Service, given: dict[str, Any], *, actor: Principal = OFFICER) -> Any:
    """Return a rule that must be written."""
    done = await upsert(claims, given, actor=actor)
    assert done["errors"] == [], done
    return done["necessityRule"]


async def audited(claims: Service, rule_id: str) -> list[tuple[str, dict[str, Any]]]:
    """Return what the audit log says of a rule."""
    async with claims.owner.connect() as connection:
        await connection.execute(sa.text(AS_SYSTEM))
        found = sa.text("SELECT action, changes FROM audit_log WHERE entity_id = :id ORDER BY occurred_at, id")
        return [tuple(row) for row in await connection.execute(found, {"id": rule_id})]


@pytest.mark.parametrize("actor", [OFFICER, an_admin()])
async def test_a_rule_is_written_down(claims: Service, actor: Principal) -> None:
    code = f"N{actor.subject[:6]}"

    rule = await written(claims, a_rule(code, maxUnitsPerDay="2", lastDay="2026-12-31"), actor=actor)

    assert rule.pop("id")
    assert rule == {
        "version": 1,
        "codeSystem": "CPT",
        "procedureCode": code,
        "diagnosisCodeSystem": "ICD10CM",
        "diagnosisPrefixes": ["J00", "J06"],
        "maxUnitsPerDay": "2.000",
        "minDaysBetween": 7,
        "maxPerYear": None,
        "severity": "HARD",
        "span": {"from": "2026-01-01", "to": "2027-01-01"},
    }


async def test_a_rule_is_changed_as_a_whole_and_the_audit_log_tells_both(claims: Service) -> None:
    rule = await written(claims, a_rule("N100"))

    changed = await written(claims, at(rule, minDaysBetween=None, maxPerYear=4, severity="SOFT"))

    assert (changed["id"], changed["version"]) == (rule["id"], 2)
    assert (changed["minDaysBetween"], changed["maxPerYear"], changed["severity"]) == (None, 4, "SOFT")
    said = {
        "code_system": "cpt",
        "procedure_code": "N100",
        "diagnosis_code_system": "icd10cm",
        "diagnosis_prefixes": ["J00", "J06"],
        "span": "[2026-01-01,)",
    }
    assert await audited(claims, rule["id"]) == [
        ("create", said | {"severity": "hard", "min_days_between": "7"}),
        ("update", said | {"severity": "soft", "max_per_year": "4", "version": 2}),
    ]


async def test_the_same_rule_given_again_is_the_one_that_is_there(claims: Service) -> None:
    rule = await written(claims, a_rule("N110"))

    again = await written(claims, a_rule("N110", diagnosisPrefixes=["J00", "J06", "J00"]))

    assert again == rule


async def test_a_rule_does_not_become_what_another_says(claims: Service) -> None:
    rule = await written(claims, a_rule("N120"))
    await written(claims, a_rule("N120", severity="SOFT"))

    done = await upsert(claims, at(rule, severity="SOFT"))

    assert done["errors"] == [{"code": "ALREADY_EXISTS", "path": ["input"]}]


async def test_who_changes_what_was_changed_meanwhile_reads_again(claims: Service) -> None:
    rule = await written(claims, a_rule("N130"))
    await written(claims, at(rule, minDaysBetween=8))

    done = await upsert(claims, at(rule, minDaysBetween=9))

    assert done["errors"] == [{"code": "VERSION_CONFLICT", "path": ["input", "expectedVersion"]}]


@pytest.mark.parametrize(
    ("values", "code", "path"),
    [
        ({"diagnosisCodeSystem": None}, "VALIDATION", ["input", "diagnosisPrefixes"]),
        ({"diagnosisPrefixes": []}, "VALIDATION", ["input", "diagnosisPrefixes"]),
        ({"diagnosisPrefixes": ["J06", "J 0"]}, "VALIDATION", ["input", "diagnosisPrefixes", "1"]),
        (
            {"diagnosisCodeSystem": None, "diagnosisPrefixes": [], "minDaysBetween": None},
            "VALIDATION",
            ["input"],
        ),
        ({"minDaysBetween": 0}, "VALIDATION", ["input", "minDaysBetween"]),
        ({"maxPerYear": 367}, "VALIDATION", ["input", "maxPerYear"]),
        ({"maxUnitsPerDay": "0"}, "VALIDATION", ["input", "maxUnitsPerDay"]),
        ({"lastDay": "2025-12-31"}, "VALIDATION", ["input", "lastDay"]),
        ({"expectedVersion": 1}, "VALIDATION", ["input", "expectedVersion"]),
        ({"ruleId": str(uuid4())}, "VALIDATION", ["input", "expectedVersion"]),
        ({"ruleId": str(uuid4()), "expectedVersion": 1}, "NOT_FOUND", ["input", "ruleId"]),
    ],
)
async def test_what_is_no_rule_is_refused(claims: Service, values: dict[str, Any], code: str, path: list[str]) -> None:
    done = await upsert(claims, a_rule("N140", **values))

    assert done == {"necessityRule": None, "errors": [{"code": code, "path": path}]}


async def test_a_rule_stays_with_its_procedure(claims: Service) -> None:
    rule = await written(claims, a_rule("N150"))

    done = await upsert(claims, at(rule) | {"procedureCode": "N151"})

    assert done["errors"] == [{"code": "VALIDATION", "path": ["input", "procedureCode"]}]


async def test_rules_are_listed_by_procedure_and_by_the_day_they_hold_on(claims: Service) -> None:
    earlier = await written(claims, a_rule("N160", lastDay="2026-01-31"))
    later = await written(claims, a_rule("N160", firstDay="2026-02-01", severity="SOFT"))

    found = [
        [each["node"] for each in (await claims.ask(LIST, code="N160", on=day))["necessityRules"]["edges"]]
        for day in (None, "2026-01-31", "2026-02-01")
    ]

    first, second = {"id": earlier["id"], "severity": "HARD"}, {"id": later["id"], "severity": "SOFT"}
    assert found == [[first, second], [first], [second]]


@pytest.mark.parametrize("actor", [DOCTOR, a_member(MEMBER), an_employer(CLINIC), FINANCE, AUDITOR])
async def test_nobody_else_writes_rules(claims: Service, actor: Principal) -> None:
    claims.principal = actor

    _message, code = await claims.refusal(UPSERT, input=a_rule("N170"))

    assert code == "FORBIDDEN"


@pytest.mark.parametrize("actor", [DOCTOR, a_member(MEMBER), AUDITOR, NOBODY])
async def test_the_database_lets_nobody_else_write_rules(claims: Service, actor: Principal) -> None:
    rule = a_necessity_rule()
    await claims.store(rule)

    async with AsyncSession(claims.engine) as db:
        await db.execute(identify(actor))
        changed = await db.execute(sa.text("UPDATE necessity_rules SET version = 2 WHERE id = :id"), {"id": rule.id})
        deleted = await db.execute(sa.text("DELETE FROM necessity_rules WHERE id = :id"), {"id": rule.id})
        seen = await db.scalar(sa.text("SELECT version FROM necessity_rules WHERE id = :id"), {"id": rule.id})

    assert (getattr(changed, "rowcount", None), getattr(deleted, "rowcount", None), seen) == (0, 0, 1)


@pytest.mark.parametrize(
    ("values", "constraint"),
    [({"max_per_year": None}, "ck_necessity_rules_content"), ({}, "uq_necessity_rules_content")],
)
async def test_the_database_keeps_no_rule_that_says_nothing_or_what_another_says(
    claims: Service, values: dict[str, Any], constraint: str
) -> None:
    rule = a_necessity_rule()
    await claims.store(rule)
    other = a_necessity_rule(procedure_code=rule.procedure_code, severity=NecessitySeverity.SOFT, **values)

    with pytest.raises(IntegrityError, match=constraint):
        await claims.store(other)
