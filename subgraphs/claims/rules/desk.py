"""Who may decide what at the claims officers' desk, and what a decision by hand must keep."""

from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Final
from uuid import UUID

from shared_models.claims import AppealStatus, FraudReviewStatus, LineDecision
from shared_models.identity import Principal, Role
from shared_models.money import quantise
from subgraphs.claims.rules.bill import Bill
from subgraphs.claims.rules.judgement import Deny, Judgement, Override
from subgraphs.claims.rules.result import LineResult, Result
from subgraphs.kit.refusals import ErrorCode, Refused

# What one officer alone may have the plan pay by hand, in the currency of the claim.
ALONE_MAX: Final = Decimal("10000.00")

NO_OFFICER: Final = Refused(ErrorCode.FORBIDDEN, "Only a claims_officer decides about claims.")
OWN_FAMILY: Final = Refused(ErrorCode.FORBIDDEN, "Nobody decides about claims of the own family.", ("input", "claimId"))
DECIDED_BEFORE: Final = Refused(
    ErrorCode.FORBIDDEN, "Who decided a claim does not decide its appeal: leave it to another officer."
)
NOT_EXPLAINED: Final = Refused(
    ErrorCode.INVALID_TRANSITION, "This claim has not been explained to the member yet.", ("input", "claimId")
)
NOT_PRICED: Final = Refused(
    ErrorCode.INVALID_TRANSITION,
    "This claim was never priced: order adjudicateClaim first.",
    ("input", "claimId"),
)
DECIDED_ELSEWHERE: Final = Refused(
    ErrorCode.INVALID_TRANSITION,
    "This claim was decided, and paid, by the source it was imported from: replace it to have it decided here.",
    ("input", "claimId"),
)
NOTHING_TO_REVIEW: Final = Refused(
    ErrorCode.INVALID_TRANSITION, "A review of this result has been opened before.", ("input", "resultId")
)


class PendReason(StrEnum):
    """Why an officer puts a claim aside."""

    DOCUMENTS_NEEDED = "DOCUMENTS_NEEDED"
    MEDICAL_REVIEW = "MEDICAL_REVIEW"
    COVER_UNCLEAR = "COVER_UNCLEAR"
    OTHER_PAYER_UNCLEAR = "OTHER_PAYER_UNCLEAR"
    PROVIDER_ASKED = "PROVIDER_ASKED"


class ReversalReason(StrEnum):
    """Why a claim is taken back."""

    BILLED_IN_ERROR = "BILLED_IN_ERROR"
    WRONG_MEMBER = "WRONG_MEMBER"
    WRONG_PROVIDER = "WRONG_PROVIDER"
    DUPLICATE = "DUPLICATE"
    COVER_CHANGED = "COVER_CHANGED"
    FRAUD = "FRAUD"
    CORRECTED = "CORRECTED"


# An appeal is decided at once, or is looked into first.
APPEAL_MAY_FOLLOW: Final[Mapping[AppealStatus, frozenset[AppealStatus]]] = {
    AppealStatus.FILED: frozenset(AppealStatus) - {AppealStatus.FILED},
    AppealStatus.IN_REVIEW: frozenset({AppealStatus.UPHELD, AppealStatus.OVERTURNED, AppealStatus.WITHDRAWN}),
    AppealStatus.UPHELD: frozenset(),
    AppealStatus.OVERTURNED: frozenset(),
    AppealStatus.WITHDRAWN: frozenset(),
}


@dataclass(frozen=True, slots=True)
class Whose:
    """Whom a claim concerns: who was treated, and who treated."""

    member_id: UUID
    provider_id: UUID


def may_decide(actor: Principal, whose: Whose) -> Refused | None:
    """Let a claims_officer decide about anybody's claim but those of the own family."""
    if Role.CLAIMS_OFFICER not in actor.roles:
        return NO_OFFICER
    return OWN_FAMILY if whose.member_id in actor.member_ids else None


def may_appeal(actor: Principal, whose: Whose) -> bool:
    """Say whose appeal may be: the member's, for the own family, or that of the provider who treated."""
    is_member = Role.MEMBER in actor.roles and whose.member_id in actor.member_ids
    is_provider = Role.PROVIDER in actor.roles and whose.provider_id in actor.provider_ids
    return is_member or is_provider


def may_decide_appeal(actor: Principal, deciders: AbstractSet[UUID]) -> Refused | None:
    """Keep who decided a claim from deciding about that decision."""
    return DECIDED_BEFORE if actor.subject in {str(each) for each in deciders} else None


def is_in_time(today: date, deadline: date) -> Refused | None:
    """Refuse an appeal after its deadline."""
    if today <= deadline:
        return None
    return Refused(
        ErrorCode.INVALID_TRANSITION,
        f"The time for an appeal ended on {deadline}.",
        ("input", "claimId"),
    )


def appeal_may_follow(before: AppealStatus, after: AppealStatus) -> Refused | None:
    """Refuse what may not become of an appeal."""
    if after in APPEAL_MAY_FOLLOW[before]:
        return None
    return Refused(
        ErrorCode.INVALID_TRANSITION,
        f"This appeal is {before.value}, and cannot become {after.value}.",
        ("input", "appealId"),
    )


def review_may_end(before: FraudReviewStatus, after: FraudReviewStatus) -> Refused | None:
    """Let a review that is open end, one way or the other."""
    if before is FraudReviewStatus.OPEN and after is not FraudReviewStatus.OPEN:
        return None
    return Refused(
        ErrorCode.INVALID_TRANSITION,
        f"This review is {before.value}, and cannot become {after.value}.",
        ("input", "reviewId"),
    )


def takes_two(result: Result, judgement: Judgement) -> bool:
    """Say whether what a person lets the plan pay is more than one officer decides alone."""
    return not judgement.is_empty and result.totals.plan_paid > ALONE_MAX


def is_about(bill: Bill, judgement: Judgement) -> Refused | None:
    """Refuse words about lines that are not there, and amounts that a line cannot have."""
    lines = {each.line_no: each for each in bill.lines}
    for line_no, word in judgement.words:
        if line_no not in lines:
            return _invalid(f"This claim has no line {line_no}.")
        if isinstance(word, Override):
            refused = _misfit(line_no, word, lines[line_no].billed, bill.currency)
            if refused is not None:
                return refused
    return None


def is_kept(result: Result, judgement: Judgement) -> Refused | None:
    """Refuse a judgement that terms, limits or other payers leave no room for; nothing is paid in silence otherwise."""
    for each in result.lines:
        refused = _kept(each, judgement, result.bill.currency)
        if refused is not None:
            return refused
    if judgement.approves_pended and not result.is_final:
        left = [str(each.line.line_no) for each in result.lines if each.decision is LineDecision.PENDED]
        return _invalid(f"Nobody has a price for line {', '.join(left)} yet: override or deny it.")
    return None


def _kept(line: LineResult, judgement: Judgement, currency: str) -> Refused | None:
    number, word = line.line.line_no, judgement.on(line.line.line_no)
    if word is None or isinstance(word, Deny):
        return None
    if line.decision is not LineDecision.PAID:
        why = "it has no price" if line.reason is None else line.reason.value
        return _invalid(f"Line {number} cannot be paid: {why}.")
    if isinstance(word, Override) and line.shares.plan_paid != word.plan_paid:
        most = quantise(line.shares.plan_paid, currency)
        return _invalid(f"Terms and limits let the plan pay {most} of line {number}, not more.")
    return None


def _misfit(line_no: int, word: Override, billed: Decimal, currency: str) -> Refused | None:
    allowed = billed if word.allowed is None else word.allowed
    if not Decimal(0) <= word.plan_paid <= allowed <= billed:
        return _invalid(f"Of line {line_no} the plan pays what is allowed at most, and that is {billed} at most.")
    if any(amount != quantise(amount, currency) for amount in (word.plan_paid, allowed)):
        return _invalid(f"Amounts of line {line_no} have the decimals of {currency}.")
    return None


def _invalid(message: str) -> Refused:
    return Refused(ErrorCode.VALIDATION, message, ("input", "lines"))
