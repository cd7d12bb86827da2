"""Passwords and second factors, changed by who holds them: a change takes all that signing in takes."""

from dataclasses import dataclass, field
from typing import Final
from uuid import UUID

from shared_models.access import user_id_of
from shared_models.audit import AuditAction
from shared_models.core import User
from subgraphs.core.rules.passwords import weakness
from subgraphs.core.rules.signing_in import WRONG, is_fresh
from subgraphs.core.service import attempts, second_factor
from subgraphs.core.service.accounts import end_access_tokens, end_families, locked, opened
from subgraphs.core.service.attempts import Checked
from subgraphs.core.service.desk import Desk
from subgraphs.core.service.sessions import Session, begin
from subgraphs.kit.refusals import ErrorCode, Refused
from subgraphs.kit.writing import Writer

NOT_A_USER: Final = Refused(ErrorCode.FORBIDDEN, "Only a user has a password and a second factor.", ())
NOTHING_TO_CONFIRM: Final = Refused(
    ErrorCode.INVALID_TRANSITION, "There is no second factor to confirm: enrol one first."
)


@dataclass(frozen=True, slots=True)
class Enrolment:
    """A second factor that counts once it is confirmed: its secret, and the address that an authenticator reads."""

    secret: str = field(repr=False)
    address: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Proof:
    """The actor's attempt to show once more who they are, and their e-mail address."""

    checked: Checked
    email: str = field(repr=False)


async def change_password(writer: Writer, desk: Desk, *, current: str, new: str, otp: str | None) -> Session | Refused:
    """Change the own password: all sessions end, and the one that asked begins anew."""
    proof = await _prove(writer, desk, current)
    if isinstance(proof, Refused):
        return proof
    weak = weakness(new, proof.email)
    if weak is not None:
        return Refused(weak.code, weak.message, ("input", "newPassword"))
    hashed = await desk.hasher.hash(new) if proof.checked.is_right else ""
    async with writer.system_transaction() as db:
        decided = await attempts.decide(db, writer, proof.checked, otp=otp)
        if isinstance(decided, Refused):
            return decided
        user, opens = decided
        user.password_hash = hashed
        await end_families(db, writer.now, user_id=user.id)
        end_access_tokens(user, writer.now)
        writer.journal.note(AuditAction.UPDATE, "User", user.id, changes={"password": "changed"})
        return await begin(db, writer, desk, user, opens.methods)


async def enrol_second_factor(writer: Writer, desk: Desk, *, password: str, otp: str | None) -> Enrolment | Refused:
    """Give the actor the secret of a second factor, in place of one they had; it counts once it is confirmed."""
    proof = await _prove(writer, desk, password)
    if isinstance(proof, Refused):
        return proof
    async with writer.system_transaction() as db:
        decided = await attempts.decide(db, writer, proof.checked, otp=otp)
        if isinstance(decided, Refused):
            return decided
        user, _ = decided
        secret = second_factor.new_secret()
        async with writer.keyring.sealing(db) as sealer:
            user.mfa_secret_enc = sealer.columns(User, user.id, mfa_secret=secret)["mfa_secret_enc"]
        user.mfa_confirmed_at = user.mfa_step = None
        writer.journal.note(AuditAction.UPDATE, "User", user.id, changes={"second factor": "enrolled"})
        return Enrolment(secret, second_factor.address_of(secret, proof.email))


async def confirm_second_factor(writer: Writer, *, otp: str) -> UUID | Refused:
    """Let the enrolled second factor count from now on, by its first code; return the user."""
    async with writer.system_transaction() as db:
        user_id = user_id_of(writer.actor)
        user = None if user_id is None else await locked(db, user_id)
        if user is None:
            return NOT_A_USER
        secret = await opened(db, writer.keyring, user, "mfa_secret")
        if secret is None or user.mfa_confirmed_at is not None:
            return NOTHING_TO_CONFIRM
        step = second_factor.step_of(secret, otp, writer.now)
        if not is_fresh(step, user.mfa_step):
            return WRONG
        user.mfa_confirmed_at, user.mfa_step = writer.now, step
        writer.journal.note(AuditAction.UPDATE, "User", user.id, changes={"second factor": "confirmed"})
        return user.id


async def _prove(writer: Writer, desk: Desk, password: str) -> Proof | Refused:
    """Look at the actor's password once more; it counts as an attempt like any other."""
    async with writer.system_transaction() as db:
        user_id = user_id_of(writer.actor)
        user = None if user_id is None else await db.get(User, user_id)
        if user is None:
            return NOT_A_USER
        noted = await attempts.note(db, writer, (user.email_hash,))
        email = await opened(db, writer.keyring, user, "email") or ""
    if isinstance(noted, Refused):
        return noted
    return Proof(await attempts.check(desk, noted, user, password), email)
