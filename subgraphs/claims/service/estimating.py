"""What would be paid, and what a cover would do: the engine's answers without a claim. Nothing of it is stored.

The facts of others are asked for before, by who calls; claims' own are read as the service itself: a provider may know
what is left of a limit without seeing the claims that used it up.
"""

from collections.abc import Sequence
from datetime import date
from typing import Final
from uuid import UUID

from shared_models.base import new_id
from shared_models.claims import ClaimCategory
from subgraphs.claims.rules import Rejection, Result, adjudicate
from subgraphs.claims.rules.bill import Bill
from subgraphs.claims.rules.filing import Filing
from subgraphs.claims.rules.outlook import Outlook, look_ahead
from subgraphs.claims.rules.reasons import Reason
from subgraphs.claims.service.adjudication.families import family_of
from subgraphs.claims.service.adjudication.own_facts import used_limits
from subgraphs.claims.service.adjudication.snapshots import complete
from subgraphs.claims.service.facts import Facts
from subgraphs.kit.refusals import ErrorCode, Refused
from subgraphs.kit.writing import Writer

_REJECTED: Final = {
    Reason.UNKNOWN_MEMBER: Refused(ErrorCode.NOT_FOUND, "There is no such member.", ("input", "memberId")),
    Reason.UNKNOWN_PROVIDER: Refused(ErrorCode.NOT_FOUND, "There is no such provider.", ("input", "providerId")),
    Reason.WRONG_CURRENCY: Refused(
        ErrorCode.VALIDATION, "currency is not that of the member's scheme.", ("input", "currency")
    ),
}


async def estimate(writer: Writer, filing: Filing, facts: Facts) -> Result | tuple[Refused, ...]:
    """Decide a claim as the engine would now, and forget it."""
    bill = filing.bill(new_id(), writer.now.date())
    async with writer.system_transaction() as db:
        snapshot = await complete(db, bill, facts)
    result = adjudicate(bill, snapshot)
    return tuple(_REJECTED[each] for each in result.reasons) if isinstance(result, Rejection) else result


async def outlook(writer: Writer, facts: Facts, *, member_id: UUID, day: date, categories: Sequence[str]) -> Outlook:
    """Say what a member's cover would do on a day."""
    bill = _nothing_yet(member_id, day)
    async with writer.system_transaction() as db:
        used = await used_limits(db, bill, family_of(member_id, facts.membership))
    return look_ahead(facts.membership, facts.enrolments, facts.provider, used, day=day, categories=categories)


def _nothing_yet(member_id: UUID, day: date) -> Bill:
    """Return the bill of a member who was not treated."""
    return Bill(new_id(), member_id, UUID(int=0), "", ClaimCategory.OUTPATIENT, day, day, day, ())
