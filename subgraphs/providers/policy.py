"""Who may see what of providers: the directory is for all, what was agreed for the two sides and those who decide."""

from typing import Final

from shared_models import providers as tables
from shared_models.access import ADJUDICATION
from shared_models.identity import Role
from shared_models.providers import CredentialSubject, NetworkStatus, PersonnelStatus, ProviderStatus
from subgraphs.kit.policy import (
    ANY,
    ANY_ROLE,
    PUBLIC,
    ROW,
    SIGNED_IN,
    Policy,
    Relation,
    Rows,
    both,
    but_not,
    either,
    neighbour,
    on,
    only,
    provider,
    root,
    values,
    via,
    where,
)
from subgraphs.providers.queries import NearbyInstitution, Query
from subgraphs.providers.types.fees import FeeSchedule, FeeScheduleItem
from subgraphs.providers.types.providers import (
    InsuranceScheme,
    MedicalInstitution,
    MedicalPersonnel,
    PersonnelAffiliation,
    Provider,
    ProviderContract,
    ProviderCredential,
    ProviderNetwork,
    ProviderNetworkAssignment,
)
from subgraphs.providers.types.standing import OpeningHours, ProviderStatusEvent

PROVIDER: Final = Role.PROVIDER
CLAIMS: Final = Role.CLAIMS_OFFICER
AUDITOR: Final = Role.AUDITOR
ADMIN: Final = Role.SYSTEM_ADMIN

STAFF: Final = (CLAIMS, AUDITOR, ADMIN)
# Who knows what was agreed, and who knows the proofs that somebody may give care.
AGREED: Final = (PROVIDER, *STAFF)
# Who decides claims, a machine as well.
DECIDING: Final = (*STAFF, ADJUDICATION)
PROVEN: Final = (PROVIDER, AUDITOR, ADMIN)

# Who has not been let in yet stands in no directory.
LISTED: Final = but_not(ANY, "status", ProviderStatus.APPLICANT, ProviderStatus.IN_CREDENTIALING)
LISTED_PERSON: Final = but_not(ANY, "status", PersonnelStatus.APPLICANT)
LISTED_NETWORK: Final = but_not(ANY, "status", NetworkStatus.DRAFT)


def working_there(column: str) -> Relation:
    """Let a provider see what belongs to the people who work or worked for it."""
    return via(tables.PersonnelAffiliation, column, provider("provider_id"), key="personnel_id")


def directory(listed: Relation, own: Relation) -> Rows:
    """Open what is listed to every role, what is its own to a provider as well, and all to staff."""
    return {**dict.fromkeys(Role, listed), PROVIDER: own, **dict.fromkeys(STAFF, ANY)}


OF_LISTED: Final = via(tables.Provider, "provider_id", LISTED)
OF_LISTED_OR_OWN: Final = via(tables.Provider, "provider_id", either(LISTED, provider("id")))
BY_LISTED: Final = via(tables.MedicalPersonnel, "personnel_id", LISTED_PERSON)
BY_LISTED_OR_OWN: Final = via(tables.MedicalPersonnel, "personnel_id", either(LISTED_PERSON, working_there("id")))
IN_LISTED: Final = via(tables.ProviderNetwork, "network_id", LISTED_NETWORK)

OF_CONTRACT: Final = via(tables.ProviderContract, "id", provider("provider_id"), key="fee_schedule_id")

POLICY: Final = Policy(
    root(
        Query,
        {
            ANY_ROLE: "provider providers institutionsNear medicalPersonnel networks",
            only(*AGREED): "contracts feeSchedule",
            only(*PROVEN): "credentials",
            only(ADMIN): "expiringCredentials",
        },
    ),
    on(
        Provider,
        rows={SIGNED_IN: LISTED, PROVIDER: provider("id"), **dict.fromkeys(DECIDING, ANY)},
        fields={
            ANY_ROLE: (
                "id providerCode legalName tradeName providerType npi email phone address country currency status"
                " version institutions affiliations networkAssignments networkIds assignmentsBetween"
            ),
            only(*AGREED): "licenseNumber contracts",
            only(*AGREED, ADJUDICATION): "licenseExpiresOn statusEvents contractsBetween",
            only(*DECIDING): "referenceRates",
            only(*PROVEN): "credentials",
        },
    ),
    on(
        ProviderStatusEvent,
        rows={PROVIDER: provider("provider_id"), **dict.fromkeys(DECIDING, ANY)},
        fields={ROW: "id formerStatus status effectiveOn", only(*AGREED): "reason"},
    ),
    on(
        MedicalInstitution,
        rows={SIGNED_IN: OF_LISTED, PROVIDER: provider("provider_id"), **dict.fromkeys(STAFF, ANY)},
        fields={
            ANY_ROLE: (
                "id institutionCode name institutionType level accreditation accreditedUntil beds specialties services"
                " address latitude longitude isEmergencyReady status version provider openingHours affiliations"
            ),
            only(*PROVEN): "credentials",
        },
    ),
    on(
        MedicalPersonnel,
        rows={SIGNED_IN: LISTED_PERSON, PROVIDER: working_there("id"), **dict.fromkeys(STAFF, ANY)},
        fields={
            ANY_ROLE: (
                "id personnelCode firstName lastName personnelType specialtyCode country status version affiliations"
            ),
            # By which numbers a person is known, for where they work and for those who check them; not their contact.
            only(*AGREED): "npi licenseNumber licenseExpiresOn",
            only(PROVIDER, ADMIN): "email phone",
            only(*PROVEN): "credentials",
        },
    ),
    on(
        PersonnelAffiliation,
        rows=directory(both(OF_LISTED, BY_LISTED), both(OF_LISTED_OR_OWN, BY_LISTED_OR_OWN)),
        fields={ANY_ROLE: "id span personnel provider institution"},
    ),
    on(
        ProviderNetwork,
        rows=directory(LISTED_NETWORK, LISTED_NETWORK),
        fields={ANY_ROLE: "id networkCode name networkType region status span version assignments"},
    ),
    on(
        ProviderNetworkAssignment,
        rows={**directory(both(OF_LISTED, IN_LISTED), both(OF_LISTED_OR_OWN, IN_LISTED)), ADJUDICATION: ANY},
        fields={ANY_ROLE: "id networkId tier status span version provider institution network"},
    ),
    on(
        ProviderContract,
        rows={PROVIDER: provider("provider_id"), **dict.fromkeys(DECIDING, ANY)},
        fields={
            ROW: "id networkId status span reimbursement percentOfCharge version rates",
            only(*AGREED): (
                "contractNumber signedOn paymentTermsDays autoRenew noticeDays provider network feeSchedule"
            ),
        },
    ),
    on(
        ProviderCredential,
        rows={
            PROVIDER: either(
                where(provider("subject_id"), "subject_type", CredentialSubject.PROVIDER),
                where(
                    via(tables.MedicalInstitution, "subject_id", provider("provider_id")),
                    "subject_type",
                    CredentialSubject.INSTITUTION,
                ),
                where(working_there("subject_id"), "subject_type", CredentialSubject.PERSONNEL),
            ),
            AUDITOR: ANY,
            ADMIN: ANY,
        },
        fields={ROW: "id credentialType number issuer issuedOn expiresOn status version holder"},
    ),
    on(
        FeeSchedule,
        rows={PROVIDER: OF_CONTRACT, **dict.fromkeys(STAFF, ANY)},
        fields={ROW: "id name revision currency span status isReference version items"},
    ),
    on(
        FeeScheduleItem,
        rows={PROVIDER: via(tables.FeeSchedule, "fee_schedule_id", OF_CONTRACT), **dict.fromkeys(DECIDING, ANY)},
        fields={ROW: "id codeSystem procedureCode modifier unitRate exactRate maxUnits"},
    ),
    neighbour(InsuranceScheme, {PUBLIC: "id networkIds", ANY_ROLE: "networks"}),
    values(NearbyInstitution, OpeningHours),
)
