"""What became of a claim: where it stood when, what it used of limits, what finance was asked to pay for it."""

from datetime import datetime
from decimal import Decimal
from typing import Final
from uuid import UUID

import sqlalchemy as sa

from shared_models.base import (
    AppendOnly,
    Recorded,
    after_create,
    amount,
    append_only,
    check,
    closed,
    code,
    currency,
    in_currency_of,
    index,
    instant,
    one_of,
    refers_to,
    text,
    unique,
    unique_where,
)
from shared_models.claims.base import ClaimsTable
from shared_models.claims.choices import ClaimPaymentStatus, ClaimStatus

# A limit is used up by its entries and by nothing else: whoever writes one has it added.
USED_FUNCTION: Final = """
CREATE OR REPLACE FUNCTION add_to_benefit_utilization() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE benefit_utilization
        SET used_amount = used_amount + NEW.delta_amount, used_count = used_count + NEW.delta_count,
            version = version + 1, updated_at = NEW.created_at
        WHERE id = NEW.utilization_id;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'benefit utilization % is not reached', NEW.utilization_id USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
END $$
"""
USED_TRIGGER: Final = """
CREATE TRIGGER benefit_utilization_entries_add_up AFTER INSERT ON benefit_utilization_entries
    FOR EACH ROW EXECUTE FUNCTION add_to_benefit_utilization()
"""


@append_only
class ClaimEvent(AppendOnly, ClaimsTable, table=True):
    """A claim went from one state to another, or something was noted about it where it stands."""

    __tablename__ = "claim_events"
    __table_args__ = (
        index("claim_id", "id"),
        sa.CheckConstraint(
            f"from_status IN ({', '.join(repr(each.value) for each in ClaimStatus)})", name="from_status"
        ),
        one_of("to_status", ClaimStatus),
    )

    claim_id: UUID = refers_to("claims.id")
    from_status: ClaimStatus | None = closed(ClaimStatus, default=None)
    to_status: ClaimStatus = closed(ClaimStatus)
    reason: str | None = code(40, default=None)
    actor: str = text()


@append_only
@after_create(USED_FUNCTION, USED_TRIGGER)
class BenefitUtilizationEntry(AppendOnly, ClaimsTable, table=True):
    """What one line of one result adds to a limit that is used; a reversal takes exactly that back."""

    __tablename__ = "benefit_utilization_entries"
    __table_args__ = (
        unique_where(
            "uq_benefit_utilization_entries_use", "utilization_id", "line_id", "result_id", where="reverses_id IS NULL"
        ),
        unique("reverses_id"),
        index("claim_id"),
        index("result_id"),
        check("moves", "delta_amount <> 0 OR delta_count <> 0"),
    )

    utilization_id: UUID = refers_to("benefit_utilization.id")
    claim_id: UUID = refers_to("claims.id")
    line_id: UUID = refers_to("claim_lines.id")
    result_id: UUID = refers_to("claim_adjudication_results.id")
    delta_amount: Decimal = amount(default=Decimal(0))
    delta_count: int = 0
    reverses_id: UUID | None = refers_to("benefit_utilization_entries.id", default=None)


class ClaimPayment(Recorded, ClaimsTable, table=True):
    """What finance was asked to pay for one result, and what came of it."""

    __tablename__ = "claim_payments"
    __table_args__ = (
        unique("result_id"),
        in_currency_of("result_id", "claim_adjudication_results"),
        index("claim_id"),
        one_of("status", ClaimPaymentStatus),
        check("amount", "amount > 0"),
        check("failures", "failures >= 0"),
    )

    claim_id: UUID = refers_to("claims.id")
    result_id: UUID
    payee_id: UUID
    amount: Decimal = amount()
    currency: str = currency()
    status: ClaimPaymentStatus = closed(ClaimPaymentStatus, default=ClaimPaymentStatus.REQUESTED)
    failures: int = 0


class ReprocessCandidate(Recorded, ClaimsTable, table=True):
    """A claim that would be decided otherwise today, because something before it changed; a person looks at it."""

    __tablename__ = "reprocess_candidates"
    __table_args__ = (
        unique_where("uq_reprocess_candidates_open", "claim_id", "cause", where="resolved_at IS NULL"),
        index("detected_at", "id"),
    )

    claim_id: UUID = refers_to("claims.id")
    cause: str = code(40)
    detected_at: datetime = instant()
    resolved_at: datetime | None = instant(default=None)
