"""The head of a service's audit log is told to the next service, which keeps it."""

from uuid import UUID

import sqlalchemy as sa

from shared_models.audit import AuditAction
from shared_models.connection import create_engine
from subgraphs.kit.audit.heads import HEAD_SEALED, keep_head, kept_for, with_heads
from subgraphs.kit.audit.journal import Journal
from subgraphs.kit.audit.sealer import seal, tell_progress
from subgraphs.kit.events.follow import follow
from subgraphs.registry import SUBGRAPHS
from tests.subgraphs.kit.events.house import House, rows, until


async def _note(house: House, times: int) -> None:
    journal = Journal()
    for _ in range(times):
        journal.note(AuditAction.UPDATE, "Claim", UUID(int=1))
    async with house.claims.begin() as connection:
        await journal.write(connection)
    await seal(house.claims, "claims")


async def _has_heads(house: House, count: int) -> bool:
    [(kept,)] = await rows(house.tokens, "SELECT count(*) FROM audit_heads")
    return bool(kept == count)


async def test_a_head_is_kept_by_another_service(house: House) -> None:
    keeping = follow("claims").on(HEAD_SEALED, keep_head)
    async with house.sender().running(), house.receiver(keeping).running():
        await _note(house, 2)
        told = await tell_progress(house.claims, "claims", 0)
        await _note(house, 1)
        told = await tell_progress(house.claims, "claims", told)
        again = await tell_progress(house.claims, "claims", told)
        await until(lambda: _has_heads(house, 2))

    heads = await rows(
        house.claims, "SELECT 'claims', number, hash FROM audit_log WHERE number IN (2, 3) ORDER BY number"
    )
    assert await rows(house.tokens, "SELECT service, number, hash FROM audit_heads ORDER BY number") == heads
    assert (told, again) == (3, 3)


async def test_a_service_without_rows_tells_nothing(house: House) -> None:
    assert await tell_progress(house.claims, "claims", 0) == 0
    assert await house.outbox("type") == []


def test_every_service_is_kept_by_another() -> None:
    kept = {row.name: kept_for(row.name) for row in SUBGRAPHS}

    assert sorted(kept.values()) == sorted(row.name for row in SUBGRAPHS)
    assert all(keeper != service for keeper, service in kept.items())


def test_heads_join_what_a_service_follows_already() -> None:
    source = kept_for("tokens")
    follows = (follow(source),)

    (joined,) = with_heads("tokens", follows)

    assert (joined.source, set(joined.deeds)) == (source, {HEAD_SEALED})


async def test_the_sealers_own_role_tells_no_events(house: House) -> None:
    engine = create_engine(house.claims_url, application="covergraph-test", role="covergraph_claims_sealer")

    async with engine.connect() as connection:
        may = await connection.scalar(sa.text("SELECT has_table_privilege('outbox_events', 'INSERT')"))

    await engine.dispose()
    assert may is False
