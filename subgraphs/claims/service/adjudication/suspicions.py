"""What makes a claim suspicious: the facts for the score, counted in one statement (domain rules 12.5).

What nobody tells claims is not known, and not held against anybody: where providers are, which codes their peers bill.
"""

from decimal import Decimal
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from shared_models.claims import Claim, ClaimCategory
from subgraphs.claims.rules.bill import Bill
from subgraphs.claims.rules.fraud import FraudFacts, Peers, Suspicion, suspect
from subgraphs.claims.rules.limits import enrolment_of
from subgraphs.claims.rules.reasons import Reason
from subgraphs.claims.rules.result import Result
from subgraphs.claims.rules.snapshot import Snapshot
from subgraphs.claims.rules.states import LIVE

MONTHS: Final = Decimal(12)
SATURDAY: Final = 5
EARLY_DAYS: Final = 30
ELECTIVE: Final = frozenset({ClaimCategory.INPATIENT, ClaimCategory.DAY_CASE, ClaimCategory.OUTPATIENT})
IMPOSSIBLE: Final = frozenset({Reason.WRONG_SEX, Reason.WRONG_AGE})
# Enough peers for a mean, and no more: the statement's price does not grow with the table.
PEERS_MAX: Final = 500
_LIVE: Final = f"deleted_at IS NULL AND status IN ({', '.join(repr(each.value) for each in sorted(LIVE))})"

_FACTS: Final = sa.text(f"""
    SELECT own.*, peers.*, hours.*, doubted.*, of_category.* FROM
    (
        SELECT count(*) FILTER (WHERE received_at > :received_at - interval '30 days') AS claims_in_30_days,
            count(*) AS claims_in_year
        FROM claims
        WHERE member_id = :member_id AND id <> :claim_id AND {_LIVE}
            AND received_at > :received_at - interval '365 days' AND received_at <= :received_at
    ) AS own,
    (
        SELECT count(*) AS peers, avg(billed_amount) AS peer_mean, stddev_samp(billed_amount) AS peer_deviation
        FROM (
            SELECT billed_amount FROM claim_lines
            WHERE procedure_code = :code AND code_system = :system AND currency = :currency AND claim_id <> :claim_id
                AND service_date BETWEEN :day - 365 AND :day
            ORDER BY service_date DESC, id LIMIT {PEERS_MAX}
        ) AS lines
    ) AS peers,
    (
        SELECT sum(code.default_minutes * line.units) AS provider_minutes
        FROM claims AS claim
        JOIN claim_lines AS line ON line.claim_id = claim.id AND line.service_date = :day
        JOIN procedure_codes AS code ON code.code = line.procedure_code AND code.code_system = line.code_system
            AND code.span @> line.service_date
        WHERE claim.provider_id = :provider_id AND {_LIVE} AND claim.received_at >= :day
            AND claim.received_at <= :received_at
    ) AS hours,
    (
        SELECT count(*) AS confirmed, CASE WHEN count(*) > 0 THEN (
            SELECT count(*) FROM claims
            WHERE provider_id = :provider_id AND received_at > :received_at - interval '365 days'
        ) END AS provider_claims
        FROM fraud_reviews AS review
        JOIN fraud_detection_results AS result ON result.id = review.result_id
        JOIN claims AS claim ON claim.id = result.claim_id
        WHERE claim.provider_id = :provider_id AND review.status = 'confirmed'
            AND review.closed_at > :received_at - interval '365 days'
    ) AS doubted,
    (
        SELECT avg(billed_amount) AS category_mean FROM (
            SELECT billed_amount FROM claims
            WHERE :is_early AND category = :category AND currency = :currency AND id <> :claim_id AND {_LIVE}
            ORDER BY received_at DESC LIMIT {PEERS_MAX}
        ) AS latest
    ) AS of_category
""").bindparams(  # noqa: S608  # names of ours
    sa.bindparam("received_at", type_=sa.DateTime(timezone=True)),
    sa.bindparam("day", type_=sa.Date),
    sa.bindparam("is_early", type_=sa.Boolean),
    *(sa.bindparam(name, type_=sa.Uuid) for name in ("claim_id", "member_id", "provider_id")),
    *(sa.bindparam(name, type_=sa.Text) for name in ("code", "system", "currency", "category")),
)


async def suspicion_of(db: AsyncSession, claim: Claim, snapshot: Snapshot, result: Result) -> Suspicion:
    """Score a claim that was just decided."""
    bill = result.bill
    largest = max(bill.lines, key=lambda line: (line.billed, -line.line_no))
    enrolled_days = _enrolled_days(result, snapshot)
    asked = {
        "claim_id": claim.id,
        "member_id": claim.member_id,
        "provider_id": claim.provider_id,
        "received_at": claim.received_at,
        "day": largest.service_date,
        "code": largest.procedure.code,
        "system": largest.procedure.system.value,
        "currency": claim.currency,
        "category": claim.category.value,
        "is_early": enrolled_days is not None and enrolled_days < EARLY_DAYS,
    }
    counted = (await db.execute(_FACTS, asked)).one()
    facts = FraudFacts(
        billed=claim.billed_amount,
        largest_line=largest.billed,
        amount_peers=_peers(counted),
        claims_in_30_days=counted.claims_in_30_days + 1,
        monthly_mean=Decimal(counted.claims_in_year + 1) / MONTHS,
        is_possible_duplicate=any(Reason.POSSIBLE_DUPLICATE in each.pends for each in result.lines),
        provider_hours=None if counted.provider_minutes is None else Decimal(counted.provider_minutes) / 60,
        enrolled_days=enrolled_days,
        category_mean=counted.category_mean,
        is_impossible=any(each.reason in IMPOSSIBLE for each in result.lines),
        is_elective_on_weekend=_is_elective_on_weekend(bill),
        confirmed_rate=Decimal(counted.confirmed) / (counted.provider_claims or 1),
    )
    return suspect(claim.id, facts)


def _peers(counted: Any) -> Peers | None:
    if counted.peer_mean is None or counted.peer_deviation is None:
        return None
    return Peers(counted.peers, Decimal(counted.peer_mean), Decimal(counted.peer_deviation))


def _enrolled_days(result: Result, snapshot: Snapshot) -> int | None:
    """Return the days from the beginning of the cover to the first service."""
    first = min(result.lines, key=lambda each: each.line.service_date)
    enrolment = enrolment_of(first, snapshot)
    if enrolment is None or enrolment.span.start is None:
        return None
    return (first.line.service_date - enrolment.span.start).days


def _is_elective_on_weekend(bill: Bill) -> bool:
    is_elective = bill.category in ELECTIVE and not bill.is_emergency
    return is_elective and any(line.service_date.weekday() >= SATURDAY for line in bill.lines)
