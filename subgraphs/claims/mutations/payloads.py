"""What orders about claims that come in answer."""

from typing import Final

import strawberry

from subgraphs.claims.types.claims import Claim, ClaimDocument
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


@strawberry.type
class CreateClaimDraftPayload(SubmitClaimPayload):
    """The draft, or why there is none."""


@strawberry.type
class UpdateClaimDraftPayload(SubmitClaimPayload):
    """The draft as it reads now, or why it is as it was."""


@strawberry.type
class CancelClaimDraftPayload(SubmitClaimPayload):
    """The draft that was dropped, or why it was not."""


@strawberry.type
class SubmitClaimDraftPayload(SubmitClaimPayload):
    """The claim as it was taken in, or why it is a draft still."""


@strawberry.type
class AddClaimDocumentPayload(Payload):
    """The document, or why it was not taken."""

    document: ClaimDocument | None
    errors: list[UserError]


ALL: Final = (
    SubmitClaimPayload,
    SubmitClaimBatchPayload,
    CreateClaimDraftPayload,
    UpdateClaimDraftPayload,
    CancelClaimDraftPayload,
    SubmitClaimDraftPayload,
    AddClaimDocumentPayload,
)
