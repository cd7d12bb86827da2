"""Why a part of a bill is not paid by the plan: our own stable names, and the codes of remittances for them.

CARC are the claim adjustment reason codes of X12 (numbers only). The groups say who bears the amount: CO the provider
by contract, PR the patient, OA another payer.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from shared_models.claims import AdjustmentGroup


class Reason(StrEnum):
    """Why something was denied, pended, reduced or rejected."""

    # the whole claim is not taken in
    UNKNOWN_MEMBER = "UNKNOWN_MEMBER"
    UNKNOWN_PROVIDER = "UNKNOWN_PROVIDER"
    NO_LINES = "NO_LINES"
    FUTURE_SERVICE = "FUTURE_SERVICE"
    DATES_REVERSED = "DATES_REVERSED"
    DIAGNOSIS_MISSING = "DIAGNOSIS_MISSING"
    WRONG_CURRENCY = "WRONG_CURRENCY"
    LINE_ARITHMETIC = "LINE_ARITHMETIC"

    # nobody is covered on that day
    MEMBER_UNKNOWN = "MEMBER_UNKNOWN"
    MEMBER_INACTIVE = "MEMBER_INACTIVE"
    NO_ENROLMENT = "NO_ENROLMENT"
    BEFORE_COVER = "BEFORE_COVER"
    AFTER_COVER = "AFTER_COVER"
    COMPANY_LAPSED = "COMPANY_LAPSED"
    DEPENDANT_OVERAGE = "DEPENDANT_OVERAGE"

    # denied
    LATE_FILING = "LATE_FILING"
    PROVIDER_NOT_ELIGIBLE = "PROVIDER_NOT_ELIGIBLE"
    CODE_INVALID = "CODE_INVALID"
    DIAGNOSIS_INVALID = "DIAGNOSIS_INVALID"
    DUPLICATE = "DUPLICATE"
    NOT_COVERED = "NOT_COVERED"
    EXCLUDED = "EXCLUDED"
    PRE_EXISTING = "PRE_EXISTING"
    WRONG_SEX = "WRONG_SEX"
    WRONG_AGE = "WRONG_AGE"
    NOT_NECESSARY = "NOT_NECESSARY"
    WAITING_PERIOD = "WAITING_PERIOD"
    NO_PREAUTH = "NO_PREAUTH"
    OUT_OF_NETWORK = "OUT_OF_NETWORK"
    LIMIT_REACHED = "LIMIT_REACHED"
    GUIDELINES_NOT_MET = "GUIDELINES_NOT_MET"

    # reduced, or borne by somebody else
    DISCOUNT = "DISCOUNT"
    BALANCE = "BALANCE"
    DEDUCTIBLE = "DEDUCTIBLE"
    COPAY = "COPAY"
    COINSURANCE = "COINSURANCE"
    LIFETIME_LIMIT = "LIFETIME_LIMIT"
    OTHER_PAYER = "OTHER_PAYER"

    # left for a person to decide
    POSSIBLE_DUPLICATE = "POSSIBLE_DUPLICATE"
    NECESSITY_REVIEW = "NECESSITY_REVIEW"
    NO_RATE = "NO_RATE"
    IN_GRACE = "IN_GRACE"
    SUSPECTED_FRAUD = "SUSPECTED_FRAUD"
    DEPENDENCY_UNAVAILABLE = "DEPENDENCY_UNAVAILABLE"

    # approved, and not paid yet
    PAYMENT_FAILED = "PAYMENT_FAILED"
    PAYMENT_FAILED_THRICE = "PAYMENT_FAILED_THRICE"


@dataclass(frozen=True, slots=True)
class Remittance:
    """How a reason is told to a provider: the number, and who bears the amount."""

    carc: str
    group: AdjustmentGroup


_CO, _PR, _OA = AdjustmentGroup.CO, AdjustmentGroup.PR, AdjustmentGroup.OA

_REMITTANCES: Final = {
    Reason.MEMBER_UNKNOWN: Remittance("31", _PR),
    Reason.MEMBER_INACTIVE: Remittance("31", _PR),
    Reason.NO_ENROLMENT: Remittance("31", _PR),
    Reason.BEFORE_COVER: Remittance("26", _PR),
    Reason.AFTER_COVER: Remittance("27", _PR),
    Reason.COMPANY_LAPSED: Remittance("27", _PR),
    Reason.DEPENDANT_OVERAGE: Remittance("31", _PR),
    Reason.LATE_FILING: Remittance("29", _CO),
    Reason.PROVIDER_NOT_ELIGIBLE: Remittance("B7", _CO),
    Reason.CODE_INVALID: Remittance("16", _CO),
    Reason.DIAGNOSIS_INVALID: Remittance("146", _CO),
    Reason.DUPLICATE: Remittance("18", _CO),
    Reason.NOT_COVERED: Remittance("96", _PR),
    Reason.EXCLUDED: Remittance("96", _PR),
    Reason.PRE_EXISTING: Remittance("51", _PR),
    Reason.WRONG_SEX: Remittance("7", _CO),
    Reason.WRONG_AGE: Remittance("6", _CO),
    Reason.NOT_NECESSARY: Remittance("50", _CO),
    Reason.WAITING_PERIOD: Remittance("179", _PR),
    Reason.NO_PREAUTH: Remittance("197", _CO),
    Reason.OUT_OF_NETWORK: Remittance("242", _PR),
    Reason.LIMIT_REACHED: Remittance("119", _PR),
    Reason.GUIDELINES_NOT_MET: Remittance("272", _CO),
    Reason.LIFETIME_LIMIT: Remittance("35", _PR),
    Reason.DISCOUNT: Remittance("45", _CO),
    Reason.BALANCE: Remittance("45", _PR),
    Reason.DEDUCTIBLE: Remittance("1", _PR),
    Reason.COINSURANCE: Remittance("2", _PR),
    Reason.COPAY: Remittance("3", _PR),
    Reason.OTHER_PAYER: Remittance("23", _OA),
    Reason.NO_RATE: Remittance("16", _PR),
}
# A provider in the network answers for these; out of it there is no contract, and the patient does.
_BY_CONTRACT: Final = frozenset({Reason.NOT_NECESSARY, Reason.NO_PREAUTH})


def remittance(reason: Reason, *, is_in_network: bool = True) -> Remittance:
    """Return how a reason is told in a remittance."""
    told = _REMITTANCES[reason]
    if reason in _BY_CONTRACT and not is_in_network:
        return Remittance(told.carc, _PR)
    return told
