"""Orders about claims that come in."""

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
        done = await filing.submit_claim(info.context.writer(), input.filing(), key=input.idempotency_key)
        return await _claim(info, done)

    @order(
        SubmitClaimBatchPayload,
        description="Send up to 100 claims in. Given again with the same keys, those that were taken in are answered"
        " as they were.",
        cost=BATCH_COST,
    )
    async def submit_claim_batch(self, info: Info, input: SubmitClaimBatchInput) -> list[SubmitClaimPayload]:
        done = [await _submit(info, each, place) for place, each in enumerate(input.claims)]
        return [SubmitClaimPayload.of(await _claim(info, each)) for each in done]

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


async def _submit(info: Info, given: SubmitClaimInput, place: int) -> UUID | tuple[Refused, ...]:
    """Take one claim of a batch in, in a transaction of its own: what stops one stops no other, nor undoes it."""
    path = ("input", "claims", str(place))
    read = read_input(given, path)
    if isinstance(read, tuple):
        return read
    done = await filing.submit_claim(info.context.writer(), read.filing(ClaimSource.API), key=read.idempotency_key)
    match done:
        case UUID():
            return done
        case Refused():
            return (done.within(*path),)
        case _:
            return tuple(each.within(*path) for each in done)
