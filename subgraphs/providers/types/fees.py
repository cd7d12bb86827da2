"""Price lists."""

from decimal import Decimal
from typing import Annotated, ClassVar, Final

import strawberry

from shared_models import providers as tables
from shared_models.providers import FeeScheduleStatus, ProcedureCodeSystem
from subgraphs.kit.errors import BadInput
from subgraphs.kit.lists import below
from subgraphs.kit.nodes import ID, Node, Source, as_text, reads
from subgraphs.kit.paging import Connection
from subgraphs.kit.scalars import CurrencyCode
from subgraphs.kit.values import DateSpan, Money, days, money
from subgraphs.providers.types.asking import FeeScheduleItemFilter, FeeScheduleItemOrder

# As many as a claim has lines: who decides one asks for the prices of all of them at once.
CODES_MAX: Final = 200
Codes = Annotated[list[str], strawberry.argument(description=f"Procedure codes of any list, at most {CODES_MAX}.")]


def known_codes(codes: list[str]) -> frozenset[str]:
    """Read procedure codes a client gave."""
    if len(codes) > CODES_MAX:
        raise BadInput(f"codes: {len(codes)} are more than {CODES_MAX}")
    return frozenset(as_text(each, "codes") for each in codes)


@strawberry.type(description="The price of one unit of a procedure.")
class FeeScheduleItem(Node):
    """The price of one unit of a procedure."""

    source: ClassVar = Source(tables.FeeScheduleItem)

    id: ID
    code_system: ProcedureCodeSystem
    procedure_code: str
    modifier: str | None
    unit_rate: Money = money("unit_rate")
    max_units: Decimal | None

    @strawberry.field(metadata=reads("unit_rate"), description="The price with its parts of the minor unit.")
    def exact_rate(self) -> Decimal:
        rate: Decimal = self.__dict__["unit_rate"]
        return rate


@strawberry.type(description="A price list; a published one changes by its next revision.")
class FeeSchedule(Node):
    """A price list; a published one changes by its next revision."""

    source: ClassVar = Source(tables.FeeSchedule)

    id: ID
    name: str
    revision: int
    currency: CurrencyCode
    span: DateSpan = days("span")
    status: FeeScheduleStatus
    is_reference: bool = strawberry.field(description="Whether what is done out of network is priced by it.")
    version: int

    items: Connection[FeeScheduleItem] = below(
        lambda: FeeScheduleItem,
        "fee_schedule_id",
        filtered_by=FeeScheduleItemFilter,
        order=FeeScheduleItemOrder.PROCEDURE_ASC,
    )
