"""Who has which cover: policies and enrolments, and what schemes adds to members and companies."""

from datetime import date
from typing import ClassVar
from uuid import UUID

import strawberry
from strawberry import Private

from shared_models import schemes as tables
from shared_models.schemes import (
    BillingFrequency,
    EnrolmentRole,
    EnrolmentStatus,
    PolicyStatus,
    SchemeType,
)
from subgraphs.kit.context import Info
from subgraphs.kit.lists import below
from subgraphs.kit.nodes import ID, Node, Source, Stub, as_uuid, reads
from subgraphs.kit.paging import Connection
from subgraphs.kit.reading import all_of, find, find_owner
from subgraphs.kit.values import DateSpan, FirstDay, LastDay, Money, days, days_between, money
from subgraphs.schemes.loaders import benefits_on, enrolment_on, enrolments_around, scheme_on, schemes_of_company
from subgraphs.schemes.types.asking import EnrolmentFilter, EnrolmentOrder, GroupPolicyFilter, GroupPolicyOrder
from subgraphs.schemes.types.schemes import InsuranceScheme, SchemeVersion
from subgraphs.schemes.types.terms import BenefitCategory, GroupSizeBand, SchemeBenefit, SchemeRider


@strawberry.federation.type(keys=["id"])
class Company(Stub):
    """An employer; core tells about it."""

    id: ID

    policies: "Connection[GroupPolicy]" = below(
        lambda: GroupPolicy, "company_id", filtered_by=GroupPolicyFilter, order=GroupPolicyOrder.START_DESC
    )

    @strawberry.field(description="The schemes it has a policy of, and those made for it.")
    async def schemes(self, info: Info) -> list[InsuranceScheme]:
        return await schemes_of_company(info, InsuranceScheme, GroupPolicy, as_uuid(self.id, "id"))


@strawberry.federation.type(keys=["id"])
class Member(Stub):
    """A covered person; core tells about it."""

    id: ID

    @strawberry.field(description="The scheme that covers the member on a day, today by default.")
    async def scheme(self, info: Info, as_of: date | None = None) -> InsuranceScheme | None:
        day = as_of or info.context.today
        return await scheme_on(info, InsuranceScheme, Enrolment, as_uuid(self.id, "id"), day)

    @strawberry.field(description="The enrolment that covers the member on a day, today by default.")
    async def active_enrolment(self, info: Info, as_of: date | None = None) -> "Enrolment | None":
        return await enrolment_on(info, Enrolment, as_uuid(self.id, "id"), as_of or info.context.today)

    @strawberry.field(description="What the member's cover pays for on a day, today by default.")
    async def benefits(self, info: Info, as_of: date | None = None) -> list[SchemeBenefit]:
        day = as_of or info.context.today
        return await benefits_on(info, SchemeBenefit, Enrolment, as_uuid(self.id, "id"), day)

    @strawberry.field(
        description="The enrolments that cover any of these days, for health first, and the nearest one where the"
        " first day is not covered."
    )
    async def enrolments_around(self, info: Info, from_: FirstDay, to: LastDay) -> "list[Enrolment]":
        return await enrolments_around(info, Enrolment, as_uuid(self.id, "id"), days_between(from_, to))

    @strawberry.field(description="What the member had before, and on one of these days is not covered for.")
    async def prior_conditions(self, info: Info, from_: FirstDay, to: LastDay) -> "list[MemberExclusion]":
        between = days_between(from_, to)
        return await all_of(info, MemberExclusion, "member_id", self.id, order=("code_prefix", "id"), between=between)

    @strawberry.field(description="Days of waiting that the member has served already, such as with another insurer.")
    async def waiting_credits(self, info: Info) -> "list[WaitingCredit]":
        return await all_of(info, WaitingCredit, "member_id", self.id)

    enrolments: "Connection[Enrolment]" = below(
        lambda: Enrolment, "member_id", filtered_by=EnrolmentFilter, order=EnrolmentOrder.START_DESC
    )


@strawberry.federation.type(keys=["id"], description="A company's contract for its people.")
class GroupPolicy(Node):
    """A company's contract for its people under one version of a scheme."""

    source: ClassVar = Source(tables.GroupPolicy, keys=("id", "policy_number"))

    company_id: Private[UUID]
    scheme_id: Private[UUID]
    scheme_version_id: Private[UUID]
    group_size_band_id: Private[UUID | None]

    id: ID
    policy_number: str
    span: DateSpan = days("span")
    status: PolicyStatus
    billing_frequency: BillingFrequency
    version: int

    @strawberry.field(metadata=reads("company_id"))
    def company(self) -> Company:
        return Company(id=ID(str(self.company_id)))

    @strawberry.field(metadata=reads("scheme_id"))
    async def scheme(self, info: Info) -> InsuranceScheme:
        return await find_owner(info, InsuranceScheme, self.scheme_id)

    @strawberry.field(metadata=reads("scheme_version_id"))
    async def scheme_version(self, info: Info) -> SchemeVersion:
        return await find_owner(info, SchemeVersion, self.scheme_version_id)

    @strawberry.field(metadata=reads("group_size_band_id"))
    async def group_size_band(self, info: Info) -> GroupSizeBand | None:
        return None if self.group_size_band_id is None else await find(info, GroupSizeBand, id=self.group_size_band_id)

    enrolments: "Connection[Enrolment]" = below(
        lambda: Enrolment, "policy_id", filtered_by=EnrolmentFilter, order=EnrolmentOrder.START_DESC
    )


@strawberry.federation.type(keys=["id"], description="A member's cover under a version for a time.")
class Enrolment(Node):
    """A member's cover under a version for a time."""

    source: ClassVar = Source(tables.MemberEnrolment)

    member_id: Private[UUID]
    principal_member_id: Private[UUID]
    policy_id: Private[UUID | None]
    scheme_version_id: Private[UUID]
    other_payer_scheme_id: Private[UUID | None]

    id: ID
    scheme_type: SchemeType
    role: EnrolmentRole
    span: DateSpan = days("span")
    status: EnrolmentStatus
    annual_premium: Money = money("annual_premium")
    termination_reason: str | None
    external_reference: str | None = strawberry.field(description="The number another system knows this cover by.")
    version: int

    @strawberry.field(metadata=reads("member_id"))
    def member(self) -> Member:
        return Member(id=ID(str(self.member_id)))

    @strawberry.field(metadata=reads("principal_member_id"), description="Through whom the member is covered.")
    def principal(self) -> Member:
        return Member(id=ID(str(self.principal_member_id)))

    @strawberry.field(metadata=reads("policy_id"), description="The employer's contract; none for individual cover.")
    async def policy(self, info: Info) -> GroupPolicy | None:
        return None if self.policy_id is None else await find(info, GroupPolicy, id=self.policy_id)

    @strawberry.field(metadata=reads("scheme_version_id"), description="The terms, until the policy year ends.")
    async def scheme_version(self, info: Info) -> SchemeVersion:
        return await find_owner(info, SchemeVersion, self.scheme_version_id)

    @strawberry.field(
        metadata=reads("other_payer_scheme_id"), description="A scheme of another payer that pays as well."
    )
    async def other_payer_scheme(self, info: Info) -> InsuranceScheme | None:
        if self.other_payer_scheme_id is None:
            return None
        return await find(info, InsuranceScheme, id=self.other_payer_scheme_id)

    @strawberry.field(metadata=reads("id"))
    async def riders(self, info: Info) -> "list[EnrolmentRider]":
        return await all_of(info, EnrolmentRider, "enrolment_id", self.id)


@strawberry.type(description="A rider an enrolment holds for a time.")
class EnrolmentRider(Node):
    """A rider an enrolment holds for a time."""

    source: ClassVar = Source(tables.EnrolmentRider)

    rider_id: Private[UUID]

    id: ID
    span: DateSpan = days("span")
    premium: Money = money("premium")

    @strawberry.field(metadata=reads("rider_id"))
    async def rider(self, info: Info) -> SchemeRider:
        return await find_owner(info, SchemeRider, self.rider_id)


@strawberry.type(description="Diagnoses, by the beginning of their codes, that a member is not covered for for a time.")
class MemberExclusion(Node):
    """Diagnoses, by the beginning of their codes, that a member is not covered for for a time."""

    source: ClassVar = Source(tables.MemberExclusion)

    id: ID
    code_system: str
    code_prefix: str
    span: DateSpan = days("span")


@strawberry.type(description="Days of waiting for a category of care that count as served.")
class WaitingCredit(Node):
    """Days of waiting for a category of care that count as served."""

    source: ClassVar = Source(tables.WaitingCredit)

    benefit_category_id: Private[UUID]

    id: ID
    days: int

    @strawberry.field(metadata=reads("benefit_category_id"))
    async def category(self, info: Info) -> BenefitCategory:
        return await find_owner(info, BenefitCategory, self.benefit_category_id)
