"""The ids that rows of several domains name."""

from typing import Final
from uuid import UUID

from stack.loading.identity import Identity, shared_id
from stack.loading.plans import Era, eras_of, is_private
from stack.loading.records import Payer

# All samples meet in one network, for the generator knows none.
OPEN_NETWORK: Final = shared_id("provider_networks", "Synthea open")


def scheme_id(identity: Identity, payer: str) -> UUID:
    """Return the scheme of a payer."""
    return identity.id("insurance_schemes", payer)


def version_id(identity: Identity, payer: Payer, era: Era) -> UUID:
    """Return a version of a payer's scheme; the newest has the payer's own name."""
    is_newest = era == eras_of(payer)[-1]
    return identity.id("scheme_versions", payer.id if is_newest else f"{payer.id}:{era.number}")


def company_id(identity: Identity, payer: Payer) -> UUID | None:
    """Return the employer whose people a private payer covers."""
    return identity.id("companies", payer.id) if is_private(payer) else None


def policy_id(identity: Identity, payer: Payer) -> UUID | None:
    """Return the policy of that employer."""
    return identity.id("group_policies", payer.id) if is_private(payer) else None


def member_id(identity: Identity, patient: str) -> UUID:
    """Return the member that a patient is."""
    return identity.id("members", patient)


def provider_id(identity: Identity, organization: str) -> UUID:
    """Return the provider that an organization is."""
    return identity.id("providers", organization)


def personnel_id(identity: Identity, clinician: str) -> UUID:
    """Return the person that works there."""
    return identity.id("medical_personnel", clinician)
