"""What orders of the claims officers' desk take, and those about appeals."""

from dataclasses import asdict
from decimal import Decimal
from enum import StrEnum
from typing import Final, TypeAlias
from uuid import UUID

import strawberry

from subgraphs.claims.mutations.inputs import AMOUNT, ClaimInput
from subgraphs.claims.rules.desk import PendReason, ReversalReason
from subgraphs.claims.rules.filing import LINES_MAX
from subgraphs.claims.rules.judgement import (
    UNREASONED,
    DenialReason,
    Judgement,
    OverrideReason,
    Said,
    approval,
    denial,
    overturning,
)
from subgraphs.claims.service.desk import Keyed, Sight
from subgraphs.kit import inputs
from subgraphs.kit.inputs import IDEMPOTENCY_KEY, INPUT, Many, Text, Whole, bounded
from subgraphs.kit.nodes import ID
from subgraphs.kit.refusals import Refused
from subgraphs.kit.schema import expose

VERSION: Final = Whole(1, 2**31 - 1)
REPROCESSED_MAX: Final = 100
DIGEST: Final = Text(longest=64, shortest=64, pattern=r"[0-9a-f]+", form="a digest")
LINE_NO: Final = Whole(1, LINES_MAX)
GROUNDS: Final = Text(longest=4_000, shortest=10)
NOTES: Final = Text(longest=4_000, shortest=10)


class PendedDecision(StrEnum):
    """What becomes of a claim that waits, but for what is said of its lines."""

    APPROVE = "approve"
    DENY = "deny"


class AppealDecision(StrEnum):
    """Whether the decision stands."""

    UPHELD = "upheld"
    OVERTURNED = "overturned"


class ReviewOutcome(StrEnum):
    """What a review has found."""

    CLEARED = "cleared"
    CONFIRMED = "confirmed"


expose(PendReason, ReversalReason, DenialReason, OverrideReason, PendedDecision, AppealDecision, ReviewOutcome)


@strawberry.input
class OnClaim:
    """A claim, as it was seen."""

    claim_id: ID = bounded(inputs.ID)
    expected_version: int = bounded(VERSION, description="The version of the claim that was looked at.")

    def sight(self) -> Sight:
        """Return it as services take it."""
        return Sight(UUID(self.claim_id), self.expected_version)


@strawberry.input
class AssignClaimInput(OnClaim):
    """Who is to work on a claim."""

    assignee_id: ID | None = bounded(inputs.ID, default=None, description="Left out: nobody.")


@strawberry.input
class PendClaimInput(OnClaim):
    """Why a claim has to wait."""

    reason: PendReason


@strawberry.input(description="What is said of one line: to deny it, or to pay it, as it is priced or so much of it.")
class LineDecisionInput:
    """What is said of one line."""

    line_no: int = bounded(LINE_NO)
    pay: OverrideReason | None = strawberry.field(default=None, description="Pay it, whatever stood in the way.")
    deny: DenialReason | None = None
    plan_paid: Decimal | None = bounded(AMOUNT, default=None, description="With pay: how much; else by the terms.")
    allowed: Decimal | None = bounded(
        AMOUNT, default=None, description="With planPaid: the price; else the agreed one."
    )

    def said(self) -> Said:
        """Return it as the rules see it."""
        return Said(self.line_no, self.pay, self.deny, self.plan_paid, self.allowed)


LINES: Final = Many(INPUT, longest=LINES_MAX)


def said_of(lines: list[LineDecisionInput] | None) -> list[Said]:
    """Return what is said of lines."""
    return [each.said() for each in lines or ()]


@strawberry.input
class DecidePendedClaimInput(OnClaim):
    """How a claim that waits is decided."""

    decision: PendedDecision
    idempotency_key: str = bounded(IDEMPOTENCY_KEY)
    denial_reason: DenialReason | None = strawberry.field(default=None, description="With DENY: why.")
    lines: list[LineDecisionInput] | None = bounded(LINES, default=None, description="Of which something else is said.")

    def judgement(self) -> Judgement | Refused:
        """Return what is said of the claim."""
        said = said_of(self.lines)
        match self.decision, self.denial_reason:
            case PendedDecision.APPROVE, None:
                return approval(said)
            case PendedDecision.DENY, DenialReason() as reason:
                return denial(reason, said)
            case _:
                return UNREASONED


@strawberry.input
class OverrideLineInput(OnClaim):
    """How much is paid of a line."""

    line_no: int = bounded(LINE_NO)
    plan_paid: Decimal = bounded(AMOUNT)
    allowed: Decimal | None = bounded(AMOUNT, default=None, description="The price; else the agreed one.")
    reason: OverrideReason
    idempotency_key: str = bounded(IDEMPOTENCY_KEY)

    def judgement(self) -> Judgement | Refused:
        """Return what is said of the claim."""
        return overturning([Said(self.line_no, self.reason, plan_paid=self.plan_paid, allowed=self.allowed)])


@strawberry.input
class AdjudicateClaimInput(OnClaim):
    """A claim for the engine to decide now."""

    idempotency_key: str = bounded(IDEMPOTENCY_KEY)


@strawberry.input
class ReverseClaimInput(OnClaim):
    """A decided claim to take back."""

    reason: ReversalReason
    idempotency_key: str = bounded(IDEMPOTENCY_KEY)


@strawberry.input
class ReplaceClaimInput(ReverseClaimInput):
    """A decided claim to take back, and the one to take its place."""

    replacement: ClaimInput = bounded(INPUT)


@strawberry.input
class ReprocessClaimsInput:
    """Claims to decide again."""

    claim_ids: list[ID] = bounded(Many(inputs.ID, longest=REPROCESSED_MAX, shortest=1))
    approve: bool = strawberry.field(default=False, description="Post the differences; else they are only shown.")
    digest: str | None = bounded(DIGEST, default=None, description="With approve: the digest they were shown with.")
    idempotency_key: str = bounded(IDEMPOTENCY_KEY)


@strawberry.input
class OpenFraudReviewInput:
    """A fraud result to look into."""

    result_id: ID = bounded(inputs.ID)
    expected_version: int = bounded(VERSION, description="The version of the claim that was looked at.")
    notes: str = bounded(NOTES)


@strawberry.input
class CloseFraudReviewInput:
    """What a review has found."""

    review_id: ID = bounded(inputs.ID)
    expected_version: int = bounded(VERSION, description="The version of the review that was looked at.")
    outcome: ReviewOutcome
    notes: str = bounded(NOTES, description="Added to those from before.")


@strawberry.input
class FileAppealInput(OnClaim):
    """Why a decision is not right."""

    grounds: str = bounded(GROUNDS)


@strawberry.input
class OnAppeal:
    """An appeal, as it was seen."""

    appeal_id: ID = bounded(inputs.ID)
    expected_version: int = bounded(VERSION, description="The version of the appeal that was looked at.")


@strawberry.input
class WithdrawAppealInput(OnAppeal):
    """An appeal to take back."""


@strawberry.input
class DecideAppealInput(OnAppeal):
    """How an appeal is decided."""

    decision: AppealDecision
    idempotency_key: str = bounded(IDEMPOTENCY_KEY)
    lines: list[LineDecisionInput] | None = bounded(
        LINES, default=None, description="With OVERTURNED: what is to be paid."
    )

    def judgement(self) -> Judgement | Refused | None:
        """Return what is said of the claim; None where the decision stands."""
        return overturning(said_of(self.lines)) if self.decision is AppealDecision.OVERTURNED else None


WithKey: TypeAlias = (
    DecidePendedClaimInput
    | OverrideLineInput
    | DecideAppealInput
    | AdjudicateClaimInput
    | ReverseClaimInput
    | ReprocessClaimsInput
)


def keyed(name: str, given: WithKey) -> Keyed:
    """Return an order with its key, and all of the input but it."""
    content = asdict(given)
    return Keyed(name, content.pop("idempotency_key"), content)
