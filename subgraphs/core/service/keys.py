"""The keys that sign access tokens: the next one is published before it signs, former ones as long as they matter.

Keys change by themselves at 30 days of age, when a token is signed; `covergraph keys rotate-signing` does it at once.
"""

import json
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

import sqlalchemy as sa
from joserfc.jwk import ECKey
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from shared_models.base import new_id
from shared_models.core import SigningKey, SigningKeyStatus
from shared_models.encryption import Keyring, UnknownKey
from shared_models.encryption.keyring import rows_of
from shared_models.locks import Lock, wait_for

MAX_AGE: Final = timedelta(days=30)
# Longer than any token lives that a former key has signed.
PUBLISHED_AFTER: Final = timedelta(hours=1)
KEPT_S: Final = 60.0
ALGORITHM: Final = "ES256"
CURVE: Final = "P-256"


@dataclass(frozen=True, slots=True)
class Signer:
    """The key that signs now, and since when it does."""

    key: ECKey
    current_from: datetime

    @property
    def kid(self) -> str:
        return str(self.key.kid)

    def is_due(self, now: datetime) -> bool:
        """Say whether the next key is to take over."""
        return now - self.current_from >= MAX_AGE


class SigningKeys:
    """The signing key as one process keeps it for a minute, so that a rotation elsewhere is soon followed."""

    def __init__(self) -> None:
        self._signer: Signer | None = None
        self._read_at = 0.0

    async def signer(self, session: AsyncSession, keyring: Keyring, now: datetime) -> Signer:
        """Return the key to sign with; makes the first ones, and lets the next take over in time."""
        kept = self._signer
        if kept is not None and time.monotonic() - self._read_at < KEPT_S and not kept.is_due(now):
            return kept
        row = await _row(session, SigningKeyStatus.CURRENT)
        if row is None or now - _since(row) >= MAX_AGE:
            # Not kept: the transaction that changes keys may yet be undone.
            return await _opened(session, keyring, await change_keys(session, keyring, now, only_if_due=True))
        self._signer, self._read_at = await _opened(session, keyring, row), time.monotonic()
        return self._signer


async def change_keys(
    session: AsyncSession, keyring: Keyring, now: datetime, *, only_if_due: bool = False
) -> SigningKey:
    """Let the next key sign from now on and make another next; return the one that signs. Without keys, make both."""
    await session.execute(wait_for(Lock.SIGNING_KEYS))
    current = await _row(session, SigningKeyStatus.CURRENT)
    if current is not None and only_if_due and now - _since(current) < MAX_AGE:
        return current
    upcoming = await _row(session, SigningKeyStatus.NEXT) or await _make(session, keyring, now)
    if current is not None:
        current.status, current.current_until = SigningKeyStatus.FORMER, now
        await session.flush()
    upcoming.status, upcoming.current_from = SigningKeyStatus.CURRENT, now
    await session.flush()
    await _make(session, keyring, now)
    forgotten = sa.delete(SigningKey).where(col(SigningKey.current_until) < now - PUBLISHED_AFTER)
    await session.execute(forgotten)
    return upcoming


async def published(session: AsyncSession, keyring: Keyring, now: datetime) -> Sequence[dict[str, Any]]:
    """Return the public keys that tokens may be checked with: the one that signs first."""
    if await _row(session, SigningKeyStatus.CURRENT) is None:
        await change_keys(session, keyring, now, only_if_due=True)
    until = col(SigningKey.current_until)
    statement = (
        sa.select(col(SigningKey.public_jwk))
        .where(sa.or_(until.is_(None), until > now - PUBLISHED_AFTER))
        .order_by(col(SigningKey.status) != SigningKeyStatus.CURRENT, col(SigningKey.id).desc())
    )
    return (await session.execute(statement)).scalars().all()


def _since(row: SigningKey) -> datetime:
    assert row.current_from is not None, "a current key says since when"
    return row.current_from


async def _row(session: AsyncSession, status: SigningKeyStatus) -> SigningKey | None:
    statement = sa.select(SigningKey).where(col(SigningKey.status) == status)
    return (await session.execute(statement.execution_options(populate_existing=True))).scalar_one_or_none()


async def _make(session: AsyncSession, keyring: Keyring, now: datetime) -> SigningKey:
    key_id = new_id()
    key = ECKey.generate_key(CURVE, {"kid": _kid(key_id), "use": "sig", "alg": ALGORITHM}, private=True)
    async with keyring.sealing(session) as sealer:
        sealed: Mapping[str, Any] = sealer.columns(SigningKey, key_id, private_key=key.as_dict(private=True))
    row = SigningKey(
        id=key_id,
        kid=_kid(key_id),
        status=SigningKeyStatus.NEXT,
        public_jwk=key.as_dict(private=False),
        created_at=now,
        **sealed,
    )
    session.add(row)
    await session.flush()
    return row


def _kid(key_id: UUID) -> str:
    return key_id.hex


async def _opened(session: AsyncSession, keyring: Keyring, row: SigningKey) -> Signer:
    def opened() -> str:
        return keyring.open(row.private_key_enc, table="signing_keys", column="private_key", row_id=row.id)

    try:
        text = opened()
    except UnknownKey:
        await keyring.learn(rows_of(session))
        text = opened()
    return Signer(ECKey.import_key(json.loads(text)), _since(row))
