"""What orders to core answer."""

from datetime import datetime
from typing import Final, Self

import strawberry

from subgraphs.core.service import credentials, desk, sessions
from subgraphs.core.types import BreakGlassGrant, MemberConsent, User
from subgraphs.kit.nodes import ID
from subgraphs.kit.usererrors import Payload, UserError


@strawberry.type(description="A token for the Authorization header, as `Bearer …`.")
class AccessToken:
    """An access token."""

    access_token: str
    expires_at: datetime

    @classmethod
    def of(cls, token: desk.AccessToken) -> Self:
        return cls(access_token=token.text, expires_at=token.expires_at)


@strawberry.type(description="Tokens of somebody who is signed in. The refresh token is spent once, for the next two.")
class Session:
    """What somebody who is signed in holds."""

    access_token: str
    expires_at: datetime
    refresh_token: str

    @classmethod
    def of(cls, session: sessions.Session) -> Self:
        return cls(
            access_token=session.access.text, expires_at=session.access.expires_at, refresh_token=session.refresh_token
        )


@strawberry.type(description="A second factor that counts once it is confirmed by its first code.")
class MfaEnrolment:
    """A second factor to confirm."""

    secret: str = strawberry.field(description="For an authenticator, typed in.")
    address: str = strawberry.field(description="For an authenticator, as a QR code.")

    @classmethod
    def of(cls, enrolment: credentials.Enrolment) -> Self:
        return cls(secret=enrolment.secret, address=enrolment.address)


@strawberry.type
class LoginPayload(Payload):
    """A session, or why there is none."""

    session: Session | None
    errors: list[UserError]


@strawberry.type
class RefreshTokenPayload(LoginPayload):
    """The session as it goes on, or why it does not."""


@strawberry.type
class ChangePasswordPayload(LoginPayload):
    """The one session that is left, or why the password is as it was."""


@strawberry.type
class LogoutPayload(Payload):
    """Whose session ended, or why none did."""

    user_id: ID | None
    errors: list[UserError]


@strawberry.type
class EnrolMfaPayload(Payload):
    """A second factor to confirm, or why there is none."""

    enrolment: MfaEnrolment | None
    errors: list[UserError]


@strawberry.type
class ServiceTokenPayload(Payload):
    """A machine's token, or why there is none."""

    token: AccessToken | None
    errors: list[UserError]


@strawberry.type
class BreakGlassPayload(ServiceTokenPayload):
    """A token for the record of one member, or why there is none."""


@strawberry.type
class ReviewBreakGlassPayload(Payload):
    """The access that was reviewed, or why it was not."""

    grant: BreakGlassGrant | None
    errors: list[UserError]


@strawberry.type
class CreateUserPayload(Payload):
    """The new user, or why there is none."""

    user: User | None
    errors: list[UserError]


@strawberry.type
class ConfirmMfaPayload(CreateUserPayload):
    """The user with a second factor, or why there is none."""


@strawberry.type
class AssignRolePayload(CreateUserPayload):
    """The user with the role, or why they have not got it."""


@strawberry.type
class RevokeRolePayload(CreateUserPayload):
    """The user without the role, or why they still have it."""


@strawberry.type
class LockUserPayload(CreateUserPayload):
    """The user as they are now, or why nothing changed."""


@strawberry.type
class RecordConsentPayload(Payload):
    """What the member agrees to now, or why nothing changed."""

    consents: list[MemberConsent] | None
    errors: list[UserError]


ALL: Final = (
    AccessToken,
    Session,
    MfaEnrolment,
    LoginPayload,
    RefreshTokenPayload,
    ChangePasswordPayload,
    LogoutPayload,
    EnrolMfaPayload,
    ServiceTokenPayload,
    BreakGlassPayload,
    ReviewBreakGlassPayload,
    CreateUserPayload,
    ConfirmMfaPayload,
    AssignRolePayload,
    RevokeRolePayload,
    LockUserPayload,
    RecordConsentPayload,
)
