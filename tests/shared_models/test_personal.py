"""What columns tell about persons: each is tagged, and what tells who somebody is stands nowhere in the clear."""

from importlib import import_module

import pytest
import sqlalchemy as sa

from shared_models.encryption import blind_columns, sealed_columns
from shared_models.personal import BUNDLES, Personal, Tag, columns_by_value, tag_of
from subgraphs.registry import SUBGRAPHS

TABLES = {
    (row.name, table.name): table
    for row in SUBGRAPHS
    for table in import_module(f"shared_models.{row.name}").metadata.sorted_tables
}
LISTED: dict[tuple[str, str], Personal] = {
    (row.name, name): listed
    for row in SUBGRAPHS
    if hasattr(import_module(f"shared_models.{row.name}"), "PERSONAL")
    for name, listed in import_module(f"shared_models.{row.name}.personal").PERSONAL.items()
}
# What makes a table one of persons.
TELLING = {"first_name", "last_name", "display_name", "email", "phone", "member_id", "user_id", "recipient_id"}
# Sealed, though it tells of nobody: secrets, and the insurer's own bank account.
SECRETS = {"signing_keys.private_key", "financial_accounts.account_number"}
ALWAYS_SEALED = ("national_id", "passport", "email", "phone", "date_of_birth", "address", "tax_id", "document_number")
# In the clear for a reason: docs/decisions/0010-sealed-columns.md gives it for each.
PLAIN = {"companies.address", "providers.email", "providers.phone", "providers.address", "medical_institutions.address"}
# The address of a login attempt is that of a machine, and is looked up by itself.
PLAIN |= {"login_attempts.address"}


@pytest.mark.parametrize("name", LISTED, ids=".".join)
def test_every_column_of_a_table_of_persons_says_what_it_tells(name: tuple[str, str]) -> None:
    listed, columns = LISTED[name], columns_by_value(TABLES[name])

    assert sorted((*listed.pii, *listed.phi, *listed.rest)) == sorted(columns)
    assert {value for value, each in columns.items() if tag_of(each[0]) is Tag.PII} == set(listed.pii)
    assert {value for value, each in columns.items() if tag_of(each[0]) is Tag.PHI} == set(listed.phi)


def test_every_table_of_persons_is_listed() -> None:
    telling = {
        name
        for name, table in TABLES.items()
        if TELLING & {column.name for column in table.columns} - BUNDLES or sealed_columns(table)
    }
    of_claims = {
        ("claims", table.name)
        for (domain, _), table in TABLES.items()
        if domain == "claims" and any(key.column.table.name == "claims" for key in table.foreign_keys)
    }

    assert (telling | of_claims) - LISTED.keys() == set()


def test_what_is_sealed_tells_who_or_how_somebody_is() -> None:
    untagged = {
        f"{table.name}.{value}"
        for table in TABLES.values()
        for value, column in sealed_columns(table).items()
        if tag_of(column) is None
    }

    assert untagged == SECRETS


def test_what_tells_who_somebody_is_is_sealed_wherever_it_stands() -> None:
    in_the_clear = {
        f"{table.name}.{column.name}"
        for table in TABLES.values()
        for column in table.columns
        if column.name.endswith(ALWAYS_SEALED) and not isinstance(column.type, sa.Uuid)
    }

    assert in_the_clear == PLAIN


def test_a_digest_stands_beside_a_sealed_value_and_only_where_there_are_many_values() -> None:
    digests = {f"{table.name}.{value}" for table in TABLES.values() for value in blind_columns(table)}

    assert digests == {"members.national_id", "members.passport", "members.email", "users.email", "leads.email"}
    assert all(value in sealed_columns(table) for table in TABLES.values() for value in blind_columns(table))
