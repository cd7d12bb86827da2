"""Rows are kept by the database: a role for the service, and who reaches which rows of each table."""

from collections.abc import Mapping
from typing import Final

from migrations.operations import release_rows, secure_rows
from shared_models.access import COMMON, Rows, everybody_reads, rows

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

ACCESS: Final[Mapping[str, Rows]] = {
    **COMMON,
    "providers": rows(
        all_for=("claims_officer", "auditor", "system_admin"),
        some_for={"provider": "id = ANY ((SELECT covergraph_ids('provider_ids'))::uuid[])"},
        shown_to={
            "member": "providers.status NOT IN ('applicant', 'in_credentialing')",
            "employer_admin": "providers.status NOT IN ('applicant', 'in_credentialing')",
            "provider": "providers.status NOT IN ('applicant', 'in_credentialing')",
            "sales_agent": "providers.status NOT IN ('applicant', 'in_credentialing')",
            "finance_officer": "providers.status NOT IN ('applicant', 'in_credentialing')",
            "service": "providers.status NOT IN ('applicant', 'in_credentialing')",
        },
    ),
    "medical_institutions": everybody_reads(
        all_for=("claims_officer", "auditor", "system_admin"),
        some_for={"provider": "provider_id = ANY ((SELECT covergraph_ids('provider_ids'))::uuid[])"},
    ),
    "medical_personnel": rows(
        all_for=("claims_officer", "auditor", "system_admin"),
        some_for={
            "provider": "id IN (SELECT personnel_affiliations.personnel_id FROM personnel_affiliations WHERE personnel_affiliations.provider_id = ANY ((SELECT covergraph_ids('provider_ids'))::uuid[]))"
        },
        shown_to={
            "member": "medical_personnel.status <> 'applicant'",
            "employer_admin": "medical_personnel.status <> 'applicant'",
            "provider": "medical_personnel.status <> 'applicant'",
            "sales_agent": "medical_personnel.status <> 'applicant'",
            "finance_officer": "medical_personnel.status <> 'applicant'",
            "service": "medical_personnel.status <> 'applicant'",
        },
    ),
    "personnel_affiliations": rows(
        all_for=("claims_officer", "auditor", "system_admin"),
        some_for={"provider": "provider_id = ANY ((SELECT covergraph_ids('provider_ids'))::uuid[])"},
        shown_to={
            "member": "EXISTS (SELECT FROM providers WHERE providers.id = personnel_affiliations.provider_id)",
            "employer_admin": "EXISTS (SELECT FROM providers WHERE providers.id = personnel_affiliations.provider_id)",
            "provider": "EXISTS (SELECT FROM providers WHERE providers.id = personnel_affiliations.provider_id)",
            "sales_agent": "EXISTS (SELECT FROM providers WHERE providers.id = personnel_affiliations.provider_id)",
            "finance_officer": "EXISTS (SELECT FROM providers WHERE providers.id = personnel_affiliations.provider_id)",
            "service": "EXISTS (SELECT FROM providers WHERE providers.id = personnel_affiliations.provider_id)",
        },
    ),
    "provider_networks": rows(
        all_for=("claims_officer", "auditor", "system_admin"),
        shown_to={
            "member": "provider_networks.status <> 'draft'",
            "employer_admin": "provider_networks.status <> 'draft'",
            "provider": "provider_networks.status <> 'draft'",
            "sales_agent": "provider_networks.status <> 'draft'",
            "finance_officer": "provider_networks.status <> 'draft'",
            "service": "provider_networks.status <> 'draft'",
        },
    ),
    "provider_network_assignments": rows(
        all_for=("claims_officer", "auditor", "system_admin"),
        shown_to={
            "member": "EXISTS (SELECT FROM providers WHERE providers.id = provider_network_assignments.provider_id) AND EXISTS (SELECT FROM provider_networks WHERE provider_networks.id = provider_network_assignments.network_id)",
            "employer_admin": "EXISTS (SELECT FROM providers WHERE providers.id = provider_network_assignments.provider_id) AND EXISTS (SELECT FROM provider_networks WHERE provider_networks.id = provider_network_assignments.network_id)",
            "provider": "EXISTS (SELECT FROM providers WHERE providers.id = provider_network_assignments.provider_id) AND EXISTS (SELECT FROM provider_networks WHERE provider_networks.id = provider_network_assignments.network_id)",
            "sales_agent": "EXISTS (SELECT FROM providers WHERE providers.id = provider_network_assignments.provider_id) AND EXISTS (SELECT FROM provider_networks WHERE provider_networks.id = provider_network_assignments.network_id)",
            "finance_officer": "EXISTS (SELECT FROM providers WHERE providers.id = provider_network_assignments.provider_id) AND EXISTS (SELECT FROM provider_networks WHERE provider_networks.id = provider_network_assignments.network_id)",
            "service": "EXISTS (SELECT FROM providers WHERE providers.id = provider_network_assignments.provider_id) AND EXISTS (SELECT FROM provider_networks WHERE provider_networks.id = provider_network_assignments.network_id)",
        },
    ),
    "provider_contracts": rows(
        all_for=("claims_officer", "auditor", "system_admin"),
        shown_to={"provider": "provider_id = ANY ((SELECT covergraph_ids('provider_ids'))::uuid[])"},
    ),
    "fee_schedules": rows(
        all_for=("claims_officer", "auditor", "system_admin"),
        shown_to={
            "provider": "id IN (SELECT provider_contracts.fee_schedule_id FROM provider_contracts WHERE provider_contracts.provider_id = ANY ((SELECT covergraph_ids('provider_ids'))::uuid[]))"
        },
    ),
    "fee_schedule_items": rows(
        all_for=("claims_officer", "auditor", "system_admin"),
        shown_to={
            "provider": "fee_schedule_id IN (SELECT provider_contracts.fee_schedule_id FROM provider_contracts WHERE provider_contracts.provider_id = ANY ((SELECT covergraph_ids('provider_ids'))::uuid[]))"
        },
    ),
    "provider_credentials": rows(
        all_for=("auditor", "system_admin"),
        some_for={
            "provider": "(subject_type = 'provider' AND subject_id = ANY ((SELECT covergraph_ids('provider_ids'))::uuid[]) OR subject_type = 'institution' AND subject_id IN (SELECT medical_institutions.id FROM medical_institutions WHERE medical_institutions.provider_id = ANY ((SELECT covergraph_ids('provider_ids'))::uuid[])) OR subject_type = 'personnel' AND subject_id IN (SELECT personnel_affiliations.personnel_id FROM personnel_affiliations WHERE personnel_affiliations.provider_id = ANY ((SELECT covergraph_ids('provider_ids'))::uuid[])))"
        },
    ),
}
SEQUENCES: Final = (
    "contract_number_seq",
    "institution_code_seq",
    "network_code_seq",
    "personnel_code_seq",
    "provider_code_seq",
)


def upgrade() -> None:
    """Make the change."""
    secure_rows("providers", ACCESS, SEQUENCES)


def downgrade() -> None:
    """Take it back."""
    release_rows("providers", ACCESS, SEQUENCES)
