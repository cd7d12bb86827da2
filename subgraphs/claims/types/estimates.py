"""What a cover would do, and what would be paid: answers of the engine that nothing is stored of.

Both ask other services in the middle of the request: each weighs as much as a page of a list.
"""

from collections.abc import Sequence
from datetime import date
from typing import Final, Self
from uuid import UUID

import strawberry
from strawberry.federation.schema_directives import Cost

from shared_models.claims import AdjudicationOutcome, CodeSystem, LineDecision, NetworkTier
from subgraphs.claims.rules.eligibility import Eligibility
from subgraphs.claims.rules.explaining import Audience, explain, tell
from subgraphs.claims.rules.filing import Filing, faults, may_file
from subgraphs.claims.rules.outlook import CategoryOutlook, Left, Outlook, may_look_ahead
from subgraphs.claims.rules.reasons import Reason as ReasonCode
from subgraphs.claims.rules.result import LineResult, Result
from subgraphs.claims.rules.shares import Shares
from subgraphs.claims.service.estimating import estimate, outlook
from subgraphs.claims.service.facts import AWAY, ask_facts
from subgraphs.claims.types import asking  # noqa: F401  # the closed choices become enums of the API there
from subgraphs.claims.types.documents import Reason
from subgraphs.claims.types.references import BenefitCategory, Enrolment
from subgraphs.kit.context import Info
from subgraphs.kit.errors import BadInput, Unavailable
from subgraphs.kit.graph import DependencyUnavailable
from subgraphs.kit.nodes import ID, as_uuid
from subgraphs.kit.refusals import Refused
from subgraphs.kit.usererrors import Payload, UserError
from subgraphs.kit.values import Money, money_of

CATEGORIES_MAX: Final = 20
# A question to three services; 5,000 are allowed in one operation.
ASKS_OTHERS: Final = Cost(weight=100)
NO_PROVIDER: Final = UUID(int=0)
NOT_KNOWN: Final = Outlook(Eligibility((ReasonCode.MEMBER_UNKNOWN,), None))


@strawberry.type(description="What is left in the year of the day; null is without limit.")
class RemainingAmounts:
    """What is left of the limits of a cover."""

    deductible: Money | None
    oop: Money | None
    annual: Money | None

    @classmethod
    def of(cls, left: Left, currency: str) -> Self:
        """Return it in the API."""
        return cls(
            deductible=money_of(left.deductible, currency),
            oop=money_of(left.out_of_pocket, currency),
            annual=money_of(left.annual, currency),
        )


@strawberry.type(description="What the cover does for one kind of care; `remaining` is null without limit.")
class CategoryEligibility:
    """What a cover does for one kind of care."""

    category: BenefitCategory
    is_covered: bool
    requires_preauthorization: bool
    remaining: Money | None

    @classmethod
    def of(cls, found: CategoryOutlook, currency: str) -> Self:
        """Return it in the API."""
        return cls(
            category=BenefitCategory(code=found.category),
            is_covered=found.is_covered,
            requires_preauthorization=found.requires_preauth,
            remaining=money_of(found.left, currency),
        )


@strawberry.type(description="Whether a member is covered on a day, and if not, every reason why.")
class EligibilityResult:
    """Whether a member is covered on a day."""

    eligible: bool
    warning: str | None = strawberry.field(description="The code of what may yet end the cover: IN_GRACE.")
    reasons: list[Reason]
    enrolment: Enrolment | None
    network_tier: NetworkTier | None = strawberry.field(description="Null out of network, and without a provider.")
    remaining: RemainingAmounts | None
    categories: list[CategoryEligibility]

    @classmethod
    def of(cls, found: Outlook) -> Self:
        """Return it in the API."""
        eligibility = found.eligibility
        enrolment = eligibility.enrolment
        currency = "" if enrolment is None else enrolment.version.currency
        return cls(
            eligible=eligibility.is_eligible,
            warning=None if eligibility.warning is None else eligibility.warning.value,
            reasons=[Reason(code=each.value, message=tell(each)) for each in eligibility.reasons],
            enrolment=None if enrolment is None else Enrolment(id=ID(str(enrolment.enrolment_id))),
            network_tier=found.tier,
            remaining=None if found.left is None else RemainingAmounts.of(found.left, currency),
            categories=[CategoryEligibility.of(each, currency) for each in found.categories],
        )


@strawberry.type(description="Who would bear a billed amount.")
class EstimatedShares:
    """Who would bear a billed amount."""

    billed: Money
    allowed: Money
    plan_paid: Money
    member_owes: Money
    deductible: Money
    copay: Money
    coinsurance: Money
    over_limit: Money
    non_covered: Money
    balance_bill: Money
    write_off: Money
    other_payer: Money

    @classmethod
    def of(cls, shares: Shares, currency: str) -> Self:
        """Return them in the API."""
        return cls(
            billed=money_of(shares.billed, currency),
            allowed=money_of(shares.allowed, currency),
            plan_paid=money_of(shares.plan_paid, currency),
            member_owes=money_of(shares.member, currency),
            deductible=money_of(shares.deductible, currency),
            copay=money_of(shares.copay, currency),
            coinsurance=money_of(shares.coinsurance, currency),
            over_limit=money_of(shares.over_limit, currency),
            non_covered=money_of(shares.non_covered, currency),
            balance_bill=money_of(shares.balance_bill, currency),
            write_off=money_of(shares.write_off, currency),
            other_payer=money_of(shares.other_payer, currency),
        )


@strawberry.type(description="What would be decided about a line, with its steps in words.")
class EstimatedLine:
    """What would be decided about a line."""

    line_no: int
    procedure_code: str
    code_system: CodeSystem
    decision: LineDecision
    network_tier: NetworkTier | None
    benefit_category: BenefitCategory | None
    shares: EstimatedShares
    explanation: list[str]

    @classmethod
    def of(cls, found: LineResult, currency: str, explanation: Sequence[str]) -> Self:
        """Return it in the API."""
        return cls(
            line_no=found.line.line_no,
            procedure_code=found.line.procedure.code,
            code_system=found.line.procedure.system,
            decision=found.decision,
            network_tier=found.tier,
            benefit_category=BenefitCategory.of_code(None if found.benefit is None else found.benefit.category),
            shares=EstimatedShares.of(found.shares, currency),
            explanation=list(explanation),
        )


@strawberry.type(description="What would be decided about a claim now. Nothing is promised by it.")
class ClaimEstimate:
    """What would be decided about a claim now."""

    outcome: AdjudicationOutcome
    reasons: list[Reason]
    totals: EstimatedShares
    lines: list[EstimatedLine]

    @classmethod
    def of(cls, result: Result) -> Self:
        """Return it in the API."""
        currency = result.bill.currency
        told: dict[int, list[str]] = {}
        for sentence in explain(result, Audience.MEMBER):
            told.setdefault(sentence.line_no, []).append(sentence.text)
        return cls(
            outcome=result.outcome,
            reasons=[Reason(code=each.value, message=tell(each)) for each in result.reasons],
            totals=EstimatedShares.of(result.totals, currency),
            lines=[EstimatedLine.of(each, currency, told.get(each.line.line_no, ())) for each in result.lines],
        )


@strawberry.type
class EstimateClaimPayload(Payload):
    """What would be paid, or why nobody can tell."""

    estimate: ClaimEstimate | None
    errors: list[UserError]


async def eligibility_on(
    info: Info, member_id: ID, service_date: date, provider_id: ID | None, categories: Sequence[str] = ()
) -> EligibilityResult:
    """Return what a member's cover would do on a day. Of who is not theirs nobody learns anything."""
    if len(categories) > CATEGORIES_MAX:
        raise BadInput(f"categories: {len(categories)} are more than {CATEGORIES_MAX}")
    member = as_uuid(member_id, "memberId")
    provider = NO_PROVIDER if provider_id is None else as_uuid(provider_id, "providerId")
    writer = info.context.writer()
    if not may_look_ahead(writer.actor, member):
        return EligibilityResult.of(NOT_KNOWN)
    try:
        facts = await info.context.ask(
            lambda graph: ask_facts(
                graph,
                member_id=member,
                provider_id=provider,
                service_from=service_date,
                service_to=service_date,
                codes=(),
            )
        )
    except DependencyUnavailable as failure:
        raise Unavailable("the graph") from failure
    found = await outlook(writer, facts, member_id=member, day=service_date, categories=categories)
    return EligibilityResult.of(found)


async def estimated(info: Info, filing: Filing) -> ClaimEstimate | Refused | tuple[Refused, ...]:
    """Return what would be decided about a claim now."""
    writer = info.context.writer()
    refused = may_file(writer.actor, filing) or faults(filing, writer.now.date())
    if refused:
        return refused
    try:
        facts = await info.context.ask(
            lambda graph: ask_facts(
                graph,
                member_id=filing.member_id,
                provider_id=filing.provider_id,
                service_from=filing.service_from,
                service_to=filing.service_to,
                codes={line.procedure.code for line in filing.lines},
            )
        )
    except DependencyUnavailable:
        return AWAY
    found = await estimate(writer, filing, facts)
    return ClaimEstimate.of(found) if isinstance(found, Result) else found
