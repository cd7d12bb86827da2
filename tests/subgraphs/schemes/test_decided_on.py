"""What schemes knows that claims are decided on: cover around some days, care by category, what was there before."""

from typing import Any
from uuid import UUID, uuid4

import pytest

from shared_models.schemes import (
    BenefitServiceRule,
    EnrolmentStatus,
    ExclusionSource,
    MemberEnrolment,
    MemberExclusion,
    SchemeType,
    SchemeVersion,
    WaitingCredit,
)
from tests.principals import OFFICER, a_member
from tests.subgraphs.schemes.builders import a_category, a_version_in_force, an_enrolment, days
from tests.subgraphs.service import Service

AROUND = """
query ($representations: [_Any!]!, $from: Date!, $to: Date!) {
  _entities(representations: $representations) {
    ... on Member { enrolmentsAround(from: $from, to: $to) { id schemeVersion { id } } }
  }
}
"""


async def around(schemes: Service, member: UUID, first: str, last: str) -> list[str]:
    reference = {"__typename": "Member", "id": str(member)}
    data = await schemes.ask(AROUND, representations=[reference], **{"from": first, "to": last})
    return [each["id"] for each in data["_entities"][0]["enrolmentsAround"]]


def cover(version: SchemeVersion, member: UUID, first: str, end: str | None, **values: Any) -> MemberEnrolment:
    return an_enrolment(version, member_id=member, span=days(first, end), **values)


@pytest.mark.parametrize(
    ("first", "last", "expected"),
    [
        ("2026-03-01", "2026-03-31", ["spring"]),
        ("2026-05-31", "2026-06-01", ["spring"]),
        ("2026-05-31", "2026-09-01", ["spring", "autumn"]),
        # In a gap: the one before tells that there was cover.
        ("2026-07-01", "2026-07-31", ["spring"]),
        ("2026-07-01", "2026-09-01", ["autumn", "spring"]),
        # Before all cover: the one after tells that there will be.
        ("2025-12-01", "2025-12-31", ["spring"]),
        ("2027-01-01", "2027-01-01", ["autumn"]),
    ],
)
async def test_cover_around_days_is_that_of_them_or_the_nearest(
    schemes: Service, first: str, last: str, expected: list[str]
) -> None:
    version, member = await a_version_in_force(schemes), uuid4()
    spring = cover(version, member, "2026-01-01", "2026-06-01", status=EnrolmentStatus.TERMINATED)
    autumn = cover(version, member, "2026-09-01", "2027-01-01")
    cancelled = cover(version, member, "2026-06-01", "2026-09-01", status=EnrolmentStatus.CANCELLED)
    await schemes.store(spring, autumn, cancelled)
    names = {str(spring.id): "spring", str(autumn.id): "autumn"}

    found = await around(schemes, member, first, last)

    assert [names[each] for each in found] == expected


async def test_cover_for_health_comes_first(schemes: Service) -> None:
    version, member = await a_version_in_force(schemes), uuid4()
    dental = cover(version, member, "2026-01-01", None, scheme_type=SchemeType.DENTAL)
    health = cover(version, member, "2026-02-01", None)
    await schemes.store(dental, health)

    assert await around(schemes, member, "2026-03-01", "2026-03-01") == [str(health.id), str(dental.id)]


async def test_cover_of_many_members_is_one_statement_and_their_versions_another(schemes: Service) -> None:
    version = await a_version_in_force(schemes)
    enrolments = [an_enrolment(version) for _ in range(5)]
    await schemes.store(*enrolments)
    references = [{"__typename": "Member", "id": str(each.member_id)} for each in enrolments]

    await schemes.ask(AROUND, representations=references, **{"from": "2026-03-01", "to": "2026-03-31"})

    assert len(schemes.statements) == 2


async def test_rules_of_care_are_the_same_for_all_versions_the_highest_first(schemes: Service) -> None:
    wide = a_category()
    narrow = a_category(parent_id=wide.id)
    narrowest = a_category(parent_id=narrow.id)
    low = BenefitServiceRule(benefit_category_id=narrowest.id, claim_category="outpatient", priority=1)
    high = BenefitServiceRule(benefit_category_id=wide.id, code_system="cpt", code_prefix="99", priority=2)
    await schemes.store(wide, narrow, narrowest, low, high)
    versions = [await a_version_in_force(schemes) for _ in range(2)]

    found = await schemes.entities(
        "... on SchemeVersion { rounding serviceRules"
        " { codeSystem codePrefix claimCategory priority category { code widerCodes } } }",
        [{"__typename": "SchemeVersion", "id": each.id} for each in versions],
    )

    nothing = dict.fromkeys(("codeSystem", "codePrefix", "claimCategory"))
    rules = [
        {
            **nothing,
            "codeSystem": "cpt",
            "codePrefix": "99",
            "priority": 2,
            "category": {"code": wide.code, "widerCodes": []},
        },
        {
            **nothing,
            "claimCategory": "outpatient",
            "priority": 1,
            "category": {"code": narrowest.code, "widerCodes": [narrow.code, wide.code]},
        },
    ]
    assert found == [{"rounding": "HALF_UP", "serviceRules": rules}] * 2
    assert len(schemes.statements) == 4


async def test_categories_in_a_circle_have_an_end(schemes: Service) -> None:
    one = a_category()
    other = a_category(parent_id=one.id)
    await schemes.store(one, other)
    async with schemes.owner.begin() as connection:
        await connection.exec_driver_sql(
            f"UPDATE benefit_categories SET parent_id = '{other.id}' WHERE id = '{one.id}'"  # ids of ours
        )

    [found] = await schemes.entities(
        "... on BenefitCategory { widerCodes }", [{"__typename": "BenefitCategory", "code": one.code}]
    )

    assert set(found["widerCodes"]) == {one.code, other.code}


HISTORY = """
  ... on Member {
    priorConditions(from: "2026-03-01", to: "2026-03-31") { codeSystem codePrefix span { from to } }
    waitingCredits { days category { code } }
  }
"""


async def test_what_was_there_before_cover_is_told_for_its_days(schemes: Service) -> None:
    member, category = uuid4(), a_category()
    conditions = [
        MemberExclusion(
            member_id=member,
            code_system="icd10cm",
            code_prefix=prefix,
            span=days("2026-01-01", end),
            source=ExclusionSource.DECLARED,
        )
        for prefix, end in (("E11", "2027-01-01"), ("I10", "2026-03-01"))
    ]
    credit = WaitingCredit(member_id=member, benefit_category_id=category.id, days=30, source="another insurer")
    await schemes.store(category, *conditions, credit)

    found = await schemes.as_(OFFICER).entities(HISTORY, [{"__typename": "Member", "id": member}])

    span = {"from": "2026-01-01", "to": "2027-01-01"}
    assert found == [
        {
            "priorConditions": [{"codeSystem": "icd10cm", "codePrefix": "E11", "span": span}],
            "waitingCredits": [{"days": 30, "category": {"code": category.code}}],
        }
    ]


async def test_a_member_sees_the_own_conditions_and_no_others(schemes: Service) -> None:
    mine, other = uuid4(), uuid4()
    conditions = [
        MemberExclusion(
            member_id=member,
            code_system="icd10cm",
            code_prefix="E11",
            span=days("2026-01-01", None),
            source=ExclusionSource.UNDERWRITING,
        )
        for member in (mine, other)
    ]
    await schemes.store(*conditions)

    found = await schemes.as_(a_member(mine)).entities(
        '... on Member { priorConditions(from: "2026-03-01", to: "2026-03-31") { codePrefix } }',
        [{"__typename": "Member", "id": each} for each in (mine, other)],
    )

    assert found == [{"priorConditions": [{"codePrefix": "E11"}]}, {"priorConditions": []}]
