"""What was decided about claims: each run line by line, what the member was told, and how used up limits are."""

from datetime import date, datetime
from typing import Any, ClassVar
from uuid import UUID

import strawberry
from strawberry import Private

from shared_models import claims as tables
from shared_models.claims import (
    Accumulator,
    AccumulatorNetwork,
    AdjudicationMode,
    AdjudicationOutcome,
    AdjustmentGroup,
    LineDecision,
    NetworkTier,
)
from subgraphs.claims.types import claims
from subgraphs.claims.types.documents import (
    EobAccumulators,
    EobLine,
    EobTotals,
    Reason,
    document,
    eob_accumulators,
    eob_line,
    eob_totals,
    reason,
)
from subgraphs.claims.types.references import BenefitCategory, Enrolment, LazyClaim, LazyClaimLine, LazyMember, User
from subgraphs.kit.context import Info
from subgraphs.kit.nodes import ID, Node, Source, reads
from subgraphs.kit.reading import all_of, find, find_owner
from subgraphs.kit.values import DateSpan, Money, days, money, money_of


@strawberry.type
class Shares(Node):
    """Who bears a billed amount: the plan, the member by one of six reasons, the provider, another payer."""

    billed: Money = money("billed")
    allowed: Money = money("allowed")
    plan_paid: Money = money("plan_paid")
    member_owes: Money = money("member_amount")
    deductible: Money = money("deductible")
    copay: Money = money("copay")
    coinsurance: Money = money("coinsurance")
    over_limit: Money = money("over_limit")
    non_covered: Money = money("non_covered")
    balance_bill: Money = money("balance_bill")
    write_off: Money = money("writeoff")
    other_payer: Money = money("other_payer")


@strawberry.federation.type(keys=["id"], description="What one run decided; the highest counts, replays never do.")
class ClaimAdjudicationResult(Shares):
    """What one run decided; the highest counts, replays never do."""

    source: ClassVar = Source(tables.ClaimAdjudicationResult)

    claim_id: Private[UUID]
    decided_by: Private[UUID | None]

    id: ID
    run_no: int
    engine_version: str
    mode: AdjudicationMode
    outcome: AdjudicationOutcome
    reasons: list[Reason] = document("reasons", reason)
    duration_ms: int
    created_at: datetime

    @strawberry.field(metadata=reads("claim_id"))
    async def claim(self, info: Info) -> LazyClaim:
        return await find_owner(info, claims.Claim, self.claim_id)

    @strawberry.field(name="decidedBy", metadata=reads("decided_by"), description="The person behind a manual run.")
    def decider(self) -> User | None:
        return User.of(self.decided_by)

    @strawberry.field(metadata=reads("id"))
    async def lines(self, info: Info) -> "list[ClaimLineResult]":
        return await all_of(info, ClaimLineResult, "result_id", self.id)


@strawberry.type(description="What one run decided for one line.")
class ClaimLineResult(Shares):
    """What one run decided for one line."""

    source: ClassVar = Source(tables.ClaimLineResult)

    line_id: Private[UUID]
    benefit_category: Private[str | None]

    id: ID
    decision: LineDecision
    network_tier: NetworkTier | None = strawberry.field(description="None when the line was out of network.")

    @strawberry.field(metadata=reads("line_id"))
    async def line(self, info: Info) -> LazyClaimLine:
        return await find_owner(info, claims.ClaimLine, self.line_id)

    @strawberry.field(name="benefitCategory", metadata=reads("benefit_category"))
    def category(self) -> BenefitCategory | None:
        return BenefitCategory.of_code(self.benefit_category)

    @strawberry.field(metadata=reads("id"))
    async def adjustments(self, info: Info) -> "list[ClaimAdjustment]":
        return await all_of(info, ClaimAdjustment, "line_result_id", self.id)


@strawberry.type(description="A part of a line's billed amount that was not paid, and why.")
class ClaimAdjustment(Node):
    """A part of a line's billed amount that was not paid, and why."""

    source: ClassVar = Source(tables.ClaimAdjustment)

    group_code: AdjustmentGroup
    reason: str = strawberry.field(description="Our stable code.")
    amount: Money = money("amount")

    @strawberry.field(metadata=reads("reason_code"), description="The claim adjustment reason code (X12) it maps to.")
    def carc(self) -> str:
        carc: str = self.__dict__["reason_code"]
        return carc


@strawberry.federation.type(keys=["id"], description="What the member is told about a final result.")
class ExplanationOfBenefit(Node):
    """What the member is told about a final result; a reversal tells it again with negative figures."""

    source: ClassVar = Source(tables.ExplanationOfBenefit)

    claim_id: Private[UUID]
    result_id: Private[UUID]
    member_id: Private[UUID]
    reverses_eob_id: Private[UUID | None]

    id: ID
    eob_number: str
    issued_at: datetime
    language: str = strawberry.field(description="The language it is written in (BCP 47).")
    totals: EobTotals = document("totals", eob_totals)
    lines: list[EobLine] = document("lines", eob_line)
    accumulators: EobAccumulators = document("accumulators", eob_accumulators)
    appeal_deadline: date = strawberry.field(description="The last day an appeal may be filed.")

    @strawberry.field(metadata=reads("claim_id"))
    async def claim(self, info: Info) -> LazyClaim:
        return await find_owner(info, claims.Claim, self.claim_id)

    @strawberry.field(metadata=reads("result_id"))
    async def result(self, info: Info) -> ClaimAdjudicationResult:
        return await find_owner(info, ClaimAdjudicationResult, self.result_id)

    @strawberry.field(metadata=reads("member_id"))
    def member(self) -> LazyMember:
        return claims.Member(id=ID(str(self.member_id)))

    @strawberry.field(metadata=reads("reverses_eob_id"), description="The explanation this one takes back.")
    async def reverses(self, info: Info) -> "ExplanationOfBenefit | None":
        return None if self.reverses_eob_id is None else await find(info, ExplanationOfBenefit, id=self.reverses_eob_id)


@strawberry.federation.type(keys=["id"], description="How much of one limit is used in one period.")
class BenefitUtilization(Node):
    """How much of one limit is used in one period; family limits stand under the principal."""

    source: ClassVar = Source(tables.BenefitUtilization)

    member_id: Private[UUID]
    enrolment_id: Private[UUID]
    benefit_category: Private[str | None]

    id: ID
    accumulator: Accumulator
    network_tier: AccumulatorNetwork
    period: DateSpan = days("period")
    limit: Money | None = money("limit_amount")
    used: Money = money("used_amount")
    limit_count: int | None
    used_count: int

    @strawberry.field(
        metadata=reads("limit_amount", "used_amount", "currency"), description="What is left; none when unlimited."
    )
    def remaining(self) -> Money | None:
        row: Any = self
        return None if row.limit_amount is None else money_of(row.limit_amount - row.used_amount, row.currency)

    @strawberry.field(
        metadata=reads("limit_count", "used_count"), description="How many are left; none when unlimited."
    )
    def remaining_count(self) -> int | None:
        return None if self.limit_count is None else self.limit_count - self.used_count

    @strawberry.field(name="benefitCategory", metadata=reads("benefit_category"))
    def category(self) -> BenefitCategory | None:
        return BenefitCategory.of_code(self.benefit_category)

    @strawberry.field(metadata=reads("member_id"), description="The member, or the principal of a family limit.")
    def member(self) -> LazyMember:
        return claims.Member(id=ID(str(self.member_id)))

    @strawberry.field(metadata=reads("enrolment_id"))
    def enrolment(self) -> Enrolment:
        return Enrolment(id=ID(str(self.enrolment_id)))
