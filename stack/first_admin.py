"""`covergraph make-admin`: the first user of a stack, who makes the others by the graph."""

import asyncio
import getpass
from collections.abc import Mapping
from datetime import UTC, datetime

from shared_models.audit import AuditAction
from shared_models.connection import create_engine
from shared_models.core import User
from shared_models.encryption import Keyring, read_master_key
from shared_models.identity import Principal, Role
from shared_models.locks import Lock, wait_for
from stack.errors import UserRefused
from subgraphs.core.rules.passwords import weakness
from subgraphs.core.rules.roles import Held
from subgraphs.core.service import users
from subgraphs.core.service.accounts import user_by
from subgraphs.core.service.hashing import Hasher
from subgraphs.kit.audit.journal import Journal
from subgraphs.kit.writing import Writer


def make_admin(urls: Mapping[str, str], email: str, password: str) -> None:
    """Make a system_admin; raises UserRefused where the password is too weak, or the address taken."""
    weak = weakness(password, email)
    if weak is not None:
        raise UserRefused(weak.message)
    asyncio.run(_make(urls["core"], email, password))


async def _make(url: str, email: str, password: str) -> None:
    engine = create_engine(url, application="covergraph-make-admin", pool_size=1)
    operator = Principal(subject=f"operator:{getpass.getuser()}")
    writer = Writer(engine, Keyring("core", read_master_key()), Journal(operator), datetime.now(UTC))
    hashed = await Hasher().hash(password)
    try:
        async with writer.system_transaction() as db:
            await db.execute(wait_for(Lock.USERS))
            if await user_by(db, await writer.keyring.digests(db, User.email_hash, email)) is not None:
                raise UserRefused(users.TAKEN.message)
            user = await users.make_user(db, writer, email=email, password_hash=hashed)
            await users.give(db, user, Held(Role.SYSTEM_ADMIN))
            writer.journal.note(AuditAction.CREATE, "User", user.id, changes={"role given": "system_admin"})
    finally:
        await engine.dispose()
