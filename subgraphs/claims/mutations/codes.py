"""The order about lists of diagnoses: what it takes, what it answers, and itself."""

from datetime import date, timedelta
from typing import Final

import strawberry

from shared_models.claims import CodeSex, DiagnosisCodeSystem
from subgraphs.claims.mutations.inputs import DIAGNOSIS_CODE
from subgraphs.claims.service import codes
from subgraphs.kit.context import Info
from subgraphs.kit.inputs import DAY, INPUT, Many, Text, Whole, bounded
from subgraphs.kit.orders import order
from subgraphs.kit.refusals import Refused
from subgraphs.kit.usererrors import Payload, UserError

CODES_MAX: Final = 500
AGE: Final = Whole(0, 150)


@strawberry.input(description="A diagnosis code as it reads for a time.")
class DiagnosisCodeInput:
    """A diagnosis code."""

    code: str = bounded(DIAGNOSIS_CODE)
    description: str = bounded(Text(longest=500))
    is_billable: bool = strawberry.field(description="Whether it is exact enough to stand on a claim.")
    category_code: str | None = bounded(DIAGNOSIS_CODE, default=None)
    chapter: str | None = bounded(Text(longest=300), default=None)
    sex: CodeSex | None = strawberry.field(default=None, description="The only sex it is possible for.")
    min_age: int | None = bounded(AGE, default=None)
    max_age: int | None = bounded(AGE, default=None)
    first_day: date = bounded(DAY, description="By code and first day it is known again.")
    last_day: date | None = bounded(DAY, default=None)

    def read(self) -> codes.Reading:
        """Return it as it is stored."""
        return codes.Reading(
            self.code,
            self.description,
            self.first_day,
            None if self.last_day is None else self.last_day + timedelta(days=1),
            is_billable=self.is_billable,
            category_code=self.category_code,
            chapter=self.chapter,
            sex=self.sex,
            min_age=self.min_age,
            max_age=self.max_age,
        )


@strawberry.input(description="A part of a list of diagnoses; a long list is sent part by part.")
class ImportDiagnosisCodesInput:
    """A part of a list of diagnoses."""

    code_system: DiagnosisCodeSystem
    codes: list[DiagnosisCodeInput] = bounded(Many(INPUT, longest=CODES_MAX, shortest=1))


@strawberry.type(description="What became of the codes of a list.")
class ImportedCodes:
    """How many codes were new, read otherwise before, or are as they were."""

    added: int
    changed: int
    unchanged: int


@strawberry.type
class ImportDiagnosisCodesPayload(Payload):
    """What became of the codes, or why none was stored."""

    imported: ImportedCodes | None
    errors: list[UserError]


@strawberry.type
class CodeOrders:
    """What one may order about lists of codes."""

    @order(
        ImportDiagnosisCodesPayload,
        description="Store up to 500 codes of a list of diagnoses, all or none; sent again, they change nothing."
        " Of a system that has a list, a claim names what is in it.",
    )
    async def import_diagnosis_codes(
        self, info: Info, input: ImportDiagnosisCodesInput
    ) -> ImportedCodes | tuple[Refused, ...]:
        readings = [each.read() for each in input.codes]
        done = await codes.import_codes(info.context.writer(), input.code_system, readings)
        return done if isinstance(done, tuple) else ImportedCodes(**done)


PAYLOADS: Final = (ImportDiagnosisCodesPayload, ImportedCodes)
