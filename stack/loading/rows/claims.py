"""The claims' rows: each bill with its lines and diagnoses, and what its source computed as a result of mode import."""

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final
from uuid import UUID

from shared_models.claims import (
    AdjudicationMode,
    AdjudicationOutcome,
    Claim,
    ClaimAdjudicationResult,
    ClaimCategory,
    ClaimDiagnosis,
    ClaimLine,
    ClaimPriority,
    ClaimSource,
    ClaimStatus,
    ClaimType,
    CodeSystem,
    DiagnosisCodeSystem,
    DiagnosisRole,
)
from shared_models.claims.base import CLAIM_NUMBERS
from stack.loading.fields import CURRENCY
from stack.loading.identity import IMPORTER
from stack.loading.layout import CLAIMS, ENCOUNTERS, IMMUNIZATIONS, MEDICATIONS, PROCEDURES, TRANSACTIONS
from stack.loading.plans import era_on, is_insurer
from stack.loading.records import Payer, Transaction
from stack.loading.rows.cover import Covers
from stack.loading.rows.ids import company_id, member_id, personnel_id, provider_id, version_id
from stack.loading.sample import Bill, Sample
from stack.loading.writing import Batch, Number

CATEGORIES: Final = {
    "wellness": ClaimCategory.WELLNESS,
    "emergency": ClaimCategory.EMERGENCY,
    "inpatient": ClaimCategory.INPATIENT,
    "snf": ClaimCategory.INPATIENT,
    "hospice": ClaimCategory.INPATIENT,
    "home": ClaimCategory.HOME,
}
INSTITUTIONAL: Final = "2"
UNITEMISED: Final = "UNITEMISED"
NO_ENROLMENT: Final = "NO_ENROLMENT"
ENGINE: Final = "synthea"
# How SYSTEM columns name the lists that codes are from; older files lack them, and all their codes are SNOMED's.
DIAGNOSIS_SYSTEMS: Final = {
    "": DiagnosisCodeSystem.SNOMED,
    "http://snomed.info/sct": DiagnosisCodeSystem.SNOMED,
    "SNOMED-CT": DiagnosisCodeSystem.SNOMED,
    "http://hl7.org/fhir/sid/icd-10-cm": DiagnosisCodeSystem.ICD10CM,
    "http://hl7.org/fhir/sid/icd-10": DiagnosisCodeSystem.ICD10,
    "http://hl7.org/fhir/sid/icd-9-cm": DiagnosisCodeSystem.ICD9CM,
}
PROCEDURE_SYSTEMS: Final = {
    "": CodeSystem.SNOMED,
    "http://snomed.info/sct": CodeSystem.SNOMED,
    "SNOMED-CT": CodeSystem.SNOMED,
    "http://www.ama-assn.org/go/cpt": CodeSystem.CPT,
    "http://www.nlm.nih.gov/research/umls/rxnorm": CodeSystem.RXNORM,
    "http://hl7.org/fhir/sid/cvx": CodeSystem.CVX,
}


def claims_batches(sample: Sample, covers: Covers) -> Iterator[Batch]:
    """Yield what claims stores of a sample."""
    by_importer = {"created_by": IMPORTER}
    bills = [_Billed(sample, covers, bill) for bill in sample.bills]
    yield Batch(
        Claim,
        [billed.claim() for billed in bills],
        {"source": ClaimSource.IMPORT, "priority": ClaimPriority.NORMAL, "currency": CURRENCY, **by_importer},
        Number("claim_number", "CLM", CLAIM_NUMBERS),
        source=CLAIMS.name,
    )
    lines: dict[str | None, list[dict[str, Any]]] = {}
    for billed in bills:
        for source, line in billed.lines():
            lines.setdefault(source, []).append(line)
    for source, rows in lines.items():
        yield Batch(ClaimLine, rows, {"currency": CURRENCY, **by_importer}, source=source, part_of="claim_id")
    yield Batch(ClaimDiagnosis, [row for billed in bills for row in billed.diagnoses()], part_of="claim_id")
    yield Batch(
        ClaimAdjudicationResult,
        [billed.result() for billed in bills],
        {"run_no": 1, "engine_version": ENGINE, "mode": AdjudicationMode.IMPORT, "currency": CURRENCY, **by_importer},
        part_of="claim_id",
    )


class _Billed:
    """One bill on its way into rows."""

    def __init__(self, sample: Sample, covers: Covers, bill: Bill) -> None:
        encounter, medication = bill.encounter, bill.medication
        self.sample = sample
        self.bill = bill
        self.id: UUID = sample.identity.id("claims", bill.claim.id)
        self.started: datetime = medication.start if medication else encounter.start
        self.ended: datetime = medication.start if medication else encounter.stop
        self.billed: Decimal = medication.cost if medication else encounter.total
        self.covered: Decimal = medication.covered if medication else encounter.covered
        self.payer = _insurer(sample, medication.payer if medication else encounter.payer)
        self.cover = self.payer and covers.on(self.started.date(), encounter.patient, self.payer.id)

    def claim(self) -> dict[str, Any]:
        encounter, identity, payer = self.bill.encounter, self.sample.identity, self.payer
        status = self._status()
        return {
            "id": self.id,
            "claim_type": self._type(),
            # A medicine is dispensed to somebody who walks in, whatever it was ordered for.
            "category": ClaimCategory.OUTPATIENT if self.bill.medication else category_of(encounter.kind),
            "member_id": member_id(identity, encounter.patient),
            "provider_id": provider_id(identity, encounter.organization),
            "personnel_id": personnel_id(identity, encounter.clinician),
            "enrolment_id": self.cover.id if self.cover else None,
            "scheme_version_id": self._version(),
            "company_id": company_id(identity, payer) if payer else None,
            "service_from": self.started.date(),
            "service_to": self.ended.date(),
            "received_at": self.ended,
            "is_emergency": encounter.kind == "emergency" and self.bill.medication is None,
            "billed_amount": self.billed,
            "allowed_amount": self.billed if payer else Decimal(0),
            "plan_paid_amount": self.covered,
            "member_amount": self.billed - self.covered,
            "writeoff_amount": Decimal(0),
            "status": status,
            "status_reason": None if payer else NO_ENROLMENT,
            "external_ref": self.bill.claim.id,
            "adjudicated_at": self.ended,
            "paid_at": self.ended if status is ClaimStatus.PAID else None,
        }

    def _version(self) -> UUID | None:
        """Return the version in force: the cover's, which is that of the day it began."""
        if self.payer is None:
            return None
        began = self.cover.coverage.start if self.cover else self.started.date()
        return version_id(self.sample.identity, self.payer, era_on(self.payer, began))

    def result(self) -> dict[str, Any]:
        return {
            "id": self.sample.identity.id("claim_adjudication_results", self.bill.claim.id),
            "claim_id": self.id,
            "outcome": AdjudicationOutcome.APPROVED if self.payer else AdjudicationOutcome.DENIED,
            "billed": self.billed,
            "allowed": self.billed if self.payer else Decimal(0),
            "plan_paid": self.covered,
            "member_amount": self.billed - self.covered,
            "reasons": [] if self.payer else [{"code": NO_ENROLMENT, "message": "The patient was not insured."}],
        }

    def diagnoses(self) -> Iterator[dict[str, Any]]:
        """Yield the claim's diagnoses in their positions, and after them the reason of care if it is none of them."""
        codes = self._diagnosed()
        systems = {each.code: each.system for each in self.sample.conditions.get(self.bill.encounter.id, ())}
        for position, code in codes.items():
            yield {
                "claim_id": self.id,
                "position": position,
                "code_system": DIAGNOSIS_SYSTEMS.get(systems.get(code, ""), DiagnosisCodeSystem.CUSTOM),
                "code": code,
                "role": DiagnosisRole.PRINCIPAL if position == min(codes) else DiagnosisRole.SECONDARY,
            }

    def _diagnosed(self) -> dict[int, str]:
        codes = {position: code for position, code in enumerate(self.bill.claim.diagnoses, 1) if code is not None}
        reason = self.bill.medication.reason if self.bill.medication else self.bill.encounter.reason
        if reason is not None and reason not in codes.values():
            codes[max(codes, default=0) + 1] = reason
        return codes

    def lines(self) -> Iterator[tuple[str | None, dict[str, Any]]]:
        """Yield the lines in order, each with the file it is from: the charges if there are any, else what was done.

        What the source billed beyond its items becomes a line of its own; what it billed less stays as it is.
        """
        itemised, number = Decimal(0), 0
        for number, (source, line) in enumerate(self._items(), 1):
            itemised += line["billed_amount"]
            yield source, {**line, **self._place(number)}
        if itemised < self.billed:
            rest = _line(UNITEMISED, CodeSystem.CUSTOM, self.started.date(), self.billed - itemised)
            yield None, {**rest, **self._place(number + 1)}

    def _items(self) -> Iterator[tuple[str, dict[str, Any]]]:
        charges = self.sample.charges.get(self.bill.claim.id)
        if charges is not None:
            yield from self._charged(charges)
        elif (medication := self.bill.medication) is not None:
            yield MEDICATIONS.name, _line(medication.code, CodeSystem.RXNORM, self.started.date(), medication.cost)
        else:
            yield from self._done()

    def _done(self) -> Iterator[tuple[str, dict[str, Any]]]:
        """Yield what the encounter consisted of; its own cost comes first, so that the copay meets it first."""
        encounter = self.bill.encounter
        yield ENCOUNTERS.name, _line(encounter.code, CodeSystem.SNOMED, self.started.date(), encounter.base_cost)
        for procedure in self.sample.procedures.get(encounter.id, ()):
            system = PROCEDURE_SYSTEMS.get(procedure.system, CodeSystem.CUSTOM)
            yield PROCEDURES.name, _line(procedure.code, system, procedure.start.date(), procedure.cost)
        for vaccine in self.sample.immunizations.get(encounter.id, ()):
            yield IMMUNIZATIONS.name, _line(vaccine.code, CodeSystem.CVX, vaccine.start.date(), vaccine.cost)

    def _charged(self, charges: tuple[Transaction, ...]) -> Iterator[tuple[str, dict[str, Any]]]:
        own = self.bill.encounter.code
        positions = self._diagnosed()
        for charge in sorted(charges, key=lambda each: each.code != own):
            line = _line(charge.code, self._system_of(charge.code), charge.start.date(), charge.charged)
            is_product = charge.charged == charge.units * charge.unit_price
            line["units"], line["unit_price"] = charge.units, charge.unit_price
            line["unit_price_derived"] = not is_product
            line["diagnosis_pointers"] = [pointer for pointer in charge.pointers if pointer in positions]
            yield TRANSACTIONS.name, line

    def _system_of(self, code: str) -> CodeSystem:
        if self.bill.medication is not None:
            return CodeSystem.RXNORM
        vaccines = self.sample.immunizations.get(self.bill.encounter.id, ())
        if any(vaccine.code == code for vaccine in vaccines):
            return CodeSystem.CVX
        done: Mapping[str, str] = {
            each.code: each.system for each in self.sample.procedures.get(self.bill.encounter.id, ())
        }
        return PROCEDURE_SYSTEMS.get(done.get(code, ""), CodeSystem.CUSTOM)

    def _place(self, number: int) -> dict[str, Any]:
        line_id = self.sample.identity.id("claim_lines", f"{self.bill.claim.id}:{number}")
        return {"id": line_id, "claim_id": self.id, "line_no": number}

    def _type(self) -> ClaimType:
        if self.bill.medication is not None:
            return ClaimType.PHARMACY
        return ClaimType.INSTITUTIONAL if self.bill.claim.kind == INSTITUTIONAL else ClaimType.PROFESSIONAL

    def _status(self) -> ClaimStatus:
        if self.payer is None:
            return ClaimStatus.DENIED
        return ClaimStatus.PAID if self.covered else ClaimStatus.APPROVED


def category_of(encounter_class: str) -> ClaimCategory:
    """Return the category of care of a class of encounters; all that is none of the others is outpatient."""
    return CATEGORIES.get(encounter_class, ClaimCategory.OUTPATIENT)


def _insurer(sample: Sample, payer: str | None) -> Payer | None:
    found = sample.payers[payer] if payer is not None else None
    return found if found is not None and is_insurer(found) else None


def _line(code: str, system: CodeSystem, on: date, billed: Decimal) -> dict[str, Any]:
    return {
        "procedure_code": code,
        "code_system": system,
        "service_date": on,
        "units": Decimal(1),
        "unit_price": billed,
        "unit_price_derived": False,
        "billed_amount": billed,
        "diagnosis_pointers": [],
    }
