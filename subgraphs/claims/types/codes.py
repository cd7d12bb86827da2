"""Codes that claims name, and what makes a procedure medically necessary."""

from decimal import Decimal
from typing import Any, ClassVar, Self

import strawberry

from shared_models import claims as tables
from shared_models.claims import CodeSex, CodeSystem, DiagnosisCodeSystem, NecessitySeverity
from subgraphs.claims.loaders import current_reading
from subgraphs.kit.context import Info
from subgraphs.kit.errors import BadInput
from subgraphs.kit.nodes import ID, Node, Source, as_text
from subgraphs.kit.values import DateSpan, days


@strawberry.federation.type(keys=["codeSystem code"], description="A diagnosis code as it reads for a time.")
class DiagnosisCode(Node):
    """A diagnosis code as it reads for a time."""

    source: ClassVar = Source(tables.DiagnosisCode)

    id: ID
    code_system: DiagnosisCodeSystem
    code: str
    description: str
    category_code: str | None = strawberry.field(description="The code of the category it belongs to.")
    chapter: str | None
    is_billable: bool = strawberry.field(description="Whether it is exact enough to stand on a claim.")
    sex: CodeSex | None = strawberry.field(description="The only sex it is possible for.")
    min_age: int | None = strawberry.field(description="The lowest age it is possible at, in completed years.")
    max_age: int | None = strawberry.field(description="The highest age it is possible at, in completed years.")
    span: DateSpan = days("span")

    @classmethod
    async def resolve_reference(cls, info: Info, **representation: Any) -> Self | None:
        """Answer `_entities`: a code reads as it does today, or as it last did."""
        code_system, code = representation.get("codeSystem"), representation.get("code")
        if code_system is None or code is None:
            raise BadInput("DiagnosisCode is found by codeSystem and code")
        return await current_reading(info, cls, code_system, as_text(code, "code"))


@strawberry.type(description="The code of a procedure, product or vaccine as it reads for a time.")
class ProcedureCode(Node):
    """The code of a procedure, product or vaccine as it reads for a time."""

    source: ClassVar = Source(tables.ProcedureCode)

    id: ID
    code_system: CodeSystem
    code: str
    description: str
    service_category: str
    default_minutes: int | None = strawberry.field(description="How long it usually takes.")
    sex: CodeSex | None = strawberry.field(description="The only sex it is possible for.")
    min_age: int | None = strawberry.field(description="The lowest age it is possible at, in completed years.")
    max_age: int | None = strawberry.field(description="The highest age it is possible at, in completed years.")
    span: DateSpan = days("span")


@strawberry.type(description="What must hold for a procedure to be necessary, for a time.")
class NecessityRule(Node):
    """What must hold for a procedure to be necessary, for a time."""

    source: ClassVar = Source(tables.NecessityRule)

    id: ID
    code_system: CodeSystem
    procedure_code: str
    diagnosis_code_system: DiagnosisCodeSystem | None
    diagnosis_prefixes: list[str] = strawberry.field(
        description="What the code of a diagnosis begins with that the procedure is for; none stands for all."
    )
    max_units_per_day: Decimal | None
    min_days_between: int | None
    max_per_year: int | None = strawberry.field(description="How often in 365 days.")
    severity: NecessitySeverity = strawberry.field(description="Whether what fails it is denied, or asks a person.")
    span: DateSpan = days("span")
    version: int
