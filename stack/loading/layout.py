"""Which files Synthea writes, which of their columns we read, and the records they become.

Two generations of columns are understood: where a column was renamed, both names are given; where it came later, it
may be absent. Columns that we know and do not read are not listed; they come from the generator's own headers.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Generic, TypeVar

from stack.loading.fields import (
    amount,
    code,
    day,
    degrees,
    identifier,
    instant,
    maybe_amount,
    maybe_code,
    maybe_day,
    maybe_identifier,
    maybe_position,
    quantity,
    some_words,
    words,
)
from stack.loading.reader import Unreadable, read_rows
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
from stack.loading.report import FileReport, Finding

Record = TypeVar("Record")
Record_co = TypeVar("Record_co", covariant=True)


@dataclass(frozen=True, slots=True)
class Column:
    """One field of a record: the names its column has had, and how it is read."""

    names: tuple[str, ...]
    read: Callable[[str], Any]
    is_optional: bool = False


@dataclass(frozen=True, slots=True)
class Columns:
    """One field of a record that gathers several columns, each in its place."""

    names: tuple[str, ...]
    read: Callable[[str], Any]


def column(names: str, read: Callable[[str], Any]) -> Column:
    """Declare a column by its names, the newest first, separated by spaces."""
    return Column(tuple(names.split()), read)


def optional(names: str, read: Callable[[str], Any]) -> Column:
    """Declare a column that came with a later generation; where it is absent, the field is empty."""
    return Column(tuple(names.split()), read, is_optional=True)


@dataclass(frozen=True, slots=True)
class Layout(Generic[Record_co]):
    """A file: its name, the records it holds, their fields in order, and columns it may have that nobody reads."""

    name: str
    record: Callable[..., Record_co]
    fields: tuple[Column | Columns, ...]
    unread: str = ""
    is_optional: bool = False


PLACE: Final = "ADDRESS CITY STATE ZIP"
DIAGNOSES: Final = tuple(f"DIAGNOSIS{number}" for number in range(1, 9))
POINTERS: Final = tuple(f"DIAGNOSISREF{number}" for number in range(1, 5))

PAYERS: Final = Layout(
    "payers",
    Payer,
    (
        column("Id", identifier),
        column("NAME", some_words),
        optional("OWNERSHIP", words),
        column("ADDRESS", words),
        column("CITY", words),
        column("STATE_HEADQUARTERED", words),
        column("ZIP", words),
        column("PHONE", words),
    ),
    unread="AMOUNT_COVERED AMOUNT_UNCOVERED REVENUE COVERED_ENCOUNTERS UNCOVERED_ENCOUNTERS COVERED_MEDICATIONS"
    " UNCOVERED_MEDICATIONS COVERED_PROCEDURES UNCOVERED_PROCEDURES COVERED_IMMUNIZATIONS UNCOVERED_IMMUNIZATIONS"
    " UNIQUE_CUSTOMERS QOLS_AVG MEMBER_MONTHS",
)
ORGANIZATIONS: Final = Layout(
    "organizations",
    Organization,
    (
        column("Id", identifier),
        column("NAME", some_words),
        *(column(name, words) for name in PLACE.split()),
        column("LAT", degrees),
        column("LON", degrees),
        column("PHONE", words),
    ),
    unread="REVENUE UTILIZATION",
)
CLINICIANS: Final = Layout(
    "providers",
    Clinician,
    (
        column("Id", identifier),
        column("ORGANIZATION", identifier),
        column("NAME", some_words),
        column("SPECIALITY", some_words),
    ),
    unread=f"GENDER {PLACE} LAT LON UTILIZATION ENCOUNTERS PROCEDURES",
)
PATIENTS: Final = Layout(
    "patients",
    Patient,
    (
        column("Id", identifier),
        column("BIRTHDATE", day),
        column("DEATHDATE", maybe_day),
        column("FIRST", some_words),
        optional("MIDDLE", words),
        column("LAST", some_words),
        column("MARITAL", words),
        column("GENDER", words),
        *(column(name, words) for name in PLACE.split()),
        optional("SSN", words),
        optional("PASSPORT", words),
    ),
    unread="DRIVERS PREFIX SUFFIX MAIDEN RACE ETHNICITY BIRTHPLACE COUNTY FIPS LAT LON"
    " HEALTHCARE_EXPENSES HEALTHCARE_COVERAGE INCOME",
)
COVERAGES: Final = Layout(
    "payer_transitions",
    Coverage,
    (
        column("PATIENT", identifier),
        optional("MEMBERID", words),
        column("START_DATE START_YEAR", day),
        column("END_DATE END_YEAR", day),
        column("PAYER", identifier),
        optional("SECONDARY_PAYER", maybe_identifier),
        column("PLAN_OWNERSHIP OWNERSHIP", words),
        optional("OWNER_NAME OWNERNAME", words),
    ),
)
ENCOUNTERS: Final = Layout(
    "encounters",
    Encounter,
    (
        column("Id", identifier),
        column("START", instant),
        column("STOP", instant),
        column("PATIENT", identifier),
        column("ORGANIZATION", identifier),
        column("PROVIDER", identifier),
        column("PAYER", maybe_identifier),
        column("ENCOUNTERCLASS", words),
        column("CODE", code),
        column("BASE_ENCOUNTER_COST", amount),
        column("TOTAL_CLAIM_COST", amount),
        column("PAYER_COVERAGE", amount),
        column("REASONCODE", maybe_code),
    ),
    unread="DESCRIPTION REASONDESCRIPTION",
)
CONDITIONS: Final = Layout(
    "conditions",
    Condition,
    (column("ENCOUNTER", identifier), optional("SYSTEM", words), column("CODE", code)),
    unread="START STOP PATIENT DESCRIPTION",
    is_optional=True,
)
PROCEDURES: Final = Layout(
    "procedures",
    Procedure,
    (
        column("START DATE", instant),
        column("ENCOUNTER", identifier),
        optional("SYSTEM", words),
        column("CODE", code),
        column("BASE_COST", amount),
    ),
    unread="STOP PATIENT DESCRIPTION REASONCODE REASONDESCRIPTION",
)
IMMUNIZATIONS: Final = Layout(
    "immunizations",
    Immunization,
    (column("DATE", instant), column("ENCOUNTER", identifier), column("CODE", code), column("BASE_COST COST", amount)),
    unread="PATIENT DESCRIPTION",
)
MEDICATIONS: Final = Layout(
    "medications",
    Medication,
    (
        column("START", instant),
        column("PAYER", maybe_identifier),
        column("ENCOUNTER", identifier),
        column("CODE", code),
        column("BASE_COST", amount),
        column("PAYER_COVERAGE", amount),
        column("REASONCODE", maybe_code),
    ),
    unread="STOP PATIENT DESCRIPTION DISPENSES TOTALCOST REASONDESCRIPTION",
)
CLAIMS: Final = Layout(
    "claims",
    Claim,
    (
        column("Id", identifier),
        column("PATIENTID", identifier),
        column("APPOINTMENTID", identifier),
        column("HEALTHCARECLAIMTYPEID1", words),
        Columns(DIAGNOSES, maybe_code),
    ),
    unread="PROVIDERID PRIMARYPATIENTINSURANCEID SECONDARYPATIENTINSURANCEID DEPARTMENTID PATIENTDEPARTMENTID"
    " REFERRINGPROVIDERID CURRENTILLNESSDATE SERVICEDATE SUPERVISINGPROVIDERID STATUS1 STATUS2 STATUSP OUTSTANDING1"
    " OUTSTANDING2 OUTSTANDINGP LASTBILLEDDATE1 LASTBILLEDDATE2 LASTBILLEDDATEP HEALTHCARECLAIMTYPEID2",
)
TRANSACTIONS: Final = Layout(
    "claims_transactions",
    Transaction,
    (
        column("ID", identifier),
        column("CLAIMID", identifier),
        column("TYPE", some_words),
        column("METHOD", words),
        column("FROMDATE", instant),
        column("PROCEDURECODE", words),
        Columns(POINTERS, maybe_position),
        column("UNITS", quantity),
        column("UNITAMOUNT", maybe_amount),
        column("AMOUNT", maybe_amount),
        column("PAYMENTS", maybe_amount),
    ),
    unread="CHARGEID PATIENTID TODATE PLACEOFSERVICE MODIFIER1 MODIFIER2 DEPARTMENTID NOTES TRANSFEROUTID TRANSFERTYPE"
    " ADJUSTMENTS TRANSFERS OUTSTANDING APPOINTMENTID LINENOTE PATIENTINSURANCEID FEESCHEDULEID PROVIDERID"
    " SUPERVISINGPROVIDERID",
    is_optional=True,
)


# Reading


def read_records(layout: Layout[Record], path: Path, report: FileReport) -> Iterator[Record]:
    """Yield the sound records of a file; rows that are not are refused in the report."""
    rows = read_rows(path)
    header = next(rows, None)
    if header is None:
        raise Unreadable(Finding(path.name, 1, "is empty; the header is missing"))
    readers = _readers(layout, header[1], path, report)
    width = len(header[1])
    for line, row in rows:
        report.read += 1
        if len(row) != width:
            report.refuse(line, f"has {len(row)} fields, the header {width}")
            continue
        try:
            yield layout.record(line, *(read(row) for read in readers))
        except ValueError as error:
            report.refuse(line, str(error))


Reader = Callable[[list[str]], Any]


def _readers(layout: Layout[Record], header: list[str], path: Path, report: FileReport) -> tuple[Reader, ...]:
    places = {name: index for index, name in enumerate(header)}
    if len(places) < len(header):
        raise Unreadable(Finding(path.name, 1, "the header names a column twice"))
    missing = sorted(" or ".join(names) for names in _missing(layout, places))
    if missing:
        raise Unreadable(Finding(path.name, 1, f"the header lacks {', '.join(missing)}"))
    known = {name for each in layout.fields for name in each.names}.union(layout.unread.split())
    report.unknown_columns = tuple(name for name in header if name not in known)
    return tuple(
        _gatherer(each, places) if isinstance(each, Columns) else _reader(each, places) for each in layout.fields
    )


def _missing(layout: Layout[Record], places: dict[str, int]) -> Iterator[tuple[str, ...]]:
    for each in layout.fields:
        match each:
            case Columns():
                yield from ((name,) for name in each.names if name not in places)
            case Column() if not each.is_optional and not places.keys() & set(each.names):
                yield each.names


def _reader(field: Column, places: dict[str, int]) -> Reader:
    found = [(name, places[name]) for name in field.names if name in places]
    read = field.read

    def one(row: list[str]) -> Any:
        try:
            return read(row[place])
        except ValueError as error:
            raise ValueError(f"{name} {error}") from None

    if not found:
        absent = read("")
        return lambda _: absent
    name, place = found[0]
    return one


def _gatherer(field: Columns, places: dict[str, int]) -> Reader:
    readers = [_reader(Column((name,), field.read), places) for name in field.names]
    return lambda row: tuple([read(row) for read in readers])


def read_column(name: str, path: Path) -> Iterator[str]:
    """Yield one column of a file as it stands, of refused rows too; rows that are too short are passed over."""
    rows = read_rows(path)
    _, header = next(rows)
    place = header.index(name)
    yield from (row[place] for _, row in rows if len(row) > place)
