"""Small builders of facts: each with defaults under which a claim is simply paid; a test names what matters to it."""

from datetime import date
from decimal import Decimal
from typing import Any, Final
from uuid import UUID

from shared_models.claims import (
    Accumulator,
    ClaimCategory,
    CodeSystem,
    DiagnosisCodeSystem,
    NetworkTier,
)
from subgraphs.claims.rules import Result, adjudicate
from subgraphs.claims.rules.bill import Bill, Diagnosis, Line, Procedure
from subgraphs.claims.rules.snapshot import (
    ALWAYS,
    Assignment,
    Benefit,
    Contract,
    Days,
    Enrolment,
    InNetwork,
    Membership,
    Person,
    Provider,
    Rate,
    ServiceRule,
    Snapshot,
    Terms,
    Used,
    Version,
)

MEMBER: Final = UUID(int=1)
PROVIDER: Final = UUID(int=2)
NETWORK: Final = UUID(int=3)
DAY: Final = date(2026, 3, 10)
YEAR: Final = Days(date(2026, 1, 1), date(2027, 1, 1))


def usd(amount: str | int) -> Decimal:
    return Decimal(amount).quantize(Decimal("0.01"))


def procedure(code: str) -> Procedure:
    return Procedure(CodeSystem.CUSTOM, code)


def a_line(line_no: int = 1, code: str = "VISIT", billed: str | int = 100, **changed: Any) -> Line:
    amount = usd(billed)
    given = {"service_date": DAY, "units": Decimal(1), "unit_price": amount, "billed": amount, **changed}
    return Line(line_no, procedure(code), **given)


def a_bill(*lines: Line, **changed: Any) -> Bill:
    days = [line.service_date for line in lines] or [DAY]
    given: dict[str, Any] = {
        "claim_id": UUID(int=10),
        "member_id": MEMBER,
        "provider_id": PROVIDER,
        "currency": "USD",
        "category": ClaimCategory.OUTPATIENT,
        "service_from": min(days),
        "service_to": max(days),
        "received_on": max(days),
        "diagnoses": (Diagnosis(1, DiagnosisCodeSystem.ICD10CM, "J06.9"),),
        **changed,
    }
    return Bill(lines=lines, **given)


def a_person(**changed: Any) -> Person:
    return Person(**{"member_id": MEMBER, "born_on": date(1985, 6, 1), "sex": None, **changed})


def a_membership(**changed: Any) -> Membership:
    return Membership(**{"person": a_person(), **changed})


def a_benefit(category: str = "outpatient", **changed: Any) -> Benefit:
    return Benefit(**{"category": category, "in_network": Terms(), **changed})


def a_version(*benefits: Benefit, **changed: Any) -> Version:
    kinds = [each.category for each in benefits] or ["outpatient"]
    given: dict[str, Any] = {
        "version_id": UUID(int=20),
        "currency": "USD",
        "benefits": benefits or (a_benefit(),),
        "service_rules": (ServiceRule(kinds[0], 0),),
        "networks": (InNetwork(NETWORK, NetworkTier.STANDARD),),
        **changed,
    }
    return Version(**given)


def an_enrolment(version: Version | None = None, **changed: Any) -> Enrolment:
    return Enrolment(**{"enrolment_id": UUID(int=30), "span": YEAR, "version": version or a_version(), **changed})


def a_provider(rates: dict[str, str | int] | None = None, **changed: Any) -> Provider:
    """Return a provider in the network; `rates` are what its contract allows, else all that is charged."""
    priced = tuple(Rate(procedure(code), usd(rate)) for code, rate in (rates or {}).items())
    contract = Contract(ALWAYS, rates=priced) if rates else Contract(ALWAYS, percent_of_charge=Decimal(1))
    given = {
        "provider_id": PROVIDER,
        "assignments": (Assignment(NETWORK, ALWAYS),),
        "contracts": (contract,),
        **changed,
    }
    return Provider(**given)


def a_stranger(reference: dict[str, str | int] | None = None) -> Provider:
    """Return a provider out of every network; `reference` are the rates it is priced by."""
    rates = tuple(Rate(procedure(code), usd(rate)) for code, rate in (reference or {}).items())
    return Provider(PROVIDER, reference_rates=rates)


def a_snapshot(version: Version | None = None, **changed: Any) -> Snapshot:
    given: dict[str, Any] = {
        "membership": a_membership(),
        "enrolments": (an_enrolment(version),),
        "provider": a_provider(),
        **changed,
    }
    return Snapshot(**given)


def used(accumulator: Accumulator, amount: str | int = 0, *, category: str | None = None, count: int = 0) -> Used:
    is_lifetime = accumulator in {Accumulator.LIFETIME_OVERALL, Accumulator.BENEFIT_LIFETIME}
    return Used(accumulator, category, ALWAYS if is_lifetime else YEAR, usd(amount), count)


def decided(bill: Bill, snapshot: Snapshot) -> Result:
    """Decide a claim that is taken in."""
    result = adjudicate(bill, snapshot)
    assert isinstance(result, Result), result
    return result
