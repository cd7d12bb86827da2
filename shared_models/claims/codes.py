"""Codes that claims name, and what makes a procedure medically necessary."""

from datetime import date
from decimal import Decimal

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import Range

from shared_models.base import (
    Recorded,
    array,
    check,
    closed,
    code,
    index,
    number,
    one_of,
    span,
    text,
    trigram,
    unique_where,
)
from shared_models.claims.base import ClaimsTable
from shared_models.claims.choices import CodeSex, CodeSystem, DiagnosisCodeSystem, NecessitySeverity

AGES = "min_age >= 0 AND max_age >= min_age"


class DiagnosisCode(Recorded, ClaimsTable, table=True):
    """A diagnosis code as it reads while its span lasts."""

    __tablename__ = "diagnosis_codes"
    __table_args__ = (
        index("code", "id"),
        unique_where("uq_diagnosis_codes_code", "code_system", "code", sa.text("lower(span)")),
        trigram("ix_diagnosis_codes_description_trigram", "description"),
        one_of("code_system", DiagnosisCodeSystem),
        one_of("sex", CodeSex),
        check("ages", AGES),
    )

    code: str = code(18)
    code_system: DiagnosisCodeSystem = closed(DiagnosisCodeSystem)
    description: str = text()
    category_code: str | None = text(default=None)
    chapter: str | None = text(default=None)
    is_billable: bool
    sex: CodeSex | None = closed(CodeSex, default=None)
    min_age: int | None = None
    max_age: int | None = None
    span: Range[date] = span()


class ProcedureCode(Recorded, ClaimsTable, table=True):
    """The code of a procedure, product or vaccine as it reads while its span lasts."""

    __tablename__ = "procedure_codes"
    __table_args__ = (
        index("code", "id"),
        unique_where("uq_procedure_codes_code", "code_system", "code", sa.text("lower(span)")),
        trigram("ix_procedure_codes_description_trigram", "description"),
        one_of("code_system", CodeSystem),
        one_of("sex", CodeSex),
        check("ages", AGES),
        check("default_minutes", "default_minutes > 0"),
    )

    code: str = code(20)
    code_system: CodeSystem = closed(CodeSystem)
    description: str = text()
    service_category: str = text()
    default_minutes: int | None = None
    sex: CodeSex | None = closed(CodeSex, default=None)
    min_age: int | None = None
    max_age: int | None = None
    span: Range[date] = span()


class NecessityRule(Recorded, ClaimsTable, table=True):
    """What must hold for a procedure to be necessary: a diagnosis it is for, and how often it may be done."""

    __tablename__ = "necessity_rules"
    __table_args__ = (
        index("code_system", "procedure_code"),
        index("procedure_code", "id"),
        sa.UniqueConstraint(
            "code_system",
            "procedure_code",
            "diagnosis_code_system",
            "diagnosis_prefixes",
            "max_units_per_day",
            "min_days_between",
            "max_per_year",
            "severity",
            "span",
            name="uq_necessity_rules_content",
            postgresql_nulls_not_distinct=True,
        ),
        one_of("code_system", CodeSystem),
        one_of("diagnosis_code_system", DiagnosisCodeSystem),
        one_of("severity", NecessitySeverity),
        check("diagnosis_prefixes", "(diagnosis_code_system IS NULL) = (cardinality(diagnosis_prefixes) = 0)"),
        check("frequency", "LEAST(max_units_per_day, min_days_between, max_per_year) > 0"),
        check("content", "num_nonnulls(diagnosis_code_system, max_units_per_day, min_days_between, max_per_year) > 0"),
    )

    code_system: CodeSystem = closed(CodeSystem)
    procedure_code: str = code(20)
    diagnosis_code_system: DiagnosisCodeSystem | None = closed(DiagnosisCodeSystem, default=None)
    diagnosis_prefixes: list[str] = array(sa.Text, default_factory=list)
    max_units_per_day: Decimal | None = number(12, 3, default=None)
    min_days_between: int | None = None
    max_per_year: int | None = None
    severity: NecessitySeverity = closed(NecessitySeverity)
    span: Range[date] = span()
