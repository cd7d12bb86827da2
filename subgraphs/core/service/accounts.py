"""Users as the use cases find, lock and end them.

Whatever changes a user, the roles or the sessions locks the user's row first; so nothing slips through between.
"""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from shared_models.core import RefreshToken, User
from shared_models.encryption import Keyring, UnknownKey
from shared_models.encryption.keyring import rows_of


async def user_by(session: AsyncSession, digests: Sequence[bytes]) -> User | None:
    """Return the user whose e-mail has one of these digests."""
    statement = sa.select(User).where(col(User.email_hash).in_(digests), col(User.deleted_at).is_(None))
    return (await session.execute(statement)).scalar_one_or_none()


async def locked(session: AsyncSession, user_id: UUID) -> User | None:
    """Return a user as they are now, and keep everybody else from changing them until the transaction ends."""
    statement = sa.select(User).where(col(User.id) == user_id, col(User.deleted_at).is_(None)).with_for_update()
    return (await session.execute(statement.execution_options(populate_existing=True))).scalar_one_or_none()


def end_access_tokens(user: User, now: datetime) -> None:
    """End all access tokens of a user: gateways learn of it within seconds."""
    user.token_epoch += 1
    user.epoch_changed_at = now


async def end_families(session: AsyncSession, now: datetime, *, user_id: UUID, family_id: UUID | None = None) -> None:
    """Revoke the refresh tokens of one family of a user, or of all."""
    statement = sa.update(RefreshToken).where(
        col(RefreshToken.user_id) == user_id, col(RefreshToken.revoked_at).is_(None)
    )
    if family_id is not None:
        statement = statement.where(col(RefreshToken.family_id) == family_id)
    await session.execute(statement.values(revoked_at=now))


async def opened(session: AsyncSession, keyring: Keyring, user: User, name: str) -> str | None:
    """Return a sealed value of a user."""
    sealed: bytes | None = getattr(user, f"{name}_enc")
    if sealed is None:
        return None
    try:
        return keyring.open(sealed, table="users", column=name, row_id=user.id)
    except UnknownKey:
        await keyring.learn(rows_of(session))
        return keyring.open(sealed, table="users", column=name, row_id=user.id)
