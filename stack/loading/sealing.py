"""Sealed columns of rows that are loaded: what a row says plainly is stored encrypted, with its digest beside it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlmodel import SQLModel

from shared_models.base import table_of
from shared_models.encryption import Keyring, blind_columns, sealed_columns

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Sealing:
    """Seals rows of one transaction."""

    keyring: Keyring
    connection: AsyncConnection

    async def sealed(self, model: type[SQLModel], rows: Sequence[Row], *, unless_held: str | None) -> list[Row]:
        """Return the rows that are new, with their values sealed; all of them where there is nothing to seal.

        Where another row of the table, or of these, holds the value `unless_held` already, it is left out: two samples
        may have the same person, and only one record can be the bearer of a national id.
        """
        names = sealed_columns(table_of(model)).keys()
        if not any(row.keys() & names for row in rows):
            return list(rows)
        new = await self._new(model, rows)
        if not new:
            return []
        async with self.keyring.sealing(self.connection) as sealer:
            if unless_held is not None:
                new = await self._without_held(model, new, unless_held)
            return [
                {name: value for name, value in row.items() if name not in names}
                | sealer.columns(model, row["id"], **{name: row[name] for name in row.keys() & names})
                for row in new
            ]

    async def _new(self, model: type[SQLModel], rows: Sequence[Row]) -> list[Row]:
        table = table_of(model)
        ids = sa.bindparam("ids", [row["id"] for row in rows], type_=sa.ARRAY(sa.Uuid))
        stored = await self.connection.scalars(sa.select(table.c.id).where(table.c.id == sa.any_(ids)))
        known = set(stored)
        return [row for row in rows if row["id"] not in known]

    async def _without_held(self, model: type[SQLModel], rows: Sequence[Row], name: str) -> list[Row]:
        column = blind_columns(table_of(model))[name]
        given = {row["id"]: row[name] for row in rows if row[name] is not None}
        digests = await self.keyring.digests_of(self.connection, column, given)
        all_digests = sa.bindparam(
            "digests", [each for one in digests.values() for each in one], type_=sa.ARRAY(sa.LargeBinary)
        )
        taken = set(await self.connection.scalars(sa.select(column).where(column == sa.any_(all_digests))))
        free: set[UUID] = set()
        for row_id, candidates in digests.items():
            if taken.isdisjoint(candidates):
                free.add(row_id)
                taken.update(candidates)
        return [row if row["id"] in free else {**row, name: None} for row in rows]
