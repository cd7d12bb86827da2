"""Orders about claims that are decided again, taken back or replaced."""

from uuid import UUID

import strawberry

from subgraphs.claims.mutations.desk_inputs import (
    AdjudicateClaimInput,
    ReplaceClaimInput,
    ReprocessClaimsInput,
    ReverseClaimInput,
    keyed,
)
from subgraphs.claims.mutations.desk_payloads import (
    AdjudicateClaimPayload,
    ReplaceClaimPayload,
    ReprocessClaimsPayload,
    ReprocessedClaims,
    ReverseClaimPayload,
)
from subgraphs.claims.service import rerunning, taking_back
from subgraphs.claims.service.adjudication.deciding import Question
from subgraphs.claims.service.facts import Facts, ask_facts
from subgraphs.claims.types.claims import Claim
from subgraphs.kit.context import Info
from subgraphs.kit.orders import order
from subgraphs.kit.reading import find
from subgraphs.kit.refusals import Refused


@strawberry.type
class RerunOrders:
    """What a claims officer may order about claims that are to be decided again."""

    @order(
        AdjudicateClaimPayload,
        description="Have the engine decide a claim that waits, on what other services say now. What officers have said"
        " of it before does not count.",
    )
    async def adjudicate_claim(self, info: Info, input: AdjudicateClaimInput) -> Claim | Refused | None:
        asked = keyed("adjudicateClaim", input)
        done = await rerunning.adjudicate_claim(info.context.writer(), input.sight(), asked, ask=_asking(info))
        return await _claim(info, done)

    @order(
        ReprocessClaimsPayload,
        description="Compare up to 100 decided claims with what the engine would decide today. The differences are"
        " posted when they are approved as they were shown.",
    )
    async def reprocess_claims(self, info: Info, input: ReprocessClaimsInput) -> ReprocessedClaims | Refused:
        done = await rerunning.reprocess_claims(
            info.context.writer(),
            [UUID(each) for each in input.claim_ids],
            keyed("reprocessClaims", input),
            approved=(input.digest or "") if input.approve else None,
            ask=_asking(info),
        )
        return done if isinstance(done, Refused) else ReprocessedClaims.of(done)

    @order(
        ReverseClaimPayload,
        description="Take a decided claim back, with all that it brought about; takes two officers.",
    )
    async def reverse_claim(self, info: Info, input: ReverseClaimInput) -> Claim | Refused | None:
        asked = keyed("reverseClaim", input)
        done = await taking_back.reverse_claim(info.context.writer(), input.sight(), asked, reason=input.reason)
        return await _claim(info, done)

    @order(
        ReplaceClaimPayload,
        description="Take a decided claim back and file a corrected one in its place; it takes two officers.",
    )
    async def replace_claim(self, info: Info, input: ReplaceClaimInput) -> Claim | Refused | None:
        done = await taking_back.replace_claim(
            info.context.writer(),
            input.sight(),
            keyed("replaceClaim", input),
            reason=input.reason,
            filing=input.replacement.filing(),
        )
        return await _claim(info, done)


def _asking(info: Info) -> rerunning.Ask:
    async def ask(question: Question) -> Facts:
        return await info.context.ask(lambda graph: ask_facts(graph, **question))

    return ask


async def _claim(info: Info, done: UUID | Refused) -> Claim | Refused | None:
    return done if isinstance(done, Refused) else await find(info, Claim, id=done)
