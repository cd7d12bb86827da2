"""The orders to core: who signs in, who may do what, who agrees to what."""

from typing import Any
from uuid import UUID

import strawberry

from subgraphs.core.loaders import consents_of
from subgraphs.core.mutations.inputs import (
    AssignRoleInput,
    BreakGlassInput,
    ChangePasswordInput,
    ConfirmMfaInput,
    CreateUserInput,
    DenialInput,
    EnrolMfaInput,
    LockUserInput,
    LoginInput,
    LogoutInput,
    RecordConsentInput,
    RefreshTokenInput,
    ReviewBreakGlassInput,
    RevokeRoleInput,
    ServiceTokenInput,
)
from subgraphs.core.mutations.payloads import (
    AccessToken,
    AssignRolePayload,
    BreakGlassPayload,
    ChangePasswordPayload,
    ConfirmMfaPayload,
    CreateUserPayload,
    EnrolMfaPayload,
    LockUserPayload,
    LoginPayload,
    LogoutPayload,
    MfaEnrolment,
    RecordConsentPayload,
    RefreshTokenPayload,
    ReviewBreakGlassPayload,
    RevokeRolePayload,
    ServiceTokenPayload,
    Session,
)
from subgraphs.core.service import consents, credentials, denied, emergency, machines, sessions, users
from subgraphs.core.service.denied import Denied
from subgraphs.core.service.desk import Desk, desk_of
from subgraphs.core.types import BreakGlassGrant, MemberConsent, User
from subgraphs.kit.context import Info
from subgraphs.kit.nodes import ID
from subgraphs.kit.orders import order
from subgraphs.kit.reading import find
from subgraphs.kit.refusals import Refused
from subgraphs.kit.writing import Writer


@strawberry.type
class Mutation:
    """Core's part of the orders."""

    @order(LoginPayload, description="Sign in, with the one-time code where there is a second factor.")
    async def login(self, info: Info, input: LoginInput) -> Session | Refused:
        done = await sessions.log_in(
            _writer(info), _desk(info), email=input.email, password=input.password, otp=input.otp
        )
        return done if isinstance(done, Refused) else Session.of(done)

    @order(
        RefreshTokenPayload,
        description="Stay signed in: spend a refresh token. One shown twice ends all of its family.",
    )
    async def refresh_token(self, info: Info, input: RefreshTokenInput) -> Session | Refused:
        done = await sessions.renew(_writer(info), _desk(info), refresh_token=input.refresh_token)
        return done if isinstance(done, Refused) else Session.of(done)

    @order(LogoutPayload, description="End a session; access tokens of the user end with it.")
    async def logout(self, info: Info, input: LogoutInput) -> ID | Refused:
        done = await sessions.log_out(_writer(info), refresh_token=input.refresh_token, everywhere=input.everywhere)
        return done if isinstance(done, Refused) else ID(str(done))

    @order(ChangePasswordPayload, description="Change the own password; all other sessions end.")
    async def change_password(self, info: Info, input: ChangePasswordInput) -> Session | Refused:
        done = await credentials.change_password(
            _writer(info), _desk(info), current=input.current_password, new=input.new_password, otp=input.otp
        )
        return done if isinstance(done, Refused) else Session.of(done)

    @order(EnrolMfaPayload, description="Get a second factor; it counts once `confirmMfa` has its first code.")
    async def enrol_mfa(self, info: Info, input: EnrolMfaInput) -> MfaEnrolment | Refused:
        done = await credentials.enrol_second_factor(_writer(info), _desk(info), password=input.password, otp=input.otp)
        return done if isinstance(done, Refused) else MfaEnrolment.of(done)

    @order(ConfirmMfaPayload, description="Let the enrolled second factor count from now on.")
    async def confirm_mfa(self, info: Info, input: ConfirmMfaInput) -> User | Refused | None:
        return await _user(info, await credentials.confirm_second_factor(_writer(info), otp=input.otp))

    @order(ServiceTokenPayload, description="Sign a machine in: client credentials, a short token, no refresh.")
    async def service_token(self, info: Info, input: ServiceTokenInput) -> AccessToken | Refused:
        done = await machines.sign_in(
            _writer(info), _desk(info), client_id=input.client_id, client_secret=input.client_secret
        )
        return done if isinstance(done, Refused) else AccessToken.of(done)

    @order(
        BreakGlassPayload,
        description="In an emergency, get a token for the record of one member, for 30 minutes. Auditors are told.",
    )
    async def break_glass(self, info: Info, input: BreakGlassInput) -> AccessToken | Refused:
        done = await emergency.break_glass(
            _writer(info), _desk(info), member_id=UUID(input.member_id), reason=input.reason, case_id=input.case_id
        )
        return done if isinstance(done, Refused) else AccessToken.of(done)

    @order(ReviewBreakGlassPayload, description="Say that an emergency access was looked at; due within 72 hours.")
    async def review_break_glass(self, info: Info, input: ReviewBreakGlassInput) -> BreakGlassGrant | Refused | None:
        done = await emergency.review(_writer(info), grant_id=UUID(input.grant_id))
        return done if isinstance(done, Refused) else await find(info, BreakGlassGrant, id=done)

    @order(CreateUserPayload, description="Make a user, without roles.")
    async def create_user(self, info: Info, input: CreateUserInput) -> User | Refused | None:
        done = await users.create_user(_writer(info), _desk(info), email=input.email, password=input.password)
        return await _user(info, done)

    @order(AssignRolePayload, description="Give a user a role, for whom it is to hold.")
    async def assign_role(self, info: Info, input: AssignRoleInput) -> User | Refused | None:
        return await _user(info, await users.assign_role(_writer(info), **_role(input)))

    @order(RevokeRolePayload, description="Take a role from a user; access tokens that list it end.")
    async def revoke_role(self, info: Info, input: RevokeRoleInput) -> User | Refused | None:
        return await _user(info, await users.revoke_role(_writer(info), **_role(input)))

    @order(LockUserPayload, description="Lock a user out, at once and everywhere, or let them in again.")
    async def lock_user(self, info: Info, input: LockUserInput) -> User | Refused | None:
        done = await users.lock_user(_writer(info), user_id=UUID(input.user_id), is_locked=input.locked)
        return await _user(info, done)

    @order(RecordConsentPayload, description="Give a consent for somebody of the own family, or withdraw it.")
    async def record_consent(self, info: Info, input: RecordConsentInput) -> list[MemberConsent] | Refused:
        done = await consents.record(
            _writer(info),
            member_id=UUID(input.member_id),
            consent_type=input.consent_type,
            granted=input.granted,
        )
        return done if isinstance(done, Refused) else await consents_of(info, MemberConsent, done)

    @strawberry.federation.mutation(
        inaccessible=True, description="The gateway's own: have what it denied noted in the audit log."
    )
    async def note_denials(self, info: Info, denials: list[DenialInput]) -> int:
        return await denied.note(_writer(info), [Denied(**vars(each)) for each in denials])


def _writer(info: Info) -> Writer:
    return info.context.writer()


def _desk(info: Info) -> Desk:
    return desk_of(info.context.transaction.engine)


async def _user(info: Info, done: UUID | Refused) -> User | Refused | None:
    return done if isinstance(done, Refused) else await find(info, User, id=done)


def _role(input: AssignRoleInput) -> dict[str, Any]:
    scope_id = None if input.scope_id is None else UUID(input.scope_id)
    return {"user_id": UUID(input.user_id), "role": input.role, "scope_id": scope_id}
