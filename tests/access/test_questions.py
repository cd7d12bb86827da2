"""What may not be seen may not be asked by either, is not read, and is judged row by row where roles differ."""

from collections.abc import AsyncIterator
from uuid import uuid4

import pytest

from shared_models.claims import Claim
from shared_models.identity import Role
from tests.conftest import NewDatabase
from tests.principals import AUDITOR, FINANCE, OFFICER, a_member, a_principal, an_agent, an_employer
from tests.subgraphs.claims import builders as of_claims
from tests.subgraphs.core import builders as of_core
from tests.subgraphs.service import Service


@pytest.fixture(scope="module")
async def core(new_database: NewDatabase) -> AsyncIterator[Service]:
    service = Service.start("core", await new_database("core"))
    yield service
    await service.stop()


@pytest.fixture(scope="module")
async def claims(new_database: NewDatabase) -> AsyncIterator[Service]:
    service = Service.start("claims", await new_database("claims"))
    yield service
    await service.stop()


@pytest.fixture(scope="module")
async def claim(claims: Service) -> Claim:
    claim = of_claims.a_claim(company_id=uuid4())
    await claims.store(claim, of_claims.a_diagnosis(claim))
    return claim


ASKED_BY_EMPLOYERS = [
    ('claims(filter: {memberId: "00000000-0000-0000-0000-000000000000"})', "FORBIDDEN"),
    ('claims(filter: {providerId: "00000000-0000-0000-0000-000000000000"})', "FORBIDDEN"),
    ("claims(filter: {category: INPATIENT})", "FORBIDDEN"),
    ("claims(filter: {isEmergency: true})", "FORBIDDEN"),
    ("claims(filter: {status: PENDED})", "FORBIDDEN"),
    ("claims(filter: {statusIn: [PENDED]})", "FORBIDDEN"),
    ('claims(filter: {serviceFrom: "2026-01-01"})', "FORBIDDEN"),
    ("claims(orderBy: SERVICE_FROM_ASC)", "FORBIDDEN"),
    ("claims(filter: {billedFrom: 10})", None),
    ('claims(filter: {search: "CLM"})', None),
    ("claims(orderBy: BILLED_DESC)", None),
    ("claims", None),
]


@pytest.mark.parametrize(("question", "code"), ASKED_BY_EMPLOYERS)
@pytest.mark.parametrize("selection", ["edges { node { id } }", "pageInfo { endCursor }"])
async def test_an_argument_that_reads_a_denied_field_is_denied(
    claims: Service, claim: Claim, question: str, code: str | None, selection: str
) -> None:
    assert claim.company_id is not None
    result = await claims.as_(an_employer(claim.company_id)).run(f"{{ {question} {{ {selection} }} }}", {})

    assert [(error.extensions or {}).get("code") for error in result.errors or ()] == ([code] if code else [])


async def test_a_count_does_not_answer_a_denied_filter(claims: Service, claim: Claim) -> None:
    assert claim.company_id is not None
    query = "{ claims(filter: {category: OUTPATIENT}) { totalCount } }"

    _, code = await claims.as_(an_employer(claim.company_id)).refusal(query)

    assert code == "FORBIDDEN"


async def test_a_denied_column_is_not_read(claims: Service, claim: Claim) -> None:
    query = "query ($id: ID!) { claim(id: $id) { billed { amount } status accidentDate } }"

    result = await claims.as_(FINANCE).run(query, {"id": str(claim.id)})

    assert result.data == {"claim": {"billed": {"amount": "100.00"}, "status": None, "accidentDate": None}}
    assert [error.path for error in result.errors] == [["claim", "status"], ["claim", "accidentDate"]]
    (statement,) = claims.statements
    assert "billed_amount" in statement
    assert "claims.status" not in statement
    assert "accident_date" not in statement


async def test_a_field_is_judged_by_the_role_that_opens_the_row(claims: Service) -> None:
    company, herself = uuid4(), uuid4()
    own = of_claims.a_claim(company_id=company, member_id=herself, claim_number="CLM-OWN")
    staffs = of_claims.a_claim(company_id=company, claim_number="CLM-STAFF")
    await claims.store(own, staffs)
    both = a_principal(Role.MEMBER, Role.EMPLOYER_ADMIN, member_ids=(herself,), company_ids=(company,))
    query = '{ claims(filter: {search: "CLM-"}, orderBy: CLAIM_NUMBER_ASC) { edges { node { claimNumber status } } } }'

    result = await claims.as_(both).run(query, {})

    assert [edge["node"] for edge in result.data["claims"]["edges"]] == [
        {"claimNumber": "CLM-OWN", "status": "SUBMITTED"},
        {"claimNumber": "CLM-STAFF", "status": None},
    ]
    assert [error.path for error in result.errors] == [["claims", "edges", 1, "node", "status"]]
    assert len(claims.statements) == 1


async def test_whoever_may_order_by_a_field_on_some_rows_only_may_not_order_by_it(claims: Service) -> None:
    both = a_principal(Role.MEMBER, Role.EMPLOYER_ADMIN, member_ids=(uuid4(),), company_ids=(uuid4(),))

    _, code = await claims.as_(both).refusal("{ claims(orderBy: SERVICE_FROM_ASC) { edges { cursor } } }")

    assert code == "FORBIDDEN"


async def test_a_hidden_row_is_like_none(claims: Service, claim: Claim) -> None:
    stranger = claims.as_(a_member(uuid4()))
    by_id = await stranger.ask("query ($id: ID!) { claim(id: $id) { id } }", id=claim.id)
    by_number = await stranger.ask("query ($n: String) { claim(claimNumber: $n) { id } }", n=claim.claim_number)
    listed = await stranger.ask("{ claims { totalCount edges { node { id } } } }")
    entity = await stranger.entities("... on Claim { id }", [{"__typename": "Claim", "id": claim.id}])
    of_member = await stranger.entities(
        "... on Member { claims { totalCount } }", [{"__typename": "Member", "id": claim.member_id}]
    )

    assert by_id == by_number == {"claim": None}
    assert listed == {"claims": {"totalCount": 0, "edges": []}}
    assert entity == [None]
    assert of_member == [{"claims": {"totalCount": 0}}]


async def test_two_principals_of_one_service_share_no_loader(claims: Service, claim: Claim) -> None:
    query = "query ($id: ID!) { claim(id: $id) { id } }"

    seen = await claims.as_(OFFICER).ask(query, id=claim.id)
    hidden = await claims.as_(a_member(uuid4())).ask(query, id=claim.id)

    assert (seen, hidden) == ({"claim": {"id": str(claim.id)}}, {"claim": None})


async def test_a_sales_agent_counts_heads_and_sees_nobody(core: Service) -> None:
    company = of_core.a_company()
    await core.store(company, of_core.a_member(company_id=company.id), of_core.a_member(company_id=company.id))
    agent = core.as_(an_agent(uuid4()))

    counted = await agent.ask(
        "query ($id: ID!) { company(id: $id) { members(first: 0) { totalCount } } }", id=company.id
    )
    listed = await agent.run("{ members { edges { node { memberNumber } } } }", {})

    assert counted == {"company": {"members": {"totalCount": 2}}}
    assert listed.data == {"members": None}
    assert [(error.extensions or {})["code"] for error in listed.errors] == ["FORBIDDEN"]


async def test_a_sales_agent_does_not_count_by_what_is_not_theirs_to_see(core: Service) -> None:
    _, code = await core.as_(an_agent(uuid4())).refusal("{ members(filter: {status: ACTIVE}) { totalCount } }")

    assert code == "FORBIDDEN"


async def test_an_auditor_reads_names_and_no_birth_dates(core: Service) -> None:
    member = of_core.a_member(first_name="Grace")
    await core.store(member)

    result = await core.as_(AUDITOR).run(
        "query ($id: ID!) { member(id: $id) { firstName dateOfBirth email } }", {"id": str(member.id)}
    )

    assert result.data == {"member": {"firstName": "Grace", "dateOfBirth": None, "email": None}}
