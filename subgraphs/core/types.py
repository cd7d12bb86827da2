"""What a client sees of core."""

import asyncio
from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from typing import ClassVar
from uuid import UUID

import strawberry
from strawberry import Private
from strawberry.scalars import JSON

from shared_models import core as tables
from shared_models.access import user_ids
from shared_models.core import (
    BillingFrequency,
    CardStatus,
    CardType,
    ClientType,
    CompanyPeriodStatus,
    CompanyStatus,
    ConsentType,
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
    UserStatus,
)
from shared_models.identity import Principal, Role
from subgraphs.core.loaders import consents_of
from subgraphs.kit.context import Info
from subgraphs.kit.filters import Filter, among, equals, equals_sealed, search
from subgraphs.kit.lists import below
from subgraphs.kit.nodes import ID, POINTER, Node, Source, Stub, reads
from subgraphs.kit.paging import Connection, Order
from subgraphs.kit.reading import all_of, find, find_owner
from subgraphs.kit.scalars import CurrencyCode, Long
from subgraphs.kit.schema import expose
from subgraphs.kit.sealed import read_address, sealed
from subgraphs.kit.values import Address, DateSpan, Money, address, days, money

expose(
    BillingFrequency,
    CardStatus,
    CardType,
    ClientType,
    CompanyPeriodStatus,
    CompanyStatus,
    ConsentType,
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
    Role,
    Sex,
    UserStatus,
)


@strawberry.enum(description="How companies are listed.")
class CompanyOrder(Enum):
    """How companies are listed."""

    NAME_ASC = Order("name")
    NAME_DESC = Order("name", descending=True)
    CODE_ASC = Order("company_code")
    CODE_DESC = Order("company_code", descending=True)


@strawberry.enum(description="How members are listed.")
class MemberOrder(Enum):
    """How members are listed."""

    NUMBER_ASC = Order("member_number")
    NUMBER_DESC = Order("member_number", descending=True)
    LAST_NAME_ASC = Order("last_name")
    LAST_NAME_DESC = Order("last_name", descending=True)


@strawberry.enum(description="How rows without a better order are listed.")
class CreationOrder(Enum):
    """How rows without a better order are listed."""

    CREATED_AT_ASC = Order("created_at")
    CREATED_AT_DESC = Order("created_at", descending=True)


@strawberry.input(description="Companies that meet all conditions given.")
class CompanyFilter(Filter):
    """Companies that meet all conditions given."""

    status: CompanyStatus | None = equals(tables.Company.status)
    status_in: list[CompanyStatus] | None = among(tables.Company.status)
    client_type: ClientType | None = equals(tables.Company.client_type)
    search: str | None = search(tables.Company.name, tables.Company.company_code)


@strawberry.input(description="Members that meet all conditions given.")
class MemberFilter(Filter):
    """Members that meet all conditions given."""

    company_id: ID | None = equals(tables.Member.company_id)
    status: MemberStatus | None = equals(tables.Member.status)
    status_in: list[MemberStatus] | None = among(tables.Member.status)
    member_type: MemberType | None = equals(tables.Member.member_type)
    email: str | None = equals_sealed(tables.Member.email_hash)
    search: str | None = search(tables.Member.last_name, tables.Member.first_name, tables.Member.member_number)


@strawberry.input(description="Documents that meet all conditions given.")
class MemberDocumentFilter(Filter):
    """Documents that meet all conditions given."""

    member_id: ID | None = equals(tables.MemberDocument.member_id)
    document_type: DocumentType | None = equals(tables.MemberDocument.document_type)
    status: DocumentStatus | None = equals(tables.MemberDocument.status)


@strawberry.input(description="Company periods that meet all conditions given.")
class CompanyPeriodFilter(Filter):
    """Company periods that meet all conditions given."""

    company_id: ID | None = equals(tables.CompanyPeriod.company_id)
    status: CompanyPeriodStatus | None = equals(tables.CompanyPeriod.status)


@strawberry.input(description="Periods that meet all conditions given.")
class PeriodFilter(Filter):
    """Periods that meet all conditions given."""

    kind: PeriodKind | None = equals(tables.Period.kind)
    status: PeriodStatus | None = equals(tables.Period.status)


@strawberry.input(description="Card templates that meet all conditions given.")
class CardTemplateFilter(Filter):
    """Card templates that meet all conditions given."""

    company_id: ID | None = equals(tables.CardTemplate.company_id)
    is_active: bool | None = equals(tables.CardTemplate.is_active)


@strawberry.federation.type(keys=[POINTER])
class InsuranceScheme(Stub):
    """An insurer's product; schemes tells about it."""

    id: ID


@strawberry.federation.type(keys=["id"], description="Someone who signs in.")
class User(Node):
    """Someone who signs in."""

    source: ClassVar = Source(tables.User)

    id: ID
    email: str = sealed("email")
    status: UserStatus


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
    grace_days: int

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
    terminated_on: date | None
    died_on: date | None
    version: int

    @strawberry.field(metadata=reads("company_id"), description="The employer, none for individuals.")
    async def company(self, info: Info) -> Company | None:
        return None if self.company_id is None else await find(info, Company, id=self.company_id)

    @strawberry.field(metadata=reads("principal_id"), description="Whom a dependant depends on.")
    async def principal(self, info: Info) -> "Member | None":
        return None if self.principal_id is None else await find(info, Member, id=self.principal_id)

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

    @strawberry.field(metadata=reads("user_id"), description="Who broke the glass.")
    async def user(self, info: Info) -> User | None:
        return await find(info, User, id=self.user_id)


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
