"""Claims that the engine decides again, and those that two officers take back or replace."""

from datetime import timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

import pytest

from shared_models.claims import AdjudicationMode, ClaimStatus
from shared_models.identity import Principal
from subgraphs.claims.rules.desk import DECIDED_ELSEWHERE
from subgraphs.claims.rules.difference import NOT_AS_SHOWN
from subgraphs.claims.schema import schema
from subgraphs.claims.service.adjudication.deciding import Question
from subgraphs.claims.service.desk import Keyed, Sight
from subgraphs.claims.service.facts import Facts
from subgraphs.claims.service.rerunning import Ask, Reprocessed, adjudicate_claim, reprocess_claims
from subgraphs.kit.audit.journal import Journal
from subgraphs.kit.refusals import ErrorCode, Refused
from subgraphs.kit.writing import Writer
from tests.subgraphs.claims.builders import a_run
from tests.subgraphs.claims.filings import a_claim_input, a_key, a_line_input
from tests.subgraphs.claims.ordering import ANNA, BEN, history, order, refused
from tests.subgraphs.claims.rules.building import (
    DAY,
    MEMBER,
    PROVIDER,
    a_bill,
    a_line,
    a_provider,
    a_snapshot,
    a_version,
)
from tests.subgraphs.claims.service.office import Office, facts_of
from tests.subgraphs.service import Service

STATUS = "claim { id status version }"
REVERSAL = {"reason": "BILLED_IN_ERROR"}


def facts(allowed: int = 80, *, annual_limit: int | None = None) -> Facts:
    """Return what others say: what a visit costs, and how much of all care is paid in a year."""
    limit = None if annual_limit is None else Decimal(annual_limit)
    return facts_of(a_snapshot(a_version(annual_limit=limit), provider=a_provider({"VISIT": allowed})))


def saying(known: Facts) -> Ask:
    async def ask(question: Question) -> Facts:
        assert question["member_id"] == MEMBER
        return known

    return ask


@pytest.fixture
def desk(office: Office) -> Service:
    """The service that orders are given to; no gateway is named."""
    return Service("claims", schema, office.engine, office.owner, keyring=office.keyring)


def writer_of(office: Office, actor: Principal) -> Writer:
    return Writer(office.engine, office.keyring, Journal(actor, "request-2"), office.now)


async def a_paid_claim(office: Office, known: Facts | None = None, **line: Any) -> UUID:
    """File a claim of one visit, have it decided, and paid where something is due."""
    claim_id = await office.file(a_bill(a_line(**line)))
    await office.decide(claim_id, known or facts())
    await office.pay(claim_id)
    return claim_id


async def sight_of(office: Office, claim_id: UUID) -> Sight:
    return Sight(claim_id, (await office.claim(claim_id)).version)


async def readjudicated(office: Office, claim_id: UUID, known: Facts) -> UUID | Refused:
    asked = Keyed("adjudicateClaim", a_key(), {"claim_id": str(claim_id)})
    return await adjudicate_claim(writer_of(office, ANNA), await sight_of(office, claim_id), asked, ask=saying(known))


async def reprocessed(
    office: Office, *claim_ids: UUID, known: Facts, approved: str | None = None, key: str = ""
) -> Reprocessed | Refused:
    content = {"claim_ids": [str(each) for each in claim_ids], "digest": approved}
    asked = Keyed("reprocessClaims", key or a_key(), content)
    return await reprocess_claims(writer_of(office, ANNA), claim_ids, asked, approved=approved, ask=saying(known))


async def shown(office: Office, *claim_ids: UUID, known: Facts) -> Reprocessed:
    done = await reprocessed(office, *claim_ids, known=known)
    assert isinstance(done, Reprocessed), done
    return done


async def by_two(desk: Service, name: str, claim_id: UUID, **given: Any) -> Any:
    """Give an order as Anna, and as Ben, who must be asked for; return what Ben is answered."""
    selection = given.pop("selection", STATUS)
    first = await order(desk, ANNA, name, selection, claimId=claim_id, idempotencyKey=a_key(), **given)
    assert [each["code"] for each in first["errors"]] == ["SECOND_APPROVAL_REQUIRED"], first
    return await order(desk, BEN, name, selection, claimId=claim_id, idempotencyKey=a_key(), **given)


# The engine, again


async def test_the_engine_decides_a_claim_that_waits_on_what_others_say_now(office: Office) -> None:
    claim_id = await office.file(a_bill(a_line(code="SCAN")))
    await office.decide(claim_id, facts())
    waiting = (await office.claim(claim_id)).status
    priced = facts_of(a_snapshot(provider=a_provider({"SCAN": 70})))

    done = await readjudicated(office, claim_id, priced)

    claim = await office.claim(claim_id)
    assert (waiting, done) == (ClaimStatus.PENDED, claim_id)
    assert (claim.status, claim.plan_paid_amount) == (ClaimStatus.PAYMENT_REQUESTED, Decimal(70))
    runs = await office.rows("SELECT run_no, mode, outcome FROM claim_adjudication_results ORDER BY run_no")
    assert runs == [(1, "auto", "pended"), (2, "auto", "approved")]


async def test_what_is_decided_is_compared_first(office: Office) -> None:
    claim_id = await a_paid_claim(office)

    done = await readjudicated(office, claim_id, facts())

    assert isinstance(done, Refused)
    assert done.code is ErrorCode.INVALID_TRANSITION


async def test_what_its_source_decided_is_not_decided_again(office: Office) -> None:
    claim_id = await office.file(a_bill(a_line()), status=ClaimStatus.PAID)
    claim = await office.claim(claim_id)
    await office.store(a_run(claim, mode=AdjudicationMode.IMPORT))

    done = await shown(office, claim_id, known=facts())

    assert [each.refused for each in done.differences] == [DECIDED_ELSEWHERE]


@pytest.mark.parametrize("name", ["adjudicateClaim", "reprocessClaims"])
async def test_nothing_is_decided_while_nobody_answers(office: Office, desk: Service, name: str) -> None:
    claim_id = await office.file(a_bill(a_line()))
    on: dict[str, Any] = {"claimIds": [str(claim_id)]}
    if name == "adjudicateClaim":
        on = {"claimId": claim_id, "expectedVersion": 1}

    code, _ = await refused(desk, ANNA, name, idempotencyKey=a_key(), **on)

    assert code == "DEPENDENCY_UNAVAILABLE"
    assert (await office.claim(claim_id)).status is ClaimStatus.SUBMITTED


# Differences


async def test_a_difference_is_shown_and_leaves_nothing_behind(office: Office) -> None:
    claim_id = await a_paid_claim(office)
    before = await traces(office)

    done = await shown(office, claim_id, known=facts(60))

    (difference,) = done.differences
    assert difference.before is not None
    assert difference.after is not None
    assert (difference.before.plan_paid, difference.after.plan_paid) == (Decimal(80), Decimal(60))
    assert (difference.is_changed, done.is_posted) == (True, False)
    assert await traces(office) == before


async def test_a_difference_is_posted_as_it_was_shown(office: Office) -> None:
    claim_id = await a_paid_claim(office)
    digest = (await shown(office, claim_id, known=facts(60))).digest
    key = a_key()

    done = await reprocessed(office, claim_id, known=facts(60), approved=digest, key=key)
    again = await reprocessed(office, claim_id, known=facts(60), approved=digest, key=key)

    assert isinstance(done, Reprocessed)
    assert (done.is_posted, done.digest, again) == (True, digest, done)
    assert (await office.claim(claim_id)).plan_paid_amount == Decimal(60)
    runs = await office.rows("SELECT mode, plan_paid, decided_by FROM claim_adjudication_results ORDER BY run_no")
    assert runs == [("auto", Decimal(80), None), ("reprocess", Decimal(60), UUID(ANNA.subject))]


async def test_a_difference_that_is_another_by_now_is_not_posted(office: Office) -> None:
    claim_id = await a_paid_claim(office)
    digest = (await shown(office, claim_id, known=facts(60))).digest
    before = await traces(office)

    done = await reprocessed(office, claim_id, known=facts(50), approved=digest)

    assert done == NOT_AS_SHOWN
    assert await traces(office) == before


async def test_claims_of_one_member_count_on_each_other(office: Office) -> None:
    first, second = await a_paid_claim(office), await a_paid_claim(office, service_date=DAY - timedelta(days=1))
    known = facts(annual_limit=100)

    done = await shown(office, first, second, known=known)
    await reprocessed(office, first, second, known=known, approved=done.digest)

    paid = [each.after.plan_paid for each in done.differences if each.after is not None]
    assert sum(paid) == Decimal(100)
    assert (await office.used())["annual_overall", None] == (Decimal(100), 0)


async def test_what_cannot_be_decided_again_is_named(office: Office) -> None:
    waiting, missing = await office.file(a_bill(a_line())), uuid4()

    done = await shown(office, waiting, missing, known=facts())

    codes = {each.claim_id: each.refused.code for each in done.differences if each.refused is not None}
    assert codes == {waiting: ErrorCode.INVALID_TRANSITION, missing: ErrorCode.NOT_FOUND}


# Taken back, replaced


async def test_two_officers_take_a_claim_back(office: Office, desk: Service) -> None:
    claim_id = await a_paid_claim(office)
    version = (await office.claim(claim_id)).version

    done = await by_two(desk, "reverseClaim", claim_id, expectedVersion=version, **REVERSAL)

    assert done["errors"] == []
    assert done["claim"]["status"] == "REVERSED"
    assert (await history(desk, claim_id))[-1] == "reversed"
    assert set((await office.used()).values()) == {(Decimal(0), 0)}
    [(_, told)] = await office.events("claim.reversed")
    assert (Decimal(told["amount"]), told["reason"]) == (Decimal(80), "BILLED_IN_ERROR")


async def test_one_officer_alone_takes_nothing_back(office: Office, desk: Service) -> None:
    claim_id = await a_paid_claim(office)
    given = {"claimId": claim_id, "expectedVersion": (await office.claim(claim_id)).version, **REVERSAL}

    answers = [await refused(desk, ANNA, "reverseClaim", idempotencyKey=a_key(), **given) for _ in range(2)]

    assert [code for code, _ in answers] == ["SECOND_APPROVAL_REQUIRED"] * 2
    assert (await office.claim(claim_id)).status is ClaimStatus.PAID


async def test_what_was_agreed_on_is_what_is_done(office: Office, desk: Service) -> None:
    claim_id = await a_paid_claim(office)
    given = {"claimId": claim_id, "expectedVersion": (await office.claim(claim_id)).version}

    await refused(desk, ANNA, "reverseClaim", idempotencyKey=a_key(), reason="DUPLICATE", **given)
    code, _ = await refused(desk, BEN, "reverseClaim", idempotencyKey=a_key(), reason="WRONG_MEMBER", **given)

    assert code == "SECOND_APPROVAL_REQUIRED"
    assert await office.rows("SELECT status FROM approvals") == [("open",), ("open",)]


async def test_only_what_is_decided_is_taken_back(office: Office, desk: Service) -> None:
    claim_id = await office.file(a_bill(a_line()))

    code, _ = await refused(
        desk, ANNA, "reverseClaim", claimId=claim_id, expectedVersion=1, idempotencyKey=a_key(), **REVERSAL
    )

    assert code == "INVALID_TRANSITION"
    assert await office.rows("SELECT count(*) FROM approvals") == [(0,)]


async def test_a_corrected_claim_takes_the_place_of_another(office: Office, desk: Service) -> None:
    claim_id = await a_paid_claim(office)
    version = (await office.claim(claim_id)).version
    selection = "claim { id status replaces { id status } billed { amount } }"

    done = await by_two(
        desk,
        "replaceClaim",
        claim_id,
        expectedVersion=version,
        replacement=a_replacement(),
        selection=selection,
        **REVERSAL,
    )

    assert done["errors"] == []
    assert done["claim"]["status"] == "SUBMITTED"
    assert done["claim"]["replaces"] == {"id": str(claim_id), "status": "REVERSED"}
    assert done["claim"]["billed"] == {"amount": "70.00"}
    submitted = await office.events("claim.submitted")
    assert len(submitted) == 1


@pytest.mark.parametrize(
    ("changed", "path"),
    [
        ({"lines": []}, ["input", "replacement", "lines"]),
        ({"memberId": str(uuid4())}, ["input", "replacement"]),
    ],
)
async def test_a_replacement_that_is_none_takes_nothing_back(
    office: Office, desk: Service, changed: dict[str, Any], path: list[str]
) -> None:
    claim_id = await a_paid_claim(office)

    done = await order(
        desk,
        ANNA,
        "replaceClaim",
        STATUS,
        claimId=claim_id,
        expectedVersion=(await office.claim(claim_id)).version,
        idempotencyKey=a_key(),
        replacement=a_replacement() | changed,
        **REVERSAL,
    )

    assert [each["path"] for each in done["errors"]] == [path]
    assert await office.rows("SELECT count(*) FROM approvals") == [(0,)]


def a_replacement() -> dict[str, Any]:
    """Return the same visit, for less."""
    line = a_line_input(unitPrice="70.00")
    given = a_claim_input(line, memberId=str(MEMBER), providerId=str(PROVIDER))
    del given["idempotencyKey"]
    return given


async def traces(office: Office) -> list[tuple[Any, ...]]:
    """Return how many rows of all that a decision writes there are, and how used up limits are."""
    tables = (
        "claim_adjudication_results",
        "explanation_of_benefits",
        "benefit_utilization_entries",
        "claim_payments",
        "claim_events",
        "outbox_events",
        "audit_log",
    )
    counts = " UNION ALL ".join(f"SELECT '{each}', count(*) FROM {each}" for each in tables)  # names of ours
    sums = "SELECT accumulator || version, used_amount FROM benefit_utilization ORDER BY 1"
    return [*await office.rows(counts), *await office.rows(sums)]
