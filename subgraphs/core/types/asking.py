"""How core is asked for lists: closed choices, orders and filters."""

from enum import Enum

import strawberry

from shared_models import core as tables
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
from shared_models.identity import Role
from subgraphs.kit.filters import Filter, among, equals, equals_sealed, search
from subgraphs.kit.nodes import ID
from subgraphs.kit.paging import Order
from subgraphs.kit.schema import expose

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
