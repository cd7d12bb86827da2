"""Who may see what of a domain: one table, read by people as documentation and by the kit as law.

How to write `subgraphs/<domain>/policy.py`, type by type::

    POLICY = Policy(
        on(
            Claim,
            rows={
                Role.MEMBER: own("member_id"),              # a member: the claims of the own family
                Role.EMPLOYER_ADMIN: company("company_id"), # an employer: those of its people
                Role.CLAIMS_OFFICER: ANY,                   # an officer: all
                BREAK_GLASS: glass("member_id"),            # a system_admin: one member's, in an emergency
            },
            fields={
                ROW: "id claimNumber billed planPaid",      # whoever may see the row
                only(Role.MEMBER, Role.CLAIMS_OFFICER, BREAK_GLASS, purpose="to decide the claim"): "diagnoses lines",
            },
        ),
        on(ClaimLine, rows={Role.MEMBER: via(tables.Claim, "claim_id", own("member_id")), ...}, fields={...}),
        neighbour(Member, {PUBLIC: "id", only(Role.MEMBER): "claims"}),   # a stub: rows are those of other types
        root(Query, {PUBLIC: "diagnosisCodes", only(Role.CLAIMS_OFFICER): "claims claimQueue"}),
        values(Reason, EobLine),                            # parts of what was permitted already
    )

1. `rows` maps each role to its relation to the row. Whoever holds several roles sees the rows of all of them together;
   a row that none of them opens is not there: not in lists, counts, look-ups or `_entities`.
2. `fields` maps an audience to GraphQL field names. `only(…)` narrows a field to some of the roles of `rows`; it holds
   row by row, so that an employer who is a member too reads the diagnoses of the own family, not of the staff. A field
   that tells of somebody's health says its purpose. A field in no audience, or in two, fails the schema's build.
3. A denied field is null with FORBIDDEN (UNAUTHENTICATED where nobody is signed in) at its path; its column is not
   read. Hence a field that has an audience of its own is nullable in the API whatever its annotation says.
4. Filters and orders read columns. Whoever may not see a field that tells of the column may not ask by it either;
   `asked_by` names columns that no field tells of.
5. The gateway's rules (@authenticated, @policy) are made of the same table, field by field; none stands on a type, for
   a type is shared with other services and its rules would add up.

6. A service asks by a scope it is held to (`ADJUDICATION`), never by its role: that one every service has. The gateway
   asks for the role alone; services and databases ask for the scope.

7. A field with @requires asks for at least what the fields it reads ask for, or the supergraph is not composed; keys
   and @external fields of a stub are PUBLIC here, their owner says who sees them.

A loader of the domain that reads a node's table itself takes `*visible(info, kind)` into its WHERE. The schema takes
the table by `make_schema(…, policy=POLICY)`. The database keeps the rows a second time, by `access.py` beside the
domain's tables and a migration that calls `secure_rows`; neither side knows the other: a mistake in one opens nothing.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, Protocol, TypeAlias
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY
from sqlmodel import SQLModel

from shared_models.access import BREAK_GLASS, SCOPES, Grant, roles_and_scopes, user_ids
from shared_models.base import table_of
from shared_models.identity import Principal, Role

# What everybody holds who is signed in: it opens the rows of directories, whatever else somebody's roles open.
SIGNED_IN: Final[Grant] = "signed_in"


def grants_of(principal: Principal) -> frozenset[Grant]:
    """Return what a principal holds."""
    held: set[Grant] = {SIGNED_IN, *roles_and_scopes(principal)} if principal.is_signed_in else set()
    if Role.SYSTEM_ADMIN in held and principal.break_glass_id is not None:
        held.add(BREAK_GLASS)
    return frozenset(held)


def role_behind(grant: Grant) -> str:
    """Return the role that a token must list for a grant."""
    if grant in SCOPES:
        return Role.SERVICE
    return Role.SYSTEM_ADMIN if grant == BREAK_GLASS else str(grant)


# Relations between a principal and a row


class Relation(Protocol):
    """How a row relates to somebody."""

    def may_hold(self, principal: Principal) -> bool:
        """Say whether there can be such a row for the principal at all."""
        ...

    def holds(self, table: sa.FromClause, principal: Principal) -> sa.ColumnElement[bool]:
        """Return the condition on a row of the table."""
        ...


@dataclass(frozen=True, slots=True)
class _Any:
    """Every row."""

    def may_hold(self, principal: Principal) -> bool:  # noqa: ARG002  # the same for all
        return True

    def holds(self, table: sa.FromClause, principal: Principal) -> sa.ColumnElement[bool]:  # noqa: ARG002  # the same for all
        return sa.true()


@dataclass(frozen=True, slots=True)
class _Tied:
    """A column of the row names one of the principal's ids, `tenants` of it."""

    tenants: str
    column: str

    def may_hold(self, principal: Principal) -> bool:
        return bool(_ids(principal, self.tenants))

    def holds(self, table: sa.FromClause, principal: Principal) -> sa.ColumnElement[bool]:
        ids = sa.bindparam(self.tenants, list(_ids(principal, self.tenants)), type_=ARRAY(sa.Uuid), unique=True)
        return table.c[self.column] == sa.any_(ids)


@dataclass(frozen=True, slots=True)
class _Via:
    """A column of the row names a row of another table that the relation holds for."""

    model: type[SQLModel]
    column: str
    relation: Relation
    key: str

    def may_hold(self, principal: Principal) -> bool:
        return self.relation.may_hold(principal)

    def holds(self, table: sa.FromClause, principal: Principal) -> sa.ColumnElement[bool]:
        other = table_of(self.model).alias()
        return table.c[self.column].in_(sa.select(other.c[self.key]).where(self.relation.holds(other, principal)))


@dataclass(frozen=True, slots=True)
class _Either:
    """One of the relations holds."""

    relations: tuple[Relation, ...]

    def may_hold(self, principal: Principal) -> bool:
        return any(each.may_hold(principal) for each in self.relations)

    def holds(self, table: sa.FromClause, principal: Principal) -> sa.ColumnElement[bool]:
        return sa.or_(*(each.holds(table, principal) for each in self.relations if each.may_hold(principal)))


@dataclass(frozen=True, slots=True)
class _Both:
    """All of the relations hold."""

    relations: tuple[Relation, ...]

    def may_hold(self, principal: Principal) -> bool:
        return all(each.may_hold(principal) for each in self.relations)

    def holds(self, table: sa.FromClause, principal: Principal) -> sa.ColumnElement[bool]:
        return sa.and_(*(each.holds(table, principal) for each in self.relations))


@dataclass(frozen=True, slots=True, eq=False)
class _Where:
    """The relation holds, and a column of the row has one of some values (or is null) or has none of them."""

    relation: Relation
    column: str
    values: tuple[Any, ...]
    is_among: bool

    def may_hold(self, principal: Principal) -> bool:
        return self.relation.may_hold(principal)

    def holds(self, table: sa.FromClause, principal: Principal) -> sa.ColumnElement[bool]:
        column = table.c[self.column]
        known = [each for each in self.values if each is not None]
        among = sa.or_(column.in_(known), *([column.is_(None)] if None in self.values else []))
        return sa.and_(self.relation.holds(table, principal), among if self.is_among else sa.not_(among))


@dataclass(frozen=True, slots=True)
class _Lasting:
    """The relation holds, and a column of the row names a day that is not over, or not for longer than so many days."""

    relation: Relation
    column: str
    days: int

    def may_hold(self, principal: Principal) -> bool:
        return self.relation.may_hold(principal)

    def holds(self, table: sa.FromClause, principal: Principal) -> sa.ColumnElement[bool]:
        first = sa.func.current_date() - self.days
        return sa.and_(self.relation.holds(table, principal), table.c[self.column] >= first)


ANY: Final[Relation] = _Any()


def own(column: str) -> Relation:
    """Let a member see the rows of the own family: the column names the member."""
    return _Tied("member_ids", column)


def employer(column: str) -> Relation:
    """Let a member see the rows of the company that covers them: the column names the company."""
    return _Tied("employer_ids", column)


def company(column: str) -> Relation:
    """Let an employer_admin see the rows of the company they act for."""
    return _Tied("company_ids", column)


def provider(column: str) -> Relation:
    """Let a provider see its rows."""
    return _Tied("provider_ids", column)


def agent(column: str) -> Relation:
    """Let a sales agent see the own rows and those of the team."""
    return _Tied("agent_ids", column)


def glass(column: str) -> Relation:
    """Let an emergency token open the rows of the one member it names."""
    return _Tied("break_glass_id", column)


def self_(column: str = "id") -> Relation:
    """Let somebody see rows that name them as a user."""
    return _Tied("subject", column)


def via(model: type[SQLModel], column: str, relation: Relation, *, key: str = "id") -> Relation:
    """Let rows follow a row of another table, whose `key` the column holds."""
    return _Via(model, column, relation, key)


def either(*relations: Relation) -> Relation:
    """Let one of several relations be enough."""
    return _Either(relations)


def both(*relations: Relation) -> Relation:
    """Let all of several relations be needed."""
    return _Both(relations)


def where(relation: Relation, column: str, *values: Any) -> Relation:
    """Let a relation hold only where a column has one of these values; None stands for null."""
    return _Where(relation, column, values, is_among=True)


def but_not(relation: Relation, column: str, *values: Any) -> Relation:
    """Let a relation hold only where a column has none of these values."""
    return _Where(relation, column, values, is_among=False)


def lasting(relation: Relation, column: str, *, days: int = 0) -> Relation:
    """Let a relation hold up to a day, including it, that a column of the row names, and so many days more."""
    return _Lasting(relation, column, days)


def _ids(principal: Principal, tenants: str) -> tuple[UUID, ...]:
    match tenants:
        case "break_glass_id":
            return () if principal.break_glass_id is None else (principal.break_glass_id,)
        case "subject":
            return user_ids(principal)
        case _:
            ids: tuple[UUID, ...] = getattr(principal, tenants)
            return ids


# Audiences of fields


@dataclass(frozen=True, slots=True, eq=False)
class Audience:
    """Who sees a field: these grants; all who see the row when there are none named."""

    name: str
    grants: frozenset[Grant] | None = None
    purpose: str = ""


ROW: Final = Audience("all who see the row")
PUBLIC: Final = Audience("everybody, signed in or not")
ANY_ROLE: Final = Audience("everybody who is signed in")


def only(*grants: Grant, purpose: str = "") -> Audience:
    """Narrow a field to some grants; `purpose` says what those need a field about somebody's health for."""
    return Audience("some", frozenset(grants), purpose)


# The table

Rows: TypeAlias = Mapping[Grant, Relation]
Fields: TypeAlias = Mapping[Audience, str]


@dataclass(frozen=True, slots=True, eq=False)
class FieldRule:
    """Who sees one field; `rows` are the relations of its type, None where the type has no rows of its own."""

    coordinate: str
    audience: Audience
    rows: Rows | None

    @property
    def grants(self) -> frozenset[Grant]:
        """Return the grants with which the field can be seen."""
        if self.audience.grants is None:
            return frozenset(self.rows or ())
        return self.audience.grants if self.rows is None else self.audience.grants & self.rows.keys()

    @property
    def is_narrow(self) -> bool:
        """Say whether somebody may meet the field who may not see it."""
        if self.audience in (ROW, PUBLIC):
            return False
        return self.rows is None or not self.rows.keys() <= self.grants


@dataclass(frozen=True, slots=True, eq=False)
class TypeRule:
    """Who sees which rows and fields of one type."""

    kind: type[Any]
    rows: Rows | None
    fields: Mapping[str, FieldRule]
    asked_by: Mapping[str, FieldRule] = field(default_factory=dict)
    counted_by: frozenset[Grant] = frozenset()
    is_open: bool = False
    is_value: bool = False


class Policy:
    """The table of a domain."""

    def __init__(self, *rules: TypeRule | Sequence[TypeRule]) -> None:
        listed = [one for each in rules for one in (each if isinstance(each, Sequence) else (each,))]
        self.by_kind: dict[type[Any], TypeRule] = {each.kind: each for each in listed}
        assert len(self.by_kind) == len(listed), "a type has two entries"


def on(
    kind: type[Any],
    *,
    rows: Rows | None,
    fields: Fields,
    asked_by: Fields | None = None,
    counted_by: Sequence[Grant] = (),
) -> TypeRule:
    """Give a type its entry; `rows=None` says that everybody may see all rows, as of a code list.

    `counted_by` names who may count the rows of a list without seeing one.
    """
    return TypeRule(
        kind,
        rows,
        _by_field(kind, rows, fields),
        _by_field(kind, rows, asked_by or {}),
        frozenset(counted_by),
        is_open=rows is None,
    )


def neighbour(kind: type[Any], fields: Fields) -> TypeRule:
    """Give the stub of another domain's type its entry: what this domain adds to it."""
    return TypeRule(kind, None, _by_field(kind, None, fields))


def root(kind: type[Any], fields: Fields) -> TypeRule:
    """Give Query or Mutation its entry."""
    return neighbour(kind, fields)


def values(*kinds: type[Any]) -> list[TypeRule]:
    """Name types that only say what a field somebody may see has told already."""
    return [TypeRule(kind, None, {}, is_value=True) for kind in kinds]


def _by_field(kind: type[Any], rows: Rows | None, fields: Fields) -> dict[str, FieldRule]:
    found: dict[str, FieldRule] = {}
    for audience, names in fields.items():
        blind = set() if rows is None else (audience.grants or frozenset()) - rows.keys()
        assert not blind, f"{kind.__name__}: {', '.join(sorted(blind))} see no row, so no field"
        for name in names.split():
            assert name not in found, f"{kind.__name__}.{name} has two entries"
            found[name] = FieldRule(f"{kind.__name__}.{name}", audience, rows)
    return found
