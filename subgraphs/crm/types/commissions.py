"""Commission: the bands it is earned by, and each change of an agent's account."""

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, TypeAlias
from uuid import UUID

import strawberry
from strawberry import Private

from shared_models import crm as tables
from shared_models.crm import BusinessType, CommissionKind, CommissionSource, CommissionStatus
from shared_models.crm.documents import Calculation
from subgraphs.crm.loaders import status_of
from subgraphs.crm.types import sales
from subgraphs.crm.types.teams import LazyAgent
from subgraphs.kit.context import Info
from subgraphs.kit.nodes import ID, POINTER, Node, Source, Stub, reads
from subgraphs.kit.reading import find, find_owner
from subgraphs.kit.scalars import CurrencyCode
from subgraphs.kit.values import DateSpan, Money, days, money, money_of

if TYPE_CHECKING:
    from subgraphs.crm.types.sales import Company, Member

# Agents list their commission, and it leads back to them: their module comes after this one.
LATER = strawberry.lazy("subgraphs.crm.types.sales")
LazyCompany: TypeAlias = Annotated["Company", LATER]
LazyMember: TypeAlias = Annotated["Member", LATER]


@strawberry.federation.type(keys=[POINTER])
class GroupPolicy(Stub):
    """A company's contract for its people; schemes tells about it."""

    id: ID


@strawberry.federation.type(keys=["id"], description="One band of a commission plan.")
class CommissionTier(Node):
    """One band of a commission plan."""

    source: ClassVar = Source(tables.CommissionTier)

    id: ID
    plan: str
    business_type: BusinessType
    tier_level: int
    threshold_from: Money = money("threshold_from")
    threshold_to: Money | None = money("threshold_to")
    rate: Decimal = strawberry.field(description="Of the premium that falls into the band: 0.05 is five per cent.")
    currency: CurrencyCode
    span: DateSpan = days("span")
    version: int


@strawberry.type(description="The part of a premium that fell into one band, and the commission it earned.")
class CommissionSlice:
    """The part of a premium that fell into one band, and the commission it earned."""

    tier_level: int
    premium: Money | None
    rate: Decimal
    commission: Money | None


@strawberry.federation.type(keys=["id"], description="One change of an agent's commission account.")
class CommissionTransaction(Node):
    """One change of an agent's commission account."""

    source: ClassVar = Source(tables.CommissionTransaction)

    agent_id: Private[UUID]
    company_id: Private[UUID | None]
    member_id: Private[UUID | None]
    policy_id: Private[UUID | None]
    reverses_id: Private[UUID | None]

    id: ID
    kind: CommissionKind
    source_type: CommissionSource
    source_id: ID = strawberry.field(description="The payment, cancellation or correction it came from.")
    premium: Money = money("premium_amount")
    rate: Decimal
    amount: Money = money("amount")
    period: str = strawberry.field(description="The month it counts for, such as 2026-03.")
    earned_on: date
    vests_on: date | None = strawberry.field(description="From when on it can no longer be taken back.")

    @strawberry.field(metadata=reads("agent_id"))
    async def agent(self, info: Info) -> LazyAgent:
        return await find_owner(info, sales.Agent, self.agent_id)

    @strawberry.field(metadata=reads("id"), description="How far it is paid.")
    async def status(self, info: Info) -> CommissionStatus:
        return await status_of(info, self.id)

    @strawberry.field(metadata=reads("company_id"))
    def company(self) -> LazyCompany | None:
        return sales.Company.of(self.company_id)

    @strawberry.field(metadata=reads("member_id"))
    def member(self) -> LazyMember | None:
        return sales.Member.of(self.member_id)

    @strawberry.field(metadata=reads("policy_id"))
    def policy(self) -> GroupPolicy | None:
        return GroupPolicy.of(self.policy_id)

    @strawberry.field(metadata=reads("reverses_id"), description="The transaction it takes back.")
    async def reverses(self, info: Info) -> "CommissionTransaction | None":
        return None if self.reverses_id is None else await find(info, CommissionTransaction, id=self.reverses_id)

    @strawberry.field(metadata=reads("calc", "currency"), description="Band by band, what the amount is made of.")
    def slices(self) -> list[CommissionSlice]:
        row: Any = self
        return [
            CommissionSlice(
                tier_level=band.tier_level,
                premium=money_of(band.premium, row.currency),
                rate=band.rate,
                commission=money_of(band.commission, row.currency),
            )
            for band in Calculation.model_validate(row.calc).slices
        ]
