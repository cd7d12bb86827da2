"""Coverage rows into spans of cover: who was covered by whom on a day, and who is still."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from stack.loading.plans import is_insurer
from stack.loading.records import Coverage, Patient, Payer
from stack.loading.rows.ids import member_id
from stack.loading.sample import Sample

ONE_DAY = timedelta(days=1)
ROLES = {"Spouse": "spouse", "Guardian": "child"}


@dataclass(frozen=True, slots=True)
class Cover:
    """A span of cover, half-open; without an end it lasts."""

    id: UUID
    coverage: Coverage
    payer: Payer
    end: date | None

    def includes(self, day: date) -> bool:
        """Tell whether the day is covered."""
        return self.coverage.start <= day and (self.end is None or day < self.end)


class Covers:
    """All cover of a sample, patient by patient, in order of time."""

    def __init__(self, sample: Sample) -> None:
        self._by_patient: Mapping[str, tuple[Cover, ...]] = {
            patient.id: tuple(_covers(sample, patient)) for patient in sample.patients.values()
        }

    def __iter__(self) -> Iterator[Cover]:
        for covers in self._by_patient.values():
            yield from covers

    def of(self, patient: str) -> tuple[Cover, ...]:
        """Return the cover of a patient."""
        return self._by_patient[patient]

    def on(self, day: date, patient: str, payer: str) -> Cover | None:
        """Return the cover of a patient by a payer on a day."""
        return next(
            (cover for cover in self._by_patient[patient] if cover.payer.id == payer and cover.includes(day)), None
        )


def _covers(sample: Sample, patient: Patient) -> Iterator[Cover]:
    rows = sorted(sample.coverages.get(patient.id, ()), key=lambda row: row.start)
    for row in rows:
        payer = sample.payers[row.payer]
        if is_insurer(payer):
            source_id = f"{patient.id}:{row.start.isoformat()}"
            yield Cover(
                sample.identity.id("member_enrolments", source_id),
                row,
                payer,
                _end(row, patient, is_newest=row is rows[-1]),
            )


def _end(row: Coverage, patient: Patient, *, is_newest: bool) -> date | None:
    """Say when cover ends: with death the day after; the newest of the living lasts, or nobody would be covered."""
    if patient.died_on is not None:
        return min(row.end, patient.died_on + ONE_DAY)
    return None if is_newest else row.end


def role_of(coverage: Coverage) -> str:
    """Return in what role a patient was covered."""
    return ROLES.get(coverage.ownership, "principal")


class Families:
    """Who depends on whom: the owner of a spouse's or child's cover, where the owner is a patient too.

    Owners are told by name alone. One who is not in the sample, or whose name two patients share, is nobody.
    """

    def __init__(self, sample: Sample, covers: Covers) -> None:
        self._covers = covers
        self._named: dict[str, str | None] = {}
        for patient in sample.patients.values():
            names = {
                " ".join((patient.first_name, *middle, patient.last_name)) for middle in ((), (patient.middle_name,))
            }
            for name in names:
                self._named[name] = None if name in self._named else patient.id

    def principal(self, cover: Cover) -> str:
        """Return the patient through whom this cover is held: the owner if known, else the covered one."""
        patient = cover.coverage.patient
        return patient if role_of(cover.coverage) == "principal" else self._named.get(cover.coverage.owner) or patient

    def depends_on(self, patient: str) -> Cover | None:
        """Return a patient's newest cover where it is held through somebody who depends on nobody."""
        newest = self._newest(patient)
        if newest is None or (owner := self.principal(newest)) == patient:
            return None
        of_owner = self._newest(owner)
        return newest if of_owner is None or self.principal(of_owner) == owner else None

    def _newest(self, patient: str) -> Cover | None:
        covers = self._covers.of(patient)
        return covers[-1] if covers else None


def principal_member_id(sample: Sample, families: Families, cover: Cover) -> UUID:
    """Return the member through whom this cover is held."""
    return member_id(sample.identity, families.principal(cover))
