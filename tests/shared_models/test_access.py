"""Which tables the database keeps: every one that holds somebody's data, and no other but for a reason."""

from importlib import import_module

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError

from shared_models.access import AS_SYSTEM, EVENTS, identify, role_of, roles_and_scopes, secure
from shared_models.connection import create_engine
from shared_models.identity import NOBODY, Principal, Role
from subgraphs.registry import SUBGRAPHS
from tests.conftest import NewDatabase
from tests.principals import EVERYTHING, a_principal

DOMAINS = [row.name for row in SUBGRAPHS]

UNKEPT = """
    SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p')
    AND NOT relispartition AND NOT (relrowsecurity AND relforcerowsecurity)
"""
PARTITIONS_WITH_GRANTS = """
    SELECT relname FROM pg_class, aclexplode(relacl) AS held
    WHERE relispartition AND held.grantee::regrole::text LIKE 'covergraph%'
"""


@pytest.mark.parametrize("domain", DOMAINS)
def test_every_table_says_who_reaches_its_rows(domain: str) -> None:
    tables = import_module(f"shared_models.{domain}").metadata.tables
    access = import_module(f"shared_models.{domain}.access").ACCESS

    assert {*access, *EVENTS} == set(tables)


@pytest.mark.parametrize("domain", DOMAINS)
async def test_the_database_keeps_every_table_that_is_not_everybodys(domain: str, new_database: NewDatabase) -> None:
    access = {**import_module(f"shared_models.{domain}.access").ACCESS, **EVENTS}
    engine = create_engine(await new_database(domain), application="covergraph-test")

    async with engine.connect() as connection:
        unkept = set((await connection.execute(sa.text(UNKEPT))).scalars())
        bare = set((await connection.execute(sa.text(PARTITIONS_WITH_GRANTS))).scalars())

    await engine.dispose()
    assert unkept - {"alembic_version"} == {table for table, rows in access.items() if rows.reason}
    # A partition that could be read by itself would be a way around its table.
    assert bare == set()


@pytest.mark.parametrize("domain", DOMAINS)
async def test_the_role_of_a_service_owns_nothing_and_is_bound(domain: str, new_database: NewDatabase) -> None:
    engine = create_engine(await new_database(domain), application="covergraph-test", role=role_of(domain))
    who = "SELECT rolsuper OR rolbypassrls OR rolcreaterole OR rolcanlogin FROM pg_roles WHERE rolname = current_user"
    owned = "SELECT count(*) FROM pg_class WHERE relowner = (SELECT oid FROM pg_roles WHERE rolname = current_user)"

    async with engine.connect() as connection:
        is_mighty = (await connection.execute(sa.text(who))).scalar_one()
        tables = (await connection.execute(sa.text(owned))).scalar_one()
        with pytest.raises(DBAPIError, match="permission denied"):
            await connection.execute(sa.text("CREATE TABLE loot (id int)"))

    await engine.dispose()
    assert (is_mighty, tables) == (False, 0)


async def test_an_identity_ends_with_its_transaction(new_database: NewDatabase) -> None:
    engine = create_engine(await new_database("core"), application="covergraph-test", role=role_of("core"), pool_size=1)
    roles = sa.text("SELECT current_setting('covergraph.roles', true), current_setting('application_name')")

    async with engine.connect() as connection:
        await connection.execute(identify(EVERYTHING, "request-1"))
        during = (await connection.execute(roles)).one()
        await connection.rollback()
        afterwards = (await connection.execute(roles)).one()

    await engine.dispose()
    assert "auditor" in during[0]
    assert during[1] == "request-1"
    assert tuple(afterwards) == ("", "covergraph-test")


@pytest.mark.parametrize(
    ("principal", "opened"),
    [
        (a_principal(Role.SERVICE, scopes=frozenset({"adjudication"})), {"service", "adjudication"}),
        # A scope opens nothing but what it is known for, and to nobody but a service.
        (a_principal(Role.SERVICE, scopes=frozenset({"system", "auditor"})), {"service"}),
        (a_principal(Role.SALES_AGENT, scopes=frozenset({"adjudication"})), {"sales_agent"}),
    ],
    ids=["a scope", "an unknown scope", "a person with a scope"],
)
def test_rows_are_opened_by_roles_and_by_the_scopes_of_services(principal: Principal, opened: set[str]) -> None:
    assert roles_and_scopes(principal) == opened


@pytest.mark.parametrize("domain", DOMAINS)
def test_a_scope_writes_nothing(domain: str) -> None:
    access = import_module(f"shared_models.{domain}.access").ACCESS

    written = [
        statement
        for table, rows in access.items()
        for statement in secure(domain, table, rows)
        if "'adjudication'" in statement and " FOR SELECT " not in statement
    ]

    assert written == []


async def test_only_a_service_itself_says_that_it_is_the_system(new_database: NewDatabase) -> None:
    engine = create_engine(await new_database("core"), application="covergraph-test", role=role_of("core"))
    tokens = sa.text("SELECT count(*) FROM roles, covergraph_holds('system') AS is_system WHERE is_system")

    async with engine.connect() as connection:
        await connection.execute(identify(EVERYTHING))
        as_everything = (await connection.execute(tokens)).scalar_one()
        await connection.execute(identify(NOBODY))
        as_nobody = (await connection.execute(tokens)).scalar_one()
        await connection.execute(sa.text(AS_SYSTEM))
        as_system = (await connection.execute(tokens)).scalar_one()

    await engine.dispose()
    assert (as_everything, as_nobody) == (0, 0)
    assert as_system > 0
