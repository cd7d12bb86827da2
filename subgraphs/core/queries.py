"""What one may ask core."""

from datetime import date
from typing import Final

import strawberry

from subgraphs.core.loaders import benefit_year_on
from subgraphs.core.types import (
    BreakGlassGrant,
    CardTemplate,
    CardTemplateFilter,
    Company,
    CompanyFilter,
    CompanyOrder,
    CompanyPeriod,
    CompanyPeriodFilter,
    CreationOrder,
    Me,
    Member,
    MemberCard,
    MemberDocument,
    MemberDocumentFilter,
    MemberFilter,
    MemberOrder,
    OnboardingSession,
    Period,
    PeriodFilter,
)
from subgraphs.kit.audit.trail import AuditEntry, AuditFilter, Trail
from subgraphs.kit.context import Info
from subgraphs.kit.lists import SIZED_PAGE, Size, all_nodes
from subgraphs.kit.nodes import ID
from subgraphs.kit.paging import Connection
from subgraphs.kit.reading import find

AUDIT_TRAIL: Final = Trail("core")


@strawberry.type
class Query:
    """Core's part of the root."""

    @strawberry.field(description="Whoever asks, with all they hold.")
    def me(self, info: Info) -> Me:
        return Me.of(info.context.journal.principal)

    @strawberry.field(description="One member, by id or by number.")
    async def member(self, info: Info, id: ID | None = None, member_number: str | None = None) -> Member | None:
        return await find(info, Member, id=id, member_number=member_number)

    @strawberry.field(description="One company, by id or by code.")
    async def company(self, info: Info, id: ID | None = None, company_code: str | None = None) -> Company | None:
        return await find(info, Company, id=id, company_code=company_code)

    @strawberry.field(description="One card, by id or by the number printed on it.")
    async def member_card(self, info: Info, id: ID | None = None, card_number: str | None = None) -> MemberCard | None:
        return await find(info, MemberCard, id=id, card_number=card_number)

    @strawberry.field(description="The insurer's benefit year that a day is in.")
    async def benefit_year(self, info: Info, date: date) -> Period | None:
        return await benefit_year_on(info, Period, date)

    @strawberry.field
    async def onboarding_session(self, info: Info, id: ID) -> OnboardingSession | None:
        return await find(info, OnboardingSession, id=id)

    @strawberry.field(description="Who did and saw what in this service, the newest first.", directives=[SIZED_PAGE])
    def audit_log(
        self,
        info: Info,
        *,
        first: Size = None,
        after: str | None = None,
        last: Size = None,
        before: str | None = None,
        filter: AuditFilter | None = None,
    ) -> Connection[AuditEntry]:
        return AUDIT_TRAIL.page(info, first=first, after=after, last=last, before=before, matching=filter)

    members: Connection[Member] = all_nodes(lambda: Member, filtered_by=MemberFilter, order=MemberOrder.NUMBER_ASC)
    companies: Connection[Company] = all_nodes(lambda: Company, filtered_by=CompanyFilter, order=CompanyOrder.NAME_ASC)
    periods: Connection[Period] = all_nodes(
        lambda: Period, filtered_by=PeriodFilter, order=CreationOrder.CREATED_AT_DESC
    )
    company_periods: Connection[CompanyPeriod] = all_nodes(
        lambda: CompanyPeriod, filtered_by=CompanyPeriodFilter, order=CreationOrder.CREATED_AT_DESC
    )
    member_documents: Connection[MemberDocument] = all_nodes(
        lambda: MemberDocument, filtered_by=MemberDocumentFilter, order=CreationOrder.CREATED_AT_DESC
    )
    card_templates: Connection[CardTemplate] = all_nodes(
        lambda: CardTemplate, filtered_by=CardTemplateFilter, order=CreationOrder.CREATED_AT_DESC
    )
    break_glass_grants: Connection[BreakGlassGrant] = all_nodes(
        lambda: BreakGlassGrant,
        order=CreationOrder.CREATED_AT_DESC,
        description="Emergency access that was taken, for auditors to review within 72 hours.",
    )
