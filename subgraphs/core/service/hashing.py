"""Passwords: Argon2id, off the event loop, two at a time."""

import asyncio
import secrets
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Final, TypeVar

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from subgraphs.kit.errors import Unavailable

PASSES: Final = 2
MEMORY_KIB: Final = 19 * 1024
LANES: Final = 1
AT_ONCE: Final = 2
WAITING_MAX: Final = 64

Result = TypeVar("Result")


class Hasher:
    """Hashes passwords and checks them. `runs` counts what has been computed: the cost of it all."""

    def __init__(self, *, passes: int = PASSES, memory_kib: int = MEMORY_KIB) -> None:
        self.runs = 0
        self._argon = PasswordHasher(time_cost=passes, memory_cost=memory_kib, parallelism=LANES)
        self._threads = ThreadPoolExecutor(AT_ONCE, thread_name_prefix="argon2")
        self._waiting = 0
        self._nobody: str | None = None

    async def hash(self, password: str) -> str:
        """Return the hash to store for a password."""
        return await self._run(lambda: self._argon.hash(password))

    async def is_right(self, stored: str | None, password: str) -> bool:
        """Say whether a password is that of a stored hash; None, for a user who is not there, costs the same."""
        if stored is None:
            stored = await self._hash_of_nobody()
        return await self._run(lambda: self._verify(stored, password))

    def is_outdated(self, stored: str) -> bool:
        """Say whether a hash was made when hashing cost less than it does now."""
        return self._argon.check_needs_rehash(stored)

    async def _hash_of_nobody(self) -> str:
        if self._nobody is None:
            self._nobody = await self.hash(secrets.token_urlsafe())
        return self._nobody

    def _verify(self, stored: str, password: str) -> bool:
        try:
            return self._argon.verify(stored, password)
        except (VerificationError, InvalidHashError):
            return False

    async def _run(self, work: Callable[[], Result]) -> Result:
        if self._waiting >= WAITING_MAX:
            raise Unavailable("signing in is too busy and")
        self._waiting += 1
        try:
            self.runs += 1
            return await asyncio.get_running_loop().run_in_executor(self._threads, work)
        finally:
            self._waiting -= 1
