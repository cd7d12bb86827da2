"""What one may ask claims."""

from datetime import date
from uuid import UUID

import sqlalchemy as sa
import strawberry

from shared_models import claims as tables
from shared_models.base import table_of
from subgraphs.claims.loaders import awaits_review, decided_lines, utilization_on
from subgraphs.claims.mutations.inputs import EstimateClaimInput
from subgraphs.claims.rules.reasons import Reason
from subgraphs.claims.rules.states import WAITING_FOR_SOMEBODY
from subgraphs.claims.types.asking import (
    AppealFilter,
    AppealOrder,
    ClaimFilter,
    ClaimOrder,
    CodeOrder,
    DiagnosisCodeFilter,
    ExplanationOfBenefitFilter,
    ExplanationOfBenefitOrder,
    FraudResultFilter,
    FraudResultOrder,
    NecessityRuleFilter,
    NecessityRuleOrder,
    PreauthorizationFilter,
    PreauthorizationOrder,
    ProcedureCodeFilter,
    ReprocessCandidateFilter,
    ReprocessCandidateOrder,
)
from subgraphs.claims.types.claims import Claim, Preauthorization, ReprocessCandidate
from subgraphs.claims.types.codes import DiagnosisCode, NecessityRule, ProcedureCode
from subgraphs.claims.types.estimates import (
    ASKS_OTHERS,
    EligibilityResult,
    EstimateClaimPayload,
    eligibility_on,
    estimated,
)
from subgraphs.claims.types.explaining import AdjudicationStep, audience_of, steps_of
from subgraphs.claims.types.results import (
    BenefitUtilization,
    ClaimAdjudicationResult,
    ClaimLineResult,
    ExplanationOfBenefit,
)
from subgraphs.claims.types.reviews import ClaimAppeal, FraudDetectionResult
from subgraphs.kit.context import Info
from subgraphs.kit.inputs import read_input
from subgraphs.kit.lists import SIZED_PAGE, Size, all_nodes
from subgraphs.kit.nodes import ID, as_uuid
from subgraphs.kit.paging import Connection
from subgraphs.kit.reading import all_of, find, page

CLAIMS = table_of(tables.Claim)
WAITS_FOR_SOMEBODY = sa.or_(
    # What waits for another service is decided by itself once that is back.
    sa.and_(
        CLAIMS.c.status.in_(WAITING_FOR_SOMEBODY),
        CLAIMS.c.status_reason.is_distinct_from(Reason.DEPENDENCY_UNAVAILABLE),
    ),
    # What failed less often is tried again by finance alone.
    sa.and_(
        CLAIMS.c.status == tables.ClaimStatus.PAYMENT_FAILED, CLAIMS.c.status_reason == Reason.PAYMENT_FAILED_THRICE
    ),
)


@strawberry.type
class Query:
    """Claims' part of the root."""

    @strawberry.field(description="One claim, by id or by number.")
    async def claim(self, info: Info, id: ID | None = None, claim_number: str | None = None) -> Claim | None:
        return await find(info, Claim, id=id, claim_number=claim_number)

    @strawberry.field(description="One preauthorisation, by id or by number.")
    async def preauthorization(
        self, info: Info, id: ID | None = None, preauthorization_number: str | None = None
    ) -> Preauthorization | None:
        return await find(info, Preauthorization, id=id, preauthorization_number=preauthorization_number)

    @strawberry.field(description="Every run over a claim, the first one first.")
    async def adjudication_runs(self, info: Info, claim_id: ID) -> list[ClaimAdjudicationResult]:
        return await all_of(info, ClaimAdjudicationResult, "claim_id", claim_id, order=("run_no",))

    @strawberry.field(
        description="A decision step by step, the last or that of a run: plain words for member and provider."
    )
    async def explain_adjudication(self, info: Info, claim_id: ID, run_no: int | None = None) -> list[AdjudicationStep]:
        lines = await decided_lines(info, ClaimLineResult, claim_id, run_no)
        if lines:
            info.context.journal.note_read("Claim.explainAdjudication", UUID(claim_id), "to understand the decision")
        audience = audience_of(info.context.journal.principal)
        return [step for line in lines for step in steps_of(line, audience)]

    @strawberry.field(description="How used up a member's limits are on a day, today by default.")
    async def benefit_utilization(
        self, info: Info, member_id: ID, as_of: date | None = None
    ) -> list[BenefitUtilization]:
        return await utilization_on(info, BenefitUtilization, member_id, as_of or info.context.today)

    @strawberry.field(
        description="Whether a member is covered on a day, at a provider, for kinds of care.", directives=[ASKS_OTHERS]
    )
    async def eligibility(
        self,
        info: Info,
        member_id: ID,
        service_date: date,
        provider_id: ID | None = None,
        categories: list[str] | None = None,
    ) -> EligibilityResult:
        return await eligibility_on(info, member_id, service_date, provider_id, categories or ())

    @strawberry.field(
        description="What would be decided about a claim now; nothing is stored.", directives=[ASKS_OTHERS]
    )
    async def estimate_claim(self, info: Info, input: EstimateClaimInput) -> EstimateClaimPayload:
        given = read_input(input)
        return EstimateClaimPayload.of(given if isinstance(given, tuple) else await estimated(info, given.filing()))

    @strawberry.field(
        description="Claims that wait for a person, those of one officer or all; the oldest first.",
        directives=[SIZED_PAGE],
    )
    def claim_queue(
        self,
        info: Info,
        *,
        assignee: ID | None = None,
        first: Size = None,
        after: str | None = None,
        last: Size = None,
        before: str | None = None,
        filter: ClaimFilter | None = None,
        order_by: ClaimOrder = ClaimOrder.RECEIVED_AT_ASC,
    ) -> Connection[Claim]:
        waiting: list[sa.ColumnElement[bool]] = [WAITS_FOR_SOMEBODY]
        if assignee is not None:
            waiting.append(CLAIMS.c.assignee_id == as_uuid(assignee, "assignee"))
        return page(
            info,
            Claim,
            order=order_by,
            first=first,
            after=after,
            last=last,
            before=before,
            matching=filter,
            where=waiting,
        )

    claims: Connection[Claim] = all_nodes(lambda: Claim, filtered_by=ClaimFilter, order=ClaimOrder.RECEIVED_AT_DESC)
    explanations_of_benefits: Connection[ExplanationOfBenefit] = all_nodes(
        lambda: ExplanationOfBenefit,
        filtered_by=ExplanationOfBenefitFilter,
        order=ExplanationOfBenefitOrder.ISSUED_AT_DESC,
    )
    preauthorizations: Connection[Preauthorization] = all_nodes(
        lambda: Preauthorization, filtered_by=PreauthorizationFilter, order=PreauthorizationOrder.START_DESC
    )
    fraud_results: Connection[FraudDetectionResult] = all_nodes(
        lambda: FraudDetectionResult, filtered_by=FraudResultFilter, order=FraudResultOrder.CREATED_AT_DESC
    )
    fraud_queue: Connection[FraudDetectionResult] = all_nodes(
        lambda: FraudDetectionResult,
        filtered_by=FraudResultFilter,
        order=FraudResultOrder.SCORE_DESC,
        where=(awaits_review(),),
        description="Results that hold their claims up and are not yet cleared or confirmed; the worst first.",
    )
    appeals: Connection[ClaimAppeal] = all_nodes(
        lambda: ClaimAppeal, filtered_by=AppealFilter, order=AppealOrder.FILED_AT_DESC
    )
    reprocess_candidates: Connection[ReprocessCandidate] = all_nodes(
        lambda: ReprocessCandidate,
        filtered_by=ReprocessCandidateFilter,
        order=ReprocessCandidateOrder.DETECTED_AT_ASC,
        where=(table_of(tables.ReprocessCandidate).c.resolved_at.is_(None),),
        description="Claims that would be decided otherwise today, and that nobody has dealt with yet.",
    )
    diagnosis_codes: Connection[DiagnosisCode] = all_nodes(
        lambda: DiagnosisCode, filtered_by=DiagnosisCodeFilter, order=CodeOrder.CODE_ASC
    )
    procedure_codes: Connection[ProcedureCode] = all_nodes(
        lambda: ProcedureCode, filtered_by=ProcedureCodeFilter, order=CodeOrder.CODE_ASC
    )
    necessity_rules: Connection[NecessityRule] = all_nodes(
        lambda: NecessityRule,
        filtered_by=NecessityRuleFilter,
        order=NecessityRuleOrder.PROCEDURE_CODE_ASC,
        description="What must hold for procedures to be medically necessary.",
    )
