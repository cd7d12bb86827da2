"""Rows of core with sensible defaults."""

from datetime import date
from itertools import count
from typing import Any

from shared_models import core
from tests.keys import with_plain

_numbers = count(1)


def a_company(**values: Any) -> core.Company:
    """Return a company; codes count up."""
    number = next(_numbers)
    defaults: dict[str, Any] = {
        "company_code": f"CMP-{number:06}",
        "name": f"Company {number}",
        "registration_number": f"REG-{number}",
        "contact_person": "Ada Person",
        "contact_email": f"office{number}@example.org",
        "contact_phone": "+1 555 0100",
        "address": {"line": "1 High Street", "city": "Boston", "country": "US"},
        "country": "US",
        "currency": "USD",
        "status": core.CompanyStatus.ACTIVE,
    }
    return with_plain(core.Company, defaults | values)


def a_member(**values: Any) -> core.Member:
    """Return a principal; numbers count up."""
    number = next(_numbers)
    defaults: dict[str, Any] = {
        "member_number": f"MBR-{number:06}",
        "member_type": core.MemberType.PRINCIPAL,
        "first_name": "Ada",
        "last_name": f"Lovelace{number}",
        "date_of_birth": date(1985, 12, 10),
        "sex": core.Sex.FEMALE,
        "country": "US",
        "status": core.MemberStatus.ACTIVE,
    }
    return with_plain(core.Member, defaults | values)
