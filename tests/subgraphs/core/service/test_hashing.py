"""Passwords are hashed with care for the loop and for the cost."""

import asyncio

import pytest

from subgraphs.core.service import hashing
from subgraphs.core.service.hashing import Hasher
from subgraphs.kit.errors import Unavailable


async def test_a_hash_says_what_it_costs() -> None:
    stored = await Hasher().hash("correct horse battery staple")

    assert stored.startswith("$argon2id$v=19$m=19456,t=2,p=1$")


async def test_a_password_is_right_or_not() -> None:
    hasher = Hasher(passes=1, memory_kib=8)
    stored = await hasher.hash("correct horse battery staple")

    assert await hasher.is_right(stored, "correct horse battery staple")
    assert not await hasher.is_right(stored, "correct horse battery stable")
    assert not await hasher.is_right("no hash at all", "correct horse battery staple")


async def test_nobody_has_no_password_and_costs_one_hash() -> None:
    hasher = Hasher(passes=1, memory_kib=8)
    assert not await hasher.is_right(None, "anything")
    before = hasher.runs

    await hasher.is_right(None, "anything")

    assert hasher.runs == before + 1


async def test_a_cheaper_hash_is_outdated() -> None:
    stored = await Hasher(passes=1, memory_kib=8).hash("correct horse battery staple")

    assert Hasher(passes=2, memory_kib=8).is_outdated(stored)
    assert not Hasher(passes=1, memory_kib=8).is_outdated(stored)


async def test_a_crowd_is_turned_away_and_not_kept_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hashing, "WAITING_MAX", 3)
    hasher = Hasher(passes=1, memory_kib=8)

    outcomes = await asyncio.gather(*(hasher.hash(f"password {n}") for n in range(5)), return_exceptions=True)

    assert [type(each) for each in outcomes] == [str, str, str, Unavailable, Unavailable]
