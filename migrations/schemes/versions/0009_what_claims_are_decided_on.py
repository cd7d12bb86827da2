"""Claims are decided on enrolments, and on the terms of any version."""

from collections.abc import Mapping
from typing import Final

from migrations.operations import add_reader, drop_reader
from shared_models.access import Rows, rows

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

# As it was.
ACCESS: Final[Mapping[str, Rows]] = {
    "insurance_schemes": rows(
        all_for=("sales_agent", "claims_officer", "finance_officer", "auditor", "system_admin"),
        shown_to={
            "member": "insurance_schemes.status <> 'draft' AND (insurance_schemes.company_id IS NULL OR insurance_schemes.company_id = ANY ((SELECT covergraph_ids('employer_ids'))::uuid[]))",
            "employer_admin": "insurance_schemes.status <> 'draft' AND (insurance_schemes.company_id IS NULL OR insurance_schemes.company_id = ANY ((SELECT covergraph_ids('company_ids'))::uuid[]))",
            "provider": "insurance_schemes.status <> 'draft' AND insurance_schemes.company_id IS NULL",
            "service": "insurance_schemes.status <> 'draft' AND insurance_schemes.company_id IS NULL",
        },
    ),
    "scheme_versions": rows(
        all_for=("sales_agent", "claims_officer", "finance_officer", "auditor", "system_admin"),
        shown_to={
            "member": "scheme_versions.status IN ('approved', 'active', 'superseded') AND scheme_id IN (SELECT insurance_schemes.id FROM insurance_schemes)",
            "employer_admin": "scheme_versions.status IN ('approved', 'active', 'superseded') AND scheme_id IN (SELECT insurance_schemes.id FROM insurance_schemes)",
            "provider": "scheme_versions.status IN ('approved', 'active', 'superseded') AND scheme_id IN (SELECT insurance_schemes.id FROM insurance_schemes)",
            "service": "scheme_versions.status IN ('approved', 'active', 'superseded') AND scheme_id IN (SELECT insurance_schemes.id FROM insurance_schemes)",
        },
    ),
    "scheme_benefits": rows(
        all_for=("sales_agent", "claims_officer", "finance_officer", "auditor", "system_admin"),
        shown_to={
            "member": "scheme_version_id IN (SELECT scheme_versions.id FROM scheme_versions)",
            "employer_admin": "scheme_version_id IN (SELECT scheme_versions.id FROM scheme_versions)",
            "provider": "scheme_version_id IN (SELECT scheme_versions.id FROM scheme_versions)",
            "service": "scheme_version_id IN (SELECT scheme_versions.id FROM scheme_versions)",
        },
    ),
    "scheme_networks": rows(
        all_for=("sales_agent", "claims_officer", "finance_officer", "auditor", "system_admin"),
        shown_to={
            "member": "scheme_version_id IN (SELECT scheme_versions.id FROM scheme_versions)",
            "employer_admin": "scheme_version_id IN (SELECT scheme_versions.id FROM scheme_versions)",
            "provider": "scheme_version_id IN (SELECT scheme_versions.id FROM scheme_versions)",
            "service": "scheme_version_id IN (SELECT scheme_versions.id FROM scheme_versions)",
        },
    ),
    "scheme_riders": rows(
        all_for=("sales_agent", "claims_officer", "finance_officer", "auditor", "system_admin"),
        shown_to={
            "member": "scheme_version_id IN (SELECT scheme_versions.id FROM scheme_versions)",
            "employer_admin": "scheme_version_id IN (SELECT scheme_versions.id FROM scheme_versions)",
            "provider": "scheme_version_id IN (SELECT scheme_versions.id FROM scheme_versions)",
            "service": "scheme_version_id IN (SELECT scheme_versions.id FROM scheme_versions)",
        },
    ),
    "scheme_exclusions": rows(
        all_for=("sales_agent", "claims_officer", "finance_officer", "auditor", "system_admin"),
        shown_to={
            "member": "scheme_version_id IN (SELECT scheme_versions.id FROM scheme_versions)",
            "employer_admin": "scheme_version_id IN (SELECT scheme_versions.id FROM scheme_versions)",
            "provider": "scheme_version_id IN (SELECT scheme_versions.id FROM scheme_versions)",
            "service": "scheme_version_id IN (SELECT scheme_versions.id FROM scheme_versions)",
        },
    ),
    "member_enrolments": rows(
        all_for=("claims_officer", "finance_officer", "auditor", "system_admin"),
        some_for={
            "employer_admin": "policy_id IN (SELECT group_policies.id FROM group_policies WHERE group_policies.company_id = ANY ((SELECT covergraph_ids('company_ids'))::uuid[]))"
        },
        shown_to={"member": "member_id = ANY ((SELECT covergraph_ids('member_ids'))::uuid[])"},
    ),
    "enrolment_riders": rows(
        all_for=("claims_officer", "finance_officer", "auditor", "system_admin"),
        some_for={
            "employer_admin": "enrolment_id IN (SELECT member_enrolments.id FROM member_enrolments WHERE member_enrolments.policy_id IN (SELECT group_policies.id FROM group_policies WHERE group_policies.company_id = ANY ((SELECT covergraph_ids('company_ids'))::uuid[])))"
        },
        shown_to={
            "member": "enrolment_id IN (SELECT member_enrolments.id FROM member_enrolments WHERE member_enrolments.member_id = ANY ((SELECT covergraph_ids('member_ids'))::uuid[]))"
        },
    ),
    "member_exclusions": rows(
        all_for=("claims_officer", "auditor"),
        shown_to={
            "member": "member_id = ANY ((SELECT covergraph_ids('member_ids'))::uuid[])",
            "break_glass": "member_id = ANY ((SELECT covergraph_ids('break_glass'))::uuid[])",
        },
    ),
    "waiting_credits": rows(
        all_for=("claims_officer", "auditor"),
        shown_to={
            "member": "member_id = ANY ((SELECT covergraph_ids('member_ids'))::uuid[])",
            "break_glass": "member_id = ANY ((SELECT covergraph_ids('break_glass'))::uuid[])",
        },
    ),
}


def upgrade() -> None:
    """Make the change."""
    add_reader("schemes", ACCESS, "adjudication")


def downgrade() -> None:
    """Take it back."""
    drop_reader("schemes", ACCESS, "adjudication")
