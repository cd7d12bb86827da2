"""Claims and their lists as a client and the gateway read them."""

from datetime import date
from decimal import Decimal
from uuid import UUID, uuid4

from shared_models.claims import ClaimPriority, ClaimSource, ClaimStatus, DiagnosisRole
from tests.subgraphs.claims.builders import a_claim, a_diagnosis, a_diagnosis_code, a_line, a_preauthorization, noon
from tests.subgraphs.service import Service

PAGE = """
query ($first: Int, $after: String, $last: Int, $before: String, $filter: ClaimFilter, $order: ClaimOrder!) {
  claims(first: $first, after: $after, last: $last, before: $before, filter: $filter, orderBy: $order) {
    edges { cursor node { claimNumber } }
    pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
    totalCount
  }
}
"""


async def numbers(service: Service, query: str, field: str, **variables: object) -> list[str]:
    """Return the numbers of the claims on a page."""
    data = await service.ask(query, **variables)
    return [edge["node"]["claimNumber"] for edge in data[field]["edges"]]


async def test_a_claim_is_found_by_id_and_by_number(claims: Service) -> None:
    claim = a_claim(
        claim_number="CLM-FIND",
        source=ClaimSource.IMPORT,
        allowed_amount=Decimal(80),
        plan_paid_amount=Decimal(64),
        member_amount=Decimal(16),
        writeoff_amount=Decimal(20),
    )
    await claims.store(claim)
    query = """query ($id: ID, $number: String) { claim(id: $id, claimNumber: $number) {
      claimNumber status source category currency serviceFrom receivedAt version
      billed { amount currency } allowed { amount } planPaid { amount } memberOwes { amount } writeOff { amount }
    } }"""

    by_id = await claims.ask(query, id=claim.id)
    by_number = await claims.ask(query, number="CLM-FIND")

    assert by_id == by_number
    assert by_id["claim"] == {
        "claimNumber": "CLM-FIND",
        "status": "SUBMITTED",
        "source": "IMPORT",
        "category": "OUTPATIENT",
        "currency": "USD",
        "serviceFrom": "2026-03-02",
        "receivedAt": "2026-03-03T12:00:00+00:00",
        "version": 1,
        "billed": {"amount": "100.00", "currency": "USD"},
        "allowed": {"amount": "80.00"},
        "planPaid": {"amount": "64.00"},
        "memberOwes": {"amount": "16.00"},
        "writeOff": {"amount": "20.00"},
    }


async def test_a_claim_not_yet_decided_has_no_amounts_but_the_billed_one(claims: Service) -> None:
    claim = a_claim()
    await claims.store(claim)

    data = await claims.ask(
        """query ($id: ID) { claim(id: $id) {
             allowed { amount } planPaid { amount } eob { id } fraud { id } runs { id } } }""",
        id=claim.id,
    )

    assert data["claim"] == {"allowed": None, "planPaid": None, "eob": None, "fraud": None, "runs": []}


async def test_an_unknown_claim_is_null(claims: Service) -> None:
    data = await claims.ask("query ($id: ID) { claim(id: $id) { id } }", id=uuid4())

    assert data == {"claim": None}


async def test_a_claim_asked_by_nothing_or_by_no_id_is_refused_by_name(claims: Service) -> None:
    neither = await claims.refusal("{ claim { id } }")
    no_id = await claims.refusal('{ claim(id: "42") { claimNumber } }')

    assert neither == ("Claim is found by exactly one of id or claimNumber", "BAD_USER_INPUT")
    assert no_id == ("id: not an id (a UUID)", "BAD_USER_INPUT")


async def test_a_claim_points_at_what_other_services_tell_about(claims: Service) -> None:
    ids = {name: uuid4() for name in ("member", "provider", "personnel", "enrolment", "company", "agent", "assignee")}
    claim = a_claim(scheme_version_id=UUID(int=7), **{f"{name}_id": each for name, each in ids.items()})
    await claims.store(claim)

    data = await claims.ask(
        """query ($id: ID) { claim(id: $id) {
             member { __typename id } provider { __typename id } personnel { __typename id } enrolment { __typename id }
             company { __typename id } agent { __typename id } assignee { __typename id } schemeVersion { id } } }""",
        id=claim.id,
    )

    kinds = ("Member", "Provider", "MedicalPersonnel", "Enrolment", "Company", "Agent", "User")
    expected: dict[str, object] = {
        name: {"__typename": kind, "id": str(each)} for (name, each), kind in zip(ids.items(), kinds, strict=True)
    }
    assert data["claim"] == expected | {"schemeVersion": {"id": "00000000-0000-0000-0000-000000000007"}}
    assert len(claims.statements) == 1


async def test_a_claim_of_somebody_without_employer_points_at_none(claims: Service) -> None:
    claim = a_claim()
    await claims.store(claim)

    data = await claims.ask("query ($id: ID) { claim(id: $id) { company { id } replaces { id } } }", id=claim.id)

    assert data["claim"] == {"company": None, "replaces": None}


async def test_a_correction_leads_to_the_claim_it_replaces(claims: Service) -> None:
    wrong = a_claim(claim_number="CLM-WRONG", status=ClaimStatus.REVERSED)
    right = a_claim(replaces_claim_id=wrong.id)
    await claims.store(wrong, right)

    data = await claims.ask("query ($id: ID) { claim(id: $id) { replaces { claimNumber status } } }", id=right.id)

    assert data["claim"]["replaces"] == {"claimNumber": "CLM-WRONG", "status": "REVERSED"}


async def test_lines_and_diagnoses_come_in_their_order(claims: Service) -> None:
    claim, promise = a_claim(billed_amount=Decimal("370.5")), a_preauthorization(preauthorization_number="PRE-MRI")
    known = a_diagnosis_code(code="J45.20", description="Mild intermittent asthma")
    await claims.store(
        claim,
        promise,
        known,
        a_line(claim, line_no=2, procedure_code="MRI", preauthorization_id=promise.id, diagnosis_pointers=[1, 2]),
        a_line(claim, units=Decimal("2.5"), unit_price=Decimal("108.2"), billed_amount=Decimal("270.5")),
        a_diagnosis(claim, position=2, code="R05", role=DiagnosisRole.SECONDARY),
        a_diagnosis(claim, code="J45.20"),
    )

    data = await claims.ask(
        """query ($id: ID) { claim(id: $id) {
             lines { lineNo procedureCode codeSystem units unitPrice { amount } billed { amount } diagnosisPointers
                     preauthorization { preauthorizationNumber } }
             diagnoses { position codeSystem code role diagnosis { description isBillable } } } }""",
        id=claim.id,
    )

    assert data["claim"]["lines"] == [
        {
            "lineNo": 1,
            "procedureCode": "185349003",
            "codeSystem": "SNOMED",
            "units": "2.500",
            "unitPrice": {"amount": "108.20"},
            "billed": {"amount": "270.50"},
            "diagnosisPointers": [],
            "preauthorization": None,
        },
        {
            "lineNo": 2,
            "procedureCode": "MRI",
            "codeSystem": "SNOMED",
            "units": "1.000",
            "unitPrice": {"amount": "100.00"},
            "billed": {"amount": "100.00"},
            "diagnosisPointers": [1, 2],
            "preauthorization": {"preauthorizationNumber": "PRE-MRI"},
        },
    ]
    assert data["claim"]["diagnoses"] == [
        {
            "position": 1,
            "codeSystem": "ICD10CM",
            "code": "J45.20",
            "role": "PRINCIPAL",
            "diagnosis": {"description": "Mild intermittent asthma", "isBillable": True},
        },
        {"position": 2, "codeSystem": "ICD10CM", "code": "R05", "role": "SECONDARY", "diagnosis": None},
    ]


async def test_only_the_columns_the_operation_needs_are_read(claims: Service) -> None:
    claim = a_claim()
    await claims.store(claim)

    await claims.ask("query ($id: ID) { claim(id: $id) { status planPaid { amount } } }", id=claim.id)

    assert len(claims.statements) == 1
    selected = claims.statements[0].split("FROM")[0].split()
    assert selected == ["SELECT", "claims.id,", "claims.currency,", "claims.plan_paid_amount,", "claims.status"]


async def test_a_hundred_claims_as_entities_cost_one_statement(claims: Service) -> None:
    rows = [a_claim(billed_amount=Decimal(n)) for n in range(100)]
    await claims.store(*rows)
    representations = [{"__typename": "Claim", "id": row.id} for row in rows]
    representations.append({"__typename": "Claim", "id": uuid4()})

    found = await claims.entities("... on Claim { billed { amount } }", representations)

    assert [each and each["billed"]["amount"] for each in found] == [*(f"{n}.00" for n in range(100)), None]
    assert len(claims.statements) == 1


async def test_lines_of_many_claims_cost_one_statement(claims: Service) -> None:
    rows = [a_claim() for _ in range(20)]
    await claims.store(*rows, *(a_line(row, line_no=number) for row in rows for number in (1, 2)))
    representations = [{"__typename": "Claim", "claimNumber": row.claim_number} for row in rows]

    found = await claims.entities("... on Claim { lines { lineNo } }", representations)

    assert [each["lines"] for each in found] == [[{"lineNo": 1}, {"lineNo": 2}]] * 20
    assert len(claims.statements) == 2


async def test_pages_lead_forward_and_back_over_claims_of_one_day(claims: Service) -> None:
    provider = uuid4()
    await claims.store(*(a_claim(provider_id=provider, claim_number=f"PG-{n}") for n in range(5)))

    async def page(**arguments: object) -> tuple[list[str], dict[str, object]]:
        data = await claims.ask(PAGE, filter={"providerId": str(provider)}, order="RECEIVED_AT_ASC", **arguments)
        found = data["claims"]
        return [edge["node"]["claimNumber"] for edge in found["edges"]], found["pageInfo"]

    first, first_info = await page(first=2)
    second, second_info = await page(first=2, after=first_info["endCursor"])
    third, third_info = await page(first=2, after=second_info["endCursor"])
    back, _ = await page(last=2, before=third_info["startCursor"])

    assert (first, second, third) == (["PG-0", "PG-1"], ["PG-2", "PG-3"], ["PG-4"])
    assert [info["hasNextPage"] for info in (first_info, second_info, third_info)] == [True, True, False]
    assert back == ["PG-2", "PG-3"]


async def test_claims_are_listed_by_amount_and_by_number(claims: Service) -> None:
    provider = str(uuid4())
    for number, billed in (("OR-1", 300), ("OR-2", 100), ("OR-3", 200)):
        await claims.store(a_claim(provider_id=UUID(provider), claim_number=number, billed_amount=Decimal(billed)))

    by_amount = await numbers(claims, PAGE, "claims", filter={"providerId": provider}, order="BILLED_DESC")
    by_number = await numbers(claims, PAGE, "claims", filter={"providerId": provider}, order="CLAIM_NUMBER_DESC")

    assert by_amount == ["OR-1", "OR-3", "OR-2"]
    assert by_number == ["OR-3", "OR-2", "OR-1"]


async def test_every_condition_of_a_filter_must_hold(claims: Service) -> None:
    provider = uuid4()
    await claims.store(
        a_claim(provider_id=provider, claim_number="FI-1", status=ClaimStatus.PENDED),
        a_claim(provider_id=provider, claim_number="FI-2", status=ClaimStatus.DENIED, billed_amount=Decimal(900)),
        a_claim(
            provider_id=provider,
            claim_number="FI-3",
            status=ClaimStatus.PENDED,
            service_from=date(2026, 2, 1),
            received_at=noon(date(2026, 2, 5)),
        ),
    )

    async def matching(**conditions: object) -> list[str]:
        chosen = {"providerId": str(provider)} | conditions
        return await numbers(claims, PAGE, "claims", filter=chosen, order="CLAIM_NUMBER_ASC")

    assert await matching(status="PENDED") == ["FI-1", "FI-3"]
    assert await matching(statusIn=["DENIED", "PAID"]) == ["FI-2"]
    assert await matching(status="PENDED", serviceFrom="2026-02-02") == ["FI-1"]
    assert await matching(serviceTo="2026-02-01") == ["FI-3"]
    assert await matching(receivedTo="2026-02-28T00:00:00Z") == ["FI-3"]
    assert await matching(billedFrom="500") == ["FI-2"]
    assert await matching(search="fi-2") == ["FI-2"]


async def test_a_cursor_or_an_id_that_is_none_is_refused_by_name(claims: Service) -> None:
    no_cursor = await claims.refusal(PAGE, after="nonsense", order="RECEIVED_AT_ASC")
    no_id = await claims.refusal(PAGE, filter={"providerId": "17"}, order="RECEIVED_AT_ASC")

    assert no_cursor == ("after: not a cursor of this list", "BAD_USER_INPUT")
    assert no_id == ("providerId: not an id (a UUID)", "BAD_USER_INPUT")


async def test_the_queue_holds_what_waits_for_a_person_oldest_first(claims: Service) -> None:
    officer = uuid4()
    await claims.store(
        a_claim(
            claim_number="QU-1", status=ClaimStatus.PENDED, received_at=noon(date(2020, 1, 3)), assignee_id=officer
        ),
        a_claim(claim_number="QU-2", status=ClaimStatus.FRAUD_REVIEW, received_at=noon(date(2020, 1, 2))),
        a_claim(claim_number="QU-3", status=ClaimStatus.PAID, received_at=noon(date(2020, 1, 1)), assignee_id=officer),
        a_claim(
            claim_number="QU-4",
            status=ClaimStatus.UNDER_APPEAL,
            received_at=noon(date(2020, 1, 1)),
            assignee_id=officer,
            priority=ClaimPriority.EXPEDITED,
        ),
        a_claim(
            claim_number="QU-5",
            status=ClaimStatus.PAYMENT_FAILED,
            status_reason="PAYMENT_FAILED_THRICE",
            received_at=noon(date(2020, 1, 4)),
        ),
        a_claim(
            claim_number="QU-7",
            status=ClaimStatus.PENDED,
            status_reason="DEPENDENCY_UNAVAILABLE",
            received_at=noon(date(2020, 1, 6)),
        ),
        a_claim(
            claim_number="QU-6",
            status=ClaimStatus.PAYMENT_FAILED,
            status_reason="PAYMENT_FAILED",
            received_at=noon(date(2020, 1, 5)),
        ),
    )
    query = """query ($assignee: ID, $filter: ClaimFilter) {
      claimQueue(assignee: $assignee, filter: $filter) { edges { node { claimNumber } } } }"""

    everybodys = await numbers(claims, query, "claimQueue", filter={"receivedTo": "2020-12-31T00:00:00Z"})
    officers = await numbers(claims, query, "claimQueue", assignee=officer)
    urgent = await numbers(claims, query, "claimQueue", assignee=officer, filter={"priority": "EXPEDITED"})

    assert everybodys == ["QU-4", "QU-2", "QU-1", "QU-5"]
    assert officers == ["QU-4", "QU-1"]
    assert urgent == ["QU-4"]


async def test_deleted_claims_are_not_there(claims: Service) -> None:
    claim = a_claim(deleted_at=noon(date(2026, 3, 5)))
    await claims.store(claim)

    data = await claims.ask("query ($id: ID) { claim(id: $id) { id } }", id=claim.id)

    assert data == {"claim": None}
