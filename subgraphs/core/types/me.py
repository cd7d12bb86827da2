"""Whoever asks."""

import asyncio
from collections.abc import Iterable
from uuid import UUID

import strawberry

from shared_models.access import user_ids
from shared_models.identity import Principal, Role
from subgraphs.core.types.covered import Member
from subgraphs.core.types.users import User
from subgraphs.kit.context import Info
from subgraphs.kit.nodes import ID
from subgraphs.kit.reading import find


@strawberry.type(description="Whoever asks, with all they hold.")
class Me:
    """Whoever asks."""

    subject: str = strawberry.field(description="The id of a user, or the name of a machine.")
    roles: list[Role]
    scopes: list[str]
    methods: list[str] = strawberry.field(description="How they signed in: pwd, otp.")
    member_ids: list[ID] = strawberry.field(description="The own person, and dependants.")
    employer_ids: list[ID] = strawberry.field(description="The companies that cover these.")
    company_ids: list[ID] = strawberry.field(description="The companies they act for.")
    provider_ids: list[ID] = strawberry.field(description="The providers they work for.")
    agent_ids: list[ID] = strawberry.field(description="Themselves as a sales agent, and the team.")
    break_glass_member_id: ID | None = strawberry.field(description="The one member whose record is open now.")

    @classmethod
    def of(cls, principal: Principal) -> "Me":
        """Return a principal as the API tells it."""
        glass = principal.break_glass_id
        return cls(
            subject=principal.subject,
            roles=sorted(principal.roles),
            scopes=sorted(principal.scopes),
            methods=list(principal.methods),
            member_ids=_as_ids(principal.member_ids),
            employer_ids=_as_ids(principal.employer_ids),
            company_ids=_as_ids(principal.company_ids),
            provider_ids=_as_ids(principal.provider_ids),
            agent_ids=_as_ids(principal.agent_ids),
            break_glass_member_id=None if glass is None else ID(str(glass)),
        )

    @strawberry.field(description="The user, unless a machine asks.")
    async def user(self, info: Info) -> User | None:
        users = [await find(info, User, id=each) for each in user_ids(info.context.journal.principal)]
        return users[0] if users else None

    @strawberry.field(description="The members they sign in for: the own person, and dependants.")
    async def members(self, info: Info) -> list[Member]:
        found = await asyncio.gather(*(find(info, Member, id=each) for each in self.member_ids))
        return [each for each in found if each is not None]


def _as_ids(ids: Iterable[UUID]) -> list[ID]:
    return [ID(str(each)) for each in ids]
