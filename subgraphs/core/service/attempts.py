"""Tries at a password. Each is noted as a failure before the password is looked at, so a thousand at once count too.

Hashing takes its time, so no transaction waits for it: one notes the attempt, a second one acts on what was found.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from shared_models.audit import AuditAction
from shared_models.core import LoginAttempt, User
from shared_models.encryption import Keyring
from subgraphs.core.rules.signing_in import Attempt, Failures, Opens, judge, may_try, window_begins
from subgraphs.core.service.accounts import locked, opened
from subgraphs.core.service.desk import Desk
from subgraphs.core.service.second_factor import step_of
from subgraphs.kit.refusals import Refused
from subgraphs.kit.writing import Writer

KEPT: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Checked:
    """An attempt whose password was looked at. `renewed` is the hash to keep from now on, where it is another."""

    attempt_id: UUID
    user_id: UUID | None
    password_hash: str | None = field(repr=False)
    is_right: bool
    renewed: str | None = field(repr=False)


async def note(session: AsyncSession, writer: Writer, accounts: Sequence[bytes]) -> UUID | Refused:
    """Note an attempt at an account, by the digests of its name; refused, and not noted, where too many failed."""
    address, now = writer.journal.address, writer.now
    # Nobody has a name where there is no key to digest it with.
    account = accounts[0] if accounts else b""
    for number in sorted({_lock(b"account", account), _lock(b"address", address.encode())}):
        await session.execute(sa.select(sa.func.pg_advisory_xact_lock(number)))
    refused = may_try(await _failures(session, accounts or (account,), address, window_begins(now)))
    if refused is not None:
        return refused
    await session.execute(sa.delete(LoginAttempt).where(col(LoginAttempt.occurred_at) < now - KEPT))
    attempt = LoginAttempt(occurred_at=now, account=account, address=address)
    session.add(attempt)
    return attempt.id


async def check(desk: Desk, attempt_id: UUID, user: User | None, password: str) -> Checked:
    """Look at the password of an attempt; for a user who is not there it takes as long."""
    stored = None if user is None else user.password_hash
    is_right = await desk.hasher.is_right(stored, password)
    is_outdated = stored is not None and is_right and desk.hasher.is_outdated(stored)
    return Checked(
        attempt_id=attempt_id,
        user_id=None if user is None else user.id,
        password_hash=stored,
        is_right=is_right,
        renewed=await desk.hasher.hash(password) if is_outdated else None,
    )


async def decide(
    session: AsyncSession, writer: Writer, checked: Checked, *, otp: str | None
) -> tuple[User, Opens] | Refused:
    """Say what an attempt opens; lock the user, note the outcome, and keep what it changes of the user."""
    user = None if checked.user_id is None else await locked(session, checked.user_id)
    outcome = judge(await _facts(session, writer.keyring, user, checked, otp=otp, now=writer.now))
    user_id = None if user is None else user.id
    if isinstance(outcome, Refused) or user is None:
        assert isinstance(outcome, Refused), "nobody opens nothing"
        writer.journal.note(AuditAction.DENIAL, "User", user_id, reason=f"sign-in: {outcome.code}")
        return outcome
    if checked.renewed is not None:
        user.password_hash = checked.renewed
    if outcome.step is not None:
        user.mfa_step = outcome.step
    succeeded = sa.update(LoginAttempt).where(col(LoginAttempt.id) == checked.attempt_id)
    await session.execute(succeeded.values(succeeded_at=writer.now))
    return user, outcome


async def _facts(
    session: AsyncSession, keyring: Keyring, user: User | None, checked: Checked, *, otp: str | None, now: datetime
) -> Attempt:
    if user is None:
        return Attempt()
    secret = await opened(session, keyring, user, "mfa_secret") if user.mfa_confirmed_at is not None else None
    return Attempt(
        status=user.status,
        # A password that was changed meanwhile is not the one that was looked at.
        is_password_right=checked.is_right and user.password_hash == checked.password_hash,
        has_second_factor=secret is not None,
        was_code_given=otp is not None,
        step=None if secret is None or otp is None else step_of(secret, otp, now),
        last_step=user.mfa_step,
    )


async def _failures(session: AsyncSession, accounts: Sequence[bytes], address: str, since: datetime) -> Failures:
    of_account, failed = col(LoginAttempt.account).in_(accounts), col(LoginAttempt.succeeded_at).is_(None)
    occurred = col(LoginAttempt.occurred_at)
    last_success = sa.select(sa.func.max(occurred)).where(of_account, ~failed, occurred >= since).scalar_subquery()
    fails = sa.select(sa.func.count()).select_from(LoginAttempt).where(failed)
    after = occurred > sa.func.coalesce(last_success, since)
    # Who cannot be told apart by address is counted by account alone.
    of_address = sa.and_(col(LoginAttempt.address) == address, sa.literal(address) != "", occurred >= since)
    counts = sa.select(fails.where(of_account, after).scalar_subquery(), fails.where(of_address).scalar_subquery())
    row = (await session.execute(counts)).one()
    return Failures(of_account=row[0], of_address=row[1])


def _lock(kind: bytes, name: bytes) -> int:
    return int.from_bytes(hashlib.sha256(kind + b":" + name).digest()[:8], "big", signed=True)
