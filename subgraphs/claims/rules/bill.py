"""What a provider asks for: a claim as the rules see it. All amounts are in the currency of the claim."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from shared_models.claims import ClaimCategory, CodeSystem, DiagnosisCodeSystem


@dataclass(frozen=True, slots=True)
class Procedure:
    """The code of what was done."""

    system: CodeSystem
    code: str


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """A diagnosis on the claim, and the position that lines point at."""

    position: int
    system: DiagnosisCodeSystem
    code: str


@dataclass(frozen=True, slots=True)
class Line:
    """One item: what was done when, how often, for how much, because of which diagnoses.

    `has_own_total`: the source gave only the total, so that units times price need not make it.
    """

    line_no: int
    procedure: Procedure
    service_date: date
    units: Decimal
    unit_price: Decimal
    billed: Decimal
    modifier: str | None = None
    place_of_service: str | None = None
    diagnosis_pointers: tuple[int, ...] = ()
    other_payer_paid: Decimal = Decimal(0)
    has_own_total: bool = False


@dataclass(frozen=True, slots=True)
class Bill:
    """One claim."""

    claim_id: UUID
    member_id: UUID
    provider_id: UUID
    currency: str
    category: ClaimCategory
    service_from: date
    service_to: date
    received_on: date
    lines: tuple[Line, ...]
    diagnoses: tuple[Diagnosis, ...] = ()
    is_emergency: bool = False
    accident_date: date | None = None

    def pointed(self, line: Line) -> tuple[Diagnosis, ...]:
        """Return the diagnoses a line points at; a line that points at none stands for all."""
        if not line.diagnosis_pointers:
            return self.diagnoses
        return tuple(each for each in self.diagnoses if each.position in line.diagnosis_pointers)
