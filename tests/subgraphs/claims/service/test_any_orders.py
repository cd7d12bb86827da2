"""However officers act on a family's claims: parts add up, limits hold, and reversing everything leaves nothing."""

from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from decimal import Decimal
from random import Random
from typing import Any, Final
from uuid import UUID, uuid4

import pytest

from shared_models.claims import Claim, ClaimStatus
from shared_models.identity import Role
from subgraphs.claims.rules.bill import Bill
from subgraphs.claims.rules.snapshot import Terms
from subgraphs.claims.rules.states import may_follow
from subgraphs.claims.schema import schema
from tests.principals import a_member, a_principal
from tests.subgraphs.claims.filings import a_key
from tests.subgraphs.claims.ordering import ANNA, BEN, order
from tests.subgraphs.claims.rules.building import (
    DAY,
    MEMBER,
    a_benefit,
    a_bill,
    a_line,
    a_membership,
    a_person,
    a_provider,
    a_snapshot,
    a_version,
    usd,
)
from tests.subgraphs.claims.service.office import Office, facts_of
from tests.subgraphs.service import Service

S = ClaimStatus
CHILD: Final = UUID(int=9)
# Small limits, which a few claims reach.
VERSION: Final = a_version(
    a_benefit(
        "outpatient",
        in_network=Terms(copay=usd(10), coinsurance=Decimal("0.2")),
        annual_limit=usd(400),
        visit_limit_count=6,
    ),
    individual_deductible=usd(50),
    family_deductible=usd(80),
    individual_oop_max=usd(90),
    family_oop_max=usd(150),
    annual_limit=usd(500),
)
PROVIDER: Final = a_provider({"VISIT": 80, "LAB": "33.33"})
PERSON: Final = a_person()
FACTS: Final = {
    MEMBER: facts_of(a_snapshot(VERSION, provider=PROVIDER)),
    CHILD: facts_of(
        a_snapshot(
            VERSION,
            provider=PROVIDER,
            membership=a_membership(person=a_person(member_id=CHILD, born_on=date(2015, 1, 1)), principal=PERSON),
        )
    ),
}
ORDERS: Final = 45
FILED: Final = 0.3
# How often an order fits the claim; the others are refused, and change nothing.
SENSIBLE: Final = 0.8
FITTING: Final = {
    S.PENDED: ("judge", "judge", "override"),
    S.PAYMENT_REQUESTED: ("pay", "pay", "reverse"),
    S.PAID: ("override", "override", "appeal", "reverse"),
    S.APPROVED: ("override", "reverse"),
    S.PARTIALLY_APPROVED: ("override", "appeal", "reverse"),
    S.DENIED: ("override", "appeal", "reverse"),
    S.UNDER_APPEAL: ("end_appeal",),
}
ANY: Final = ("judge", "override", "pay", "appeal", "end_appeal", "reverse")
UNBALANCED: Final = """
    SELECT count(*) FROM claim_line_results
    WHERE billed <> plan_paid + member_amount + writeoff + other_payer
        OR member_amount <> deductible + copay + coinsurance + over_limit + non_covered + balance_bill
"""
UNLIKE_LINES: Final = """
    SELECT count(*) FROM claim_adjudication_results AS result
    JOIN (SELECT result_id, sum(plan_paid) AS paid, sum(member_amount) AS owed FROM claim_line_results GROUP BY 1)
        AS lines ON lines.result_id = result.id
    WHERE (result.plan_paid, result.member_amount) <> (lines.paid, lines.owed)
"""
UNLIKE_ENTRIES: Final = """
    SELECT count(*) FROM benefit_utilization AS row LEFT JOIN (
        SELECT utilization_id, sum(delta_amount) AS amount, sum(delta_count) AS times
        FROM benefit_utilization_entries GROUP BY 1
    ) AS entries ON entries.utilization_id = row.id
    WHERE (row.used_amount, row.used_count) <> (coalesce(entries.amount, 0), coalesce(entries.times, 0))
"""
OVERDRAWN: Final = """
    SELECT accumulator, used_amount, limit_amount, used_count, limit_count FROM benefit_utilization
    WHERE used_amount > limit_amount OR used_count > limit_count OR used_amount < 0 OR used_count < 0
"""
NOT_ZERO: Final = (
    "SELECT accumulator, used_amount, used_count FROM benefit_utilization WHERE used_amount + used_count <> 0"
)


@dataclass
class Officers:
    """Officers, a member and finance, who do what the dice say."""

    office: Office
    desk: Service
    dice: Random
    filed: list[UUID] = field(default_factory=list)
    refusals: set[str] = field(default_factory=set)
    done: int = 0

    async def act(self) -> None:
        """Do one thing, or have it refused."""
        if not self.filed or self.dice.random() < FILED:
            await self.file()
        else:
            claim_id = self.dice.choice(self.filed)
            status = (await self.office.claim(claim_id)).status
            names = FITTING.get(status, ()) if self.dice.random() < SENSIBLE else ()
            await getattr(self, self.dice.choice(names or ANY))(claim_id)

    async def file(self) -> None:
        member, day = self.dice.choice((MEMBER, CHILD)), DAY - timedelta(days=len(self.filed))
        codes = self.dice.sample(("VISIT", "LAB", "UNPRICED"), k=self.dice.randint(1, 3))
        lines = [a_line(number, code, 100, service_date=day) for number, code in enumerate(codes, 1)]
        bill: Bill = replace(a_bill(*lines), member_id=member)
        claim_id = await self.office.file(bill)
        self.filed.append(claim_id)
        await self.office.decide(claim_id, FACTS[member])

    async def judge(self, claim_id: UUID) -> None:
        numbers = await self.office.rows("SELECT line_no FROM claim_lines WHERE claim_id = :id", id=claim_id)
        lines = [{"lineNo": number, **self.word()} for (number,) in numbers]
        given = self.dice.choice(({"decision": "APPROVE"}, {"decision": "DENY", "denialReason": "NOT_NECESSARY"}))
        await self.give("decidePendedClaim", claim_id, **given, lines=lines)

    async def override(self, claim_id: UUID) -> None:
        paid = self.dice.randint(0, 60)
        given = {"lineNo": self.dice.choice((1, 1, 2)), "planPaid": str(paid), "reason": "CORRECTION"}
        if self.dice.random() < 0.8:
            given["allowed"] = str(self.dice.randint(paid, 100))
        await self.give("overrideLine", claim_id, **given)

    async def pay(self, claim_id: UUID) -> None:
        if (await self.office.claim(claim_id)).status is S.PAYMENT_REQUESTED:
            await self.office.pay(claim_id)

    async def appeal(self, claim_id: UUID) -> None:
        claim = await self.office.claim(claim_id)
        given = {"claimId": claim_id, "expectedVersion": claim.version, "grounds": "It was necessary."}
        self.note(await order(self.desk, a_member(claim.member_id), "fileAppeal", "__typename", **given))

    async def end_appeal(self, claim_id: UUID) -> None:
        found = await self.office.rows(
            "SELECT id FROM claim_appeals WHERE claim_id = :id AND status = 'filed'", id=claim_id
        )
        for (appeal_id,) in found:
            given: dict[str, Any] = {"decision": "UPHELD"}
            if self.dice.random() < 0.6:
                given = {"decision": "OVERTURNED", "lines": [{"lineNo": 1, "pay": "DOCUMENTS_RECEIVED"}]}
            await self.decide_appeal(appeal_id, **given)

    async def decide_appeal(self, appeal_id: UUID, **given: Any) -> None:
        somebody = a_principal(Role.CLAIMS_OFFICER, subject=str(uuid4()))
        asked = {"appealId": appeal_id, "expectedVersion": 1, "idempotencyKey": a_key(), **given}
        self.note(await order(self.desk, somebody, "decideAppeal", "__typename", **asked))

    async def reverse(self, claim_id: UUID) -> None:
        if self.dice.random() < 0.5:
            await self.take_back(await self.office.claim(claim_id))

    async def take_back(self, claim: Claim) -> None:
        given = {"claimId": claim.id, "expectedVersion": claim.version, "reason": "BILLED_IN_ERROR"}
        for officer in (ANNA, BEN):
            asked = {**given, "idempotencyKey": a_key()}
            self.note(await order(self.desk, officer, "reverseClaim", "__typename", **asked))

    async def take_all_back(self) -> None:
        """Bring every claim to a decision, and reverse that."""
        for claim_id in self.filed:
            claim = await self.office.claim(claim_id)
            if claim.status is S.PENDED:
                await self.give("decidePendedClaim", claim_id, decision="DENY", denialReason="NOT_COVERED")
            if claim.status is S.UNDER_APPEAL:
                [(appeal_id,)] = await self.office.rows(
                    "SELECT id FROM claim_appeals WHERE claim_id = :id AND status = 'filed'", id=claim_id
                )
                await self.decide_appeal(appeal_id, decision="UPHELD")
            claim = await self.office.claim(claim_id)
            if may_follow(claim.status, S.REVERSED):
                await self.take_back(claim)

    async def give(self, name: str, claim_id: UUID, **given: Any) -> None:
        version = (await self.office.claim(claim_id)).version
        asked = {"claimId": claim_id, "expectedVersion": version, "idempotencyKey": a_key(), **given}
        self.note(await order(self.desk, self.dice.choice((ANNA, BEN)), name, "__typename", **asked))

    def note(self, answer: Any) -> None:
        self.done += not answer["errors"]
        self.refusals.update(each["code"] for each in answer["errors"])

    def word(self) -> dict[str, Any]:
        """Return what is said of one line."""
        paid = {"pay": "CONTRACT_TERMS", "planPaid": str(self.dice.randint(0, 60)), "allowed": "60.00"}
        return self.dice.choice((paid, paid, {"deny": "NOT_COVERED"}, {"pay": "MEDICAL_REVIEW"}))


@pytest.mark.parametrize("seed", [1, 2, 3])
async def test_however_officers_act_parts_add_up_and_limits_hold(office: Office, seed: int) -> None:
    desk = Service("claims", schema, office.engine, office.owner, keyring=office.keyring)
    officers = Officers(office, desk, Random(seed))  # dice, no secret

    for _ in range(ORDERS):
        await officers.act()
        assert await office.rows(OVERDRAWN) == []

    for unlike in (UNBALANCED, UNLIKE_LINES, UNLIKE_ENTRIES):
        assert await office.rows(unlike) == [(0,)]
    assert officers.done > ORDERS / 8
    await officers.take_all_back()
    assert {(await office.claim(each)).status for each in officers.filed} == {S.REVERSED}
    assert await office.rows(NOT_ZERO) == []
    assert await office.rows(UNLIKE_ENTRIES) == [(0,)]
