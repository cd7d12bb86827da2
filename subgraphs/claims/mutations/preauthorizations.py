"""Orders about preauthorisations: what they take, what they answer, and the orders."""

from datetime import date
from decimal import Decimal
from typing import Final, TypeAlias
from uuid import UUID

import strawberry

from shared_models.claims import CodeSystem
from subgraphs.claims.mutations.inputs import AMOUNT, PROCEDURE_CODE, UNITS
from subgraphs.claims.rules.bill import Procedure
from subgraphs.claims.rules.promises import Denial, Promise, Wish
from subgraphs.claims.service import preauthorizations
from subgraphs.claims.types.claims import Preauthorization
from subgraphs.kit import inputs
from subgraphs.kit.context import Info
from subgraphs.kit.inputs import CURRENCY, DAY, IDEMPOTENCY_KEY, Text, bounded
from subgraphs.kit.nodes import ID
from subgraphs.kit.orders import order
from subgraphs.kit.reading import find
from subgraphs.kit.refusals import ErrorCode, Refused
from subgraphs.kit.scalars import CurrencyCode
from subgraphs.kit.usererrors import Payload, UserError

REASON: Final = Text(longest=40, pattern=r"[A-Z][A-Z0-9_]*", form="a code in capital letters")
NO_REASON: Final = Refused(ErrorCode.VALIDATION, "reason says why nothing is granted.", ("input", "reason"))


@strawberry.input(description="What a provider wants to be promised before it gives care.")
class RequestPreauthorizationInput:
    """A preauthorisation that is asked for."""

    idempotency_key: str = bounded(IDEMPOTENCY_KEY)
    member_id: ID = bounded(inputs.ID)
    provider_id: ID = bounded(inputs.ID)
    code_system: CodeSystem
    procedure_code: str = bounded(PROCEDURE_CODE)
    units: Decimal = bounded(UNITS)
    currency: CurrencyCode = bounded(CURRENCY)
    amount_limit: Decimal | None = bounded(AMOUNT, default=None, description="The most that the plan is to pay.")
    first_day: date = bounded(DAY)
    last_day: date = bounded(DAY, description="The last day on which the care may be given.")

    def wish(self) -> Wish:
        """Return it as the rules see it."""
        return Wish(
            member_id=UUID(self.member_id),
            provider_id=UUID(self.provider_id),
            procedure=Procedure(self.code_system, self.procedure_code),
            units=self.units,
            currency=self.currency,
            first_day=self.first_day,
            last_day=self.last_day,
            amount_limit=self.amount_limit,
        )


@strawberry.input(description="What an officer says to a preauthorisation that is asked for.")
class DecidePreauthorizationInput:
    """A promise, or a denial."""

    preauthorization_id: ID = bounded(inputs.ID)
    expected_version: int
    approved: bool
    units_approved: Decimal | None = bounded(UNITS, default=None, description="All that is asked for by default.")
    amount_limit: Decimal | None = bounded(AMOUNT, default=None, description="As asked for by default.")
    reason: str | None = bounded(REASON, default=None, description="A stable code: why nothing is granted.")

    def decision(self) -> Promise | Denial | Refused:
        """Return it as the rules see it."""
        if self.approved:
            return Promise(self.units_approved, self.amount_limit)
        return NO_REASON if self.reason is None else Denial(self.reason)


@strawberry.input
class CancelPreauthorizationInput:
    """A preauthorisation to take back."""

    preauthorization_id: ID = bounded(inputs.ID)
    expected_version: int


@strawberry.type
class RequestPreauthorizationPayload(Payload):
    """What is asked for, or why it is not."""

    preauthorization: Preauthorization | None
    errors: list[UserError]


@strawberry.type
class DecidePreauthorizationPayload(RequestPreauthorizationPayload):
    """The preauthorisation as it was decided, or why it was not."""


@strawberry.type
class CancelPreauthorizationPayload(RequestPreauthorizationPayload):
    """The preauthorisation that was taken back, or why it was not."""


PAYLOADS: Final = (
    RequestPreauthorizationPayload,
    DecidePreauthorizationPayload,
    CancelPreauthorizationPayload,
)
Answer: TypeAlias = Preauthorization | Refused | tuple[Refused, ...] | None


@strawberry.type
class PreauthorizationOrders:
    """What one may order about preauthorisations."""

    @order(RequestPreauthorizationPayload, description="Ask for a promise to cover a procedure, before it is done.")
    async def request_preauthorization(self, info: Info, input: RequestPreauthorizationInput) -> Answer:
        done = await preauthorizations.request_preauthorization(
            info.context.writer(), input.wish(), key=input.idempotency_key
        )
        return await _answer(info, done)

    @order(DecidePreauthorizationPayload, description="Grant what a provider asks for, or less, or nothing.")
    async def decide_preauthorization(self, info: Info, input: DecidePreauthorizationInput) -> Answer:
        decision = input.decision()
        if isinstance(decision, Refused):
            return decision
        done = await preauthorizations.decide_preauthorization(
            info.context.writer(),
            decision,
            preauthorization_id=UUID(input.preauthorization_id),
            version=input.expected_version,
        )
        return await _answer(info, done)

    @order(CancelPreauthorizationPayload, description="Take a preauthorisation back; what was used of it stays used.")
    async def cancel_preauthorization(self, info: Info, input: CancelPreauthorizationInput) -> Answer:
        done = await preauthorizations.cancel_preauthorization(
            info.context.writer(),
            preauthorization_id=UUID(input.preauthorization_id),
            version=input.expected_version,
        )
        return await _answer(info, done)


async def _answer(info: Info, done: UUID | Refused | tuple[Refused, ...]) -> Answer:
    return await find(info, Preauthorization, id=done) if isinstance(done, UUID) else done
