"""What columns tell about persons, tagged in the models' metadata.

PII tells who somebody is: names, birth dates, ids, contact, address, and what leads to a person in other tables. PHI
tells of somebody's health and care: diagnoses, procedures, decisions on them, notes. A domain lists its tables with a
row about one person in `personal.py`, each column once.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

import sqlalchemy as sa

from shared_models.base import AppendOnly, SoftDeleted
from shared_models.encryption.columns import BLIND_SUFFIX, SEALED_SUFFIX

# Who changed a row when is the same in all tables, and told by the audit log.
BUNDLES: Final = frozenset({*SoftDeleted.model_fields, *AppendOnly.model_fields})
_TAG: Final = "personal data"


class Tag(StrEnum):
    """What a column tells about somebody."""

    PII = "who somebody is"
    PHI = "how somebody is, and what care they had"


@dataclass(frozen=True, slots=True)
class Personal:
    """The columns of a table by what they tell; `rest` tells neither."""

    pii: tuple[str, ...]
    phi: tuple[str, ...]
    rest: tuple[str, ...]


def about(*, pii: str = "", phi: str = "", rest: str = "") -> Personal:
    """List the columns of a table; `email` stands for `email_enc` and `email_hash` too."""
    return Personal(tuple(pii.split()), tuple(phi.split()), tuple(rest.split()))


def tag(metadata: sa.MetaData, personal: Mapping[str, Personal]) -> None:
    """Tag the columns of a domain's tables."""
    for name, listed in personal.items():
        columns = columns_by_value(metadata.tables[name])
        for each, chosen in ((listed.pii, Tag.PII), (listed.phi, Tag.PHI)):
            for column in (column for value in each for column in columns.get(value, ())):
                column.info[_TAG] = chosen


def tag_of(column: sa.Column[Any]) -> Tag | None:
    """Return what a column tells about somebody, None for nothing."""
    found: Tag | None = column.info.get(_TAG)
    return found


def columns_by_value(table: sa.Table) -> dict[str, list[sa.Column[Any]]]:
    """Return a table's own columns by the names of their values, those that keep one sealed together."""
    names = {column.name for column in table.columns}
    found: dict[str, list[sa.Column[Any]]] = {}
    for column in table.columns:
        value = column.name.removesuffix(SEALED_SUFFIX).removesuffix(BLIND_SUFFIX)
        name = value if value + SEALED_SUFFIX in names else column.name
        if name not in BUNDLES:
            found.setdefault(name, []).append(column)
    return found
