"""Row-level security leaves the main pages their indexes: no page of a list reads a table from end to end."""

from collections.abc import AsyncIterator
from typing import Any, Final
from uuid import UUID, uuid4

import pytest
import sqlalchemy as sa

from shared_models.access import identify
from shared_models.identity import Principal
from tests.conftest import NewDatabase
from tests.principals import AUDITOR, FINANCE, OFFICER, a_member, a_provider, an_employer
from tests.subgraphs.service import Service

ROWS: Final = 20_000
MEMBER: Final = UUID(int=7)
COMPANY: Final = UUID(int=8)
PROVIDER: Final = UUID(int=9)

# Every 200th claim is of one member, company and provider; the others are of as many as there are claims.
FILL: Final = f"""
    INSERT INTO claims (id, version, created_at, updated_at, claim_number, source, claim_type, category, use, member_id,
        provider_id, company_id, service_from, service_to, received_at, is_emergency, currency, billed_amount,
        other_payer_amount, status, priority)
    SELECT gen_random_uuid(), 1, now(), now(), 'CLM-' || n, 'import', 'professional', 'outpatient', 'claim',
        CASE WHEN n % 200 = 0 THEN '{MEMBER}' ELSE gen_random_uuid() END,
        CASE WHEN n % 200 = 0 THEN '{PROVIDER}' ELSE gen_random_uuid() END,
        CASE WHEN n % 200 = 0 THEN '{COMPANY}' ELSE gen_random_uuid() END,
        date '2026-01-01' - n % 1000, date '2026-01-01' - n % 1000, now() - n * interval '1 minute', false, 'USD',
        n % 997, 0, 'submitted', 'normal'
    FROM generate_series(1, {ROWS}) AS n
"""


@pytest.fixture(scope="module")
async def claims(new_database: NewDatabase) -> AsyncIterator[Service]:
    service = Service.start("claims", await new_database("claims"))
    async with service.owner.begin() as connection:
        await connection.execute(sa.text(FILL))
        await connection.execute(sa.text("ANALYZE"))
    yield service
    await service.stop()


PAGES: Final = {
    "staff, newest first": (OFFICER, "{ claims { edges { node { id claimNumber } } } }"),
    "staff, by amount": (AUDITOR, "{ claims(orderBy: BILLED_DESC) { edges { node { id } } } }"),
    "finance": (FINANCE, "{ claims { edges { node { id billed { amount } } } } }"),
    "one claim": (OFFICER, '{ claim(claimNumber: "CLM-200") { id } }'),
    "a member's": (a_member(MEMBER), "{ claims { edges { node { id } } } }"),
    "a member's, found": (a_member(MEMBER), '{ claim(claimNumber: "CLM-200") { id } }'),
    "an employer's": (an_employer(COMPANY), "{ claims { edges { node { id } } } }"),
    "a provider's": (a_provider(PROVIDER), "{ claims { edges { node { id } } } }"),
    "a member's lines": (a_member(MEMBER), "{ claims { edges { node { id lines { lineNo } } } } }"),
}


@pytest.mark.parametrize(("principal", "query"), PAGES.values(), ids=PAGES)
async def test_a_page_reads_no_table_from_end_to_end(claims: Service, principal: Principal, query: str) -> None:
    asked: list[tuple[str, Any]] = []
    sa.event.listen(
        claims.engine.sync_engine,
        "before_cursor_execute",
        lambda _connection, _cursor, statement, given, *_rest: asked.append((statement, given)),
    )

    await claims.as_(principal).ask(query)

    plans = [await _plan(claims, principal, *each) for each in asked if "FROM claim" in each[0]]
    assert plans
    assert all("Seq Scan on claims" not in plan for plan in plans), "\n\n".join(plans)


async def test_nobody_and_strangers_read_nothing_however_much_there_is(claims: Service) -> None:
    stranger = claims.as_(a_member(uuid4()))

    assert await stranger.ask("{ claims { totalCount } }") == {"claims": {"totalCount": 0}}


async def _plan(claims: Service, principal: Principal, statement: str, given: Any) -> str:
    async with claims.engine.connect() as connection:
        await connection.execute(identify(principal))
        raw = await connection.get_raw_connection()
        assert raw.driver_connection is not None
        rows = await raw.driver_connection.fetch(f"EXPLAIN {statement}", *given)
    return "\n".join(row[0] for row in rows)
