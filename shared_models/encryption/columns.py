"""Sealed columns of a table, and the columns that look them up.

A value called `email` is kept in `email_enc` and, where it is looked up, `email_hash`::

    email_enc: bytes | None = sealed(default=None)
    email_hash: bytes | None = blind(Form.EMAIL, default=None)
"""

from collections.abc import Mapping
from typing import Any, Final

import sqlalchemy as sa
from pydantic_core import PydanticUndefined
from sqlmodel import Field

from shared_models.encryption.blind import Form

SEALED_SUFFIX: Final = "_enc"
BLIND_SUFFIX: Final = "_hash"
UNSET: Final[Any] = PydanticUndefined
_SEALED: Final = "sealed"
_FORM: Final = "blind form"


def sealed(*, default: Any = UNSET) -> Any:
    """Declare the column of a sealed value; its name ends with `_enc`."""
    return Field(default=default, sa_type=sa.LargeBinary, sa_column_kwargs={"info": {_SEALED: True}})


def blind(form: Form, *, default: Any = UNSET) -> Any:
    """Declare the look-up column of a sealed value; its name ends with `_hash`."""
    return Field(default=default, sa_type=sa.LargeBinary, sa_column_kwargs={"info": {_FORM: form}})


def sealed_columns(table: sa.Table) -> Mapping[str, sa.Column[Any]]:
    """Return the sealed columns of a table by the names of their values."""
    return {
        column.name.removesuffix(SEALED_SUFFIX): column for column in table.columns if column.info.get(_SEALED, False)
    }


def blind_columns(table: sa.Table) -> Mapping[str, sa.Column[Any]]:
    """Return the look-up columns of a table by the names of their values."""
    return {column.name.removesuffix(BLIND_SUFFIX): column for column in table.columns if _FORM in column.info}


def form_of(column: sa.Column[Any]) -> Form:
    """Return what the values of a look-up column are."""
    form: Form = column.info[_FORM]
    return form
