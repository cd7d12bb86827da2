"""The order about rules of medical necessity: what it takes, what it answers, and itself."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Final, TypeAlias
from uuid import UUID

import strawberry

from shared_models.claims import CodeSystem, DiagnosisCodeSystem, NecessitySeverity
from subgraphs.claims.mutations.inputs import DIAGNOSIS_CODE, PROCEDURE_CODE, UNITS
from subgraphs.claims.rules.bill import Procedure
from subgraphs.claims.rules.snapshot import Days
from subgraphs.claims.rules.snapshot import NecessityRule as Rule
from subgraphs.claims.service import necessity
from subgraphs.claims.types.codes import NecessityRule
from subgraphs.kit import inputs
from subgraphs.kit.context import Info
from subgraphs.kit.inputs import DAY, Many, Whole, bounded
from subgraphs.kit.nodes import ID
from subgraphs.kit.orders import order
from subgraphs.kit.reading import find
from subgraphs.kit.refusals import ErrorCode, Refused
from subgraphs.kit.usererrors import Payload, UserError

PREFIXES_MAX: Final = 50
# Ten years: earlier lines are looked for as far back as the longest of them says.
DAYS_BETWEEN: Final = Whole(1, 3_660)
TIMES: Final = Whole(1, 366)
NO_VERSION: Final = Refused(
    ErrorCode.VALIDATION,
    "A rule is changed with ruleId and the expectedVersion of it; a new one has neither.",
    ("input", "expectedVersion"),
)

Answer: TypeAlias = NecessityRule | Refused | tuple[Refused, ...] | None


@strawberry.input(description="What must hold for a procedure to be necessary, as a whole.")
class UpsertNecessityRuleInput:
    """A rule of necessity."""

    rule_id: ID | None = bounded(inputs.ID, default=None, description="The rule to change; a new one has none yet.")
    expected_version: int | None = None
    code_system: CodeSystem
    procedure_code: str = bounded(PROCEDURE_CODE)
    diagnosis_code_system: DiagnosisCodeSystem | None = None
    diagnosis_prefixes: list[str] = bounded(
        Many(DIAGNOSIS_CODE, longest=PREFIXES_MAX),
        description="What the code of a diagnosis begins with that the procedure is for; none stands for all.",
    )
    max_units_per_day: Decimal | None = bounded(UNITS, default=None)
    min_days_between: int | None = bounded(DAYS_BETWEEN, default=None)
    max_per_year: int | None = bounded(TIMES, default=None)
    severity: NecessitySeverity
    first_day: date = bounded(DAY)
    last_day: date | None = bounded(DAY, default=None, description="The last day on which it holds.")

    def rule(self) -> Rule:
        """Return it as the rules see it."""
        end = None if self.last_day is None else self.last_day + timedelta(days=1)
        return Rule(
            Procedure(self.code_system, self.procedure_code),
            self.severity,
            Days(self.first_day, end),
            self.diagnosis_code_system,
            tuple(sorted(set(self.diagnosis_prefixes))),
            self.max_units_per_day,
            self.min_days_between,
            self.max_per_year,
        )


@strawberry.type
class UpsertNecessityRulePayload(Payload):
    """The rule as it reads now, or why it does not."""

    necessity_rule: NecessityRule | None
    errors: list[UserError]


@strawberry.type
class NecessityOrders:
    """What one may order about rules of medical necessity."""

    @order(
        UpsertNecessityRulePayload,
        description="Write a rule of medical necessity down, or change one. Claims that are decided already stay so.",
    )
    async def upsert_necessity_rule(self, info: Info, input: UpsertNecessityRuleInput) -> Answer:
        done = await _upsert(info, input)
        return await find(info, NecessityRule, id=done) if isinstance(done, UUID) else done


async def _upsert(info: Info, given: UpsertNecessityRuleInput) -> UUID | Refused | tuple[Refused, ...]:
    match given.rule_id, given.expected_version:
        case None, None:
            return await necessity.add_rule(info.context.writer(), given.rule())
        case str(rule_id), int(version):
            return await necessity.change_rule(
                info.context.writer(), given.rule(), rule_id=UUID(rule_id), version=version
            )
        case _:
            return NO_VERSION
