"""What providers' columns tell about persons."""

from collections.abc import Mapping
from typing import Final

from shared_models.personal import Personal, about

PERSONAL: Final[Mapping[str, Personal]] = {
    "medical_personnel": about(
        pii="first_name last_name npi license_number email phone",
        rest="personnel_code personnel_type specialty_code license_expires_on country status",
    ),
    # The directory is public; a practice of one doctor is its doctor.
    "providers": about(
        pii="tax_id bank_account_ref",
        rest="provider_code legal_name trade_name provider_type license_number license_expires_on npi email phone "
        "address country currency status",
    ),
}
