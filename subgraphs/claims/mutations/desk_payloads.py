"""What orders of the claims officers' desk answer, and those about appeals."""

from typing import Final

import strawberry

from subgraphs.claims.types.claims import Claim
from subgraphs.claims.types.reviews import ClaimAppeal, FraudDetectionResult
from subgraphs.kit.usererrors import Payload, UserError


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
    OpenFraudReviewPayload,
    CloseFraudReviewPayload,
    FileAppealPayload,
    WithdrawAppealPayload,
    DecideAppealPayload,
)
