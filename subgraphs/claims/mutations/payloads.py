"""What orders about claims that come in answer."""

from typing import Final

import strawberry

from subgraphs.claims.types.claims import Claim
from subgraphs.kit.usererrors import Payload, UserError


@strawberry.type
class SubmitClaimPayload(Payload):
    """The claim as it was taken in, or why it was not."""

    claim: Claim | None
    errors: list[UserError]


@strawberry.type
class SubmitClaimBatchPayload(Payload):
    """What came of each claim, in the order given."""

    results: list[SubmitClaimPayload] | None
    errors: list[UserError]


ALL: Final = (SubmitClaimPayload, SubmitClaimBatchPayload)
