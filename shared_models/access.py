"""Row-level security: who may reach which rows, kept by the database itself, whatever a service asks it.

A service works as the role `covergraph_<domain>_app`, which owns nothing, and says at the start of each transaction who
asks (`identify`). The policies of its tables read that; where nothing was said, there are no rows. A domain declares
them in `access.py` and hangs them on its tables, so that migrations and models make the same database::

    ACCESS = {
        "claims": rows(
            all_for=(Role.CLAIMS_OFFICER, Role.AUDITOR),
            some_for={Role.MEMBER: ours("member_id", MEMBERS), BREAK_GLASS: ours("member_id", GLASS)},
        ),
        "claim_lines": rows(..., some_for={Role.MEMBER: within("claims", "claim_id", ours("member_id", MEMBERS))}),
        "diagnosis_codes": everybodys("a code list"),
    }

Staff come first in a CASE, because with a plain OR the planner expects a handful of rows and sorts everything; settings
are read in sub-selects, once a statement and not once a row. An auditor reads and writes nothing.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, TypeAlias
from uuid import UUID

import sqlalchemy as sa

from shared_models.identity import Principal, Role

# What opens rows: a role; the emergency token of a system_admin; a scope that a service is held to; a service at its
# own work, such as the importer or a login. No token holds the last one: it is no `Role` and none of the scopes, so
# `identify` never says it.
Grant: TypeAlias = str
BREAK_GLASS: Final[Grant] = "break_glass"
ADJUDICATION: Final[Grant] = "adjudication"
SPENDING: Final[Grant] = "spending"
SCOPES: Final[frozenset[Grant]] = frozenset({ADJUDICATION, SPENDING})
SYSTEM: Final[Grant] = "system"

SUBJECT: Final = "subject"
MEMBERS: Final = "member_ids"
EMPLOYERS: Final = "employer_ids"
COMPANIES: Final = "company_ids"
PROVIDERS: Final = "provider_ids"
AGENTS: Final = "agent_ids"
GLASS: Final = "break_glass"
SETTINGS: Final = (SUBJECT, "roles", MEMBERS, EMPLOYERS, COMPANIES, PROVIDERS, AGENTS, GLASS)

# Who only reads.
READERS: Final[frozenset[Grant]] = frozenset({Role.AUDITOR, *SCOPES})
COMMANDS: Final = ("select", "insert", "update", "delete")


def role_of(domain: str) -> str:
    """Return the database role that a service works as."""
    return f"covergraph_{domain}_app"


def sealer_of(domain: str) -> str:
    """Return the role that seals the audit log: it reads it, and sets numbers and hashes."""
    return f"covergraph_{domain}_sealer"


def reader_of(domain: str) -> str:
    """Return the role that reads the audit log, for those who may."""
    return f"covergraph_{domain}_audit"


# What a transaction says first

_SETTERS: Final = ", ".join(f"set_config('covergraph.{name}', :{name}, true)" for name in SETTINGS)
_APPLICATION: Final = (
    "set_config('application_name', coalesce(nullif(:request_id, ''), current_setting('application_name')), true)"
)
_IDENTIFY: Final = sa.text(f"SELECT {_SETTERS}, {_APPLICATION}")


def identify(principal: Principal, request_id: str = "") -> sa.Executable:
    """Return the statement that says whose transaction this is; it holds until the transaction ends."""
    return _IDENTIFY.bindparams(
        subject=_array(user_ids(principal)),
        roles=_array(roles_and_scopes(principal)),
        member_ids=_array(principal.member_ids),
        employer_ids=_array(principal.employer_ids),
        company_ids=_array(principal.company_ids),
        provider_ids=_array(principal.provider_ids),
        agent_ids=_array(principal.agent_ids),
        break_glass=_array(() if principal.break_glass_id is None else (principal.break_glass_id,)),
        request_id=request_id,
    )


def roles_and_scopes(principal: Principal) -> frozenset[Grant]:
    """Return what a principal's token opens rows with: the roles, and of a service the scopes that are grants."""
    scopes = principal.scopes & SCOPES if Role.SERVICE in principal.roles else frozenset()
    return principal.roles | scopes


def user_ids(principal: Principal) -> tuple[UUID, ...]:
    """Return the id of the user a principal is; a machine is none."""
    try:
        return (UUID(principal.subject),)
    except ValueError:
        return ()


def user_id_of(principal: Principal) -> UUID | None:
    """Return the id of the user a principal is; None for a machine."""
    return next(iter(user_ids(principal)), None)


# A service at its own work says this instead.
AS_SYSTEM: Final = f"SELECT set_config('covergraph.roles', '{{{SYSTEM}}}', true)"


def _array(values: Sequence[Any] | frozenset[Any]) -> str:
    return "{" + ",".join(sorted(str(each) for each in values)) + "}" if values else ""


# Conditions on rows


def ours(column: str, tenants: str) -> str:
    """Say that a column names one of the ids somebody holds."""
    return f"{column} = ANY ((SELECT covergraph_ids('{tenants}'))::uuid[])"


def within(table: str, column: str, condition: str, *, key: str = "id") -> str:
    """Say that a column names a row of another table for which a condition holds, which begins with a column."""
    return f"{column} IN (SELECT {table}.{key} FROM {table} WHERE {table}.{condition})"  # noqa: S608  # names of ours


def _holds(*grants: Grant) -> str:
    names = ", ".join(f"'{Role.SYSTEM_ADMIN if each == BREAK_GLASS else each}'" for each in grants)
    return f"(SELECT covergraph_holds({names}))"


# What policies read of the identity. A setting that was set once reads as '' after its transaction.
FUNCTIONS: Final = (
    """
CREATE OR REPLACE FUNCTION covergraph_holds(VARIADIC roles text[]) RETURNS boolean
    LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT nullif(current_setting('covergraph.roles', true), '')::text[] && roles
$$""",
    """
CREATE OR REPLACE FUNCTION covergraph_ids(tenants text) RETURNS uuid[] LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT nullif(current_setting('covergraph.' || tenants, true), '')::uuid[]
$$""",
)


# Access of tables


@dataclass(frozen=True, slots=True)
class Rows:
    """Who reaches the rows of a table: all of them, some, or everybody all, for a reason; and by which commands."""

    all_for: tuple[Grant, ...] = ()
    some_for: Mapping[Grant, str] = field(default_factory=dict)
    shown_to: Mapping[Grant, str] = field(default_factory=dict)
    reason: str = ""
    commands: tuple[str, ...] = COMMANDS
    is_open_to_new: bool = False
    is_open_to_readers: bool = False


def rows(
    *,
    all_for: Sequence[Grant] = (),
    some_for: Mapping[Grant, str] | None = None,
    shown_to: Mapping[Grant, str] | None = None,
) -> Rows:
    """Declare who reaches all rows of a table, and on which condition others reach some, or read some and no more.

    A service at its own work reaches all; with nobody else named, it alone does.
    """
    return Rows(tuple(all_for), dict(some_for or {}), dict(shown_to or {}))


def everybodys(reason: str, *, commands: Sequence[str] = COMMANDS) -> Rows:
    """Declare a table that holds nobody's data, and what a service may do with it."""
    return Rows(reason=reason, commands=tuple(commands))


def everybody_reads(*, all_for: Sequence[Grant] = (), some_for: Mapping[Grant, str] | None = None) -> Rows:
    """Declare a table that everybody reads and only some write.

    Comparisons of decimal numbers may tell of rows by their errors, so PostgreSQL asks a condition on who reads first,
    and no index on them serves. A table that is searched by such has none.
    """
    return Rows(tuple(all_for), dict(some_for or {}), is_open_to_readers=True)


def everybody_adds(*, all_for: Sequence[Grant], commands: Sequence[str]) -> Rows:
    """Declare a table that everybody's transactions add rows to, and that only some read."""
    return Rows(tuple(all_for), commands=tuple(commands), is_open_to_new=True)


# The tables that every database has.
COMMON: Final[Mapping[str, Rows]] = {
    # The service itself only adds to it; who seals and who reads it are roles of their own.
    "audit_log": everybody_adds(all_for=(Role.AUDITOR, Role.SYSTEM_ADMIN), commands=("insert",)),
    "audit_heads": everybodys("hashes of other services' logs", commands=("select", "insert")),
    "data_keys": everybodys("wrapped keys, which only the master key opens", commands=("select", "insert", "update")),
}

# And those of events, which migrations make with their rights (`migrations.operations.add_event_tables`).
EVENTS: Final[Mapping[str, Rows]] = {
    "outbox_events": everybody_adds(all_for=(), commands=("select", "insert", "update")),
    "outbox_heads": everybodys("how many events an aggregate has", commands=("select", "insert", "update")),
    "inbox_events": rows(),
    "idempotency_keys": everybodys("digests of orders, and ids of what they made, which rows are then read by"),
}


def secure(domain: str, table: str, access: Rows) -> Iterator[str]:
    """Yield the statements that give a service a table, and let the database keep its rows."""
    yield f"GRANT {', '.join(access.commands)} ON {table} TO {role_of(domain)}"
    if access.reason:
        return
    yield f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY"
    yield f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY"
    seen = (
        "true"
        if access.is_open_to_readers
        else _condition(access.all_for, [*access.shown_to.items(), *access.some_for.items()])
    )
    written = _condition(
        [each for each in access.all_for if each not in READERS],
        [each for each in access.some_for.items() if each[0] not in READERS],
    )
    added = "true" if access.is_open_to_new else written
    yield f"CREATE POLICY {table}_select ON {table} FOR SELECT USING ({seen})"
    yield f"CREATE POLICY {table}_insert ON {table} FOR INSERT WITH CHECK ({added})"
    yield f"CREATE POLICY {table}_update ON {table} FOR UPDATE USING ({written}) WITH CHECK ({written})"
    yield f"CREATE POLICY {table}_delete ON {table} FOR DELETE USING ({written})"


def release(domain: str, table: str, access: Rows) -> Iterator[str]:
    """Yield the statements that take `secure` back."""
    yield f"REVOKE ALL ON {table} FROM {role_of(domain)}"
    if access.reason:
        return
    for command in COMMANDS:
        yield f"DROP POLICY {table}_{command} ON {table}"
    yield f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY"
    yield f"ALTER TABLE {table} DISABLE ROW LEVEL SECURITY"


def _condition(all_for: Sequence[Grant], some_for: Sequence[tuple[Grant, str]]) -> str:
    by_test: dict[str, list[Grant]] = {}
    for grant, test in some_for:
        by_test.setdefault(test, []).append(grant)
    some = [f"({_holds(*grants)} AND {test})" for test, grants in by_test.items()]
    staff = _holds(*all_for, SYSTEM)
    return f"CASE WHEN {staff} THEN true ELSE {' OR '.join(some) or 'false'} END"


# The role


def make_role(domain: str) -> Iterator[str]:
    """Yield the statements that make a service's roles and let them into what the login owns.

    Roles belong to a whole server: another database may have made these, or be making them now.
    """
    for role in (role_of(domain), sealer_of(domain), reader_of(domain)):
        yield f"""
DO $$ BEGIN
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '{role}') THEN
        CREATE ROLE {role} NOLOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOBYPASSRLS;
    END IF;
EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL;
END $$"""
        yield f"""
DO $$ BEGIN
    IF NOT (SELECT rolsuper FROM pg_roles WHERE rolname = current_user) THEN
        GRANT {role} TO CURRENT_USER;
    END IF;
EXCEPTION WHEN unique_violation OR internal_error THEN NULL;
END $$"""  # noqa: S608  # names of ours
        yield f"GRANT USAGE ON SCHEMA public TO {role}"
    yield from FUNCTIONS


def share_audit_log(domain: str) -> Iterator[str]:
    """Yield the statements that give the audit log to who seals it and to who reads it."""
    yield f"GRANT SELECT, UPDATE (number, prev_hash, hash) ON audit_log TO {sealer_of(domain)}"
    yield f"GRANT SELECT ON audit_log TO {reader_of(domain)}"


def unshare_audit_log(domain: str) -> Iterator[str]:
    """Yield the statements that take `share_audit_log` back."""
    yield f"REVOKE ALL ON audit_log FROM {sealer_of(domain)}, {reader_of(domain)}"


def unmake_role(domain: str) -> Iterator[str]:
    """Yield the statements that take the role's rights in this database back, but for those on tables."""
    yield f"REVOKE USAGE ON SCHEMA public FROM {role_of(domain)}, {sealer_of(domain)}, {reader_of(domain)}"
    yield "DROP FUNCTION covergraph_ids(text)"
    yield "DROP FUNCTION covergraph_holds(text[])"


def attach(metadata: sa.MetaData, domain: str, access: Mapping[str, Rows]) -> None:
    """Hang a domain's role and policies on its tables, so that the models make them too."""
    for statement in make_role(domain):
        sa.event.listen(metadata, "before_create", _ddl(statement))
    # Policies read other tables: they come when all are there.
    for table, each in {**access, **EVENTS}.items():
        for statement in secure(domain, table, each):
            sa.event.listen(metadata, "after_create", _ddl(statement))
    for statement in share_audit_log(domain):
        sa.event.listen(metadata, "after_create", _ddl(statement))
    for name in metadata._sequences:  # noqa: SLF001  # SQLAlchemy has no public way
        sa.event.listen(metadata, "after_create", _ddl(numbering(domain, name)))


def numbering(domain: str, sequence: str) -> str:
    """Return the statement that lets a service draw numbers."""
    return f"GRANT USAGE ON SEQUENCE {sequence} TO {role_of(domain)}"


def _ddl(statement: str) -> sa.DDL:
    return sa.DDL(statement.replace("%", "%%"))  # type: ignore[no-untyped-call]  # SQLAlchemy leaves DDL untyped
