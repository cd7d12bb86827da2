"""`covergraph audit verify`: walk each service's chain of audit rows and name the first that is not as it was written.

A chain tells of a row that was changed, removed, added or moved. Who may write everything could make the whole chain
anew; then it differs from the heads that another service keeps.
"""

import asyncio
import json
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from shared_models.access import AS_SYSTEM
from shared_models.audit import AUDIT_LOG, FIRST_PREV_HASH, HEADS, LOG, seal_of
from shared_models.connection import create_engine
from stack.seed.reading import read_rows

APPLICATION: Final = "covergraph-audit"
PAGE: Final = 1_000

_PAGE_OF_LOG: Final = sa.text(
    f"SELECT * FROM {LOG} WHERE (number, id) > (:number, :id) ORDER BY number, id LIMIT {PAGE}"  # noqa: S608  # names of ours
).columns(changes=sa.JSON)
_UNSEALED: Final = sa.text(f"SELECT count(*) FROM {LOG} WHERE number IS NULL")  # noqa: S608  # the same
_HEADS: Final = sa.text(f"SELECT number, hash FROM {HEADS} WHERE service = :service ORDER BY number")  # noqa: S608  # the same


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a walk found: rows in the chain, rows not sealed yet, heads compared, and the first thing wrong, if any."""

    service: str
    rows: int
    unsealed: int
    heads: int
    finding: str | None

    def __str__(self) -> str:
        if self.finding:
            return f"{self.service}: {self.finding}"
        waiting = f", {self.unsealed} waiting to be sealed" if self.unsealed else ""
        return (
            f"{self.service}: {self.rows} rows in an unbroken chain{waiting}, {self.heads} heads kept elsewhere agree"
        )


def verify(services: tuple[str, ...], urls: Mapping[str, str]) -> list[Verdict]:
    """Walk the chains of these services; `urls` are the databases of all that may keep their heads."""
    return asyncio.run(_verify(services, urls))


async def _verify(services: tuple[str, ...], urls: Mapping[str, str]) -> list[Verdict]:
    return [await verify_one(service, urls) for service in services]


async def verify_one(service: str, urls: Mapping[str, str]) -> Verdict:
    """Walk the chain of one service."""
    heads = {
        number: digest for keeper in urls if keeper != service for number, digest in await _heads(service, urls[keeper])
    }
    engine = create_engine(urls[service], application=APPLICATION, pool_size=1)
    rows = 0
    finding: str | None = None
    try:
        async with engine.connect() as connection:
            # The owner of the tables is bound by row-level security too, unless it is a superuser.
            await connection.execute(sa.text(AS_SYSTEM))
            prev_hash = FIRST_PREV_HASH
            async for row in _rows(connection):
                finding = _wrong(row, rows + 1, prev_hash, heads)
                if finding:
                    break
                rows, prev_hash = rows + 1, row["hash"]
            unsealed = await connection.scalar(_UNSEALED)
    finally:
        await engine.dispose()
    if finding is None and heads and max(heads) > rows:
        finding = f"row {rows + 1} is missing: the chain ends at {rows}, and another service knows of {max(heads)} rows"
    return Verdict(service, rows, unsealed or 0, len(heads), finding)


def _wrong(row: Mapping[str, Any], number: int, prev_hash: bytes, heads: Mapping[int, bytes]) -> str | None:
    """Say what is wrong with the row that should bear this number."""
    where = f"row {number} (id {row['id']}, {row['occurred_at'].isoformat()})"
    if row["number"] > number:
        return f"row {number} is missing: row {row['number']} follows row {number - 1}"
    if row["number"] < number:
        return f"row {row['number']} stands twice (id {row['id']})"
    if row["prev_hash"] != prev_hash:
        return f"{where} does not follow the row before it"
    if row["hash"] != seal_of(row, number=number, prev_hash=prev_hash):
        return f"{where} is not what was sealed"
    if heads.get(number, row["hash"]) != row["hash"]:
        return f"{where} differs from the head that another service keeps: the chain was made anew up to there"
    return None


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which rows of a log to show: all conditions given hold."""

    actor: str | None = None
    action: str | None = None
    entity: UUID | None = None
    since: datetime | None = None
    limit: int = 50


def show(url: str, wanted: Wanted) -> list[str]:
    """Return the newest rows of one service's log, a line each, the newest first."""
    return asyncio.run(_show(url, wanted))


async def _show(url: str, wanted: Wanted) -> list[str]:
    log = AUDIT_LOG.c
    given = ((log.actor, wanted.actor), (log.action, wanted.action), (log.entity_id, wanted.entity))
    conditions = [column == value for column, value in given if value is not None]
    if wanted.since is not None:
        conditions.append(log.occurred_at >= wanted.since)
    newest = sa.select(AUDIT_LOG).where(*conditions).order_by(log.occurred_at.desc(), log.id.desc())
    return [_line(row._asdict()) for row in await read_rows(url, newest.limit(wanted.limit))]


def _line(row: Mapping[str, Any]) -> str:
    number = "-" if row["number"] is None else row["number"]
    what = f"{row['entity_type']} {row['entity_id'] or ''}".strip()
    changes = json.dumps(row["changes"], ensure_ascii=False) if row["changes"] else ""
    who = f"{row['actor']} ({row['actor_roles']})" if row["actor_roles"] else row["actor"]
    told = (row["occurred_at"].isoformat(timespec="seconds"), who, row["action"], what, changes, row["reason"] or "")
    return f"{number:>8}  " + "  ".join(each for each in told if each)


async def _rows(connection: AsyncConnection) -> AsyncIterator[Mapping[str, Any]]:
    last: dict[str, Any] = {"number": 0, "id": UUID(int=0)}
    while True:
        page = (await connection.execute(_PAGE_OF_LOG, {"number": last["number"], "id": last["id"]})).all()
        for row in page:
            last = row._asdict()
            yield last
        if len(page) < PAGE:
            return


async def _heads(service: str, keeper_url: str) -> list[tuple[int, bytes]]:
    return [(row.number, row.hash) for row in await read_rows(keeper_url, _HEADS.bindparams(service=service))]
