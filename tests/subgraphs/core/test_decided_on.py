"""What core knows that claims are decided on: dependants' ages, companies' periods, benefit years."""

from datetime import date
from typing import Any

import pytest
from sqlalchemy.dialects.postgresql import Range
from sqlalchemy.exc import IntegrityError

from shared_models.core import (
    Company,
    CompanyPeriod,
    CompanyPeriodStatus,
    DependentRule,
    DependentType,
    Member,
    MemberType,
    Period,
    PeriodKind,
)
from tests.subgraphs.core.builders import a_company, a_member
from tests.subgraphs.service import Service

AGE = "... on Member { ageLimit }"
PERIODS = '... on Member { companyPeriods(from: "2026-03-30", to: "2026-04-02") { span { from to } status lapsedOn } }'


def a_child(company: Company, principal: Member, **values: Any) -> Member:
    kind = {"member_type": MemberType.DEPENDENT, "dependent_type": DependentType.CHILD}
    return a_member(company_id=company.id, principal_id=principal.id, **(kind | values))


def a_period(name: str, first: date, end: date, **values: Any) -> Period:
    return Period(name=name, span=Range(first, end), **values)


def _reference(member: Member) -> dict[str, Any]:
    return {"__typename": "Member", "id": member.id}


async def test_a_company_rule_on_age_stands_before_the_one_for_all(core: Service) -> None:
    own, other = a_company(), a_company()
    parents = [a_member(company_id=own.id), a_member(company_id=other.id)]
    of_own, of_other = a_child(own, parents[0]), a_child(other, parents[1])
    spouse = a_child(other, parents[1], dependent_type=DependentType.SPOUSE)
    rules = (
        DependentRule(dependent_type=DependentType.CHILD, max_age=26),
        DependentRule(dependent_type=DependentType.CHILD, company_id=own.id, max_age=21),
    )
    await core.store(own, other, *parents, of_own, of_other, spouse, *rules)

    found = await core.entities(AGE, [_reference(each) for each in (of_own, of_other, spouse, parents[0])])

    assert [each["ageLimit"] for each in found] == [21, 26, None, None]
    assert len(core.statements) == 2


async def test_there_is_one_rule_for_a_kind_of_dependants(core: Service) -> None:
    await core.store(DependentRule(dependent_type=DependentType.PARENT, max_age=70))

    with pytest.raises(IntegrityError, match="uq_dependent_rules_kind"):
        await core.store(DependentRule(dependent_type=DependentType.PARENT, max_age=75))


async def test_the_periods_of_the_employer_are_those_that_hold_one_of_the_days(core: Service) -> None:
    company = a_company()
    member, alone = a_member(company_id=company.id), a_member()
    quarters = [
        a_period(f"Q{number}", date(2026, first, 1), date(2026, first + 3, 1), kind=PeriodKind.BILLING)
        for number, first in ((1, 1), (2, 4), (3, 7))
    ]
    active: dict[str, Any] = {"status": CompanyPeriodStatus.ACTIVE}
    lapsed: dict[str, Any] = {"status": CompanyPeriodStatus.LAPSED, "lapsed_on": date(2026, 4, 15)}
    covered = [
        CompanyPeriod(company_id=company.id, period_id=quarter.id, span=quarter.span, **values)
        for quarter, values in zip(quarters, (active, lapsed, {}), strict=True)
    ]
    await core.store(company, member, alone, *quarters, *covered)

    found = await core.entities(PERIODS, [_reference(member), _reference(alone)])

    assert found == [
        {
            "companyPeriods": [
                {"span": {"from": "2026-01-01", "to": "2026-04-01"}, "status": "ACTIVE", "lapsedOn": None},
                {"span": {"from": "2026-04-01", "to": "2026-07-01"}, "status": "LAPSED", "lapsedOn": "2026-04-15"},
            ]
        },
        {"companyPeriods": []},
    ]
    assert len(core.statements) == 2


async def test_days_in_the_wrong_order_are_refused(core: Service) -> None:
    query = """query ($id: ID) { member(id: $id) { companyPeriods(from: "2026-04-02", to: "2026-04-01") { id } } }"""
    member = a_member()
    await core.store(member)

    refusal = await core.refusal(query, id=member.id)

    assert refusal == ("from, to: the last day is before the first", "BAD_USER_INPUT")


async def test_a_lapse_has_its_day(core: Service) -> None:
    company, period = a_company(), a_period("lapsed", date(2030, 1, 1), date(2031, 1, 1))
    await core.store(company, period)

    with pytest.raises(IntegrityError, match="ck_company_periods_lapsed"):
        await core.store(
            CompanyPeriod(
                company_id=company.id, period_id=period.id, span=period.span, status=CompanyPeriodStatus.LAPSED
            )
        )


async def test_a_day_is_in_one_benefit_year(core: Service) -> None:
    await core.store(
        a_period("2027", date(2027, 4, 1), date(2028, 4, 1)),
        a_period("2028", date(2028, 4, 1), date(2029, 4, 1)),
        a_period("window", date(2028, 3, 1), date(2028, 4, 1), kind=PeriodKind.ENROLMENT_WINDOW),
    )

    data = await core.ask(
        """{ last: benefitYear(date: "2028-03-31") { name } first: benefitYear(date: "2028-04-01") { name }
             none: benefitYear(date: "2026-01-01") { name } }"""
    )

    assert data == {"last": {"name": "2027"}, "first": {"name": "2028"}, "none": None}
    assert len(core.statements) == 1
