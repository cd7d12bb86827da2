"""Which status may follow which; what stands in no table is refused."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final, TypeVar

from shared_models.tokens import HoldStatus, PurchaseStatus, TokenPackageStatus, WalletStatus
from subgraphs.kit.refusals import ErrorCode, Refused

Status = TypeVar("Status", bound=StrEnum)

WALLET: Final[Mapping[WalletStatus, frozenset[WalletStatus]]] = {
    WalletStatus.ACTIVE: frozenset({WalletStatus.SUSPENDED, WalletStatus.CLOSED}),
    WalletStatus.SUSPENDED: frozenset({WalletStatus.ACTIVE, WalletStatus.CLOSED}),
    WalletStatus.CLOSED: frozenset(),
}
HOLD: Final[Mapping[HoldStatus, frozenset[HoldStatus]]] = {
    HoldStatus.ACTIVE: frozenset({HoldStatus.CAPTURED, HoldStatus.RELEASED, HoldStatus.EXPIRED}),
    HoldStatus.CAPTURED: frozenset(),
    HoldStatus.RELEASED: frozenset(),
    HoldStatus.EXPIRED: frozenset(),
}
PURCHASE: Final[Mapping[PurchaseStatus, frozenset[PurchaseStatus]]] = {
    PurchaseStatus.PENDING: frozenset(
        {PurchaseStatus.PROCESSING, PurchaseStatus.COMPLETED, PurchaseStatus.FAILED, PurchaseStatus.CANCELLED}
    ),
    PurchaseStatus.PROCESSING: frozenset({PurchaseStatus.COMPLETED, PurchaseStatus.FAILED}),
    PurchaseStatus.COMPLETED: frozenset({PurchaseStatus.PARTIALLY_REFUNDED, PurchaseStatus.REFUNDED}),
    PurchaseStatus.PARTIALLY_REFUNDED: frozenset({PurchaseStatus.PARTIALLY_REFUNDED, PurchaseStatus.REFUNDED}),
    PurchaseStatus.REFUNDED: frozenset(),
    PurchaseStatus.FAILED: frozenset(),
    PurchaseStatus.CANCELLED: frozenset(),
}
PACKAGE: Final[Mapping[TokenPackageStatus, frozenset[TokenPackageStatus]]] = {
    TokenPackageStatus.DRAFT: frozenset({TokenPackageStatus.ACTIVE}),
    TokenPackageStatus.ACTIVE: frozenset({TokenPackageStatus.RETIRED}),
    TokenPackageStatus.RETIRED: frozenset(),
}


def may_become(
    table: Mapping[Status, frozenset[Status]], what: str, now: Status, then: Status, path: str
) -> Refused | None:
    """Refuse a status that may not follow; `path` names the input that chose what is to change."""
    if then in table[now]:
        return None
    return Refused(ErrorCode.INVALID_TRANSITION, f"The {what} is {now}: it cannot become {then}.", ("input", path))
