"""Who is covered, through which company, and how they prove it."""

from datetime import date, datetime
from decimal import Decimal
from typing import ClassVar
from uuid import UUID

import strawberry
from strawberry import Private
from strawberry.scalars import JSON

from shared_models import core as tables
from shared_models.core import (
    BillingFrequency,
    CardStatus,
    CardType,
    ClientType,
    CompanyPeriodStatus,
    CompanyStatus,
    DependentType,
    DocumentStatus,
    DocumentType,
    IssueReason,
    MaritalStatus,
    MemberStatus,
    MemberType,
    OnboardingStatus,
    PeriodKind,
    PeriodStatus,
    Sex,
)
from subgraphs.core.loaders import age_limit_of, consents_of
from subgraphs.core.types.asking import CreationOrder, MemberDocumentFilter, MemberFilter, MemberOrder
from subgraphs.core.types.users import MemberConsent
from subgraphs.kit.context import Info
from subgraphs.kit.lists import below
from subgraphs.kit.nodes import ID, POINTER, Node, Source, Stub, reads
from subgraphs.kit.paging import Connection
from subgraphs.kit.reading import all_of, find, find_owner
from subgraphs.kit.scalars import CurrencyCode, Long
from subgraphs.kit.sealed import read_address, sealed
from subgraphs.kit.values import Address, DateSpan, FirstDay, LastDay, Money, address, days, days_between, money


@strawberry.federation.type(keys=[POINTER])
class InsuranceScheme(Stub):
    """An insurer's product; schemes tells about it."""

    id: ID


@strawberry.federation.type(
    keys=["id", "companyCode"], description="An employer or another body whose people are covered."
)
class Company(Node):
    """An employer or another body whose people are covered."""

    source: ClassVar = Source(tables.Company, keys=("id", "company_code"))

    id: ID
    company_code: str
    name: str
    registration_number: str
    client_type: ClientType
    industry: str | None
    contact_person: str
    contact_email: str = sealed("contact_email")
    contact_phone: str = sealed("contact_phone")
    address: Address = address()
    country: str
    billing_frequency: BillingFrequency
    currency: CurrencyCode
    employer_contribution_rate: Decimal
    status: CompanyStatus
    version: int

    members: "Connection[Member]" = below(
        lambda: Member,
        "company_id",
        filtered_by=MemberFilter,
        order=MemberOrder.NUMBER_ASC,
        description="The people covered through the company.",
    )
    periods: "Connection[CompanyPeriod]" = below(
        lambda: CompanyPeriod,
        "company_id",
        order=CreationOrder.CREATED_AT_DESC,
        description="The periods the company is covered for.",
    )


@strawberry.federation.type(keys=["id"], description="A benefit year, enrolment window or billing period.")
class Period(Node):
    """A benefit year, enrolment window or billing period of the insurer."""

    source: ClassVar = Source(tables.Period)

    id: ID
    name: str
    kind: PeriodKind
    span: DateSpan = days("span")
    status: PeriodStatus


@strawberry.federation.type(keys=["id"], description="The part of a period for which a company is covered.")
class CompanyPeriod(Node):
    """The part of a period for which a company is covered."""

    source: ClassVar = Source(tables.CompanyPeriod)

    company_id: Private[UUID]
    period_id: Private[UUID]

    id: ID
    span: DateSpan = days("span")
    status: CompanyPeriodStatus
    grace_days: int = strawberry.field(description="Days after a lapse on which the cover still holds.")
    lapsed_on: date | None = strawberry.field(description="The day it lapsed for want of a premium.")

    @strawberry.field(metadata=reads("company_id"))
    async def company(self, info: Info) -> Company:
        return await find_owner(info, Company, self.company_id)

    @strawberry.field(metadata=reads("period_id"))
    async def period(self, info: Info) -> Period:
        return await find_owner(info, Period, self.period_id)


@strawberry.federation.type(keys=["id", "memberNumber"], description="A covered person.")
class Member(Node):
    """A covered person: a principal, or somebody who depends on one."""

    source: ClassVar = Source(tables.Member, keys=("id", "member_number"))

    principal_id: Private[UUID | None]

    id: ID
    member_number: str
    first_name: str
    middle_name: str | None
    last_name: str
    date_of_birth: date = sealed("date_of_birth", date.fromisoformat)
    sex: Sex
    marital_status: MaritalStatus
    member_type: MemberType
    dependent_type: DependentType | None
    status: MemberStatus
    company_id: ID | None
    employee_number: str | None
    grade: str | None
    email: str | None = sealed("email")
    phone: str | None = sealed("phone")
    address: Address | None = sealed("address", read_address)
    country: str
    has_disability: bool
    enrolled_on: date | None
    suspended_on: date | None
    terminated_on: date | None = strawberry.field(description="The last day of the membership.")
    died_on: date | None
    version: int

    @strawberry.field(metadata=reads("company_id"), description="The employer, none for individuals.")
    async def company(self, info: Info) -> Company | None:
        return None if self.company_id is None else await find(info, Company, id=self.company_id)

    @strawberry.field(metadata=reads("principal_id"), description="Whom a dependant depends on.")
    async def principal(self, info: Info) -> "Member | None":
        return None if self.principal_id is None else await find(info, Member, id=self.principal_id)

    @strawberry.field(
        metadata=reads("company_id"),
        description="The periods for which the employer is covered that hold one of these days.",
    )
    async def company_periods(self, info: Info, from_: FirstDay, to: LastDay) -> list[CompanyPeriod]:
        between = days_between(from_, to)
        if self.company_id is None:
            return []
        return await all_of(info, CompanyPeriod, "company_id", self.company_id, order=("span", "id"), between=between)

    @strawberry.field(
        metadata=reads("company_id", "dependent_type"),
        description="The age from which on a dependant of this kind is not covered; none where there is no such age.",
    )
    async def age_limit(self, info: Info) -> int | None:
        if self.dependent_type is None:
            return None
        return await age_limit_of(info, self.company_id, self.dependent_type)

    dependants: "Connection[Member]" = below(
        lambda: Member, "principal_id", filtered_by=MemberFilter, order=MemberOrder.NUMBER_ASC
    )
    documents: "Connection[MemberDocument]" = below(
        lambda: MemberDocument, "member_id", filtered_by=MemberDocumentFilter, order=CreationOrder.CREATED_AT_DESC
    )

    @strawberry.field(metadata=reads("id"))
    async def cards(self, info: Info) -> "list[MemberCard]":
        return await all_of(info, MemberCard, "member_id", self.id, order=("created_at", "id"))

    @strawberry.field(metadata=reads("id"), description="What the member agrees to: the newest word on each use.")
    async def consents(self, info: Info) -> "list[MemberConsent]":
        return await consents_of(info, MemberConsent, self.id)


@strawberry.federation.type(keys=["id"], description="A document that proves something about a member.")
class MemberDocument(Node):
    """A document that proves something about a member."""

    source: ClassVar = Source(tables.MemberDocument)

    member_id: Private[UUID]

    id: ID
    document_type: DocumentType
    document_number: str | None = sealed("document_number")
    file_name: str
    mime_type: str
    size_bytes: Long
    status: DocumentStatus
    verified_at: datetime | None
    rejection_reason: str | None
    expires_on: date | None

    @strawberry.field(metadata=reads("member_id"))
    async def member(self, info: Info) -> Member:
        return await find_owner(info, Member, self.member_id)


@strawberry.federation.type(keys=["id"], description="A member's way into cover, step by step.")
class OnboardingSession(Node):
    """A member's way into cover, step by step."""

    source: ClassVar = Source(tables.OnboardingSession)

    member_id: Private[UUID]

    id: ID
    status: OnboardingStatus
    current_step: str | None
    progress: Decimal
    started_at: datetime | None
    expires_at: datetime
    completed_at: datetime | None

    @strawberry.field(metadata=reads("member_id"))
    async def member(self, info: Info) -> Member:
        return await find_owner(info, Member, self.member_id)


@strawberry.federation.type(keys=["id"], description="What a card shows.")
class CardTemplate(Node):
    """What a card shows."""

    source: ClassVar = Source(tables.CardTemplate)

    scheme_id: Private[UUID | None]
    company_id: Private[UUID | None]

    id: ID
    name: str
    card_type: CardType
    revision: int
    is_active: bool
    layout: JSON

    @strawberry.field(metadata=reads("scheme_id"))
    def scheme(self) -> InsuranceScheme | None:
        return InsuranceScheme.of(self.scheme_id)

    @strawberry.field(metadata=reads("company_id"))
    async def company(self, info: Info) -> Company | None:
        return None if self.company_id is None else await find(info, Company, id=self.company_id)


@strawberry.federation.type(keys=["id", "cardNumber"], description="A member's card.")
class MemberCard(Node):
    """A member's card; at most one of each type is active."""

    source: ClassVar = Source(tables.MemberCard, keys=("id", "card_number"))

    member_id: Private[UUID]
    template_id: Private[UUID]

    id: ID
    card_number: str
    card_type: CardType
    status: CardStatus
    issued_on: date | None
    expires_on: date
    issue_reason: IssueReason
    fee: Money = money("fee_amount")
    block_reason: str | None

    @strawberry.field(metadata=reads("member_id"))
    async def member(self, info: Info) -> Member:
        return await find_owner(info, Member, self.member_id)

    @strawberry.field(metadata=reads("template_id"))
    async def template(self, info: Info) -> CardTemplate:
        return await find_owner(info, CardTemplate, self.template_id)
