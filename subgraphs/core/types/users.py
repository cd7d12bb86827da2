"""Users, what members agree to, and emergency access."""

from datetime import datetime
from typing import ClassVar
from uuid import UUID

import strawberry
from strawberry import Private

from shared_models import core as tables
from shared_models.core import (
    ConsentType,
    UserStatus,
)
from subgraphs.kit.context import Info
from subgraphs.kit.nodes import ID, Node, Source, reads
from subgraphs.kit.reading import find
from subgraphs.kit.sealed import sealed


@strawberry.federation.type(keys=["id"], description="Someone who signs in.")
class User(Node):
    """Someone who signs in."""

    source: ClassVar = Source(tables.User)

    id: ID
    email: str = sealed("email")
    status: UserStatus


@strawberry.federation.type(keys=["id"], description="Whether a member agrees to a use of their data.")
class MemberConsent(Node):
    """A consent that a member gave or withdrew."""

    source: ClassVar = Source(tables.MemberConsent)

    id: ID
    consent_type: ConsentType
    granted: bool
    created_at: datetime


@strawberry.federation.type(keys=["id"], description="Emergency access to one member's record.")
class BreakGlassGrant(Node):
    """Emergency access of a system_admin to one member's record."""

    source: ClassVar = Source(tables.BreakGlassGrant)

    user_id: Private[UUID]
    member_id: ID

    id: ID
    case_id: str
    reason: str = sealed("reason")
    created_at: datetime
    expires_at: datetime
    review_due_at: datetime
    reviewed_at: datetime | None

    @strawberry.field(metadata=reads("user_id"), description="Who broke the glass.")
    async def user(self, info: Info) -> User | None:
        return await find(info, User, id=self.user_id)
