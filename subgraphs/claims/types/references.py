"""Entities of other domains that claims points at, and types of its own that are declared further down."""

from typing import TYPE_CHECKING, Annotated, Self, TypeAlias

import strawberry
from strawberry.federation.schema_directives import Key
from strawberry.federation.types import FieldSet

from subgraphs.kit.nodes import ID, POINTER, Stub

if TYPE_CHECKING:
    from subgraphs.claims.types.claims import Claim, ClaimLine, Member

# A claim lists its results and reviews, and they lead back to it: its module comes after theirs.
CLAIMS = strawberry.lazy("subgraphs.claims.types.claims")
LazyClaim: TypeAlias = Annotated["Claim", CLAIMS]
LazyClaimLine: TypeAlias = Annotated["ClaimLine", CLAIMS]
LazyMember: TypeAlias = Annotated["Member", CLAIMS]


@strawberry.federation.type(keys=[POINTER])
class User(Stub):
    """Someone who signs in; core tells about it."""

    id: ID


@strawberry.federation.type(keys=[POINTER])
class Agent(Stub):
    """Somebody who sells cover; crm tells about it."""

    id: ID


@strawberry.federation.type(keys=[POINTER])
class MedicalPersonnel(Stub):
    """Somebody who gives care; providers tells about it."""

    id: ID


@strawberry.federation.type(keys=[POINTER])
class Enrolment(Stub):
    """A member's cover; schemes tells about it."""

    id: ID


@strawberry.federation.type(keys=[POINTER])
class SchemeVersion(Stub):
    """The terms of a scheme for a time; schemes tells about it."""

    id: ID


@strawberry.federation.type(keys=[Key(fields=FieldSet("code"), resolvable=False)])
class BenefitCategory:
    """A kind of care that benefits are defined for; schemes tells about it."""

    code: str

    @classmethod
    def of_code(cls, code: str | None) -> Self | None:
        """Point at the category with that code; None for none."""
        return None if code is None else cls(code=code)


@strawberry.federation.type(keys=[POINTER])
class PredictiveModel(Stub):
    """A trained model; analytics tells about it."""

    id: ID
