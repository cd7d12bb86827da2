"""Users, the roles they hold, and what they sign in with; the keys that sign their access tokens.

Secrets are kept as digests (a refresh token, a client's secret: both random and long), as Argon2id (passwords), or
sealed by the keyring (second factors, private keys). Nothing here can be turned back into what opens a door.
"""

from datetime import datetime
from typing import Any, Final
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Field

from shared_models.base import (
    Closed,
    Recorded,
    SoftDeleted,
    after_create,
    array,
    big,
    check,
    closed,
    column,
    index,
    instant,
    json,
    new_id,
    now,
    one_of,
    refers_to,
    text,
    unique,
    unique_where,
)
from shared_models.core.base import CoreTable
from shared_models.core.choices import (
    ScopeType,
    SigningKeyStatus,
    UserStatus,
)
from shared_models.encryption import Form, blind, sealed
from shared_models.identity import Role

ROLE_DESCRIPTIONS: Final = {
    Role.MEMBER: "A covered person: sees own record and that of dependants.",
    Role.EMPLOYER_ADMIN: "Acts for a company: enrolment and invoices, never diagnoses or details of claims.",
    Role.PROVIDER: "Works for a provider: sees the claims of that institution.",
    Role.CLAIMS_OFFICER: "Decides claims, and sees the medical data that takes.",
    Role.SALES_AGENT: "Sells: own leads, opportunities and commissions, no record of a member.",
    Role.FINANCE_OFFICER: "Keeps ledger, invoices and payments; of claims only amounts and ids.",
    Role.AUDITOR: "Reads everything, with identities masked; writes nothing.",
    Role.SYSTEM_ADMIN: "Keeps users, roles, settings and keys; no health data without break-glass.",
    Role.SERVICE: "A machine, held to the calls it needs.",
}
_ROLE_ROWS: Final = ", ".join(f"('{role}', '{description}')" for role, description in ROLE_DESCRIPTIONS.items())
INSERT_ROLES: Final = f"INSERT INTO roles (name, description) VALUES {_ROLE_ROWS}"  # noqa: S608  # our own constants


class User(SoftDeleted, CoreTable, table=True):
    """Someone who signs in. A change of `token_epoch` ends all access tokens issued before.

    `mfa_step` is the last time step whose one-time code was taken: a code opens once.
    """

    __tablename__ = "users"
    __table_args__ = (
        unique("email_hash"),
        one_of("status", UserStatus),
        check("confirmed_secret", "mfa_confirmed_at IS NULL OR mfa_secret_enc IS NOT NULL"),
        index("epoch_changed_at"),
    )

    email_enc: bytes = sealed()
    email_hash: bytes = blind(Form.EMAIL)
    password_hash: str = text()
    status: UserStatus = closed(UserStatus, default=UserStatus.ACTIVE)
    mfa_secret_enc: bytes | None = sealed(default=None)
    mfa_confirmed_at: datetime | None = instant(default=None)
    mfa_step: int | None = big(default=None)
    last_login_at: datetime | None = instant(default=None)
    token_epoch: int = 0
    epoch_changed_at: datetime | None = instant(default=None)
    is_demo: bool = False


@after_create(INSERT_ROLES)
class KnownRole(CoreTable, table=True):
    """What somebody can be to the system; the rows are the choices of `Role`."""

    __tablename__ = "roles"

    name: Role = column(Closed(Role), primary_key=True)
    description: str = text()


class UserRole(CoreTable, table=True):
    """A role that a user holds, and for which member, company, provider or agent."""

    __tablename__ = "user_roles"
    __table_args__ = (
        sa.UniqueConstraint("user_id", "role", "scope_type", "scope_id", postgresql_nulls_not_distinct=True),
        one_of("scope_type", ScopeType),
        check("scope", "(scope_type = 'none') = (scope_id IS NULL)"),
        index("scope_type", "scope_id"),
    )

    id: UUID = Field(default_factory=new_id, primary_key=True, sa_type=sa.Uuid)
    user_id: UUID = refers_to("users.id")
    role: Role = column(Closed(Role), foreign_key="roles.name", ondelete="RESTRICT")
    scope_type: ScopeType = closed(ScopeType, default=ScopeType.NONE)
    scope_id: UUID | None = None
    granted_at: datetime = instant(default_factory=now)
    granted_by: UUID | None = None


class LoginAttempt(CoreTable, table=True):
    """An attempt to sign in, noted before the password is looked at; without `succeeded_at` it counts as a failure.

    `account` is a digest of the name that was given, whether there is such a user or not.
    """

    __tablename__ = "login_attempts"
    __table_args__ = (index("account", "occurred_at"), index("address", "occurred_at"), index("occurred_at"))

    id: UUID = Field(default_factory=new_id, primary_key=True, sa_type=sa.Uuid)
    occurred_at: datetime = instant()
    account: bytes
    address: str = text()
    succeeded_at: datetime | None = instant(default=None)


class RefreshToken(CoreTable, table=True):
    """A refresh token: opens once, and leaves a successor of the same family.

    `methods` tell how the user signed in when the family began, `client` from where the token was asked for.
    `retried_at` notes the one time that a client which had lost the answer asked again.
    """

    __tablename__ = "refresh_tokens"
    __table_args__ = (
        unique("token_hash"),
        index("family_id"),
        index("user_id"),
        index("expires_at"),
        check("ends_with_family", "expires_at <= family_expires_at"),
    )

    id: UUID = Field(default_factory=new_id, primary_key=True, sa_type=sa.Uuid)
    user_id: UUID = refers_to("users.id")
    family_id: UUID
    token_hash: bytes
    client: str = text()
    methods: list[str] = array(sa.Text)
    issued_at: datetime = instant()
    expires_at: datetime = instant()
    family_expires_at: datetime = instant()
    used_at: datetime | None = instant(default=None)
    retried_at: datetime | None = instant(default=None)
    revoked_at: datetime | None = instant(default=None)
    successor_id: UUID | None = refers_to("refresh_tokens.id", default=None)


class SigningKey(CoreTable, table=True):
    """A key that signs access tokens: published as `next` before it is `current`, and as `former` after."""

    __tablename__ = "signing_keys"
    __table_args__ = (
        unique("kid"),
        one_of("status", SigningKeyStatus),
        unique_where("uq_signing_keys_one_each", "status", where="status IN ('next', 'current')"),
    )

    id: UUID = Field(default_factory=new_id, primary_key=True, sa_type=sa.Uuid)
    kid: str = text()
    status: SigningKeyStatus = closed(SigningKeyStatus)
    public_jwk: dict[str, Any] = json()
    private_key_enc: bytes = sealed()
    created_at: datetime = instant()
    current_from: datetime | None = instant(default=None)
    current_until: datetime | None = instant(default=None)


class ServiceClient(Recorded, CoreTable, table=True):
    """A machine that signs in with credentials of its own."""

    __tablename__ = "service_clients"
    __table_args__ = (unique("name"), check("name", "name ~ '^[a-z][a-z0-9-]{1,49}$'"))

    name: str = text()
    secret_hash: bytes
    scopes: list[str] = array(sa.Text, default_factory=list)
    is_active: bool = True
    is_demo: bool = False
