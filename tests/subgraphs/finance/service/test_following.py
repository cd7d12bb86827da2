"""Claims tell, and finance owes: through the real broker, whatever comes twice."""

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from shared_models.access import role_of
from subgraphs.finance.reactions import FOLLOWS
from subgraphs.kit.events.backbone import Backbone
from subgraphs.kit.events.outbox import emit
from tests.conftest import NewDatabase
from tests.keys import a_keyring
from tests.subgraphs.finance.service.conftest import Books, Claim
from tests.subgraphs.kit.events.house import QUICK, House, a_house, until

DECIDED = {"outcome": "approved", "run_no": 1, "billed": "500.00", "allowed": "450.00", "member_amount": "50.00"}


async def tell(house: House, claim: Claim, event_type: str, **data: Any) -> None:
    async with house.claims.begin() as connection:
        await emit(connection, "claim", claim.id, event_type, {**data, "currency": "USD"})


async def test_a_claim_is_owed_until_it_is_reversed(books: Books, new_database: NewDatabase) -> None:
    claim = Claim()
    finance_url = books.owner.url.render_as_string(hide_password=False)
    async with a_house(await new_database("claims"), await new_database("tokens")) as house:
        role, keyring = role_of("finance"), a_keyring("finance")
        finance = Backbone("finance", finance_url, house.broker.url, role, keyring, follows=FOLLOWS[:1], pace=QUICK)

        await tell(
            house,
            claim,
            "claim.adjudicated",
            **DECIDED,
            result_id=claim.result_id,
            plan_paid=claim.amount,
            provider_id=claim.provider_id,
        )
        await tell(
            house,
            claim,
            "claim.payment_requested",
            payee_id=claim.provider_id,
            amount=claim.amount,
            result_id=claim.result_id,
        )
        async with house.sender().running(), finance.running():
            await until(lambda: _stands(books, claim, "open"))
            owed = await books.balance("2000")
            await tell(house, claim, "claim.reversed", result_id=claim.result_id, amount=claim.amount)
            await until(lambda: _stands(books, claim, "cancelled"))

    assert owed == Decimal(-400)
    assert await books.balance("2000") == 0
    [due] = await books.rows("SELECT due_on FROM payables")
    assert (due[0] - datetime.now(UTC).date()).days in {29, 30}


async def _stands(books: Books, claim: Claim, status: str) -> bool:
    return await books.statuses(claim) == [status]
