"""Orders of the claims officers' desk, and those about appeals."""

from uuid import UUID

import strawberry

from subgraphs.claims.mutations.desk_inputs import (
    AssignClaimInput,
    FileAppealInput,
    OpenFraudReviewInput,
    PendClaimInput,
    WithdrawAppealInput,
)
from subgraphs.claims.mutations.desk_payloads import (
    AssignClaimPayload,
    FileAppealPayload,
    OpenFraudReviewPayload,
    PendClaimPayload,
    WithdrawAppealPayload,
)
from subgraphs.claims.service import appeals, desk, reviews
from subgraphs.claims.types.claims import Claim
from subgraphs.claims.types.reviews import ClaimAppeal, FraudDetectionResult
from subgraphs.kit.context import Info
from subgraphs.kit.nodes import ID
from subgraphs.kit.orders import order
from subgraphs.kit.reading import find
from subgraphs.kit.refusals import Refused
from subgraphs.kit.writing import Writer


@strawberry.type
class DeskOrders:
    """What a claims officer may order about claims that wait."""

    @order(AssignClaimPayload, description="Give a claim to an officer, or to nobody.")
    async def assign_claim(self, info: Info, input: AssignClaimInput) -> Claim | Refused | None:
        return await _claim(
            info, await desk.assign_claim(_writer(info), input.sight(), assignee_id=_id(input.assignee_id))
        )

    @order(PendClaimPayload, description="Put a claim aside that is not decided yet, until a person decides it.")
    async def pend_claim(self, info: Info, input: PendClaimInput) -> Claim | Refused | None:
        return await _claim(info, await desk.pend_claim(_writer(info), input.sight(), reason=input.reason))

    @order(
        OpenFraudReviewPayload,
        description="Begin to look into a fraud result; a claim that waits for its decision is held meanwhile.",
    )
    async def open_fraud_review(self, info: Info, input: OpenFraudReviewInput) -> FraudDetectionResult | Refused | None:
        done = await reviews.open_review(
            _writer(info), result_id=UUID(input.result_id), version=input.expected_version, notes=input.notes
        )
        return done if isinstance(done, Refused) else await find(info, FraudDetectionResult, id=done)


@strawberry.type
class AppealOrders:
    """What one may order about appeals."""

    @order(FileAppealPayload, description="Ask for a decision to be made again, before the deadline that it names.")
    async def file_appeal(self, info: Info, input: FileAppealInput) -> ClaimAppeal | Refused | None:
        return await _appeal(info, await appeals.file_appeal(_writer(info), input.sight(), grounds=input.grounds))

    @order(WithdrawAppealPayload, description="Take the own appeal back; the decision stands.")
    async def withdraw_appeal(self, info: Info, input: WithdrawAppealInput) -> ClaimAppeal | Refused | None:
        done = await appeals.withdraw_appeal(
            _writer(info), appeal_id=UUID(input.appeal_id), version=input.expected_version
        )
        return await _appeal(info, done)


def _writer(info: Info) -> Writer:
    return info.context.writer()


def _id(given: ID | None) -> UUID | None:
    return None if given is None else UUID(given)


async def _claim(info: Info, done: UUID | Refused) -> Claim | Refused | None:
    return done if isinstance(done, Refused) else await find(info, Claim, id=done)


async def _appeal(info: Info, done: UUID | Refused) -> ClaimAppeal | Refused | None:
    return done if isinstance(done, Refused) else await find(info, ClaimAppeal, id=done)
