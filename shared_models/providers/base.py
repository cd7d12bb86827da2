"""The base class of providers' tables, which share one registry and one metadata, and the sequences of its numbers."""

import sqlalchemy as sa
from sqlmodel import SQLModel

from shared_models.base import domain_registry


class ProvidersTable(SQLModel, registry=domain_registry()):
    """Base of every table in `medical-coverage-providers`."""


PROVIDER_CODES = sa.Sequence("provider_code_seq", metadata=ProvidersTable.metadata)
INSTITUTION_CODES = sa.Sequence("institution_code_seq", metadata=ProvidersTable.metadata)
PERSONNEL_CODES = sa.Sequence("personnel_code_seq", metadata=ProvidersTable.metadata)
NETWORK_CODES = sa.Sequence("network_code_seq", metadata=ProvidersTable.metadata)
CONTRACT_NUMBERS = sa.Sequence("contract_number_seq", metadata=ProvidersTable.metadata)


# Null means all; an exclusion constraint takes nulls for different, so both are compared as the id that is nobody's.
NOBODY = "'00000000-0000-0000-0000-000000000000'::uuid"
ANY_INSTITUTION = sa.text(f"COALESCE(institution_id, {NOBODY})")
ANY_NETWORK = sa.text(f"COALESCE(network_id, {NOBODY})")
