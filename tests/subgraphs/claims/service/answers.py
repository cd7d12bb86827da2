"""What the graph answers to AdjudicationFacts: each part with defaults; a test names what matters to it."""

from typing import Any, Final

MEMBER: Final = "00000000-0000-7000-8000-000000000001"
PROVIDER: Final = "00000000-0000-7000-8000-000000000002"
NETWORK: Final = "00000000-0000-7000-8000-000000000003"
COMPANY: Final = "00000000-0000-7000-8000-000000000004"
ENROLMENT: Final = "00000000-0000-7000-8000-000000000005"
VERSION: Final = "00000000-0000-7000-8000-000000000006"
BENEFIT: Final = "00000000-0000-7000-8000-000000000007"
RIDER: Final = "00000000-0000-7000-8000-000000000008"


def usd(amount: str) -> dict[str, str]:
    return {"amount": amount}


def days(first: str | None, end: str | None) -> dict[str, str | None]:
    return {"from": first, "to": end}


YEAR: Final = days("2026-01-01", "2027-01-01")


def an_answer(**changed: Any) -> dict[str, Any]:
    """Return a whole answer: an individual member with cover, and a provider in its network."""
    return {"member": a_member(), "benefitYear": {"span": YEAR}, "provider": a_provider(), **changed}


def a_person(**changed: Any) -> dict[str, Any]:
    """Return what is known of a person."""
    return {
        "id": MEMBER,
        "status": "ACTIVE",
        "sex": "FEMALE",
        "dateOfBirth": "1985-12-10",
        "enrolledOn": "2026-01-01",
        "suspendedOn": None,
        "terminatedOn": None,
        "diedOn": None,
        **changed,
    }


def a_member(**changed: Any) -> dict[str, Any]:
    """Return what core and schemes know of a member."""
    return {
        **a_person(),
        "companyId": None,
        "ageLimit": None,
        "principal": None,
        "companyPeriods": [],
        "enrolmentsAround": [an_enrolment()],
        "priorConditions": [],
        "waitingCredits": [],
        **changed,
    }


def an_enrolment(**changed: Any) -> dict[str, Any]:
    """Return cover for the year."""
    return {"id": ENROLMENT, "span": YEAR, "riders": [], "schemeVersion": a_version(), **changed}


def a_held_rider(**changed: Any) -> dict[str, Any]:
    """Return dental care as a rider that is held for the year."""
    rider = {
        "id": RIDER,
        "riderCode": "DENTAL",
        "riderType": "ADDITIONAL_BENEFIT",
        "limit": usd("300.00"),
        "waitingDays": 90,
        "category": {"code": "dental"},
    }
    return {"span": changed.pop("span", YEAR), "rider": {**rider, **changed}}


def a_version(**changed: Any) -> dict[str, Any]:
    """Return the terms of a version with one benefit, in one network."""
    return {
        "id": VERSION,
        "currency": "USD",
        "individualDeductible": usd("500.00"),
        "familyDeductible": None,
        "individualOopMax": usd("4000.00"),
        "familyOopMax": None,
        "annualLimit": None,
        "lifetimeLimit": None,
        "oopMode": "AFTER_CROSSING",
        "costShareOrder": "COPAY_FIRST",
        "familyMode": "AGGREGATE",
        "accumulateOn": "BENEFIT_YEAR",
        "rounding": "HALF_EVEN",
        "filingLimitDays": 60,
        "appealDays": 120,
        "nonNetworkReferenceRate": "0.700000",
        "benefits": [a_benefit()],
        "serviceRules": [a_service_rule()],
        "exclusions": [],
        "networks": [
            {
                "network": {"id": NETWORK},
                "tier": "PREFERRED",
                "copayDelta": usd("5.00"),
                "coinsuranceDelta": "0.100000",
                "priority": 2,
            }
        ],
        **changed,
    }


def a_benefit(**changed: Any) -> dict[str, Any]:
    """Return outpatient care with a fifth of coinsurance, and half of it out of network."""
    return {
        "id": BENEFIT,
        "category": {"code": "outpatient"},
        "isCovered": True,
        "inCopay": usd("20.00"),
        "inCoinsurance": "0.200000",
        "inDeductibleApplies": False,
        "outCovered": True,
        "outCopay": usd("40.00"),
        "outCoinsurance": "0.500000",
        "outDeductibleApplies": True,
        "annualLimit": usd("1000.00"),
        "lifetimeLimit": None,
        "perVisitLimit": usd("200.00"),
        "visitLimitCount": 12,
        "waitingDays": 30,
        "waitingWaivedForAccident": False,
        "requiresPreauth": True,
        "preauthThreshold": usd("900.00"),
        "countsToOop": False,
        "networkRequired": True,
        **changed,
    }


def a_service_rule(**changed: Any) -> dict[str, Any]:
    """Return a rule by which evaluations are consultations."""
    return {
        "category": {"code": "consultation", "widerCodes": ["outpatient", "care"]},
        "codeSystem": "cpt",
        "codePrefix": "99",
        "serviceCategory": None,
        "claimCategory": "outpatient",
        "placeOfService": "11",
        "priority": 10,
        **changed,
    }


def a_provider(**changed: Any) -> dict[str, Any]:
    """Return what providers knows of a hospital that is paid by rates."""
    return {
        "id": PROVIDER,
        "status": "ACTIVE",
        "licenseExpiresOn": "2027-06-30",
        "statusEvents": [],
        "assignmentsBetween": [{"networkId": NETWORK, "span": YEAR}],
        "contractsBetween": [
            {"networkId": NETWORK, "span": YEAR, "percentOfCharge": None, "rates": [a_rate()]},
        ],
        "referenceRates": [a_rate(exactRate="64.000000")],
        **changed,
    }


def a_rate(**changed: Any) -> dict[str, Any]:
    """Return the price of a visit."""
    return {
        "codeSystem": "CPT",
        "procedureCode": "99213",
        "modifier": None,
        "unitRate": {"currency": "USD"},
        "exactRate": "80.0000",
        **changed,
    }
