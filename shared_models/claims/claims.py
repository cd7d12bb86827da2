"""Claims with their lines, diagnoses and documents, preauthorisations, and appeals."""

from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import Range

from shared_models.base import (
    Recorded,
    SoftDeleted,
    amount,
    array,
    big,
    check,
    closed,
    code,
    column,
    currency,
    in_currency_of,
    index,
    index_where,
    instant,
    number,
    one_of,
    refers_to,
    span,
    text,
    unique,
    unique_where,
)
from shared_models.claims.base import ClaimsTable, minor_digits
from shared_models.claims.choices import (
    AppealStatus,
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
    PreauthorizationStatus,
)
from shared_models.encryption import sealed


class Preauthorization(Recorded, ClaimsTable, table=True):
    """A promise that a procedure will be covered, for so many units within a span."""

    __tablename__ = "preauthorizations"
    __table_args__ = (
        index_where("ix_preauthorizations_start", sa.text("COALESCE(lower(span), '-infinity'::date)"), "id"),
        unique("preauthorization_number"),
        index("member_id"),
        index("provider_id"),
        one_of("code_system", CodeSystem),
        one_of("status", PreauthorizationStatus),
        check("units_requested", "units_requested > 0"),
        check("units", "units_used BETWEEN 0 AND units_approved"),
        check("amount_limit", "LEAST(amount_limit, amount_used) >= 0"),
        check("decided", "(decided_at IS NULL) = (decided_by IS NULL)"),
        index_where("ix_preauthorizations_open", sa.text("upper(span)"), where="status IN ('requested', 'approved')"),
    )

    preauthorization_number: str = code(24)
    member_id: UUID
    provider_id: UUID
    code_system: CodeSystem = closed(CodeSystem)
    procedure_code: str = code(20)
    units_requested: Decimal = number(12, 3)
    units_approved: Decimal = number(12, 3, default=Decimal(0))
    units_used: Decimal = number(12, 3, default=Decimal(0))
    amount_limit: Decimal | None = amount(default=None)
    amount_used: Decimal = amount(default=Decimal(0))
    currency: str = currency()
    span: Range[date] = span()
    status: PreauthorizationStatus = closed(PreauthorizationStatus, default=PreauthorizationStatus.REQUESTED)
    decided_by: UUID | None = None
    decided_at: datetime | None = instant(default=None)
    decision_reason: str | None = code(40, default=None)


class Claim(SoftDeleted, ClaimsTable, table=True):
    """A bill for care; its amounts are those of the run that counts."""

    __tablename__ = "claims"
    __table_args__ = (
        index("service_from", "id"),
        index("billed_amount", "id"),
        unique("claim_number"),
        unique("id", "currency"),
        unique_where("uq_claims_external_ref", "provider_id", "external_ref", where="external_ref IS NOT NULL"),
        index_where("ix_claims_member_id_service_from", "member_id", sa.text("service_from DESC"), sa.text("id DESC")),
        index_where(
            "ix_claims_provider_id_received_at", "provider_id", sa.text("received_at DESC"), sa.text("id DESC")
        ),
        index_where(
            "ix_claims_company_id_service_from", "company_id", sa.text("service_from DESC"), sa.text("id DESC")
        ),
        index_where("ix_claims_company_id_received_at", "company_id", sa.text("received_at DESC"), sa.text("id DESC")),
        index("received_at", "id"),
        index("status", "priority", "received_at"),
        one_of("source", ClaimSource),
        one_of("claim_type", ClaimType),
        one_of("category", ClaimCategory),
        one_of("use", ClaimUse),
        one_of("status", ClaimStatus),
        one_of("priority", ClaimPriority),
        check("service_days", "service_to >= service_from"),
        check(
            "amounts",
            "LEAST(billed_amount, allowed_amount, plan_paid_amount, member_amount, writeoff_amount, other_payer_amount)"
            " >= 0",
        ),
        check(
            "conserved",
            "billed_amount = plan_paid_amount + member_amount + writeoff_amount + other_payer_amount",
        ),
        check("not_own_replacement", "replaces_claim_id <> id"),
    )

    claim_number: str = code(24)
    source: ClaimSource = closed(ClaimSource)
    claim_type: ClaimType = closed(ClaimType)
    category: ClaimCategory = closed(ClaimCategory)
    use: ClaimUse = closed(ClaimUse, default=ClaimUse.CLAIM)
    member_id: UUID
    provider_id: UUID
    personnel_id: UUID | None = None
    enrolment_id: UUID | None = None
    scheme_version_id: UUID | None = None
    company_id: UUID | None = None
    agent_id: UUID | None = None
    service_from: date
    service_to: date
    received_at: datetime = instant()
    is_emergency: bool = False
    accident_date: date | None = None
    preauthorization_id: UUID | None = refers_to("preauthorizations.id", default=None)
    currency: str = currency()
    billed_amount: Decimal = amount()
    allowed_amount: Decimal | None = amount(default=None)
    plan_paid_amount: Decimal | None = amount(default=None)
    member_amount: Decimal | None = amount(default=None)
    writeoff_amount: Decimal | None = amount(default=None)
    other_payer_amount: Decimal = amount(default=Decimal(0))
    status: ClaimStatus = closed(ClaimStatus, default=ClaimStatus.DRAFT)
    status_reason: str | None = code(40, default=None)
    priority: ClaimPriority = closed(ClaimPriority, default=ClaimPriority.NORMAL)
    assignee_id: UUID | None = None
    external_ref: str | None = text(default=None)
    replaces_claim_id: UUID | None = refers_to("claims.id", default=None)
    adjudicated_at: datetime | None = instant(default=None)
    paid_at: datetime | None = instant(default=None)


class ClaimLine(Recorded, ClaimsTable, table=True):
    """One item of a claim.

    `unit_price_derived` says that the source gave only the line's total: units and price need not multiply to it.
    """

    __tablename__ = "claim_lines"
    __table_args__ = (
        unique("claim_id", "line_no"),
        index("procedure_code", "service_date"),
        in_currency_of("claim_id", "claims"),
        one_of("code_system", CodeSystem),
        check("line_no", "line_no > 0"),
        check("amounts", "LEAST(units, unit_price, billed_amount) >= 0"),
        check("other_payer", "other_payer_amount BETWEEN 0 AND billed_amount"),
        check(
            "billed_is_units_times_price",
            f"unit_price_derived OR billed_amount = round(units * unit_price, {minor_digits('currency')})",
        ),
    )

    claim_id: UUID
    line_no: int
    procedure_code: str = code(20)
    code_system: CodeSystem = closed(CodeSystem)
    modifier: str | None = code(8, default=None)
    service_date: date
    place_of_service: str | None = code(10, default=None)
    units: Decimal = number(12, 3)
    unit_price: Decimal = amount()
    unit_price_derived: bool = False
    billed_amount: Decimal = amount()
    other_payer_amount: Decimal = amount(default=Decimal(0))
    currency: str = currency()
    diagnosis_pointers: list[int] = array(sa.SmallInteger, default_factory=list)
    tooth: str | None = code(4, default=None)
    preauthorization_id: UUID | None = refers_to("preauthorizations.id", default=None)


class ClaimDiagnosis(ClaimsTable, table=True):
    """A diagnosis on a claim; lines point at it by position."""

    __tablename__ = "claim_diagnoses"
    __table_args__ = (
        one_of("code_system", DiagnosisCodeSystem),
        one_of("role", DiagnosisRole),
        check("position", "position BETWEEN 1 AND 25"),
    )

    claim_id: UUID = refers_to("claims.id", primary_key=True)
    position: int = column(sa.SmallInteger, primary_key=True)
    code_system: DiagnosisCodeSystem = closed(DiagnosisCodeSystem)
    code: str = code(18)
    role: DiagnosisRole = closed(DiagnosisRole)


class ClaimDocument(SoftDeleted, ClaimsTable, table=True):
    """A document that proves something about a claim; its bytes live in object storage."""

    __tablename__ = "claim_documents"
    __table_args__ = (
        unique("claim_id", "sha256"),
        unique("storage_key"),
        one_of("document_type", ClaimDocumentType),
        one_of("mime_type", DocumentFormat),
        check("size_bytes", "size_bytes BETWEEN 1 AND 10485760"),
        check("sha256", "octet_length(sha256) = 32"),
    )

    claim_id: UUID = refers_to("claims.id")
    document_type: ClaimDocumentType = closed(ClaimDocumentType)
    file_name: str = text()
    storage_key: str = code(200)
    mime_type: DocumentFormat = closed(DocumentFormat)
    size_bytes: int = big()
    sha256: bytes


class ClaimAppeal(Recorded, ClaimsTable, table=True):
    """A request to decide a claim again."""

    __tablename__ = "claim_appeals"
    __table_args__ = (
        index("filed_at", "id"),
        index("claim_id"),
        index("status", "filed_at"),
        unique_where("uq_claim_appeals_open", "claim_id", where="status IN ('filed', 'in_review')"),
        one_of("status", AppealStatus),
        check("decided", "(decided_at IS NOT NULL) = (status IN ('upheld', 'overturned'))"),
    )

    claim_id: UUID = refers_to("claims.id")
    filed_by: UUID
    filed_at: datetime = instant()
    grounds_enc: bytes = sealed()
    status: AppealStatus = closed(AppealStatus, default=AppealStatus.FILED)
    decided_at: datetime | None = instant(default=None)
