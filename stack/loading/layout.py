"""Which files Synthea writes, which of their columns we read, and the records they become.

Two generations of columns are understood: where a column was renamed, both names are given; where it came later, it
may be absent. Columns that we know and do not read are not listed; they come from the generator's own headers.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any, Final, Generic, TypeAlias, TypeVar

from shared_models.money import quantise
from stack.loading.reader import Unreadable, read_rows
from stack.loading.report import FileReport, Finding

CURRENCY: Final = "USD"
AMOUNT_MAX: Final = Decimal(10) ** 12
UUID_FORM: Final = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
NOBODY: Final = ("", "0")

Record = TypeVar("Record")
Record_co = TypeVar("Record_co", covariant=True)


# What a field may hold. A reason says what was expected and never shows the value: it may be personal.


def identifier(text: str) -> str:
    """Read an id of the source."""
    lowered = text.lower()
    if not UUID_FORM.fullmatch(lowered):
        raise ValueError("is not a UUID")
    return lowered


def maybe_identifier(text: str) -> str | None:
    """Read an id of the source, where an empty field or 0 is nobody."""
    return None if text in NOBODY else identifier(text)


def words(text: str) -> str:
    """Read text that may be empty."""
    return text.strip()


def some_words(text: str) -> str:
    """Read text that may not be empty."""
    if not (read := text.strip()):
        raise ValueError("is empty")
    return read


def code(text: str) -> str:
    """Read a code."""
    if not 0 < len(text) <= CODE_LENGTH_MAX:
        raise ValueError(f"is not a code of 1 to {CODE_LENGTH_MAX} characters")
    return text


def day(text: str) -> date:
    """Read a day, or the day in UTC of an instant."""
    try:
        return date.fromisoformat(text) if len(text) == ISO_DAY_LENGTH else instant(text).date()
    except ValueError:
        raise ValueError("is not a date") from None


def maybe_day(text: str) -> date | None:
    """Read a day that may be absent."""
    return day(text) if text else None


def instant(text: str) -> datetime:
    """Read an instant; without an offset it is UTC."""
    try:
        read = datetime.fromisoformat(text)
    except ValueError:
        raise ValueError("is not a time") from None
    return read.replace(tzinfo=UTC) if read.tzinfo is None else read.astimezone(UTC)


def amount(text: str) -> Decimal:
    """Read an amount of money that is not negative, in whole cents."""
    try:
        read = Decimal(text)
    except InvalidOperation:
        raise ValueError("is not an amount") from None
    if not read.is_finite() or not 0 <= read < AMOUNT_MAX:
        raise ValueError("is not an amount between 0 and 10^12")
    return quantise(read, CURRENCY)


def maybe_amount(text: str) -> Decimal:
    """Read an amount of money, zero where it is absent."""
    return amount(text) if text else Decimal("0.00")


def quantity(text: str) -> Decimal:
    """Read a number of units, one where it is absent."""
    return amount(text) if text else Decimal(1)


def degrees(text: str) -> Decimal | None:
    """Read a coordinate that may be absent, to the metre or so."""
    if not text:
        return None
    try:
        read = Decimal(text)
    except InvalidOperation:
        raise ValueError("is not a coordinate") from None
    if not read.is_finite() or abs(read) > HALF_TURN:
        raise ValueError("is not a coordinate")
    return round(read, 6)


def maybe_position(text: str) -> int | None:
    """Read the position of a diagnosis that may be absent."""
    if not text:
        return None
    if not text.isascii() or not text.isdigit():
        raise ValueError("is not a position")
    return int(text)


def maybe_code(text: str) -> str | None:
    """Read a code that may be absent."""
    return code(text) if text else None


CODE_LENGTH_MAX: Final = 18
ISO_DAY_LENGTH: Final = 10
HALF_TURN: Final = 180


# Records


@dataclass(frozen=True, slots=True)
class Payer:
    """An insurer."""

    line: int
    id: str
    name: str
    ownership: str
    address: str
    city: str
    state: str
    postal_code: str
    phone: str


@dataclass(frozen=True, slots=True)
class Organization:
    """Somebody who gives care: a hospital, a practice."""

    line: int
    id: str
    name: str
    address: str
    city: str
    state: str
    postal_code: str
    latitude: Decimal | None
    longitude: Decimal | None
    phone: str


@dataclass(frozen=True, slots=True)
class Clinician:
    """A person who works for an organization."""

    line: int
    id: str
    organization: str
    name: str
    speciality: str


@dataclass(frozen=True, slots=True)
class Patient:
    """A person."""

    line: int
    id: str
    born_on: date
    died_on: date | None
    first_name: str
    middle_name: str
    last_name: str
    marital: str
    gender: str
    address: str
    city: str
    state: str
    postal_code: str


@dataclass(frozen=True, slots=True)
class Coverage:
    """A patient's cover by a payer, about a year of it."""

    line: int
    patient: str
    membership: str
    start: date
    end: date
    payer: str
    secondary_payer: str | None
    ownership: str
    owner: str


@dataclass(frozen=True, slots=True)
class Encounter:
    """A visit."""

    line: int
    id: str
    start: datetime
    stop: datetime
    patient: str
    organization: str
    clinician: str
    payer: str | None
    kind: str
    code: str
    base_cost: Decimal
    total: Decimal
    covered: Decimal
    reason: str | None


@dataclass(frozen=True, slots=True)
class Condition:
    """A diagnosis made at an encounter."""

    line: int
    encounter: str
    system: str
    code: str


@dataclass(frozen=True, slots=True)
class Procedure:
    """Something done at an encounter."""

    line: int
    start: datetime
    encounter: str
    system: str
    code: str
    cost: Decimal


@dataclass(frozen=True, slots=True)
class Immunization:
    """A vaccine given at an encounter."""

    line: int
    start: datetime
    encounter: str
    code: str
    cost: Decimal


@dataclass(frozen=True, slots=True)
class Medication:
    """A medicine ordered at an encounter."""

    line: int
    start: datetime
    payer: str | None
    encounter: str
    code: str
    cost: Decimal
    covered: Decimal
    reason: str | None


@dataclass(frozen=True, slots=True)
class Claim:
    """A bill, for an encounter or for a medicine ordered at one."""

    line: int
    id: str
    patient: str
    encounter: str
    kind: str
    diagnoses: tuple[str | None, ...]


@dataclass(frozen=True, slots=True)
class Transaction:
    """A movement on a claim: a charge, a payment, a transfer to the next payer."""

    line: int
    id: str
    claim: str
    kind: str
    method: str
    start: datetime
    code: str
    pointers: tuple[int | None, ...]
    units: Decimal
    unit_price: Decimal
    charged: Decimal
    paid: Decimal


AnyRecord: TypeAlias = (
    Payer
    | Organization
    | Clinician
    | Patient
    | Coverage
    | Encounter
    | Condition
    | Procedure
    | Immunization
    | Medication
    | Claim
    | Transaction
)


# Columns


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
    ),
    unread="SSN DRIVERS PASSPORT PREFIX SUFFIX MAIDEN RACE ETHNICITY BIRTHPLACE COUNTY FIPS LAT LON"
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
