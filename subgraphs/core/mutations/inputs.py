"""What orders to core take."""

from typing import Final

import strawberry

from shared_models.core import ConsentType
from shared_models.identity import Role
from subgraphs.core import types  # noqa: F401  # the closed choices become enums of the API there
from subgraphs.kit import inputs
from subgraphs.kit.inputs import EMAIL, ONE_TIME_CODE, PASSWORD, TOKEN, Text, bounded
from subgraphs.kit.nodes import ID

REASON: Final = Text(longest=1_000, shortest=10)
CASE_ID: Final = Text(longest=100, pattern=r"[A-Za-z0-9][A-Za-z0-9 ./_-]*", form="the number of a case")
CLIENT_ID: Final = Text(longest=50, shortest=2, pattern=r"[a-z][a-z0-9-]*", form="small letters, digits and hyphens")

OF_SECOND_FACTOR: Final = "Where there is a second factor: the code it shows now."


@strawberry.input
class LoginInput:
    """Who signs in."""

    email: str = bounded(EMAIL)
    password: str = bounded(PASSWORD)
    otp: str | None = bounded(ONE_TIME_CODE, default=None, description=OF_SECOND_FACTOR)


@strawberry.input
class RefreshTokenInput:
    """A refresh token to spend."""

    refresh_token: str = bounded(TOKEN)


@strawberry.input
class LogoutInput:
    """The session to end."""

    refresh_token: str = bounded(TOKEN)
    everywhere: bool = strawberry.field(default=False, description="End all sessions of the user.")


@strawberry.input
class ChangePasswordInput:
    """A new password, and what signing in takes."""

    current_password: str = bounded(PASSWORD)
    new_password: str = bounded(PASSWORD, description="12 to 128 characters, and not what everybody tries first.")
    otp: str | None = bounded(ONE_TIME_CODE, default=None, description=OF_SECOND_FACTOR)


@strawberry.input
class EnrolMfaInput:
    """What signing in takes, for a second factor, or for another one."""

    password: str = bounded(PASSWORD)
    otp: str | None = bounded(ONE_TIME_CODE, default=None, description=OF_SECOND_FACTOR)


@strawberry.input
class ConfirmMfaInput:
    """The first code of a second factor."""

    otp: str = bounded(ONE_TIME_CODE)


@strawberry.input
class ServiceTokenInput:
    """The credentials of a machine."""

    client_id: str = bounded(CLIENT_ID)
    client_secret: str = bounded(TOKEN)


@strawberry.input
class BreakGlassInput:
    """Whose record is to be opened, and why."""

    member_id: ID = bounded(inputs.ID)
    reason: str = bounded(REASON)
    case_id: str = bounded(CASE_ID)


@strawberry.input
class ReviewBreakGlassInput:
    """An emergency access that was looked at."""

    grant_id: ID = bounded(inputs.ID)


@strawberry.input
class CreateUserInput:
    """A new user."""

    email: str = bounded(EMAIL)
    password: str = bounded(PASSWORD, description="12 to 128 characters; to be changed by the user.")


@strawberry.input
class AssignRoleInput:
    """A role for a user, and for which member, company, provider or agent it is to hold."""

    user_id: ID = bounded(inputs.ID)
    role: Role
    scope_id: ID | None = bounded(inputs.ID, default=None)


@strawberry.input
class RevokeRoleInput(AssignRoleInput):
    """A role of a user that they shall hold no longer."""


@strawberry.input
class LockUserInput:
    """The user to lock out, or to let in again."""

    user_id: ID = bounded(inputs.ID)
    locked: bool = True


@strawberry.input
class RecordConsentInput:
    """A consent that is given or withdrawn."""

    member_id: ID = bounded(inputs.ID)
    consent_type: ConsentType
    granted: bool


@strawberry.federation.input(inaccessible=True)
class DenialInput:
    """Fields, by their names from the root on, that the gateway denied somebody in one request."""

    actor: str
    roles: list[str]
    fields: list[str]
    request_id: str
    address: str
