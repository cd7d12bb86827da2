"""Orders about claims that come in."""

from asyncio import gather
from collections.abc import Sequence
from typing import Final, TypeAlias
from uuid import UUID

import strawberry

from shared_models.claims import ClaimSource
from subgraphs.claims.mutations.inputs import (
    AddClaimDocumentInput,
    CancelClaimDraftInput,
    CreateClaimDraftInput,
    SubmitClaimBatchInput,
    SubmitClaimDraftInput,
    SubmitClaimInput,
    UpdateClaimDraftInput,
)
from subgraphs.claims.mutations.payloads import (
    AddClaimDocumentPayload,
    CancelClaimDraftPayload,
    CreateClaimDraftPayload,
    SubmitClaimBatchPayload,
    SubmitClaimDraftPayload,
    SubmitClaimPayload,
    UpdateClaimDraftPayload,
)
from subgraphs.claims.service import documents, drafts, filing
from subgraphs.claims.types.claims import Claim, ClaimDocument
from subgraphs.kit.context import Info
from subgraphs.kit.inputs import read_input
from subgraphs.kit.orders import order
from subgraphs.kit.reading import find
from subgraphs.kit.refusals import Refused

# Of 5,000 that one document may cost: three batches in it are too much.
BATCH_COST: Final = 2_000

Answer: TypeAlias = Claim | Refused | tuple[Refused, ...] | None


@strawberry.type
class FilingOrders:
    """What one may order about claims that come in."""

    @order(SubmitClaimPayload, description="Send a claim in. It is decided within moments; ask for its status.")
    async def submit_claim(self, info: Info, input: SubmitClaimInput) -> Answer:
        [done] = await filing.submit_claims(info.context.writer(), [input.submission()])
        return await _claim(info, done)

    @order(
        SubmitClaimBatchPayload,
        description="Send up to 100 claims in. Given again with the same keys, those that were taken in are answered"
        " as they were.",
        cost=BATCH_COST,
    )
    async def submit_claim_batch(self, info: Info, input: SubmitClaimBatchInput) -> list[SubmitClaimPayload]:
        done = await _submit_each(info, input.claims)
        return [SubmitClaimPayload.of(each) for each in await gather(*(_claim(info, each) for each in done))]

    @order(CreateClaimDraftPayload, description="Write a claim down, to be sent in later.")
    async def create_claim_draft(self, info: Info, input: CreateClaimDraftInput) -> Answer:
        return await _claim(info, await drafts.create_draft(info.context.writer(), input.filing()))

    @order(UpdateClaimDraftPayload, description="Write a draft anew, as a whole.")
    async def update_claim_draft(self, info: Info, input: UpdateClaimDraftInput) -> Answer:
        done = await drafts.update_draft(
            info.context.writer(), input.filing(), claim_id=UUID(input.claim_id), version=input.expected_version
        )
        return await _claim(info, done)

    @order(SubmitClaimDraftPayload, description="Send a draft in as it stands.")
    async def submit_claim_draft(self, info: Info, input: SubmitClaimDraftInput) -> Answer:
        done = await drafts.submit_draft(
            info.context.writer(),
            claim_id=UUID(input.claim_id),
            version=input.expected_version,
            key=input.idempotency_key,
        )
        return await _claim(info, done)

    @order(CancelClaimDraftPayload, description="Drop a draft.")
    async def cancel_claim_draft(self, info: Info, input: CancelClaimDraftInput) -> Answer:
        done = await drafts.cancel_draft(
            info.context.writer(), claim_id=UUID(input.claim_id), version=input.expected_version
        )
        return await _claim(info, done)

    @order(AddClaimDocumentPayload, description="Tell of a document that comes with a claim.")
    async def add_claim_document(self, info: Info, input: AddClaimDocumentInput) -> ClaimDocument | Refused | None:
        done = await documents.add_document(info.context.writer(), input.upload(), claim_id=UUID(input.claim_id))
        return done if isinstance(done, Refused) else await find(info, ClaimDocument, id=done)


async def _claim(info: Info, done: UUID | Refused | tuple[Refused, ...]) -> Answer:
    return await find(info, Claim, id=done) if isinstance(done, UUID) else done


async def _submit_each(info: Info, given: Sequence[SubmitClaimInput]) -> list[UUID | filing.Refusals]:
    """Take the claims of a batch in that can be read; return the id of each, or why it is not taken in."""
    paths = [("input", "claims", str(place)) for place in range(len(given))]
    read = [read_input(each, path) for each, path in zip(given, paths, strict=True)]
    submissions = [each.submission(ClaimSource.API) for each in read if not isinstance(each, tuple)]
    done = iter(await filing.submit_claims(info.context.writer(), submissions))
    return [
        each if isinstance(each, tuple) else _within(path, next(done)) for each, path in zip(read, paths, strict=True)
    ]


def _within(path: tuple[str, ...], done: UUID | filing.Refusals) -> UUID | filing.Refusals:
    return tuple(each.within(*path) for each in done) if isinstance(done, tuple) else done
