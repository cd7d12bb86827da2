"""Orders of the claims officers' desk, and those about appeals."""

from uuid import UUID

import strawberry

from shared_models.claims import FraudReviewStatus
from subgraphs.claims.mutations.desk_inputs import (
    AssignClaimInput,
    CloseFraudReviewInput,
    DecideAppealInput,
    DecidePendedClaimInput,
    FileAppealInput,
    OpenFraudReviewInput,
    OverrideLineInput,
    PendClaimInput,
    WithdrawAppealInput,
    keyed,
)
from subgraphs.claims.mutations.desk_payloads import (
    AssignClaimPayload,
    CloseFraudReviewPayload,
    DecideAppealPayload,
    DecidePendedClaimPayload,
    FileAppealPayload,
    OpenFraudReviewPayload,
    OverrideLinePayload,
    PendClaimPayload,
    WithdrawAppealPayload,
)
from subgraphs.claims.service import appeals, desk, judging, reviews
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
        DecidePendedClaimPayload,
        description="Decide a claim that waits for a person: as it is priced, or denied; lines may be said otherwise."
        " Above 10,000.00 it takes two officers.",
    )
    async def decide_pended_claim(self, info: Info, input: DecidePendedClaimInput) -> Claim | Refused | None:
        asked = keyed("decidePendedClaim", input)
        return await _claim(
            info, await judging.decide_pended_claim(_writer(info), input.sight(), input.judgement(), asked)
        )

    @order(
        OverrideLinePayload,
        description="Have another amount of a line paid, within its terms and limits. Above 10,000.00 for the claim it"
        " takes two officers.",
    )
    async def override_line(self, info: Info, input: OverrideLineInput) -> Claim | Refused | None:
        asked = keyed("overrideLine", input)
        return await _claim(info, await judging.override_line(_writer(info), input.sight(), input.judgement(), asked))

    @order(
        OpenFraudReviewPayload,
        description="Begin to look into a fraud result; a claim that waits for its decision is held meanwhile.",
    )
    async def open_fraud_review(self, info: Info, input: OpenFraudReviewInput) -> FraudDetectionResult | Refused | None:
        done = await reviews.open_review(
            _writer(info), result_id=UUID(input.result_id), version=input.expected_version, notes=input.notes
        )
        return done if isinstance(done, Refused) else await find(info, FraudDetectionResult, id=done)

    @order(
        CloseFraudReviewPayload,
        description="End a review: a claim that it held is decided where it is cleared, and denied where not.",
    )
    async def close_fraud_review(
        self, info: Info, input: CloseFraudReviewInput
    ) -> FraudDetectionResult | Refused | None:
        done = await reviews.close_review(
            _writer(info),
            review_id=UUID(input.review_id),
            version=input.expected_version,
            outcome=FraudReviewStatus(input.outcome),
            notes=input.notes,
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

    @order(
        DecideAppealPayload,
        description="Let a decision stand, or change it, as an officer who did not decide before.",
    )
    async def decide_appeal(self, info: Info, input: DecideAppealInput) -> ClaimAppeal | Refused | None:
        done = await appeals.decide_appeal(
            _writer(info),
            appeal_id=UUID(input.appeal_id),
            version=input.expected_version,
            judgement=input.judgement(),
            order=keyed("decideAppeal", input),
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
