"""What was imported, as far as the demonstration builds on it: employers, their people, providers, payments."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Final
from uuid import UUID

import sqlalchemy as sa

from shared_models import claims, core, providers, schemes
from shared_models.base import table_of
from stack.loading.identity import IMPORTER
from stack.seed.reading import read_rows

PAID_CLAIMS_MAX: Final = 60
MONTHS_MAX: Final = 24

COMPANIES: Final = table_of(core.Company)
MEMBERS: Final = table_of(core.Member)
POLICIES: Final = table_of(schemes.GroupPolicy)
ENROLMENTS: Final = table_of(schemes.MemberEnrolment)
PROVIDERS: Final = table_of(providers.Provider)
CLAIMS: Final = table_of(claims.Claim)


@dataclass(frozen=True, slots=True)
class Company:
    """An employer with its policy."""

    id: UUID
    name: str
    currency: str
    policy_id: UUID
    scheme_id: UUID


@dataclass(frozen=True, slots=True)
class Person:
    """A member covered today; without a policy, not through an employer."""

    member_id: UUID
    enrolment_id: UUID
    policy_id: UUID | None
    annual_premium: Decimal


@dataclass(frozen=True, slots=True)
class PaidClaim:
    """A claim that the plan paid."""

    id: UUID
    result_id: UUID
    provider_id: UUID
    amount: Decimal
    currency: str
    paid_at: datetime


@dataclass(frozen=True, slots=True)
class ClaimsMonth:
    """The claims received in a month."""

    month: date
    claims: int
    plan_paid: Decimal


@dataclass(frozen=True, slots=True)
class Facts:
    """All of it, in an order that never changes."""

    today: date
    companies: tuple[Company, ...]
    people: tuple[Person, ...]
    providers: tuple[UUID, ...]
    paid_claims: tuple[PaidClaim, ...]
    months: tuple[ClaimsMonth, ...]

    def people_of(self, company: Company) -> tuple[Person, ...]:
        """Return who is covered through an employer."""
        return tuple(person for person in self.people if person.policy_id == company.policy_id)


async def read_facts(urls: Mapping[str, str], today: date) -> Facts:
    """Read what the importer stored."""
    policies = {row.company_id: row for row in await read_rows(urls["schemes"], _policies())}
    companies = [row for row in await read_rows(urls["core"], _companies()) if row.id in policies]
    return Facts(
        today=today,
        companies=tuple(
            Company(row.id, row.name, row.currency, policies[row.id].id, policies[row.id].scheme_id)
            for row in companies
        ),
        people=tuple(Person(*row) for row in await read_rows(urls["schemes"], _people(today))),
        providers=tuple(row.id for row in await read_rows(urls["providers"], _providers())),
        paid_claims=tuple(PaidClaim(*row) for row in await read_rows(urls["claims"], _paid_claims())),
        months=tuple(ClaimsMonth(*row) for row in await read_rows(urls["claims"], _months())),
    )


def _imported(table: sa.Table) -> sa.ColumnElement[bool]:
    return table.c.created_by == IMPORTER


def _companies() -> sa.Executable:
    table = COMPANIES
    return sa.select(table.c.id, table.c.name, table.c.currency).where(_imported(table)).order_by(table.c.company_code)


def _policies() -> sa.Executable:
    table = POLICIES
    return sa.select(table.c.id, table.c.company_id, table.c.scheme_id).where(_imported(table))


def _people(today: date) -> sa.Executable:
    table = ENROLMENTS
    return (
        sa.select(table.c.member_id, table.c.id, table.c.policy_id, table.c.annual_premium)
        .where(_imported(table), table.c.status == "active", table.c.span.contains(today))
        .order_by(table.c.member_id)
    )


def _providers() -> sa.Executable:
    return sa.select(PROVIDERS.c.id).where(_imported(PROVIDERS)).order_by(PROVIDERS.c.provider_code)


def _paid_claims() -> sa.Executable:
    results = table_of(claims.ClaimAdjudicationResult)
    return (
        sa.select(
            CLAIMS.c.id,
            results.c.id,
            CLAIMS.c.provider_id,
            CLAIMS.c.plan_paid_amount,
            CLAIMS.c.currency,
            CLAIMS.c.paid_at,
        )
        .join_from(CLAIMS, results, sa.and_(results.c.claim_id == CLAIMS.c.id, results.c.run_no == 1))
        .where(_imported(CLAIMS), CLAIMS.c.status == "paid")
        .order_by(CLAIMS.c.paid_at.desc(), CLAIMS.c.id)
        .limit(PAID_CLAIMS_MAX)
    )


def _months() -> sa.Executable:
    month = sa.func.date_trunc("month", sa.func.timezone("UTC", CLAIMS.c.received_at)).cast(sa.Date).label("month")
    return (
        sa.select(month, sa.func.count(), sa.func.sum(CLAIMS.c.plan_paid_amount))
        .where(_imported(CLAIMS))
        .group_by(month)
        .order_by(month.desc())
        .limit(MONTHS_MAX)
    )
