"""The keys that sign access tokens, over months."""

import asyncio
from typing import Any

import sqlalchemy as sa
from joserfc import jws
from sqlalchemy.ext.asyncio import AsyncSession

from shared_models.core import SigningKey, SigningKeyStatus
from subgraphs.core.service.keys import SigningKeys, change_keys, published
from tests.subgraphs.core.service.conftest import Office


async def kid_of(office: Office) -> str:
    """Return the key that a token is signed with now, by a process that has just started."""
    office.desk.keys = SigningKeys()
    session = await office.signed_in("grace@example.org")
    header: Any = jws.extract_compact(session.access.text.encode()).headers()
    kid: str = header["kid"]
    return kid


async def kids(office: Office) -> list[str]:
    async with office.writer().system_transaction() as db:
        return [each["kid"] for each in await published(db, office.keyring, office.now)]


async def test_the_first_keys_are_one_that_signs_and_the_next(office: Office) -> None:
    await office.hire("grace@example.org")

    kid = await kid_of(office)

    assert len(await kids(office)) == 2
    assert (await kids(office))[0] == kid


async def test_keys_are_there_before_anybody_signs_in(office: Office) -> None:
    first = await kids(office)

    assert len(first) == 2
    assert await kids(office) == first


async def test_the_next_key_takes_over_after_thirty_days(office: Office) -> None:
    await office.hire("grace@example.org")
    first = await kid_of(office)
    _, upcoming = await kids(office)

    office.wait(days=29, hours=23)
    before = await kid_of(office)
    office.wait(hours=1)
    after = await kid_of(office)

    assert (before, after) == (first, upcoming)


async def test_a_key_is_published_before_it_signs_and_for_an_hour_after(office: Office) -> None:
    await office.hire("grace@example.org")
    first = await kid_of(office)
    _, second = await kids(office)
    async with office.writer().system_transaction() as db:
        await change_keys(db, office.keyring, office.now)

    shortly = await kids(office)
    office.wait(minutes=61)
    later = await kids(office)

    assert shortly[0] == second
    assert set(shortly) > {first, second}
    assert first not in later
    assert later[0] == second


async def test_what_a_former_key_signed_still_verifies(office: Office) -> None:
    await office.hire("grace@example.org")
    session = await office.signed_in("grace@example.org")
    async with office.writer().system_transaction() as db:
        await change_keys(db, office.keyring, office.now)

    _, claims = await office.read(session.access.text)

    assert claims["iss"] == "covergraph"


async def test_processes_that_start_together_share_one_key(office: Office) -> None:
    await office.hire("grace@example.org")

    await asyncio.gather(*(kids(office) for _ in range(4)))

    async with AsyncSession(office.owner) as db:
        stored = (await db.execute(sa.select(SigningKey))).scalars().all()
    assert sorted(each.status for each in stored) == [SigningKeyStatus.CURRENT, SigningKeyStatus.NEXT]


async def test_what_is_published_cannot_sign(office: Office) -> None:
    async with office.writer().system_transaction() as db:
        keys = await published(db, office.keyring, office.now)

    assert [sorted(each) for each in keys] == [["alg", "crv", "kid", "kty", "use", "x", "y"]] * 2


async def test_a_process_that_signs_follows_a_rotation_elsewhere_by_reading_again(office: Office) -> None:
    await office.hire("grace@example.org")
    first = await kid_of(office)
    async with office.writer().system_transaction() as db:
        rotated = await change_keys(db, office.keyring, office.now)

    assert rotated.kid != first
    assert await kid_of(office) == rotated.kid
