"""The records that the files of Synthea become, one class a file."""

from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import TypeAlias


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
    national_id: str = field(default="", repr=False)
    passport: str = field(default="", repr=False)


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
