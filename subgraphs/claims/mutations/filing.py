"""Orders about claims that come in."""

from uuid import UUID

import strawberry

from shared_models.claims import ClaimSource
from subgraphs.claims.mutations.inputs import SubmitClaimBatchInput, SubmitClaimInput
from subgraphs.claims.mutations.payloads import SubmitClaimBatchPayload, SubmitClaimPayload
from subgraphs.claims.service import filing
from subgraphs.claims.types.claims import Claim
from subgraphs.kit.context import Info
from subgraphs.kit.inputs import read_input
from subgraphs.kit.orders import order
from subgraphs.kit.reading import find
from subgraphs.kit.refusals import Refused


@strawberry.type
class FilingOrders:
    """What one may order about claims that come in."""

    @order(SubmitClaimPayload, description="Send a claim in. It is decided within moments; ask for its status.")
    async def submit_claim(self, info: Info, input: SubmitClaimInput) -> Claim | Refused | tuple[Refused, ...] | None:
        done = await filing.submit_claim(info.context.writer(), input.filing(), key=input.idempotency_key)
        return await find(info, Claim, id=done) if isinstance(done, UUID) else done

    @order(
        SubmitClaimBatchPayload,
        description="Send up to 100 claims in. Given again with the same keys, those that were taken in are answered"
        " as they were.",
    )
    async def submit_claim_batch(self, info: Info, input: SubmitClaimBatchInput) -> list[SubmitClaimPayload]:
        done = [await _submit(info, each, place) for place, each in enumerate(input.claims)]
        return [
            SubmitClaimPayload.of(await find(info, Claim, id=each) if isinstance(each, UUID) else each) for each in done
        ]


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
