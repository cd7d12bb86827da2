"""What was decided about claims, as it is read back."""

from datetime import date
from decimal import Decimal
from uuid import uuid4

from shared_models.claims import AdjudicationMode, AdjudicationOutcome, LineDecision
from tests.subgraphs.claims.builders import a_claim, a_line, a_line_result, a_run, an_adjustment, an_eob, noon
from tests.subgraphs.service import Service

DECISION = """query ($id: ID) { claim(id: $id) { lines {
  lineNo decision networkTier benefitCategory { __typename code } allowed { amount currency } planPaid { amount }
  coinsurance { amount } writeOff { amount } adjustments { groupCode reason carc amount { amount } } } } }"""

NOTHING = {"deductible": Decimal(0), "coinsurance": Decimal(0), "writeoff": Decimal(0)}


async def test_a_line_shows_what_the_run_that_counts_decided(claims: Service) -> None:
    claim = a_claim()
    line, other = a_line(claim), a_line(claim, line_no=2)
    pended = a_run(claim, outcome=AdjudicationOutcome.PENDED)
    final, replay = a_run(claim, run_no=2), a_run(claim, run_no=3, mode=AdjudicationMode.REPLAY)
    decided = a_line_result(final, line)
    await claims.store(
        claim,
        line,
        other,
        pended,
        final,
        replay,
        a_line_result(pended, line, decision=LineDecision.PENDED),
        decided,
        a_line_result(replay, line, decision=LineDecision.DENIED),
        an_adjustment(decided),
    )

    data = await claims.ask(DECISION, id=claim.id)

    assert data["claim"]["lines"] == [
        {
            "lineNo": 1,
            "decision": "PAID",
            "networkTier": "STANDARD",
            "benefitCategory": {"__typename": "BenefitCategory", "code": "OUTPATIENT"},
            "allowed": {"amount": "80.00", "currency": "USD"},
            "planPaid": {"amount": "64.00"},
            "coinsurance": {"amount": "16.00"},
            "writeOff": {"amount": "20.00"},
            "adjustments": [
                {"groupCode": "CO", "reason": "CONTRACT_RATE", "carc": "45", "amount": {"amount": "20.00"}}
            ],
        },
        {
            "lineNo": 2,
            "decision": None,
            "networkTier": None,
            "benefitCategory": None,
            "allowed": None,
            "planPaid": None,
            "coinsurance": None,
            "writeOff": None,
            "adjustments": [],
        },
    ]


async def test_decisions_on_many_lines_cost_one_statement_and_only_their_columns(claims: Service) -> None:
    rows = [a_claim() for _ in range(10)]
    lines, runs = [a_line(claim) for claim in rows], [a_run(claim) for claim in rows]
    results = [a_line_result(run, line) for run, line in zip(runs, lines, strict=True)]
    await claims.store(*rows, *lines, *runs, *results)

    found = await claims.entities(
        "... on ClaimLine { planPaid { amount } decision }",
        [{"__typename": "ClaimLine", "id": each.id} for each in lines],
    )

    assert found == [{"planPaid": {"amount": "64.00"}, "decision": "PAID"}] * 10
    assert len(claims.statements) == 2
    assert "claim_line_results.plan_paid" in claims.statements[1]
    assert "claim_line_results.copay" not in claims.statements[1]


async def test_runs_are_listed_in_their_order_with_who_bears_what(claims: Service) -> None:
    claim, officer = a_claim(), uuid4()
    line = a_line(claim)
    denied = a_run(
        claim,
        outcome=AdjudicationOutcome.DENIED,
        allowed=Decimal(0),
        plan_paid=Decimal(0),
        member_amount=Decimal(100),
        non_covered=Decimal(100),
        reasons=[{"code": "NO_PREAUTH", "message": "Nobody agreed to it beforehand."}],
        **NOTHING,
    )
    overturned = a_run(claim, run_no=2, mode=AdjudicationMode.MANUAL, decided_by=officer, duration_ms=4)
    await claims.store(claim, line, overturned, denied, a_line_result(overturned, line))

    data = await claims.ask(
        """query ($id: ID!) { adjudicationRuns(claimId: $id) {
             runNo mode outcome durationMs planPaid { amount } memberOwes { amount } nonCovered { amount }
             reasons { code message } decidedBy { id } claim { id }
             lines { decision line { lineNo } benefitCategory { code } } } }""",
        id=claim.id,
    )

    assert data["adjudicationRuns"] == [
        {
            "runNo": 1,
            "mode": "AUTO",
            "outcome": "DENIED",
            "durationMs": 0,
            "planPaid": {"amount": "0.00"},
            "memberOwes": {"amount": "100.00"},
            "nonCovered": {"amount": "100.00"},
            "reasons": [{"code": "NO_PREAUTH", "message": "Nobody agreed to it beforehand."}],
            "decidedBy": None,
            "claim": {"id": str(claim.id)},
            "lines": [],
        },
        {
            "runNo": 2,
            "mode": "MANUAL",
            "outcome": "APPROVED",
            "durationMs": 4,
            "planPaid": {"amount": "64.00"},
            "memberOwes": {"amount": "16.00"},
            "nonCovered": {"amount": "0.00"},
            "reasons": [],
            "decidedBy": {"id": str(officer)},
            "claim": {"id": str(claim.id)},
            "lines": [{"decision": "PAID", "line": {"lineNo": 1}, "benefitCategory": {"code": "OUTPATIENT"}}],
        },
    ]


async def test_an_explanation_of_benefits_is_read_back_whole(claims: Service) -> None:
    claim = a_claim()
    run = a_run(claim)
    eob = an_eob(run, claim, eob_number="EOB-WHOLE")
    await claims.store(claim, run, eob)

    found = await claims.entities(
        """... on ExplanationOfBenefit { eobNumber issuedAt language appealDeadline
             totals { billed { amount currency } providerDiscount { amount } planPaid { amount } youMayOwe { amount }
                      otherPayer { amount } }
             lines { lineNo procedureCode serviceDate youMayOwe { amount } reasons { code } }
             accumulators { deductible { limit { amount } used { amount } remaining { amount } }
                            oop { limit { amount } } }
             claim { claimNumber } result { runNo } member { id } reverses { id } }""",
        [{"__typename": "ExplanationOfBenefit", "id": eob.id}],
    )

    assert found == [
        {
            "eobNumber": "EOB-WHOLE",
            "issuedAt": "2026-03-10T12:00:00+00:00",
            "language": "en",
            "appealDeadline": "2026-09-06",
            "totals": {
                "billed": {"amount": "100.00", "currency": "USD"},
                "providerDiscount": {"amount": "20.00"},
                "planPaid": {"amount": "64.00"},
                "youMayOwe": {"amount": "16.00"},
                "otherPayer": {"amount": "0.00"},
            },
            "lines": [
                {
                    "lineNo": 1,
                    "procedureCode": "185349003",
                    "serviceDate": "2026-03-02",
                    "youMayOwe": {"amount": "16.00"},
                    "reasons": [],
                }
            ],
            "accumulators": {
                "deductible": {
                    "limit": {"amount": "500.00"},
                    "used": {"amount": "350.00"},
                    "remaining": {"amount": "150.00"},
                },
                "oop": None,
            },
            "claim": {"claimNumber": claim.claim_number},
            "result": {"runNo": 1},
            "member": {"id": str(claim.member_id)},
            "reverses": None,
        }
    ]


async def test_the_explanation_of_a_claim_is_the_newest(claims: Service) -> None:
    claim = a_claim()
    run, reversal = a_run(claim), a_run(claim, run_no=2)
    first = an_eob(run, claim, eob_number="EOB-FIRST")
    second = an_eob(reversal, claim, eob_number="EOB-BACK", issued_at=noon(date(2026, 3, 11)), reverses_eob_id=first.id)
    await claims.store(claim, run, reversal, first, second)

    data = await claims.ask(
        "query ($id: ID) { claim(id: $id) { eob { eobNumber reverses { eobNumber } } } }", id=claim.id
    )

    assert data["claim"]["eob"] == {"eobNumber": "EOB-BACK", "reverses": {"eobNumber": "EOB-FIRST"}}


async def test_explanations_are_listed_by_claim_and_member(claims: Service) -> None:
    claim = a_claim()
    run = a_run(claim)
    await claims.store(claim, run, an_eob(run, claim, eob_number="EOB-LIST"))
    query = """query ($f: ExplanationOfBenefitFilter) {
      explanationsOfBenefits(filter: $f) { totalCount edges { node { eobNumber } } } }"""

    by_claim = await claims.ask(query, f={"claimId": str(claim.id)})
    by_member = await claims.ask(query, f={"memberId": str(claim.member_id)})
    by_other = await claims.ask(query, f={"memberId": str(uuid4())})

    listed = {"totalCount": 1, "edges": [{"node": {"eobNumber": "EOB-LIST"}}]}
    assert by_claim["explanationsOfBenefits"] == by_member["explanationsOfBenefits"] == listed
    assert by_other["explanationsOfBenefits"]["totalCount"] == 0
