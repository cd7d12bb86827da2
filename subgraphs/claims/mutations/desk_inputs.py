"""What orders of the claims officers' desk take, and those about appeals."""

from typing import Final
from uuid import UUID

import strawberry

from subgraphs.claims.rules.desk import PendReason
from subgraphs.claims.service.desk import Sight
from subgraphs.kit import inputs
from subgraphs.kit.inputs import Text, Whole, bounded
from subgraphs.kit.nodes import ID
from subgraphs.kit.schema import expose

expose(PendReason)

VERSION: Final = Whole(1, 2**31 - 1)
GROUNDS: Final = Text(longest=4_000, shortest=10)
NOTES: Final = Text(longest=4_000, shortest=10)


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


@strawberry.input
class OpenFraudReviewInput:
    """A fraud result to look into."""

    result_id: ID = bounded(inputs.ID)
    expected_version: int = bounded(VERSION, description="The version of the claim that was looked at.")
    notes: str = bounded(NOTES)


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
