"""Who files a claim does not write what is decided about it, and who breaks the glass writes nothing."""

from collections.abc import Mapping
from typing import Final

from migrations.operations import change_access
from shared_models.access import Rows, rows

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

OFFICERS: Final = ("claims_officer", "auditor")
TENANTS: Final = {"member": "member_ids", "break_glass": "break_glass", "provider": "provider_ids"}
COLUMNS: Final = {"member": "member_id", "break_glass": "member_id", "provider": "provider_id"}


def own(*grants: str) -> dict[str, str]:
    """Say that a row names one of the ids somebody holds."""
    return {each: f"{COLUMNS[each]} = ANY ((SELECT covergraph_ids('{TENANTS[each]}'))::uuid[])" for each in grants}


def below(table: str, column: str, conditions: Mapping[str, str], *, key: str = "id") -> dict[str, str]:
    """Say that a row belongs to one of another table for which a condition holds."""
    return {
        grant: f"{column} IN (SELECT {table}.{key} FROM {table} WHERE {table}.{condition})"  # noqa: S608  # names of ours
        for grant, condition in conditions.items()
    }


FILERS: Final = own("member", "provider")
GLASS: Final = own("break_glass")
EVERYBODY: Final = own("member", "break_glass", "provider")
COMPANY: Final = {"employer_admin": "company_id = ANY ((SELECT covergraph_ids('company_ids'))::uuid[])"}
TREATED: Final = {"provider": f"{FILERS['provider']} AND claims.received_at >= CURRENT_DATE - 90"}


def on_claim(conditions: Mapping[str, str]) -> dict[str, str]:
    """Say that a row is of a claim for which a condition holds."""
    return below("claims", "claim_id", conditions)


def on_result(conditions: Mapping[str, str]) -> dict[str, str]:
    """Say the same of a row of a result."""
    return below("claim_adjudication_results", "result_id", on_claim(conditions))


def on_line(conditions: Mapping[str, str]) -> dict[str, str]:
    """Say the same of a row of a line of a result."""
    return below("claim_line_results", "line_result_id", on_result(conditions))


PARTS: Final = ("claim_lines", "claim_diagnoses", "claim_documents", "claim_appeals", "claim_events")
DECIDED: Final = {
    "claim_adjudication_results": on_claim,
    "claim_line_results": on_result,
    "claim_adjustments": on_line,
}
SUSPECTED: Final = ("medical_necessity_validations", "fraud_detection_results")
PERSONS: Final = own("member", "break_glass")
USED: Final = {**PERSONS, **below("claims", "member_id", TREATED, key="member_id")}

BEFORE: Final[dict[str, Rows]] = {
    "claims": rows(all_for=(*OFFICERS, "finance_officer"), some_for={**EVERYBODY, **COMPANY}),
    **dict.fromkeys(PARTS, rows(all_for=OFFICERS, some_for=on_claim(EVERYBODY))),
    "preauthorizations": rows(all_for=OFFICERS, some_for=EVERYBODY),
    **{table: rows(all_for=OFFICERS, some_for=place(EVERYBODY)) for table, place in DECIDED.items()},
    "explanation_of_benefits": rows(all_for=OFFICERS, some_for=PERSONS),
    "benefit_utilization": rows(all_for=OFFICERS, some_for=USED),
    **dict.fromkeys(SUSPECTED, rows(all_for=OFFICERS, some_for=on_claim(GLASS))),
}
SEERS: Final = {**FILERS, **GLASS}
AFTER: Final[dict[str, Rows]] = {
    "claims": rows(all_for=(*OFFICERS, "finance_officer"), some_for=FILERS, shown_to={**GLASS, **COMPANY}),
    **dict.fromkeys(PARTS, rows(all_for=OFFICERS, some_for=on_claim(FILERS), shown_to=on_claim(GLASS))),
    "preauthorizations": rows(all_for=OFFICERS, some_for=FILERS, shown_to=GLASS),
    **{table: rows(all_for=OFFICERS, shown_to=place(SEERS)) for table, place in DECIDED.items()},
    "explanation_of_benefits": rows(all_for=OFFICERS, shown_to=PERSONS),
    "benefit_utilization": rows(all_for=OFFICERS, shown_to=USED),
    **dict.fromkeys(SUSPECTED, rows(all_for=OFFICERS, shown_to=on_claim(GLASS))),
}


def upgrade() -> None:
    """Make the change."""
    change_access("claims", BEFORE, AFTER)


def downgrade() -> None:
    """Take it back."""
    change_access("claims", AFTER, BEFORE)
