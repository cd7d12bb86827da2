"""A walk over an audit chain names the first row that is not as it was written, whoever changed it."""

import asyncio
import re
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncEngine

from shared_models import claims, core
from shared_models.audit import FIRST_PREV_HASH, HEADS, LOG, seal_of
from shared_models.connection import create_engine
from stack.auditing import Verdict, Wanted, show, verify_one
from subgraphs.kit.audit.sealer import BATCH, seal
from tests.conftest import NewDatabase

AUDIT_LOG = claims.metadata.tables[LOG]
AUDIT_HEADS = core.metadata.tables[HEADS]
NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
AS_SUPERUSER = sa.text("SET LOCAL session_replication_role = replica")


@dataclass(frozen=True)
class Chain:
    """The log of claims, and core, which keeps its heads."""

    claims: AsyncEngine
    core: AsyncEngine
    urls: dict[str, str]

    async def write(self, first: int, last: int) -> None:
        rows = [_row(number) for number in range(first, last + 1)]
        async with self.claims.begin() as connection:
            await connection.execute(AUDIT_LOG.insert(), rows)

    async def keep_head(self, number: int) -> None:
        async with self.claims.connect() as connection:
            digest = await connection.scalar(sa.select(AUDIT_LOG.c.hash).where(AUDIT_LOG.c.number == number))
        head = {"id": UUID(int=number), "service": "claims", "number": number, "hash": digest, "received_at": NOON}
        async with self.core.begin() as connection:
            await connection.execute(AUDIT_HEADS.insert().values(head))

    async def tamper(self, *statements: sa.Executable) -> None:
        async with self.claims.begin() as connection:
            for statement in (AS_SUPERUSER, *statements):
                await connection.execute(statement)

    async def verdict(self) -> Verdict:
        return await verify_one("claims", self.urls)


def _row(number: int) -> dict[str, Any]:
    return {
        "id": UUID(int=number),
        "occurred_at": NOON + timedelta(seconds=number),
        "actor": "u1",
        "actor_roles": "claims_officer",
        "action": "read",
        "entity_type": "Claim",
        "entity_id": UUID(int=1_000 + number),
        "changes": {"fields": ["diagnoses"], "purpose": "décision"},
        "reason": None,
        "request_id": f"r{number}",
        "ip": "10.0.0.1",
    }


@pytest.fixture
async def chain(new_database: NewDatabase) -> AsyncIterator[Chain]:
    urls = {domain: await new_database(domain) for domain in ("claims", "core")}
    engines = {domain: create_engine(url, application="covergraph-test") for domain, url in urls.items()}
    yield Chain(engines["claims"], engines["core"], urls)
    for engine in engines.values():
        await engine.dispose()


async def test_an_untouched_chain_is_whole(chain: Chain) -> None:
    await chain.write(1, 3)
    first, second = await seal(chain.claims, "claims"), await seal(chain.claims, "claims")
    await chain.keep_head(2)
    await chain.write(4, 4)

    verdict = await chain.verdict()

    assert (first, second) == (3, 0)
    assert verdict == Verdict("claims", rows=3, unsealed=1, heads=1, finding=None)


async def test_batches_make_one_chain(chain: Chain) -> None:
    await chain.write(1, BATCH + 1)

    sealed = [await seal(chain.claims, "claims"), await seal(chain.claims, "claims")]

    assert sealed == [BATCH, 1]
    assert (await chain.verdict()).rows == BATCH + 1


@pytest.mark.parametrize(
    ("tampering", "finding"),
    [
        (AUDIT_LOG.update().where(AUDIT_LOG.c.number == 2).values(actor="u2"), "row 2 .* is not what was sealed"),
        (AUDIT_LOG.update().where(AUDIT_LOG.c.number == 3).values(changes={}), "row 3 .* is not what was sealed"),
        (AUDIT_LOG.delete().where(AUDIT_LOG.c.number == 2), "row 2 is missing: row 3 follows row 1"),
        (AUDIT_LOG.delete().where(AUDIT_LOG.c.number == 1), "row 1 is missing: row 2 follows row 0"),
        (
            AUDIT_LOG.delete().where(AUDIT_LOG.c.number == 4),
            "row 4 is missing: the chain ends at 3, and another service knows of 4 rows",
        ),
        (
            AUDIT_LOG.insert().values({**_row(9), "number": 2, "prev_hash": bytes(32), "hash": bytes(32)}),
            "row 2 stands twice",
        ),
    ],
    ids=["who", "what", "one row removed", "the first removed", "the last removed", "one added"],
)
async def test_tampering_as_superuser_is_named(chain: Chain, tampering: sa.Executable, finding: str) -> None:
    await chain.write(1, 4)
    await seal(chain.claims, "claims")
    await chain.keep_head(4)

    await chain.tamper(tampering)

    verdict = await chain.verdict()
    assert verdict.finding is not None
    assert _says(verdict.finding, finding)


async def test_a_chain_made_anew_differs_from_the_heads_kept_elsewhere(chain: Chain) -> None:
    await chain.write(1, 2)
    await seal(chain.claims, "claims")
    await chain.keep_head(2)
    forged, prev_hash = [], FIRST_PREV_HASH
    for number in (1, 2):
        row = {**_row(number), "actor": "somebody else"}
        digest = seal_of(row, number=number, prev_hash=prev_hash)
        forged.append({**row, "number": number, "prev_hash": prev_hash, "hash": digest})
        prev_hash = digest

    await chain.tamper(AUDIT_LOG.delete(), AUDIT_LOG.insert().values(forged))

    verdict = await chain.verdict()
    assert verdict.finding is not None
    assert _says(verdict.finding, "row 2 .* differs from the head that another service keeps")


def _says(finding: str, pattern: str) -> bool:
    return re.search(pattern, finding) is not None


async def test_rows_are_shown_the_newest_first_and_by_what_is_asked(chain: Chain) -> None:
    await chain.write(1, 3)
    await seal(chain.claims, "claims")
    url = chain.urls["claims"]

    newest = await asyncio.to_thread(show, url, Wanted(limit=2))
    one = await asyncio.to_thread(show, url, Wanted(actor="u1", action="read", entity=UUID(int=1_002)))
    late = await asyncio.to_thread(show, url, Wanted(since=NOON + timedelta(seconds=3)))
    none = await asyncio.to_thread(show, url, Wanted(actor="nobody"))

    assert [line.split()[0] for line in newest] == ["3", "2"]
    (line,) = one
    assert line.split("  ")[-4:] == [
        "u1 (claims_officer)",
        "read",
        "Claim 00000000-0000-0000-0000-0000000003ea",
        '{"fields": ["diagnoses"], "purpose": "décision"}',
    ]
    assert len(late) == 1
    assert none == []
