"""An order that takes two persons is carried out for the second one, once, within seven days."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any, Final
from uuid import UUID

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncEngine

from shared_models.access import role_of
from shared_models.connection import create_engine
from shared_models.identity import Principal, Role
from subgraphs.kit.approvals import NO_PERSON, Approved, requesters, second_person
from subgraphs.kit.audit.journal import Journal
from subgraphs.kit.refusals import ErrorCode, Refused
from subgraphs.kit.upkeep import close_approvals
from subgraphs.kit.workers import Shift
from subgraphs.kit.writing import Writer
from tests.conftest import NewDatabase
from tests.keys import a_keyring

NOON: Final = datetime(2026, 11, 23, 12, tzinfo=UTC)
ORDER: Final = {"claimId": "c1", "reason": "wrong_provider"}
ANNA: Final = UUID(int=1)
BEN: Final = UUID(int=2)


@pytest.fixture
async def engine(new_database: NewDatabase) -> AsyncIterator[AsyncEngine]:
    engine = create_engine(await new_database("claims"), application="covergraph-test", role=role_of("claims"))
    yield engine
    await engine.dispose()


def a_writer(engine: AsyncEngine, subject: object, now: datetime = NOON) -> Writer:
    principal = Principal(str(subject), frozenset({Role.CLAIMS_OFFICER}))
    return Writer(engine, a_keyring(), Journal(principal=principal), now)


async def give(
    engine: AsyncEngine, subject: object, order: dict[str, Any] | None = None, *, now: datetime = NOON
) -> Approved | Refused:
    writer = a_writer(engine, subject, now)
    async with writer.transaction() as db:
        return await second_person(db, writer, action="reverseClaim", order=order or ORDER)


async def rows(engine: AsyncEngine) -> list[tuple[Any, ...]]:
    writer = a_writer(engine, ANNA)
    async with writer.transaction() as db:
        found = await db.execute(
            sa.text("SELECT status, requested_by, decided_by FROM approvals ORDER BY created_at, id")
        )
        return [tuple(each) for each in found]


async def named(engine: AsyncEngine, claim_id: UUID) -> set[UUID]:
    async with a_writer(engine, ANNA).transaction() as db:
        return await requesters(db, "claim_id", [claim_id])


async def test_what_the_first_person_asks_for_is_kept_and_waits(engine: AsyncEngine) -> None:
    given = await give(engine, ANNA)

    assert isinstance(given, Refused)
    assert given.code is ErrorCode.SECOND_APPROVAL_REQUIRED
    assert await rows(engine) == [("open", ANNA, None)]


async def test_the_same_order_by_another_person_is_approved(engine: AsyncEngine) -> None:
    await give(engine, ANNA)

    given = await give(engine, BEN, dict(reversed(ORDER.items())))

    assert isinstance(given, Approved)
    assert given.requested_by == ANNA
    assert await rows(engine) == [("done", ANNA, BEN)]


async def test_nobody_is_their_own_second_person(engine: AsyncEngine) -> None:
    first = await give(engine, ANNA)

    again = await give(engine, ANNA)

    assert again == first
    assert await rows(engine) == [("open", ANNA, None)]


async def test_another_order_waits_for_a_second_person_of_its_own(engine: AsyncEngine) -> None:
    await give(engine, ANNA)

    given = await give(engine, BEN, {**ORDER, "claimId": "c2"})

    assert isinstance(given, Refused)
    assert await rows(engine) == [("open", ANNA, None), ("open", BEN, None)]


async def test_an_approval_is_good_for_one_time(engine: AsyncEngine) -> None:
    await give(engine, ANNA)
    await give(engine, BEN)

    given = await give(engine, BEN)

    assert isinstance(given, Refused)
    assert await rows(engine) == [("done", ANNA, BEN), ("open", BEN, None)]


async def test_after_seven_days_a_request_is_over(engine: AsyncEngine) -> None:
    await give(engine, ANNA)

    given = await give(engine, BEN, now=NOON + timedelta(days=7))

    assert isinstance(given, Refused)
    assert await rows(engine) == [("expired", ANNA, None), ("open", BEN, None)]


async def test_what_nobody_seconded_in_time_is_closed(engine: AsyncEngine) -> None:
    await give(engine, ANNA)
    await give(engine, BEN, {**ORDER, "claimId": "c2"}, now=NOON + timedelta(days=1))

    await close_approvals(Shift("claims", engine, a_keyring(), clock=lambda: NOON + timedelta(days=7)))

    assert await rows(engine) == [("expired", ANNA, None), ("open", BEN, None)]


async def test_who_was_the_first_of_two_is_told_by_what_the_order_was_about(engine: AsyncEngine) -> None:
    about = UUID(int=7)
    await give(engine, ANNA, {"claim_id": str(about)})
    waiting = await named(engine, about)
    await give(engine, BEN, {"claim_id": str(about)})

    assert (waiting, await named(engine, about)) == (set(), {ANNA})


async def test_a_machine_is_no_person(engine: AsyncEngine) -> None:
    assert await give(engine, "finance") == NO_PERSON


async def test_of_two_who_come_at_once_one_is_the_second(engine: AsyncEngine) -> None:
    first, second = await asyncio.gather(give(engine, ANNA), give(engine, BEN))

    assert {type(first), type(second)} == {Approved, Refused}
    assert [status for status, _, _ in await rows(engine)] == ["done"]


async def test_the_database_itself_refuses_one_person_in_both_places(engine: AsyncEngine) -> None:
    await give(engine, ANNA)
    writer = a_writer(engine, ANNA)

    with pytest.raises(IntegrityError, match="ck_approvals_two_persons"):
        async with writer.transaction() as db:
            await db.execute(sa.text("UPDATE approvals SET status = 'done', decided_by = requested_by"))


async def test_who_may_not_decide_does_not_see_what_waits(engine: AsyncEngine) -> None:
    await give(engine, ANNA)
    writer = a_writer(engine, ANNA)
    member = replace(writer, journal=Journal(principal=Principal(str(ANNA), frozenset({Role.MEMBER}))))

    async with member.transaction() as db:
        count = await db.scalar(sa.text("SELECT count(*) FROM approvals"))

    assert count == 0
