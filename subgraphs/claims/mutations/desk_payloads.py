"""What orders of the claims officers' desk answer, and those about appeals."""

from typing import Final, Self

import strawberry

from shared_models.claims import AdjudicationOutcome
from subgraphs.claims.rules.difference import Decided, Difference
from subgraphs.claims.service.rerunning import Reprocessed
from subgraphs.claims.types.claims import Claim
from subgraphs.claims.types.reviews import ClaimAppeal, FraudDetectionResult
from subgraphs.kit.nodes import ID
from subgraphs.kit.usererrors import Payload, UserError
from subgraphs.kit.values import Money, money_of


@strawberry.type
class AssignClaimPayload(Payload):
    """The claim with who works on it, or why it has not changed."""

    claim: Claim | None
    errors: list[UserError]


@strawberry.type
class PendClaimPayload(AssignClaimPayload):
    """The claim that waits, or why it does not."""


@strawberry.type
class DecidePendedClaimPayload(AssignClaimPayload):
    """The claim that was decided, or why it was not."""


@strawberry.type
class OverrideLinePayload(AssignClaimPayload):
    """The claim as it is decided with the line overridden, or why it is not."""


@strawberry.type
class AdjudicateClaimPayload(AssignClaimPayload):
    """The claim as the engine has decided it, or why it has not."""


@strawberry.type
class ReverseClaimPayload(AssignClaimPayload):
    """The claim that was taken back, or why it was not."""


@strawberry.type
class ReplaceClaimPayload(AssignClaimPayload):
    """The claim in the place of the one that was taken back, or why there is none."""


@strawberry.type(description="What a decision comes to.")
class DecisionFigures:
    """What a decision comes to."""

    outcome: AdjudicationOutcome
    plan_paid: Money
    member_owes: Money

    @classmethod
    def of(cls, decided: Decided | None) -> Self | None:
        """Return it as clients read it."""
        if decided is None:
            return None
        paid, owes = (money_of(each, decided.currency) for each in (decided.plan_paid, decided.member_amount))
        return cls(outcome=decided.outcome, plan_paid=paid, member_owes=owes)


@strawberry.type(description="One claim as it is decided, and as the engine decides it today.")
class ClaimDifference:
    """One claim as it is decided, and as it would be."""

    claim_id: ID
    before: DecisionFigures | None
    after: DecisionFigures | None
    is_changed: bool
    refused: UserError | None = strawberry.field(description="Why it is not decided again.")

    @classmethod
    def of(cls, difference: Difference) -> Self:
        """Return it as clients read it."""
        refused = difference.refused
        return cls(
            claim_id=ID(str(difference.claim_id)),
            before=DecisionFigures.of(difference.before),
            after=DecisionFigures.of(difference.after),
            is_changed=difference.is_changed,
            refused=None
            if refused is None
            else UserError(code=refused.code, message=refused.message, path=list(refused.path)),
        )


@strawberry.type(description="What deciding claims again changes, or has changed where it was approved.")
class ReprocessedClaims:
    """What deciding claims again changes."""

    differences: list[ClaimDifference]
    digest: str = strawberry.field(description="Approve the differences by sending it back.")
    is_posted: bool

    @classmethod
    def of(cls, done: Reprocessed) -> Self:
        """Return it as clients read it."""
        return cls(
            differences=[ClaimDifference.of(each) for each in done.differences],
            digest=done.digest,
            is_posted=done.is_posted,
        )


@strawberry.type
class ReprocessClaimsPayload(Payload):
    """What deciding claims again changes, or why it is not done."""

    reprocessed: ReprocessedClaims | None
    errors: list[UserError]


@strawberry.type
class OpenFraudReviewPayload(Payload):
    """The result with its review, or why there is none."""

    fraud_result: FraudDetectionResult | None
    errors: list[UserError]


@strawberry.type
class CloseFraudReviewPayload(OpenFraudReviewPayload):
    """The result with its review closed, or why it is not."""


@strawberry.type
class FileAppealPayload(Payload):
    """The appeal, or why there is none."""

    appeal: ClaimAppeal | None
    errors: list[UserError]


@strawberry.type
class WithdrawAppealPayload(FileAppealPayload):
    """The appeal that was taken back, or why it was not."""


@strawberry.type
class DecideAppealPayload(FileAppealPayload):
    """The appeal that was decided, or why it was not."""


ALL: Final = (
    AssignClaimPayload,
    PendClaimPayload,
    DecidePendedClaimPayload,
    OverrideLinePayload,
    AdjudicateClaimPayload,
    ReverseClaimPayload,
    ReplaceClaimPayload,
    DecisionFigures,
    ClaimDifference,
    ReprocessedClaims,
    ReprocessClaimsPayload,
    OpenFraudReviewPayload,
    CloseFraudReviewPayload,
    FileAppealPayload,
    WithdrawAppealPayload,
    DecideAppealPayload,
)
