"""What a claim must be to be taken in: checked of itself, without facts of others (domain rules 12.2, step 1).

Who is a member, who is a provider and which currency their scheme has is known elsewhere: of these the engine decides.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Final
from uuid import UUID

from shared_models.access import user_ids
from shared_models.claims import ClaimCategory, ClaimSource, ClaimType, DiagnosisCodeSystem, DiagnosisRole
from shared_models.identity import Principal, Role
from shared_models.money import minor_unit, quantise
from subgraphs.claims.rules.bill import Bill, Diagnosis, Line
from subgraphs.kit.refusals import ErrorCode, Refused

LINES_MAX: Final = 200
DIAGNOSES_MAX: Final = 25
# What is billed at once; far below what a column holds, so that sums of many claims fit as well.
TOTAL_MAX: Final = Decimal(999_999_999_999)
UNITS: Final = Decimal("0.001")

NOT_YOUR_PROVIDER: Final = Refused(
    ErrorCode.FORBIDDEN, "You may not file claims of this provider.", ("input", "providerId")
)
NOT_YOUR_MEMBER: Final = Refused(ErrorCode.NOT_FOUND, "There is no such member in your family.", ("input", "memberId"))
NOT_YOUR_REFERENCE: Final = Refused(
    ErrorCode.VALIDATION, "externalRef is the provider's own number: leave it out.", ("input", "externalRef")
)
NO_LINES: Final = Refused(ErrorCode.VALIDATION, "A claim has at least one line.", ("input", "lines"))
DATES_REVERSED: Final = Refused(ErrorCode.VALIDATION, "serviceTo is not before serviceFrom.", ("input", "serviceTo"))
FUTURE_SERVICE: Final = Refused(ErrorCode.VALIDATION, "serviceTo is not after today.", ("input", "serviceTo"))
FUTURE_ACCIDENT: Final = Refused(
    ErrorCode.VALIDATION, "accidentDate is not after serviceTo.", ("input", "accidentDate")
)
TWO_PRINCIPALS: Final = Refused(
    ErrorCode.VALIDATION, "At most one diagnosis is the principal one.", ("input", "diagnoses")
)
TOO_MUCH: Final = Refused(
    ErrorCode.VALIDATION, f"The lines of a claim come to at most {TOTAL_MAX}.", ("input", "lines")
)


@dataclass(frozen=True, slots=True)
class FiledDiagnosis:
    """A diagnosis; its place in the list is what lines point at, from 1 on."""

    system: DiagnosisCodeSystem
    code: str
    role: DiagnosisRole


@dataclass(frozen=True, slots=True)
class Filing:
    """A claim as somebody sends it in, with what its lines come to."""

    member_id: UUID
    provider_id: UUID
    claim_type: ClaimType
    category: ClaimCategory
    currency: str
    service_from: date
    service_to: date
    lines: tuple[Line, ...]
    diagnoses: tuple[FiledDiagnosis, ...] = ()
    personnel_id: UUID | None = None
    is_emergency: bool = False
    accident_date: date | None = None
    preauthorization_id: UUID | None = None
    external_ref: str | None = None
    source: ClaimSource = ClaimSource.PORTAL
    replaces_claim_id: UUID | None = None

    @property
    def billed(self) -> Decimal:
        return sum((line.billed for line in self.lines), Decimal(0))

    @property
    def other_payer_paid(self) -> Decimal:
        return sum((line.other_payer_paid for line in self.lines), Decimal(0))

    def bill(self, claim_id: UUID, received_on: date) -> Bill:
        """Return the claim as the rules see it."""
        return Bill(
            claim_id,
            self.member_id,
            self.provider_id,
            self.currency,
            self.category,
            self.service_from,
            self.service_to,
            received_on,
            self.lines,
            tuple(Diagnosis(place, each.system, each.code) for place, each in enumerate(self.diagnoses, 1)),
            self.is_emergency,
            self.accident_date,
        )


def billed_as(line: Line, currency: str) -> Line:
    """Return a line with what its units come to, its amounts in the form they are stored in.

    An amount finer than the currency stays as it is: `faults` tells of it.
    """
    return replace(
        line,
        units=line.units.quantize(UNITS),
        unit_price=_in_minor_units(line.unit_price, currency),
        other_payer_paid=_in_minor_units(line.other_payer_paid, currency),
        billed=quantise(line.units * line.unit_price, currency),
    )


def may_file(actor: Principal, filing: Filing) -> Refused | None:
    """Say who sends claims in: a provider its own, a member those of the family, an officer any."""
    if Role.CLAIMS_OFFICER in actor.roles:
        return None
    if Role.PROVIDER in actor.roles and filing.provider_id in actor.provider_ids:
        return None
    if Role.MEMBER in actor.roles:
        if filing.member_id not in actor.member_ids:
            return NOT_YOUR_MEMBER
        # A member who could take a provider's number would keep the provider from filing under it.
        return None if filing.external_ref is None else NOT_YOUR_REFERENCE
    return NOT_YOUR_PROVIDER


def may_change_draft(actor: Principal, *, provider_id: UUID, made_by: UUID | None) -> bool:
    """Say who changes a draft: who made it, somebody of its provider, or an officer."""
    if Role.CLAIMS_OFFICER in actor.roles or made_by in user_ids(actor):
        return True
    return Role.PROVIDER in actor.roles and provider_id in actor.provider_ids


def faults(filing: Filing, today: date, *, is_draft: bool = False) -> tuple[Refused, ...]:
    """Return all that keeps a claim from being taken in; a draft may wait for its lines."""
    return (*_of_the_claim(filing, today, is_draft=is_draft), *_of_the_lines(filing))


def _of_the_claim(filing: Filing, today: date, *, is_draft: bool) -> Iterator[Refused]:
    if not filing.lines and not is_draft:
        yield NO_LINES
    if filing.service_to < filing.service_from:
        yield DATES_REVERSED
    if filing.service_to > today:
        yield FUTURE_SERVICE
    if filing.accident_date is not None and filing.accident_date > filing.service_to:
        yield FUTURE_ACCIDENT
    if sum(each.role is DiagnosisRole.PRINCIPAL for each in filing.diagnoses) > 1:
        yield TWO_PRINCIPALS
    if filing.billed > TOTAL_MAX:
        yield TOO_MUCH


def _of_the_lines(filing: Filing) -> Iterator[Refused]:
    for index, line in enumerate(filing.lines):
        for name, sentence in _of_a_line(filing, line):
            yield Refused(ErrorCode.VALIDATION, f"{name} {sentence}.", ("input", "lines", str(index), name))


def _of_a_line(filing: Filing, line: Line) -> Iterator[tuple[str, str]]:
    if not filing.service_from <= line.service_date <= filing.service_to:
        yield "serviceDate", "is within serviceFrom and serviceTo"
    if any(not 1 <= pointer <= len(filing.diagnoses) for pointer in line.diagnosis_pointers):
        yield "diagnosisPointers", f"are places of the {len(filing.diagnoses)} diagnoses, from 1 on"
    if not _is_whole(line.unit_price, filing.currency):
        yield "unitPrice", f"has no more digits after the point than {filing.currency} has"
    if not _is_whole(line.other_payer_paid, filing.currency):
        yield "otherPayerPaid", f"has no more digits after the point than {filing.currency} has"
    elif line.other_payer_paid > line.billed:
        yield "otherPayerPaid", "is at most what the line comes to: units times unitPrice"


def _is_whole(amount: Decimal, currency: str) -> bool:
    """Say whether an amount can be paid in a currency: in no smaller parts than it has."""
    return amount % minor_unit(currency) == 0


def _in_minor_units(amount: Decimal, currency: str) -> Decimal:
    return quantise(amount, currency) if _is_whole(amount, currency) else amount
