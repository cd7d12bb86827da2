"""Claims with their lines and diagnoses, preauthorisations, and what claims adds to members, companies, providers."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any, ClassVar
from uuid import UUID

import strawberry
from strawberry import Private

from shared_models import claims as tables
from shared_models.claims import (
    ClaimCategory,
    ClaimDocumentType,
    ClaimPriority,
    ClaimSource,
    ClaimStatus,
    ClaimType,
    ClaimUse,
    CodeSystem,
    DiagnosisCodeSystem,
    DiagnosisRole,
    DocumentFormat,
    LineDecision,
    NetworkTier,
    PreauthorizationStatus,
)
from subgraphs.claims.loaders import current_reading, decision_on_line, newest_of, utilization_on
from subgraphs.claims.types import estimates
from subgraphs.claims.types.asking import (
    ClaimFilter,
    ClaimOrder,
    ExplanationOfBenefitFilter,
    ExplanationOfBenefitOrder,
    PreauthorizationFilter,
    PreauthorizationOrder,
)
from subgraphs.claims.types.codes import DiagnosisCode
from subgraphs.claims.types.references import (
    Agent,
    BenefitCategory,
    Enrolment,
    MedicalPersonnel,
    SchemeVersion,
    User,
)
from subgraphs.claims.types.results import (
    BenefitUtilization,
    ClaimAdjudicationResult,
    ClaimAdjustment,
    ExplanationOfBenefit,
)
from subgraphs.claims.types.reviews import ClaimAppeal, FraudDetectionResult, MedicalNecessityValidation
from subgraphs.kit.context import Info
from subgraphs.kit.lists import below
from subgraphs.kit.nodes import ID, Node, Source, Stub, reads
from subgraphs.kit.paging import Connection
from subgraphs.kit.reading import all_of, find, find_owner
from subgraphs.kit.scalars import CurrencyCode
from subgraphs.kit.values import DateSpan, Money, days, money, money_of


@strawberry.federation.type(keys=["id"])
class Member(Stub):
    """A covered person; core tells about it."""

    id: ID

    claims: "Connection[Claim]" = below(
        lambda: Claim, "member_id", filtered_by=ClaimFilter, order=ClaimOrder.SERVICE_FROM_DESC
    )
    explanations_of_benefits: "Connection[ExplanationOfBenefit]" = below(
        lambda: ExplanationOfBenefit,
        "member_id",
        filtered_by=ExplanationOfBenefitFilter,
        order=ExplanationOfBenefitOrder.ISSUED_AT_DESC,
    )
    preauthorizations: "Connection[Preauthorization]" = below(
        lambda: Preauthorization,
        "member_id",
        filtered_by=PreauthorizationFilter,
        order=PreauthorizationOrder.START_DESC,
    )

    @strawberry.field(
        description="Whether the member is covered on a day, at a provider.", directives=[estimates.ASKS_OTHERS]
    )
    async def eligibility(
        self, info: Info, service_date: date, provider_id: ID | None = None
    ) -> estimates.EligibilityResult:
        return await estimates.eligibility_on(info, self.id, service_date, provider_id)

    @strawberry.field(description="How used up the member's limits are on a day, today by default.")
    async def benefit_utilization(self, info: Info, as_of: date | None = None) -> list[BenefitUtilization]:
        return await utilization_on(info, BenefitUtilization, self.id, as_of or info.context.today)


@strawberry.federation.type(keys=["id"])
class Company(Stub):
    """An employer; core tells about it."""

    id: ID

    claims: "Connection[Claim]" = below(
        lambda: Claim, "company_id", filtered_by=ClaimFilter, order=ClaimOrder.RECEIVED_AT_DESC
    )


@strawberry.federation.type(keys=["id"])
class Provider(Stub):
    """Somebody who bills for care; providers tells about it."""

    id: ID

    claims: "Connection[Claim]" = below(
        lambda: Claim, "provider_id", filtered_by=ClaimFilter, order=ClaimOrder.RECEIVED_AT_DESC
    )


@strawberry.federation.type(keys=["id"], description="A promise that a procedure will be covered.")
class Preauthorization(Node):
    """A promise that a procedure will be covered, for so many units within a span."""

    source: ClassVar = Source(tables.Preauthorization, keys=("id", "preauthorization_number"))

    member_id: Private[UUID]
    provider_id: Private[UUID]

    id: ID
    preauthorization_number: str
    code_system: CodeSystem
    procedure_code: str
    units_requested: Decimal
    units_approved: Decimal
    units_used: Decimal
    amount_limit: Money | None = money("amount_limit")
    amount_used: Money = money("amount_used")
    span: DateSpan = days("span")
    status: PreauthorizationStatus
    decided_at: datetime | None
    decision_reason: str | None = strawberry.field(description="The stable code of the reason it was denied.")
    version: int

    @strawberry.field(metadata=reads("member_id"))
    def member(self) -> Member:
        return Member(id=ID(str(self.member_id)))

    @strawberry.field(metadata=reads("provider_id"))
    def provider(self) -> Provider:
        return Provider(id=ID(str(self.provider_id)))


@strawberry.type(description="A diagnosis on a claim; lines point at it by position.")
class ClaimDiagnosis(Node):
    """A diagnosis on a claim; lines point at it by position."""

    source: ClassVar = Source(tables.ClaimDiagnosis, keys=())

    position: int
    code_system: DiagnosisCodeSystem
    code: str
    role: DiagnosisRole

    @strawberry.field(metadata=reads("code_system", "code"), description="What the code means, where it is known.")
    async def diagnosis(self, info: Info) -> DiagnosisCode | None:
        return await current_reading(info, DiagnosisCode, self.code_system, self.code)


@strawberry.type(description="A step of a claim: from one state to another, or noted where it stands.")
class ClaimEvent(Node):
    """A step of a claim."""

    source: ClassVar = Source(tables.ClaimEvent, keys=())

    from_status: ClaimStatus | None
    to_status: ClaimStatus
    reason: str | None = strawberry.field(description="The stable code of the reason.")
    actor: str = strawberry.field(description="The user or the service that did it.")
    created_at: datetime


@strawberry.type(description="A document that proves something about a claim; its bytes live in object storage.")
class ClaimDocument(Node):
    """A document that proves something about a claim."""

    source: ClassVar = Source(tables.ClaimDocument)

    id: ID
    document_type: ClaimDocumentType
    file_name: str
    mime_type: DocumentFormat
    size_bytes: int
    created_at: datetime

    @strawberry.field(name="sha256", metadata=reads("sha256"), description="The digest of its content.")
    def digest(self) -> str:
        content: bytes = self.__dict__["sha256"]
        return content.hex()


def decided(column: str) -> Any:
    """Declare a field of a line that the run that counts decided; null before there is one."""

    async def resolve(self: "ClaimLine", info: Info) -> Any:
        decision = await decision_on_line(info, self.id)
        return None if decision is None else getattr(decision, column)

    return strawberry.field(resolver=resolve, metadata=reads("id"))


def decided_money(column: str) -> Any:
    """Declare an amount of a line that the run that counts decided; null before there is one."""

    async def resolve(self: "ClaimLine", info: Info) -> Any:
        decision = await decision_on_line(info, self.id)
        return None if decision is None else money_of(getattr(decision, column), decision.currency)

    return strawberry.field(resolver=resolve, metadata=reads("id"))


@strawberry.federation.type(keys=["id"], description="One item of a claim, with what the run that counts decided.")
class ClaimLine(Node):
    """One item of a claim, with what the run that counts decided; an imported run may have no lines."""

    source: ClassVar = Source(tables.ClaimLine)

    preauthorization_id: Private[UUID | None]

    id: ID
    line_no: int
    procedure_code: str
    code_system: CodeSystem
    modifier: str | None
    service_date: date
    place_of_service: str | None
    units: Decimal
    unit_price: Money = money("unit_price")
    billed: Money = money("billed_amount")
    diagnosis_pointers: list[int] = strawberry.field(description="Positions of the claim's diagnoses it is for.")
    tooth: str | None
    decision: LineDecision | None = decided("decision")
    network_tier: NetworkTier | None = decided("network_tier")
    allowed: Money | None = decided_money("allowed")
    plan_paid: Money | None = decided_money("plan_paid")
    deductible: Money | None = decided_money("deductible")
    copay: Money | None = decided_money("copay")
    coinsurance: Money | None = decided_money("coinsurance")
    over_limit: Money | None = decided_money("over_limit")
    non_covered: Money | None = decided_money("non_covered")
    balance_bill: Money | None = decided_money("balance_bill")
    write_off: Money | None = decided_money("writeoff")

    @strawberry.field(metadata=reads("id"))
    async def benefit_category(self, info: Info) -> BenefitCategory | None:
        decision = await decision_on_line(info, self.id)
        return None if decision is None else BenefitCategory.of_code(decision.benefit_category)

    @strawberry.field(metadata=reads("id"))
    async def adjustments(self, info: Info) -> list[ClaimAdjustment]:
        decision = await decision_on_line(info, self.id)
        return [] if decision is None else await all_of(info, ClaimAdjustment, "line_result_id", decision.id)

    @strawberry.field(metadata=reads("preauthorization_id"))
    async def preauthorization(self, info: Info) -> Preauthorization | None:
        return (
            None
            if self.preauthorization_id is None
            else await find(info, Preauthorization, id=self.preauthorization_id)
        )


@strawberry.federation.type(keys=["id", "claimNumber"], description="A bill for care.")
class Claim(Node):
    """A bill for care; its amounts are those of the run that counts."""

    source: ClassVar = Source(tables.Claim, keys=("id", "claim_number"))

    member_id: Private[UUID]
    provider_id: Private[UUID]
    personnel_id: Private[UUID | None]
    enrolment_id: Private[UUID | None]
    scheme_version_id: Private[UUID | None]
    company_id: Private[UUID | None]
    agent_id: Private[UUID | None]
    assignee_id: Private[UUID | None]
    preauthorization_id: Private[UUID | None]
    replaces_claim_id: Private[UUID | None]

    id: ID
    claim_number: str
    claim_type: ClaimType
    category: ClaimCategory
    use: ClaimUse
    status: ClaimStatus
    status_reason: str | None = strawberry.field(description="The stable code of the reason it stands there.")
    priority: ClaimPriority
    service_from: date = strawberry.field(description="The first day of care.")
    service_to: date = strawberry.field(description="The last day of care.")
    received_at: datetime
    adjudicated_at: datetime | None
    paid_at: datetime | None
    is_emergency: bool
    accident_date: date | None
    external_ref: str | None = strawberry.field(description="What the provider calls it.")
    currency: CurrencyCode
    billed: Money = money("billed_amount")
    allowed: Money | None = money("allowed_amount")
    plan_paid: Money | None = money("plan_paid_amount")
    member_owes: Money | None = money("member_amount")
    write_off: Money | None = money("writeoff_amount")
    other_payer: Money = money("other_payer_amount")
    version: int

    @strawberry.field(name="source", metadata=reads("source"), description="How it came in.")
    def came_from(self) -> ClaimSource:
        return ClaimSource(self.__dict__["source"])  # the class says by `source` where its rows are read

    @strawberry.field(metadata=reads("member_id"))
    def member(self) -> Member:
        return Member(id=ID(str(self.member_id)))

    @strawberry.field(metadata=reads("provider_id"), description="Who bills.")
    def provider(self) -> Provider:
        return Provider(id=ID(str(self.provider_id)))

    @strawberry.field(metadata=reads("personnel_id"), description="Who gave the care.")
    def personnel(self) -> MedicalPersonnel | None:
        return MedicalPersonnel.of(self.personnel_id)

    @strawberry.field(metadata=reads("enrolment_id"), description="The cover it falls under.")
    def enrolment(self) -> Enrolment | None:
        return Enrolment.of(self.enrolment_id)

    @strawberry.field(metadata=reads("scheme_version_id"), description="The terms it is decided by.")
    def scheme_version(self) -> SchemeVersion | None:
        return SchemeVersion.of(self.scheme_version_id)

    @strawberry.field(metadata=reads("company_id"), description="The employer, none for individuals.")
    def company(self) -> Company | None:
        return Company.of(self.company_id)

    @strawberry.field(metadata=reads("agent_id"))
    def agent(self) -> Agent | None:
        return Agent.of(self.agent_id)

    @strawberry.field(metadata=reads("assignee_id"), description="The claims officer who works on it.")
    def assignee(self) -> User | None:
        return User.of(self.assignee_id)

    @strawberry.field(metadata=reads("preauthorization_id"))
    async def preauthorization(self, info: Info) -> Preauthorization | None:
        return (
            None
            if self.preauthorization_id is None
            else await find(info, Preauthorization, id=self.preauthorization_id)
        )

    @strawberry.field(metadata=reads("replaces_claim_id"), description="The reversed claim this one corrects.")
    async def replaces(self, info: Info) -> "Claim | None":
        return None if self.replaces_claim_id is None else await find(info, Claim, id=self.replaces_claim_id)

    @strawberry.field(metadata=reads("id"))
    async def diagnoses(self, info: Info) -> list[ClaimDiagnosis]:
        return await all_of(info, ClaimDiagnosis, "claim_id", self.id, order=("position",))

    @strawberry.field(metadata=reads("id"))
    async def lines(self, info: Info) -> list[ClaimLine]:
        return await all_of(info, ClaimLine, "claim_id", self.id, order=("line_no",))

    @strawberry.field(metadata=reads("id"), description="Every run, the first one first.")
    async def runs(self, info: Info) -> list[ClaimAdjudicationResult]:
        return await all_of(info, ClaimAdjudicationResult, "claim_id", self.id, order=("run_no",))

    @strawberry.field(metadata=reads("id"), description="The explanation of benefits that holds.")
    async def eob(self, info: Info) -> ExplanationOfBenefit | None:
        return await newest_of(info, ExplanationOfBenefit, self.id, "issued_at")

    @strawberry.field(metadata=reads("id"), description="What the newest run found suspicious.")
    async def fraud(self, info: Info) -> FraudDetectionResult | None:
        return await newest_of(info, FraudDetectionResult, self.id, "run_no")

    @strawberry.field(metadata=reads("id"))
    async def necessity_validations(self, info: Info) -> list[MedicalNecessityValidation]:
        return await all_of(info, MedicalNecessityValidation, "claim_id", self.id)

    @strawberry.field(metadata=reads("id"))
    async def documents(self, info: Info) -> list[ClaimDocument]:
        return await all_of(info, ClaimDocument, "claim_id", self.id)

    @strawberry.field(metadata=reads("id"), description="Every step it went, the first one first.")
    async def history(self, info: Info) -> list[ClaimEvent]:
        return await all_of(info, ClaimEvent, "claim_id", self.id)

    @strawberry.field(metadata=reads("id"))
    async def appeals(self, info: Info) -> list[ClaimAppeal]:
        return await all_of(info, ClaimAppeal, "claim_id", self.id, order=("filed_at", "id"))


@strawberry.federation.type(
    keys=["id"], description="A claim that would be decided otherwise today, because something before it changed."
)
class ReprocessCandidate(Node):
    """A claim that would be decided otherwise today."""

    source: ClassVar = Source(tables.ReprocessCandidate)

    claim_id: Private[UUID]

    id: ID
    cause: str = strawberry.field(description="The stable code of what changed.")
    detected_at: datetime
    resolved_at: datetime | None
    version: int

    @strawberry.field(metadata=reads("claim_id"))
    async def claim(self, info: Info) -> Claim:
        return await find_owner(info, Claim, self.claim_id)
