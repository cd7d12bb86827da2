"""What a cover would do and what would be paid, asked by clients: answered from the graph, and stored nowhere."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any
from uuid import UUID

import pytest
import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import Range
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from shared_models.claims import Accumulator
from subgraphs.kit.graph import GraphSettings, asks_of, open_graph
from tests.conftest import NewDatabase
from tests.principals import FINANCE, OFFICER, a_member, a_provider
from tests.serving import serving
from tests.subgraphs.claims.builders import a_limit
from tests.subgraphs.claims.filings import a_claim_input
from tests.subgraphs.claims.service import answers
from tests.subgraphs.service import Service

MEMBER = UUID(answers.MEMBER)
CLINIC = UUID(answers.PROVIDER)
ELIGIBILITY = """
query ($member: ID!, $day: Date!, $provider: ID, $categories: [String!]) {
  eligibility(memberId: $member, serviceDate: $day, providerId: $provider, categories: $categories) {
    eligible warning reasons { code } enrolment { id } networkTier
    remaining { deductible { amount } oop { amount } annual { amount } }
    categories { category { code } isCovered requiresPreauthorization remaining { amount } }
  }
}
"""
ESTIMATE = """
query ($input: EstimateClaimInput!) {
  estimateClaim(input: $input) {
    estimate {
      outcome reasons { code }
      totals { billed { amount } planPaid { amount } memberOwes { amount } writeOff { amount } }
      lines { lineNo decision networkTier benefitCategory { code } shares { planPaid { amount } } explanation }
    }
    errors { code path }
  }
}
"""


@dataclass
class Door:
    """What stands where the gateway would: it answers what it is told, or not at all."""

    answer: dict[str, Any] = field(default_factory=answers.an_answer)
    is_away: bool = False
    asked: list[dict[str, Any]] = field(default_factory=list)

    async def __call__(self, request: Request) -> Response:
        said = await request.json()
        if said["operationName"] == "SignIn":
            token = {"accessToken": "token", "expiresAt": "2199-01-01T00:00:00+00:00"}
            return JSONResponse({"data": {"serviceToken": {"token": token, "errors": []}}})
        self.asked.append(said["variables"])
        return JSONResponse({"errors": []}, 503) if self.is_away else JSONResponse({"data": self.answer})


@pytest.fixture
def door() -> Door:
    return Door()


@pytest.fixture(scope="module")
async def alone(new_database: NewDatabase) -> AsyncIterator[Service]:
    """Claims on a database of its own, without a gateway."""
    service = Service.start("claims", await new_database("claims"))
    yield service
    await service.stop()


@pytest.fixture
async def claims(alone: Service, door: Door) -> AsyncIterator[Service]:
    app = Starlette(routes=[Route("/graphql", door.__call__, methods=["POST"])])
    async with AsyncExitStack() as stack:
        base = await stack.enter_async_context(serving(app))
        settings = GraphSettings(f"{base}/graphql", "claims", "good", deadline_s=1)
        graph = await stack.enter_async_context(open_graph(settings, asks_of("subgraphs.claims")))
        yield replace(alone, graph=graph, principal=OFFICER)


async def eligibility(claims: Service, day: str = "2026-03-10", **variables: Any) -> Any:
    """Return what a member's cover would do on a day."""
    given = {"member": str(MEMBER), "day": day} | variables
    return (await claims.ask(ELIGIBILITY, **given))["eligibility"]


def a_question(**values: Any) -> dict[str, Any]:
    """Return a claim of the member at the clinic that is not sent in."""
    given = a_claim_input(memberId=str(MEMBER), providerId=str(CLINIC), **values)
    del given["idempotencyKey"]
    return given


def a_cover(**benefit: Any) -> dict[str, Any]:
    """Return the answer of a cover that lets visits pass, however late they are billed."""
    rule = answers.a_service_rule(placeOfService=None)
    terms = answers.a_version(
        filingLimitDays=9_999,
        serviceRules=[rule],
        benefits=[answers.a_benefit(**{"requiresPreauth": False} | benefit)],
    )
    return answers.an_answer(member=answers.a_member(enrolmentsAround=[answers.an_enrolment(schemeVersion=terms)]))


async def test_who_is_covered_reads_what_is_left(claims: Service) -> None:
    await claims.store(
        a_limit(member_id=MEMBER, used_amount=350, period=Range(date(2026, 1, 1), date(2027, 1, 1))),
        a_limit(
            member_id=MEMBER,
            accumulator=Accumulator.BENEFIT_ANNUAL,
            benefit_category="outpatient",
            limit_amount=1_000,
            used_amount=40,
        ),
    )

    found = await eligibility(claims, provider=str(CLINIC), categories=["outpatient", "dental"])

    assert found == {
        "eligible": True,
        "warning": None,
        "reasons": [],
        "enrolment": {"id": answers.ENROLMENT},
        "networkTier": "PREFERRED",
        "remaining": {"deductible": {"amount": "150.00"}, "oop": {"amount": "4000.00"}, "annual": None},
        "categories": [
            {
                "category": {"code": "outpatient"},
                "isCovered": True,
                "requiresPreauthorization": True,
                "remaining": {"amount": "960.00"},
            },
            {
                "category": {"code": "dental"},
                "isCovered": False,
                "requiresPreauthorization": False,
                "remaining": None,
            },
        ],
    }


@pytest.mark.parametrize(
    ("day", "reasons"),
    [
        ("2026-06-30", []),
        ("2026-07-01", ["AFTER_COVER"]),
        ("2025-12-31", ["MEMBER_INACTIVE", "BEFORE_COVER"]),
    ],
)
async def test_who_is_not_covered_reads_why(claims: Service, door: Door, day: str, reasons: list[str]) -> None:
    cover = answers.an_enrolment(span=answers.days("2026-01-01", "2026-07-01"))
    door.answer = answers.an_answer(member=answers.a_member(enrolmentsAround=[cover]))

    found = await eligibility(claims, day)

    assert (found["eligible"], [each["code"] for each in found["reasons"]]) == (not reasons, reasons)


async def test_nobody_is_known_by_an_id_that_nobody_has(claims: Service, door: Door) -> None:
    door.answer = answers.an_answer(member=None)

    found = await eligibility(claims)

    assert (found["eligible"], found["reasons"]) == (False, [{"code": "MEMBER_UNKNOWN"}])


async def test_a_member_asks_about_the_family_alone(claims: Service, door: Door) -> None:
    own = await eligibility(claims.as_(a_member(MEMBER)))
    foreign = await eligibility(claims.as_(a_member(CLINIC)))

    assert own["eligible"]
    assert (foreign["eligible"], foreign["reasons"]) == (False, [{"code": "MEMBER_UNKNOWN"}])
    assert len(door.asked) == 1


async def test_a_provider_reads_it_of_a_member_by_the_way_of_the_graph(claims: Service) -> None:
    query = 'eligibility(serviceDate: "2026-03-10") { eligible remaining { deductible { amount } } }'

    [found] = await claims.as_(a_provider(CLINIC)).entities(
        f"... on Member {{ {query} }}", [{"__typename": "Member", "id": MEMBER}]
    )

    assert found["eligibility"]["eligible"]


async def test_whoever_has_no_part_in_care_asks_about_no_cover(claims: Service, door: Door) -> None:
    _message, code = await claims.as_(FINANCE).refusal(ELIGIBILITY, member=str(MEMBER), day="2026-03-10")

    assert code == "FORBIDDEN"
    assert door.asked == []


async def test_without_an_answer_nobody_is_covered_or_not(claims: Service, door: Door) -> None:
    door.is_away = True

    told = await claims.refusal(ELIGIBILITY, member=str(MEMBER), day="2026-03-10")

    assert told == ("the graph did not answer", "DEPENDENCY_UNAVAILABLE")


async def test_an_estimate_is_what_the_engine_would_decide(claims: Service, door: Door) -> None:
    door.answer = a_cover()

    told = (await claims.ask(ESTIMATE, input=a_question()))["estimateClaim"]

    assert told["errors"] == []
    assert told["estimate"]["outcome"] == "APPROVED"
    # 80 allowed; a copay of 25, then 30 % of 55.
    assert told["estimate"]["totals"] == {
        "billed": {"amount": "100.00"},
        "planPaid": {"amount": "38.50"},
        "memberOwes": {"amount": "41.50"},
        "writeOff": {"amount": "20.00"},
    }
    [line] = told["estimate"]["lines"]
    assert (line["decision"], line["networkTier"], line["benefitCategory"]) == (
        "PAID",
        "PREFERRED",
        {"code": "outpatient"},
    )
    assert line["explanation"] == [
        "The agreed price is 80.00; the provider bears 20.00.",
        "Your share is 41.50: 0.00 deductible, 25.00 copay, 16.50 coinsurance.",
    ]


async def test_an_estimate_is_stored_nowhere(claims: Service, door: Door) -> None:
    door.answer = a_cover()

    await claims.ask(ESTIMATE, input=a_question())

    async with claims.owner.connect() as connection:
        tables = ("claims", "claim_adjudication_results", "adjudication_snapshots", "outbox_events")
        counts = [await connection.scalar(sa.select(sa.func.count()).select_from(sa.table(each))) for each in tables]
    assert counts == [0, 0, 0, 0]


async def test_an_estimate_tells_what_a_person_would_look_at(claims: Service, door: Door) -> None:
    door.answer = a_cover()
    door.answer["provider"]["contractsBetween"][0]["rates"] = []

    told = (await claims.ask(ESTIMATE, input=a_question()))["estimateClaim"]["estimate"]

    assert (told["outcome"], told["reasons"]) == ("PENDED", [{"code": "NO_RATE"}])
    assert told["lines"][0]["explanation"] == ["There is no agreed price for this yet. Somebody will look at it."]


@pytest.mark.parametrize(
    ("answer", "values", "error"),
    [
        ({"member": None}, {}, {"code": "NOT_FOUND", "path": ["input", "memberId"]}),
        ({"provider": None}, {}, {"code": "NOT_FOUND", "path": ["input", "providerId"]}),
        ({}, {"currency": "EUR"}, {"code": "VALIDATION", "path": ["input", "currency"]}),
        ({}, {"serviceTo": "2026-03-01"}, {"code": "VALIDATION", "path": ["input", "serviceTo"]}),
    ],
)
async def test_what_would_not_be_taken_in_has_no_estimate(
    claims: Service, door: Door, answer: dict[str, Any], values: dict[str, Any], error: dict[str, Any]
) -> None:
    door.answer = a_cover() | answer

    told = (await claims.ask(ESTIMATE, input=a_question(**values)))["estimateClaim"]

    assert told["estimate"] is None
    assert error in told["errors"]


async def test_an_estimate_is_not_made_on_a_missing_answer(claims: Service, door: Door) -> None:
    door.is_away = True

    told = (await claims.ask(ESTIMATE, input=a_question()))["estimateClaim"]

    assert told == {"estimate": None, "errors": [{"code": "DEPENDENCY_UNAVAILABLE", "path": ["input"]}]}
