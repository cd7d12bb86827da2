"""Who reaches which rows of providers, kept by the database."""

from collections.abc import Mapping
from typing import Final

from shared_models.access import ADJUDICATION, COMMON, PROVIDERS, Grant, Rows, everybody_reads, ours, rows, within
from shared_models.identity import Role

STAFF: Final = (Role.CLAIMS_OFFICER, Role.AUDITOR, Role.SYSTEM_ADMIN)
# Who decides claims knows what was agreed, and when somebody was in good standing.
DECIDING: Final = (*STAFF, ADJUDICATION)
OWN: Final = ours("provider_id", PROVIDERS)


def listed(condition: str) -> dict[Grant, str]:
    """Show rows to every role but those who see all."""
    return {role: condition for role in Role if role not in STAFF}


def following(table: str, column: str, other: str) -> str:
    """Say that a row follows one of another table: whoever reaches that, by its own policy, reaches this.

    Looked up by the one key: a list of all that are open would be made for each question.
    """
    return f"EXISTS (SELECT FROM {other} WHERE {other}.id = {table}.{column})"


ACCESS: Final[Mapping[str, Rows]] = {
    **COMMON,
    "approvals": rows(all_for=(Role.SYSTEM_ADMIN, Role.AUDITOR)),
    # Who has not been let in yet stands in no directory.
    "providers": rows(
        all_for=DECIDING,
        some_for={Role.PROVIDER: ours("id", PROVIDERS)},
        shown_to=listed("providers.status NOT IN ('applicant', 'in_credentialing')"),
    ),
    "provider_status_events": rows(all_for=DECIDING, shown_to={Role.PROVIDER: OWN}),
    # Places are looked for around a point, by an index that a condition on who reads would shut out; the service leaves
    # out those of who has not been let in yet.
    "medical_institutions": everybody_reads(all_for=STAFF, some_for={Role.PROVIDER: OWN}),
    "medical_personnel": rows(
        all_for=STAFF,
        some_for={Role.PROVIDER: within("personnel_affiliations", "id", OWN, key="personnel_id")},
        shown_to=listed("medical_personnel.status <> 'applicant'"),
    ),
    # Whose they are says the provider alone: people are told of by their own rows.
    "personnel_affiliations": rows(
        all_for=STAFF,
        some_for={Role.PROVIDER: OWN},
        shown_to=listed(following("personnel_affiliations", "provider_id", "providers")),
    ),
    "provider_networks": rows(all_for=STAFF, shown_to=listed("provider_networks.status <> 'draft'")),
    "provider_network_assignments": rows(
        all_for=DECIDING,
        shown_to=listed(
            f"{following('provider_network_assignments', 'provider_id', 'providers')}"
            f" AND {following('provider_network_assignments', 'network_id', 'provider_networks')}"
        ),
    ),
    # What was agreed is for the two sides, and for those who decide by it.
    "provider_contracts": rows(all_for=DECIDING, shown_to={Role.PROVIDER: OWN}),
    "fee_schedules": rows(
        all_for=DECIDING, shown_to={Role.PROVIDER: within("provider_contracts", "id", OWN, key="fee_schedule_id")}
    ),
    "fee_schedule_items": rows(
        all_for=DECIDING,
        shown_to={Role.PROVIDER: within("provider_contracts", "fee_schedule_id", OWN, key="fee_schedule_id")},
    ),
    "provider_credentials": rows(
        all_for=(Role.AUDITOR, Role.SYSTEM_ADMIN),
        some_for={
            Role.PROVIDER: (
                f"(subject_type = 'provider' AND {ours('subject_id', PROVIDERS)}"
                f" OR subject_type = 'institution' AND {within('medical_institutions', 'subject_id', OWN)}"
                " OR subject_type = 'personnel' AND "
                f"{within('personnel_affiliations', 'subject_id', OWN, key='personnel_id')})"
            )
        },
    ),
}
