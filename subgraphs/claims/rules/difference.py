"""What deciding a claim again would change: shown to a person before it is done, and done only as it was shown."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final
from uuid import UUID

from shared_models.claims import AdjudicationOutcome
from subgraphs.kit.idempotency import digest_of
from subgraphs.kit.refusals import ErrorCode, Refused

NOT_AS_SHOWN: Final = Refused(
    ErrorCode.VERSION_CONFLICT,
    "The differences are not those that were shown: ask for them again, and send their digest.",
    ("input", "digest"),
)


@dataclass(frozen=True, slots=True)
class Decided:
    """What a run comes to."""

    outcome: AdjudicationOutcome
    plan_paid: Decimal
    member_amount: Decimal
    currency: str


@dataclass(frozen=True, slots=True)
class Difference:
    """One claim as it is decided and as it would be; `refused` says why it is not decided again."""

    claim_id: UUID
    before: Decided | None = None
    after: Decided | None = None
    refused: Refused | None = None

    @property
    def is_changed(self) -> bool:
        return self.refused is None and self.before != self.after


def digest_of_all(differences: Sequence[Difference]) -> str:
    """Return what names differences: whoever approves sends it back."""
    return digest_of({str(each.claim_id): _told(each) for each in differences}).hex()


def _told(difference: Difference) -> list[str]:
    if difference.refused is not None:
        return [difference.refused.message]
    return [_figures(difference.before), _figures(difference.after)]


def _figures(decided: Decided | None) -> str:
    if decided is None:
        return ""
    return f"{decided.outcome} {decided.plan_paid.normalize():f} {decided.member_amount.normalize():f}"
