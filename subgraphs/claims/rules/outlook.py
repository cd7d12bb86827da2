"""What a cover would do on a day, before there is a claim: whether it holds, in which tier, and what is left of it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from shared_models.claims import Accumulator, NetworkTier
from shared_models.identity import Principal, Role
from subgraphs.claims.rules.case import best_network
from subgraphs.claims.rules.eligibility import Eligibility, check_eligibility
from subgraphs.claims.rules.sharing import deductible_left, out_of_pocket_left
from subgraphs.claims.rules.snapshot import Benefit, Enrolment, Membership, Provider, Used
from subgraphs.claims.rules.usage import Usage, year_of


@dataclass(frozen=True, slots=True)
class Left:
    """What is left in the year of a day; None is without limit."""

    deductible: Decimal
    out_of_pocket: Decimal | None
    annual: Decimal | None


@dataclass(frozen=True, slots=True)
class CategoryOutlook:
    """What a cover does for one kind of care; `left` is None without limit, or without cover."""

    category: str
    is_covered: bool
    requires_preauth: bool = False
    left: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Outlook:
    """What a cover would do on a day."""

    eligibility: Eligibility
    tier: NetworkTier | None = None
    left: Left | None = None
    categories: tuple[CategoryOutlook, ...] = ()


def may_look_ahead(actor: Principal, member_id: UUID) -> bool:
    """Say who asks about a cover: a member for the family; a provider that was told the member; an officer."""
    if Role.PROVIDER in actor.roles or Role.CLAIMS_OFFICER in actor.roles:
        return True
    return Role.MEMBER in actor.roles and member_id in actor.member_ids


def look_ahead(
    membership: Membership | None,
    enrolments: tuple[Enrolment, ...],
    provider: Provider | None,
    used: tuple[Used, ...],
    *,
    day: date,
    categories: Iterable[str] = (),
) -> Outlook:
    """Return what a member's cover would do on a day, at a provider where one is named."""
    eligibility = check_eligibility(membership, enrolments, day)
    enrolment = eligibility.enrolment
    if enrolment is None:
        return Outlook(eligibility, categories=tuple(CategoryOutlook(each, is_covered=False) for each in categories))
    version, usage, year = enrolment.version, Usage(used), year_of(enrolment, day)
    network = None if provider is None else best_network(version, provider, day)
    return Outlook(
        eligibility,
        None if network is None else network[0].tier,
        Left(
            deductible_left(version, usage, year),
            out_of_pocket_left(version, usage, year),
            usage.left(version.annual_limit, Accumulator.ANNUAL_OVERALL, year),
        ),
        tuple(_category(enrolment, usage, day, each) for each in categories),
    )


def _category(enrolment: Enrolment, usage: Usage, day: date, category: str) -> CategoryOutlook:
    benefit = _benefit(enrolment, category)
    if benefit is None or not benefit.is_covered:
        return CategoryOutlook(category, is_covered=False)
    year = year_of(enrolment, day)
    left = usage.left(benefit.annual_limit, Accumulator.BENEFIT_ANNUAL, year, benefit.category)
    return CategoryOutlook(category, is_covered=True, requires_preauth=benefit.requires_preauth, left=left)


def _benefit(enrolment: Enrolment, category: str) -> Benefit | None:
    offered = (*enrolment.version.benefits, *enrolment.rider_benefits)
    return next((each for each in offered if each.category == category), None)
