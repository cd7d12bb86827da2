"""Claims to submit: made of those of the sample, for members who are covered today. Equal stacks give equal bills.

In each round every member has one, so that within a round nothing depends on which is decided first.
"""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import cycle, islice
from typing import Any, Final

import sqlalchemy as sa

from shared_models import claims, core, schemes
from shared_models.base import table_of
from stack.seed.reading import read_rows

LINES_MAX: Final = 4
KEY: Final = "journey"

CLAIMS: Final = table_of(claims.Claim)
LINES: Final = table_of(claims.ClaimLine)
DIAGNOSES: Final = table_of(claims.ClaimDiagnosis)
MEMBERS: Final = table_of(core.Member)
ENROLMENTS: Final = table_of(schemes.MemberEnrolment)


@dataclass(frozen=True, slots=True)
class Bill:
    """The input of one `submitClaim`; its key is also what the provider calls it."""

    key: str
    input: Mapping[str, Any]


async def rounds_of_bills(urls: Mapping[str, str], count: int, today: date) -> list[list[Bill]]:
    """Return so many bills in rounds; a later round is of an earlier day of service."""
    members = await _covered(urls, today)
    patterns = await _patterns(urls["claims"], members)
    with_patterns = [member for member in members if patterns[member]]
    rounds: list[list[Bill]] = []
    made = 0
    while made < count:
        number = len(rounds)
        day = today - timedelta(days=3 + 2 * number)
        wanted = with_patterns[: count - made]
        rounds.append(
            [_bill(f"{KEY}-{number:03}-{place:04}", patterns[each], number, day) for place, each in enumerate(wanted)]
        )
        made += len(wanted)
    return rounds


async def _covered(urls: Mapping[str, str], today: date) -> list[Any]:
    """Return members who live and have been covered for a year, in an order that is always the same."""
    since = today - timedelta(days=365)
    enrolled = await read_rows(
        urls["schemes"],
        sa.select(ENROLMENTS.c.member_id).where(
            ENROLMENTS.c.status == "active", ENROLMENTS.c.span.contains(today), ENROLMENTS.c.span.contains(since)
        ),
    )
    living = await read_rows(
        urls["core"],
        sa.select(MEMBERS.c.id).where(MEMBERS.c.status == "active", MEMBERS.c.id.in_([row[0] for row in enrolled])),
    )
    return sorted(row[0] for row in living)


async def _patterns(url: str, members: list[Any]) -> Mapping[Any, list[dict[str, Any]]]:
    """Return, by member, what was billed before: claims of few lines, without their days."""
    found = await read_rows(
        url,
        sa.select(CLAIMS)
        .where(CLAIMS.c.member_id.in_(members), CLAIMS.c.enrolment_id.is_not(None), CLAIMS.c.billed_amount > 0)
        .order_by(CLAIMS.c.service_from.desc(), CLAIMS.c.id),
    )
    ids = [row.id for row in found]
    lines, diagnoses = defaultdict(list), defaultdict(list)
    for row in await read_rows(url, sa.select(LINES).where(LINES.c.claim_id.in_(ids)).order_by(LINES.c.line_no)):
        lines[row.claim_id].append(row)
    for row in await read_rows(
        url, sa.select(DIAGNOSES).where(DIAGNOSES.c.claim_id.in_(ids)).order_by(DIAGNOSES.c.position)
    ):
        diagnoses[row.claim_id].append(row)
    patterns: dict[Any, list[dict[str, Any]]] = defaultdict(list)
    for row in found:
        codes = {line.procedure_code for line in lines[row.id]}
        if 0 < len(lines[row.id]) <= LINES_MAX and len(codes) == len(lines[row.id]):
            patterns[row.member_id].append(_pattern(row, lines[row.id], diagnoses[row.id]))
    return patterns


def _pattern(claim: Any, lines: list[Any], diagnoses: list[Any]) -> dict[str, Any]:
    return {
        "memberId": str(claim.member_id),
        "providerId": str(claim.provider_id),
        "claimType": claim.claim_type.upper(),
        "category": claim.category.upper(),
        "currency": claim.currency,
        "isEmergency": claim.is_emergency,
        "diagnoses": [
            {"codeSystem": each.code_system.upper(), "code": each.code, "role": each.role.upper()} for each in diagnoses
        ],
        "lines": [
            {
                "procedureCode": line.procedure_code,
                "codeSystem": line.code_system.upper(),
                "units": "1",
                "unitPrice": f"{line.billed_amount:.2f}",
                "diagnosisPointers": [1] if diagnoses else [],
            }
            for line in lines
        ],
    }


def _bill(key: str, patterns: list[dict[str, Any]], number: int, day: date) -> Bill:
    pattern = next(islice(cycle(patterns), number, None))
    on_day = day.isoformat()
    lines = [{**line, "serviceDate": on_day} for line in pattern["lines"]]
    said = {**pattern, "lines": lines, "serviceFrom": on_day, "serviceTo": on_day, "externalRef": key}
    return Bill(key, {**said, "idempotencyKey": key})
