"""Members, their documents and their onboarding."""

from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

import sqlalchemy as sa

from shared_models.base import (
    Recorded,
    SoftDeleted,
    after_create,
    big,
    check,
    closed,
    code,
    country,
    index,
    instant,
    one_of,
    rate,
    refers_to,
    text,
    trigram,
    unique,
    unique_where,
)
from shared_models.core.base import CoreTable
from shared_models.core.choices import (
    DependentType,
    DocumentStatus,
    DocumentType,
    MaritalStatus,
    MemberStatus,
    MemberType,
    OnboardingStatus,
    Sex,
)
from shared_models.encryption import Form, blind, sealed

# A dependant's principal depends on nobody: one level, which a CHECK cannot see.
ONE_LEVEL_FUNCTION = """
CREATE OR REPLACE FUNCTION one_level_of_dependants() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM members WHERE id = NEW.principal_id AND principal_id IS NOT NULL) THEN
        RAISE EXCEPTION 'member %: the principal is a dependant of somebody else', NEW.member_number
            USING ERRCODE = 'check_violation';
    END IF;
    IF EXISTS (SELECT FROM members WHERE principal_id = NEW.id) THEN
        RAISE EXCEPTION 'member %: somebody with dependants cannot become one', NEW.member_number
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$
"""
ONE_LEVEL_TRIGGER = """
CREATE TRIGGER members_one_level_of_dependants AFTER INSERT OR UPDATE OF principal_id ON members
    FOR EACH ROW WHEN (NEW.principal_id IS NOT NULL) EXECUTE FUNCTION one_level_of_dependants()
"""


@after_create(ONE_LEVEL_FUNCTION, ONE_LEVEL_TRIGGER)
class Member(SoftDeleted, CoreTable, table=True):
    """A covered person: a principal, or somebody who depends on one. Who writes a birth date sees that it is past."""

    __tablename__ = "members"
    __table_args__ = (
        index("last_name", "id"),
        unique("member_number"),
        unique_where(
            "uq_members_national_id",
            "national_id_hash",
            where="national_id_hash IS NOT NULL AND deleted_at IS NULL",
        ),
        unique_where("uq_members_employee_number", "company_id", "employee_number", where="member_type = 'principal'"),
        index("passport_hash"),
        index("email_hash"),
        index("company_id", "status"),
        index("principal_id"),
        index("user_id"),
        trigram("ix_members_name_trigram", "last_name", "first_name"),
        one_of("member_type", MemberType),
        one_of("dependent_type", DependentType),
        one_of("sex", Sex),
        one_of("marital_status", MaritalStatus),
        one_of("status", MemberStatus),
        check(
            "dependent_has_principal",
            "(member_type = 'dependent') = (principal_id IS NOT NULL)"
            " AND (member_type = 'dependent') = (dependent_type IS NOT NULL)",
        ),
        check("not_own_principal", "principal_id <> id"),
        check("terminated_after_enrolled", "terminated_on >= enrolled_on"),
    )

    member_number: str = code(20)
    company_id: UUID | None = refers_to("companies.id", default=None)
    user_id: UUID | None = refers_to("users.id", default=None)
    member_type: MemberType = closed(MemberType)
    principal_id: UUID | None = refers_to("members.id", default=None)
    dependent_type: DependentType | None = closed(DependentType, default=None)
    employee_number: str | None = text(default=None)
    grade: str | None = text(default=None)
    first_name: str = text()
    middle_name: str | None = text(default=None)
    last_name: str = text()
    date_of_birth_enc: bytes = sealed()
    sex: Sex = closed(Sex)
    marital_status: MaritalStatus = closed(MaritalStatus, default=MaritalStatus.UNKNOWN)
    national_id_enc: bytes | None = sealed(default=None)
    national_id_hash: bytes | None = blind(Form.CODE, default=None)
    passport_enc: bytes | None = sealed(default=None)
    passport_hash: bytes | None = blind(Form.CODE, default=None)
    email_enc: bytes | None = sealed(default=None)
    email_hash: bytes | None = blind(Form.EMAIL, default=None)
    phone_enc: bytes | None = sealed(default=None)
    address_enc: bytes | None = sealed(default=None)
    country: str = country()
    has_disability: bool = False
    status: MemberStatus = closed(MemberStatus, default=MemberStatus.PENDING)
    enrolled_on: date | None = None
    terminated_on: date | None = None
    suspended_on: date | None = None
    suspension_reason: str | None = text(default=None)
    died_on: date | None = None
    erased_at: datetime | None = instant(default=None)


class DependentRule(Recorded, CoreTable, table=True):
    """Until when, and how many, dependants of a kind are covered; a company's own rule stands before that for all."""

    __tablename__ = "dependent_rules"
    __table_args__ = (
        sa.UniqueConstraint(
            "company_id", "dependent_type", name="uq_dependent_rules_kind", postgresql_nulls_not_distinct=True
        ),
        one_of("dependent_type", DependentType),
        one_of("requires_document", DocumentType),
        check("limits", "max_age > 0 AND student_max_age >= max_age AND max_count >= 0"),
    )

    company_id: UUID | None = refers_to("companies.id", default=None)
    dependent_type: DependentType = closed(DependentType)
    max_age: int | None = None
    student_max_age: int | None = None
    max_count: int | None = None
    requires_document: DocumentType | None = closed(DocumentType, default=None)


class MemberDocument(SoftDeleted, CoreTable, table=True):
    """A document that proves something about a member; its bytes live in object storage."""

    __tablename__ = "member_documents"
    __table_args__ = (
        index("created_at", "id"),
        unique("member_id", "sha256"),
        index("status"),
        index("expires_on"),
        one_of("document_type", DocumentType),
        one_of("status", DocumentStatus),
        check("size_bytes", "size_bytes BETWEEN 0 AND 10485760"),
    )

    member_id: UUID = refers_to("members.id")
    document_type: DocumentType = closed(DocumentType)
    document_number_enc: bytes | None = sealed(default=None)
    file_name: str = text()
    storage_key: str = text()
    mime_type: str = text()
    size_bytes: int = big()
    sha256: bytes
    status: DocumentStatus = closed(DocumentStatus, default=DocumentStatus.UPLOADED)
    verified_by: UUID | None = refers_to("users.id", default=None)
    verified_at: datetime | None = instant(default=None)
    rejection_reason: str | None = text(default=None)
    expires_on: date | None = None


class OnboardingSession(Recorded, CoreTable, table=True):
    """A member's way into cover, step by step; the token that opens it is stored as a hash."""

    __tablename__ = "onboarding_sessions"
    __table_args__ = (
        unique("token_hash"),
        unique_where("uq_onboarding_sessions_open", "member_id", where="status IN ('pending', 'active', 'paused')"),
        one_of("status", OnboardingStatus),
        check("progress", "progress BETWEEN 0 AND 1"),
    )

    member_id: UUID = refers_to("members.id")
    token_hash: bytes
    status: OnboardingStatus = closed(OnboardingStatus, default=OnboardingStatus.PENDING)
    current_step: str | None = text(default=None)
    progress: Decimal = rate(default=Decimal(0))
    started_at: datetime | None = instant(default=None)
    expires_at: datetime = instant()
    completed_at: datetime | None = instant(default=None)
