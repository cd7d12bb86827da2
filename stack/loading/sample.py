"""All files of a sample together: which records hold, by their references too, and which claim bills what.

A file that cannot be used refuses the import. A row that cannot be used is left out with its reason, and with it,
each for its own reason, the rows that refer to it.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Final, Protocol, TypeVar

from stack.loading import layout, records
from stack.loading.identity import Identity, identity_of
from stack.loading.layout import Layout, read_column, read_records
from stack.loading.reader import Unreadable, find_file
from stack.loading.records import (
    Claim,
    Clinician,
    Condition,
    Coverage,
    Encounter,
    Immunization,
    Medication,
    Organization,
    Patient,
    Payer,
    Procedure,
    Transaction,
)
from stack.loading.report import FileReport, Finding, ImportRefused
from stack.progress import Progress

LAYOUTS: Final[tuple[Layout[records.AnyRecord], ...]] = (
    layout.PAYERS,
    layout.ORGANIZATIONS,
    layout.CLINICIANS,
    layout.PATIENTS,
    layout.COVERAGES,
    layout.ENCOUNTERS,
    layout.CONDITIONS,
    layout.PROCEDURES,
    layout.IMMUNIZATIONS,
    layout.MEDICATIONS,
    layout.CLAIMS,
    layout.TRANSACTIONS,
)
CHARGE: Final = "CHARGE"
PAYMENT: Final = "PAYMENT"


class Identified(Protocol):
    """A record with an id of its own."""

    @property
    def id(self) -> str: ...

    @property
    def line(self) -> int: ...


class AtEncounter(Protocol):
    """A record of what was found or done at an encounter."""

    @property
    def encounter(self) -> str: ...


Record = TypeVar("Record")
WithId = TypeVar("WithId", bound=Identified)
OfEncounter = TypeVar("OfEncounter", bound=AtEncounter)
Fault = str | None


@dataclass(frozen=True, slots=True)
class Bill:
    """A claim with what it is for: an encounter, or a medicine ordered at it."""

    claim: Claim
    encounter: Encounter
    medication: Medication | None


@dataclass(frozen=True, slots=True)
class Sample:
    """What a folder holds, as far as it can be used."""

    identity: Identity
    payers: Mapping[str, Payer]
    organizations: Mapping[str, Organization]
    clinicians: Mapping[str, Clinician]
    patients: Mapping[str, Patient]
    coverages: Mapping[str, tuple[Coverage, ...]]
    conditions: Mapping[str, tuple[Condition, ...]]
    procedures: Mapping[str, tuple[Procedure, ...]]
    immunizations: Mapping[str, tuple[Immunization, ...]]
    emergency_rooms: frozenset[str]
    bills: tuple[Bill, ...]
    charges: Mapping[str, tuple[Transaction, ...]]
    payments: tuple[Transaction, ...]


def read_sample(folder: Path, *, today: date, progress: Progress) -> tuple[Sample, dict[str, FileReport]]:
    """Read and check all files of a folder; raise `ImportRefused` with all that is wrong where one cannot be used."""
    files = _Files(folder)
    for done, each in enumerate(LAYOUTS):
        progress.advance(done, len(LAYOUTS), "files")
        files.read(each)
    files.refuse_unreadable()
    return _Checker(files, today).sample(), files.reports


class _Files:
    """The files of a folder, read; faults of whole files are collected, so that all are told at once."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._records: dict[str, list[records.AnyRecord]] = {}
        self._faults: list[Finding] = []
        self.reports: dict[str, FileReport] = {}
        self.identity: Identity | None = None

    def read(self, each: Layout[records.AnyRecord]) -> None:
        self._records[each.name] = []
        try:
            path = find_file(self._folder, each.name)
            if path is not None:
                report = self.reports[each.name] = FileReport(path.name)
                self._records[each.name] = list(read_records(each, path, report))
                if each.name == layout.PATIENTS.name:
                    self.identity = identity_of(read_column("Id", path))
            elif not each.is_optional:
                reason = f"is missing in {self._folder}" if self._folder.is_dir() else f"{self._folder} is no folder"
                self._faults.append(Finding(f"{each.name}.csv", None, reason))
        except Unreadable as unreadable:
            self._faults.append(unreadable.finding)

    def refuse_unreadable(self) -> None:
        if not self._faults and not self._records[layout.PATIENTS.name]:
            report = self.reports[layout.PATIENTS.name]
            self._faults += report.refusals or [Finding(report.name, None, "holds no patient")]
        if self._faults:
            raise ImportRefused(tuple(self._faults))

    def sound(self, each: Layout[Record], fault: Callable[[Record], Fault]) -> list[Record]:
        """Return the records of a file in which `fault` finds none, refusing the others."""
        kept: list[Record] = []
        for record in self._records[each.name]:
            reason = fault(record)  # type: ignore[arg-type]  # the records under a layout's name are its own
            if reason is None:
                kept.append(record)  # type: ignore[arg-type]  # the same
            else:
                self.reports[each.name].refuse(record.line, reason)
        return kept

    def refuse(self, each: Layout[Record], line: int, reason: str) -> None:
        self.reports[each.name].refuse(line, reason)


class _Checker:
    """Checks record by record in an order in which what is referred to comes first."""

    def __init__(self, files: _Files, today: date) -> None:
        self._files = files
        self._today = today

    def sample(self) -> Sample:
        files = self._files
        assert files.identity is not None, "a folder without patients was refused"
        self.payers = self._by_id(layout.PAYERS)
        self.organizations = self._by_id(layout.ORGANIZATIONS)
        self.clinicians = self._by_id(layout.CLINICIANS, self._fault_of_clinician)
        self.patients = self._by_id(layout.PATIENTS, self._fault_of_patient)
        self.covered: dict[str, list[Coverage]] = defaultdict(list)
        files.sound(layout.COVERAGES, self._fault_of_coverage)
        self.encounters = self._by_id(layout.ENCOUNTERS, self._fault_of_encounter)
        conditions = files.sound(layout.CONDITIONS, self._unknown_encounter)
        procedures = files.sound(layout.PROCEDURES, self._unknown_encounter)
        immunizations = files.sound(layout.IMMUNIZATIONS, self._unknown_encounter)
        medications = files.sound(layout.MEDICATIONS, self._fault_of_medication)
        self.claims = self._by_id(layout.CLAIMS, self._fault_of_claim)
        transactions = files.sound(layout.TRANSACTIONS, self._fault_of_transaction)
        charges = _grouped((each for each in transactions if each.kind == CHARGE), lambda each: each.claim)
        return Sample(
            identity=files.identity,
            payers=self.payers,
            organizations=self.organizations,
            clinicians=self.clinicians,
            patients=self.patients,
            coverages={patient: tuple(rows) for patient, rows in self.covered.items()},
            conditions=_at_encounters(conditions),
            procedures=_at_encounters(procedures),
            immunizations=_at_encounters(immunizations),
            emergency_rooms=frozenset(
                each.organization for each in self.encounters.values() if each.kind == "emergency"
            ),
            bills=tuple(self._bills(_at_encounters(medications), charges)),
            charges=charges,
            payments=tuple(each for each in transactions if each.kind == PAYMENT),
        )

    def _by_id(self, each: Layout[WithId], fault: Callable[[WithId], Fault] = lambda _: None) -> dict[str, WithId]:
        known: dict[str, WithId] = {}

        def fault_or_repeated(record: WithId) -> Fault:
            if record.id in known:
                return f"the Id {record.id} is that of line {known[record.id].line}"
            reason = fault(record)
            if reason is None:
                known[record.id] = record
            return reason

        self._files.sound(each, fault_or_repeated)
        return known

    def _fault_of_clinician(self, clinician: Clinician) -> Fault:
        return _unless_known(clinician.organization, self.organizations, "ORGANIZATION")

    def _fault_of_patient(self, patient: Patient) -> Fault:
        if patient.born_on > self._today:
            return "BIRTHDATE is to come"
        if patient.died_on is not None and patient.died_on < patient.born_on:
            return "DEATHDATE is before BIRTHDATE"
        return None

    def _fault_of_coverage(self, coverage: Coverage) -> Fault:
        reason = (
            _unless_known(coverage.patient, self.patients, "PATIENT")
            or _unless_known(coverage.payer, self.payers, "PAYER")
            or _unless_known(coverage.secondary_payer, self.payers, "SECONDARY_PAYER")
        )
        if reason is not None:
            return reason
        if coverage.end <= coverage.start:
            return "the cover ends no later than it starts"
        died_on = self.patients[coverage.patient].died_on
        if died_on is not None and died_on < coverage.start:
            return "the cover starts after the patient's death"
        for other in self.covered[coverage.patient]:
            if coverage.start < other.end and other.start < coverage.end:
                return f"the cover overlaps that of line {other.line}"
        self.covered[coverage.patient].append(coverage)
        return None

    def _fault_of_encounter(self, encounter: Encounter) -> Fault:
        if encounter.stop < encounter.start:
            return "STOP is before START"
        if encounter.covered > encounter.total:
            return "PAYER_COVERAGE is more than TOTAL_CLAIM_COST"
        return (
            _unless_known(encounter.patient, self.patients, "PATIENT")
            or _unless_known(encounter.organization, self.organizations, "ORGANIZATION")
            or _unless_known(encounter.clinician, self.clinicians, "PROVIDER")
            or _unless_known(encounter.payer, self.payers, "PAYER")
        )

    def _fault_of_medication(self, medication: Medication) -> Fault:
        if medication.covered > medication.cost:
            return "PAYER_COVERAGE is more than BASE_COST"
        return self._unknown_encounter(medication) or _unless_known(medication.payer, self.payers, "PAYER")

    def _fault_of_claim(self, claim: Claim) -> Fault:
        reason = _unless_known(claim.encounter, self.encounters, "APPOINTMENTID")
        if reason is None and self.encounters[claim.encounter].patient != claim.patient:
            return "PATIENTID is not the patient of the encounter"
        return reason

    def _fault_of_transaction(self, transaction: Transaction) -> Fault:
        return _unless_known(transaction.claim, self.claims, "CLAIMID")

    def _unknown_encounter(self, record: AtEncounter) -> Fault:
        return _unless_known(record.encounter, self.encounters, "ENCOUNTER")

    def _bills(
        self, ordered: Mapping[str, tuple[Medication, ...]], charges: Mapping[str, tuple[Transaction, ...]]
    ) -> Iterable[Bill]:
        claims_of = _at_encounters(self.claims.values())
        for encounter in self.encounters.values():
            medications = list(ordered.get(encounter.id, ()))
            claims = claims_of.get(encounter.id, ())
            if not claims:
                self._files.refuse(layout.ENCOUNTERS, encounter.line, "no claim names this encounter")
            yield from self._bills_of(encounter, claims, medications, charges)

    def _bills_of(
        self,
        encounter: Encounter,
        claims: tuple[Claim, ...],
        medications: list[Medication],
        charges: Mapping[str, tuple[Transaction, ...]],
    ) -> Iterable[Bill]:
        """Pair the claims of an encounter with what they are for.

        Charges tell, where there are any. Without them nothing in the files does; but the generator writes the
        encounter's own claim first and then those of the medicines in their order, as every encounter of a sample
        with charges confirms. So order tells too, as long as none is missing.
        """
        is_whole = len(claims) == 1 + len(medications)
        why = (
            f"of {len(claims)} claims for a visit with {len(medications)} medications, what this one bills is not known"
        )
        own = next((claim for claim in claims if _charges(claim, encounter.code, charges)), None)
        if own is None and is_whole:
            own = claims[0]
        for claim in claims:
            if claim is own:
                yield Bill(claim, encounter, None)
                continue
            named = (each for each in medications if _charges(claim, each.code, charges))
            medication = next(named, medications[0] if is_whole and medications else None)
            if medication is None:
                self._files.refuse(layout.CLAIMS, claim.line, why)
            else:
                medications.remove(medication)
                yield Bill(claim, encounter, medication)
        for medication in medications:
            self._files.refuse(layout.MEDICATIONS, medication.line, "which claim is for it is not known")


def _charges(claim: Claim, code: str, charges: Mapping[str, tuple[Transaction, ...]]) -> bool:
    return any(charge.code == code for charge in charges.get(claim.id, ()))


def _unless_known(source_id: str | None, known: Mapping[str, object], column: str) -> Fault:
    return None if source_id is None or source_id in known else f"{column} {source_id} is unknown"


def _grouped(records: Iterable[Record], key: Callable[[Record], str]) -> dict[str, tuple[Record, ...]]:
    groups: dict[str, list[Record]] = defaultdict(list)
    for record in records:
        groups[key(record)].append(record)
    return {name: tuple(group) for name, group in groups.items()}


def _at_encounters(records: Iterable[OfEncounter]) -> dict[str, tuple[OfEncounter, ...]]:
    return _grouped(records, lambda record: record.encounter)
