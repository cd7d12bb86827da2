"""The base class of the claims tables, which share one registry and one metadata; sequences and shared checks."""

import sqlalchemy as sa
from sqlmodel import SQLModel

from shared_models.base import check, domain_registry
from shared_models.money import MINOR_UNITS


class ClaimsTable(SQLModel, registry=domain_registry()):
    """Base of every table in `medical-coverage-claims`."""


CLAIM_NUMBERS = sa.Sequence("claim_number_seq", metadata=ClaimsTable.metadata)
EOB_NUMBERS = sa.Sequence("eob_number_seq", metadata=ClaimsTable.metadata)
PREAUTHORIZATION_NUMBERS = sa.Sequence("preauthorization_number_seq", metadata=ClaimsTable.metadata)

MEMBER_PARTS = ("deductible", "copay", "coinsurance", "over_limit", "non_covered", "balance_bill")
BILLED_PARTS = ("plan_paid", "member_amount", "writeoff", "other_payer")


def conserved() -> sa.CheckConstraint:
    """Check that every billed unit of money is somebody's."""
    return check("conserved", f"billed = {' + '.join(BILLED_PARTS)}")


def one_sign() -> sa.CheckConstraint:
    """Check that a row's amounts are all owed (none negative) or all taken back by a reversal (none positive)."""
    amounts = ", ".join(("billed", "allowed", *BILLED_PARTS, *MEMBER_PARTS))
    return check("one_sign", f"LEAST({amounts}) >= 0 OR GREATEST({amounts}) <= 0")


def minor_digits(currency: str) -> str:
    """Return the SQL for the decimals of a currency column's minor unit."""
    groups: dict[int, list[str]] = {}
    for name, digits in sorted(MINOR_UNITS.items()):
        groups.setdefault(digits, []).append(name)
    cases = " ".join(
        f"WHEN {currency} IN ({', '.join(repr(name) for name in names)}) THEN {digits}"
        for digits, names in sorted(groups.items())
    )
    return f"CASE {cases} ELSE 2 END"
