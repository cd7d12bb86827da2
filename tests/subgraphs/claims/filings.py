"""Claims as they are sent in, with sensible defaults."""

from datetime import date
from itertools import count
from typing import Any
from uuid import UUID

from shared_models.claims import ClaimCategory, ClaimType
from subgraphs.claims.rules.bill import Line
from subgraphs.claims.rules.filing import Filing

MEMBER = UUID("00000000-0000-7000-8000-000000000001")
CHILD = UUID("00000000-0000-7000-8000-000000000002")
CLINIC = UUID("00000000-0000-7000-8000-000000000011")
ELSEWHERE = UUID("00000000-0000-7000-8000-000000000012")

_keys = count(1)


def a_key() -> str:
    """Return a key that no other order has."""
    return f"order-{next(_keys):06}"


def a_line_input(**values: Any) -> dict[str, Any]:
    """Return one consultation of 100.00."""
    defaults: dict[str, Any] = {
        "procedureCode": "99213",
        "codeSystem": "CPT",
        "serviceDate": "2026-03-02",
        "units": "1",
        "unitPrice": "100.00",
        "diagnosisPointers": [1],
    }
    return defaults | values


def a_diagnosis_input(**values: Any) -> dict[str, Any]:
    """Return a cold."""
    defaults: dict[str, Any] = {"codeSystem": "ICD10CM", "code": "J06.9", "role": "PRINCIPAL"}
    return defaults | values


def a_claim_input(*lines: dict[str, Any], **values: Any) -> dict[str, Any]:
    """Return a claim of 2 March 2026 in US dollars, with one line where none is given; keys count up."""
    defaults: dict[str, Any] = {
        "idempotencyKey": a_key(),
        "memberId": str(MEMBER),
        "providerId": str(CLINIC),
        "claimType": "PROFESSIONAL",
        "category": "OUTPATIENT",
        "currency": "USD",
        "serviceFrom": "2026-03-02",
        "serviceTo": "2026-03-02",
        "diagnoses": [a_diagnosis_input()],
        "lines": list(lines) or [a_line_input()],
    }
    return defaults | values


def a_filing(*lines: Line, **values: Any) -> Filing:
    """Return a claim of 2 March 2026 in US dollars as the rules see it."""
    defaults: dict[str, Any] = {
        "member_id": MEMBER,
        "provider_id": CLINIC,
        "claim_type": ClaimType.PROFESSIONAL,
        "category": ClaimCategory.OUTPATIENT,
        "currency": "USD",
        "service_from": date(2026, 3, 2),
        "service_to": date(2026, 3, 2),
        "lines": lines,
    }
    return Filing(**(defaults | values))
