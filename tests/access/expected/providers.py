"""Who may see what of providers: the directory is for all, what was agreed for the two sides and those who decide."""

from typing import Final

from tests.access.expected.entries import LETTERS, SIGNED_IN, Losses, Type

# Who reads of those who have not been let in yet, and by which numbers somebody is known.
STAFF: Final = "CUA"
AGREED: Final = "PCUA"
DECIDING: Final = "CUAW"
PROVEN: Final = "PUA"

TYPES: Final = {
    "Query": Type(
        all=LETTERS,
        fields={
            "provider providers institutionsNear medicalPersonnel networks": SIGNED_IN,
            # Prices are part of what was agreed.
            "contracts feeSchedule": AGREED,
            "credentials": PROVEN,
            "expiringCredentials": "A",
        },
    ),
    "Provider": Type(
        own="P",
        listed=SIGNED_IN,
        all=DECIDING,
        fields={
            "id providerCode legalName tradeName providerType npi email phone address country currency status version"
            " institutions affiliations networkAssignments networkIds assignmentsBetween": SIGNED_IN,
            "licenseNumber contracts": AGREED,
            "licenseExpiresOn statusEvents contractsBetween": AGREED + "W",
            "referenceRates": DECIDING,
            "credentials": PROVEN,
        },
    ),
    "ProviderStatusEvent": Type(
        own="P",
        all=DECIDING,
        fields={"id formerStatus status effectiveOn": AGREED + "W", "reason": AGREED},
    ),
    "MedicalInstitution": Type(
        own="P",
        listed=SIGNED_IN,
        all=STAFF,
        fields={
            "id institutionCode name institutionType level accreditation accreditedUntil beds specialties services"
            " address latitude longitude isEmergencyReady status version provider openingHours affiliations": SIGNED_IN,
            "credentials": PROVEN,
        },
    ),
    "MedicalPersonnel": Type(
        own="P",
        listed=SIGNED_IN,
        all=STAFF,
        fields={
            "id personnelCode firstName lastName personnelType specialtyCode country status version affiliations": (
                SIGNED_IN
            ),
            "npi licenseNumber licenseExpiresOn": AGREED,
            # How to reach a person is for where they work and for who keeps the register.
            "email phone": "PA",
            "credentials": PROVEN,
        },
    ),
    "PersonnelAffiliation": Type(
        own="P", listed=SIGNED_IN, all=STAFF, fields={"id span personnel provider institution": SIGNED_IN}
    ),
    # A network is nobody's own: who prepares one are staff.
    "ProviderNetwork": Type(
        listed=SIGNED_IN,
        all=STAFF,
        fields={"id networkCode name networkType region status span version assignments": SIGNED_IN},
    ),
    "ProviderNetworkAssignment": Type(
        own="P",
        listed=SIGNED_IN,
        all=DECIDING,
        fields={"id networkId tier status span version provider institution network": SIGNED_IN},
    ),
    "ProviderContract": Type(
        own="P",
        all=DECIDING,
        fields={
            "id networkId status span reimbursement percentOfCharge version rates": AGREED + "W",
            "contractNumber signedOn paymentTermsDays autoRenew noticeDays provider network feeSchedule": AGREED,
        },
    ),
    "ProviderCredential": Type(
        own="P", all="UA", fields={"id credentialType number issuer issuedOn expiresOn status version holder": PROVEN}
    ),
    "FeeSchedule": Type(
        own="P", all=STAFF, fields={"id name revision currency span status isReference version items": AGREED}
    ),
    "FeeScheduleItem": Type(
        own="P", all=DECIDING, fields={"id codeSystem procedureCode modifier unitRate exactRate maxUnits": AGREED + "W"}
    ),
    # What providers adds to the types of others: whose rows come of it is said above.
    "InsuranceScheme": Type(all=LETTERS, fields={"id networkIds": LETTERS, "networks": SIGNED_IN}),
}

TABLES: Final = {
    "providers": TYPES["Provider"],
    "provider_status_events": TYPES["ProviderStatusEvent"],
    # Places are looked for around a point, by an index that a condition on who reads would shut out.
    "medical_institutions": Type(all=LETTERS),
    "medical_personnel": TYPES["MedicalPersonnel"],
    # By the database alone, whoever sees a provider sees who works there, by their ids.
    "personnel_affiliations": Type(own="P", listed=SIGNED_IN, all=DECIDING),
    "provider_networks": TYPES["ProviderNetwork"],
    "provider_network_assignments": TYPES["ProviderNetworkAssignment"],
    "provider_contracts": TYPES["ProviderContract"],
    "provider_credentials": TYPES["ProviderCredential"],
    "fee_schedules": Type(own="P", all=DECIDING),
    "fee_schedule_items": TYPES["FeeScheduleItem"],
}

LOSSES: Final = Losses(
    fields=(
        ("Provider", "licenseNumber", "F"),
        ("Provider", "credentials", "C"),
        ("Provider", "licenseExpiresOn", "V"),
        ("MedicalPersonnel", "email", "U"),
        ("Query", "contracts", "M"),
        ("Query", "expiringCredentials", "P"),
    ),
    rows=(
        ("Provider", "P", "provider"),
        ("ProviderContract", "P", "provider"),
        ("MedicalPersonnel", "M", "signed_in"),
        ("ProviderNetwork", "S", "sales_agent"),
    ),
    tables=("providers", "provider_contracts", "provider_credentials", "fee_schedule_items"),
    coordinates=("Query.contracts", "MedicalPersonnel.phone", "ProviderContract.percentOfCharge"),
)
