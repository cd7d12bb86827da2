"""What every domain builds its tables from: column bundles, columns, constraints, triggers and partitions.

A domain declares one base class with a registry of its own, so that eight sets of tables live side by side and
Alembic sees one database at a time::

    class CoreTable(SQLModel, registry=domain_registry()): ...

    class Company(SoftDeleted, CoreTable, table=True):
        __tablename__ = "companies"
        __table_args__ = (unique("company_code"), index("status"))

        company_code: str = code(20)
        name: str = text()
        tax_id: str | None = text(default=None)
        status: CompanyStatus = closed(CompanyStatus, default=CompanyStatus.PROSPECT)

Bundles come before the domain's base. A column is nullable when its annotation has `None`. Columns use `sa_type`, never
`sa_column`: a Column belongs to one table, a bundle to many.
"""

from collections.abc import Callable
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any, TypeVar
from uuid import UUID

import sqlalchemy as sa
import uuid_utils.compat
from pydantic_core import PydanticUndefined
from sqlalchemy.dialects.postgresql import ARRAY, CITEXT, DATERANGE, JSONB, ExcludeConstraint
from sqlalchemy.orm import registry
from sqlmodel import Field, SQLModel

from shared_models import audit
from shared_models.approvals import add_approvals
from shared_models.encryption import sealed_columns
from shared_models.encryption.table import add_data_keys
from shared_models.events import tables as events
from shared_models.triggers import APPEND_ONLY_FUNCTION, append_only_trigger, default_partition

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}
EXTENSIONS = ("btree_gist", "citext", "pg_trgm")
UNSET: Any = PydanticUndefined

Model = TypeVar("Model", bound=SQLModel)


def domain_registry() -> registry:
    """Return a registry for the base class of one domain, with metadata that has what every database has."""
    metadata = sa.MetaData(naming_convention=NAMING)
    for extension in EXTENSIONS:
        sa.event.listen(metadata, "before_create", _ddl(f"CREATE EXTENSION IF NOT EXISTS {extension}"))
    for function in (APPEND_ONLY_FUNCTION, audit.SEAL_FUNCTION):
        sa.event.listen(metadata, "before_create", _ddl(function))
    audit.add_audit_tables(metadata)
    add_data_keys(metadata)
    events.add_event_tables(metadata)
    add_approvals(metadata)
    for table, statement in (*audit.AFTER_CREATE, *events.AFTER_CREATE):
        sa.event.listen(metadata.tables[table], "after_create", _ddl(statement))
    return registry(metadata=metadata)


def new_id() -> UUID:
    """Return a time-ordered id (UUIDv7)."""
    return uuid_utils.compat.uuid7()


def now() -> datetime:
    """Return this instant in UTC; only the default of a bundle's columns, never the clock of a rule."""
    return datetime.now(UTC)


# Columns


def column(sa_type: Any, *, default: Any = UNSET, **options: Any) -> Any:
    """Declare a column of any SQLAlchemy type."""
    return Field(default=default, sa_type=sa_type, **options)


def text(*, default: Any = UNSET) -> Any:
    """Declare free text."""
    return column(sa.Text, default=default)


def caseless(*, default: Any = UNSET) -> Any:
    """Declare text that compares without regard to case, such as an e-mail address."""
    return column(CITEXT, default=default)


def code(length: int, *, default: Any = UNSET) -> Any:
    """Declare a code of at most `length` characters."""
    return column(sa.String(length), default=default)


def currency(*, default: Any = UNSET) -> Any:
    """Declare an ISO 4217 currency code."""
    return column(sa.CHAR(3), default=default)


def country(*, default: Any = UNSET) -> Any:
    """Declare an ISO 3166-1 alpha-2 country code."""
    return column(sa.CHAR(2), default=default)


def amount(*, default: Any = UNSET) -> Any:
    """Declare an amount of money; its currency stands in another column of the row."""
    return column(sa.Numeric(19, 4), default=default)


def rate(*, default: Any = UNSET) -> Any:
    """Declare a fraction: 0.20 is twenty per cent."""
    return column(sa.Numeric(9, 6), default=default)


def number(precision: int, scale: int, *, default: Any = UNSET) -> Any:
    """Declare any other decimal number."""
    return column(sa.Numeric(precision, scale), default=default)


def big(*, default: Any = UNSET) -> Any:
    """Declare a whole number of 64 bits."""
    return column(sa.BigInteger, default=default)


def instant(*, default: Any = UNSET, default_factory: Callable[[], datetime] | None = None) -> Any:
    """Declare an instant, kept in UTC."""
    return Field(sa_type=sa.DateTime(timezone=True), **_default(default, default_factory))


def span(*, default: Any = UNSET) -> Any:
    """Declare a period of days, half-open."""
    return column(DATERANGE, default=default)


def json(*, default: Any = UNSET, default_factory: Callable[[], Any] | None = None) -> Any:
    """Declare a JSON document; a pydantic model of the domain says its shape."""
    return Field(sa_type=JSONB(none_as_null=True), **_default(default, default_factory))


def array(sa_type: Any, *, default: Any = UNSET, default_factory: Callable[[], Any] | None = None) -> Any:
    """Declare a list of `sa_type`."""
    return Field(sa_type=ARRAY(sa_type), **_default(default, default_factory))


def closed(choices: type[StrEnum], *, default: Any = UNSET) -> Any:
    """Declare a text column that holds one of `choices`.

    No native enum type of PostgreSQL: those are hard to migrate. The CHECK comes from `one_of` beside it.
    """
    return column(Closed(choices), default=default)


def refers_to(target: str, *, default: Any = UNSET, primary_key: bool = False) -> Any:
    """Declare a reference to `table.column` of the same database; deletion of the target is refused."""
    return Field(default=default, sa_type=sa.Uuid, foreign_key=target, ondelete="RESTRICT", primary_key=primary_key)


def _default(default: Any, factory: Callable[[], Any] | None) -> dict[str, Any]:
    return {"default": default} if factory is None else {"default_factory": factory}


class Closed(sa.TypeDecorator[StrEnum]):
    """Text that holds the values of one `StrEnum`; reading gives its members."""

    impl = sa.Text
    cache_ok = True

    def __init__(self, choices: type[StrEnum]) -> None:
        super().__init__()
        self.choices = choices

    def process_bind_param(self, value: Any, dialect: sa.Dialect) -> str | None:  # noqa: ARG002  # the signature is SQLAlchemy's
        return None if value is None else self.choices(value).value

    def process_result_value(self, value: Any, dialect: sa.Dialect) -> StrEnum | None:  # noqa: ARG002  # the signature is SQLAlchemy's
        return None if value is None else self.choices(value)


# Constraints and indexes


def one_of(name: str, choices: type[StrEnum]) -> sa.CheckConstraint:
    """Check that the column `name` holds one of `choices` (or null where it may)."""
    values = ", ".join(f"'{choice.value}'" for choice in choices)
    return check(name, f"{name} IN ({values})")


def check(name: str, condition: str) -> sa.CheckConstraint:
    """Check a condition on each row; `name` follows `ck_<table>_`."""
    return sa.CheckConstraint(condition, name=name)


def unique(*columns: str) -> sa.UniqueConstraint:
    """Keep the combination of columns unique."""
    return sa.UniqueConstraint(*columns)


def unique_where(name: str, *columns: str | sa.TextClause, where: str | None = None) -> sa.Index:
    """Keep columns or expressions unique among the rows that meet `where`."""
    return sa.Index(name, *columns, unique=True, postgresql_where=None if where is None else sa.text(where))


def index(*columns: str) -> sa.Index:
    """Index columns in order; the name follows the naming convention."""
    return sa.Index(None, *columns)


def index_where(name: str, *columns: str | sa.TextClause, where: str | None = None) -> sa.Index:
    """Index columns or expressions (`sa.text("received_at DESC")`) of the rows that meet `where`."""
    return sa.Index(name, *columns, postgresql_where=None if where is None else sa.text(where))


def trigram(name: str, *columns: str) -> sa.Index:
    """Index text columns for search by similarity and substring."""
    return sa.Index(name, *columns, postgresql_using="gin", postgresql_ops=dict.fromkeys(columns, "gin_trgm_ops"))


def in_currency_of(column: str, table: str) -> sa.ForeignKeyConstraint:
    """Refer to a row of `table` in the same currency: amounts of one document never mix.

    The referred table says `unique("id", "currency")`.
    """
    return sa.ForeignKeyConstraint([column, "currency"], [f"{table}.id", f"{table}.currency"], ondelete="RESTRICT")


def exclude(name: str, *elements: tuple[str | sa.TextClause, str], where: str | None = None) -> ExcludeConstraint:
    """Refuse two rows whose elements all compare true, such as one company's overlapping spans."""
    return ExcludeConstraint(*elements, name=name, using="gist", where=None if where is None else sa.text(where))


# Tables


class Recorded(SQLModel):
    """Bundle B: a mutable row with its version, and who made and changed it when."""

    id: UUID = Field(default_factory=new_id, primary_key=True, sa_type=sa.Uuid)
    version: int = 1
    created_at: datetime = instant(default_factory=now)
    created_by: UUID | None = None
    updated_at: datetime = instant(default_factory=now)
    updated_by: UUID | None = None


class SoftDeleted(Recorded):
    """Bundle S: a row that is hidden, not removed."""

    deleted_at: datetime | None = instant(default=None)


class AppendOnly(SQLModel):
    """Bundle A: a row that is written once; call `append_only` on its class."""

    id: UUID = Field(default_factory=new_id, primary_key=True, sa_type=sa.Uuid)
    created_at: datetime = instant(default_factory=now)
    created_by: UUID | None = None


def append_only(model: type[Model]) -> type[Model]:
    """Class decorator: have the database refuse UPDATE and DELETE on the table, but for resealing (trigger)."""
    table = table_of(model)
    return after_create(append_only_trigger(table.name, *(each.name for each in sealed_columns(table).values())))(model)


def partitioned_by_month(model: type[Model]) -> type[Model]:
    """Class decorator: give the table its DEFAULT partition.

    The table itself says `{"postgresql_partition_by": "RANGE (occurred_at)"}` in its arguments; months are made by
    `shared_models.partitions`. The default partition must stay empty: a row there has no month.
    """
    return after_create(default_partition(table_of(model).name))(model)


def after_create(*statements: str) -> Callable[[type[Model]], type[Model]]:
    """Class decorator: run statements (functions, triggers) right after the table is created."""

    def attach(model: type[Model]) -> type[Model]:
        for statement in statements:
            sa.event.listen(table_of(model), "after_create", _ddl(statement))
        return model

    return attach


def table_of(model: type[SQLModel]) -> sa.Table:
    """Return the table behind a model."""
    table: sa.Table = model.__table__  # type: ignore[attr-defined]  # SQLModel adds it to table classes
    return table


def _ddl(statement: str) -> sa.DDL:
    """Return DDL that is run as it stands: SQLAlchemy would take a bare % for a placeholder."""
    return sa.DDL(statement.replace("%", "%%"))  # type: ignore[no-untyped-call]  # SQLAlchemy leaves DDL untyped
