"""What tokens does when something happened elsewhere: through the real broker, once, however often it is told."""

from collections.abc import AsyncIterator
from typing import Any, Final
from uuid import UUID, uuid4

import pytest
import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import Range
from sqlalchemy.ext.asyncio import AsyncSession

from shared_models.access import role_of
from shared_models.connection import create_engine
from shared_models.tokens import OrganizationType, PurchaseStatus
from subgraphs.kit.audit.journal import Journal
from subgraphs.kit.events.backbone import Backbone
from subgraphs.kit.events.outbox import emit
from subgraphs.kit.writing import Writer
from subgraphs.tokens.reactions import FOLLOWS
from subgraphs.tokens.service.grants import grant_tokens
from tests.conftest import NewDatabase
from tests.keys import a_keyring
from tests.principals import an_admin
from tests.subgraphs.kit.events.house import QUICK, House, a_house, rows, until
from tests.subgraphs.tokens.builders import START, a_purchase, a_rate, a_wallet

PROVIDER: Final = UUID(int=7)
DAY: Final = START.date()
DEALT_WITH: Final = "SELECT count(*) FROM inbox_events WHERE processed_at IS NOT NULL"


@pytest.fixture
async def house(new_database: NewDatabase) -> AsyncIterator[House]:
    """Claims and tokens, with a rate card on which a claim costs 1."""
    async with a_house(await new_database("claims"), await new_database("tokens")) as house:
        async with AsyncSession(house.tokens) as db, db.begin():
            db.add(a_rate("claim_submission", 1, Range(None, None)))
        yield house


async def a_wallet_with(house: House, tokens: int) -> UUID:
    """Open the provider's wallet, and grant it tokens."""
    wallet = a_wallet(
        organization_type=OrganizationType.PROVIDER, organization_id=PROVIDER, available=0, reference_balance=0
    )
    async with AsyncSession(house.tokens, expire_on_commit=False) as db, db.begin():
        db.add(wallet)
    if tokens:
        engine = create_engine(house.tokens_url, application="covergraph-test", role=role_of("tokens"))
        writer = Writer(engine, a_keyring("tokens"), Journal(an_admin()), START)
        await grant_tokens(writer, key="the-first-grant", wallet_id=wallet.id, tokens=tokens, reason="a test")
        await engine.dispose()
    return wallet.id


async def submit(house: House) -> UUID:
    """Have claims tell of a claim of the provider."""
    claim = uuid4()
    data = {
        "member_id": uuid4(),
        "provider_id": PROVIDER,
        "billed": 100,
        "currency": "USD",
        "service_from": START.date(),
    }
    async with house.claims.begin() as connection:
        await emit(connection, "claim", claim, "claim.submitted", data)
    return claim


def following(house: House, source: str) -> Backbone:
    return house.receiver(*(each for each in FOLLOWS if each.source == source))


async def dealt_with(house: House, count: int) -> None:
    async def is_so() -> bool:
        [(done,)] = await rows(house.tokens, DEALT_WITH)
        return bool(done >= count)

    await until(is_so)


async def last_told(house: House) -> tuple[str, UUID, dict[str, Any]]:
    [*_, (kind, aggregate, payload)] = await rows(
        house.tokens, "SELECT type, aggregate_id, payload FROM outbox_events ORDER BY turn"
    )
    return kind, aggregate, payload


async def test_a_claim_that_comes_three_times_is_charged_once(house: House) -> None:
    wallet = await a_wallet_with(house, 10)
    async with house.sender().running():
        claim = await submit(house)
        await until(lambda: _is_published(house, 1))
    async with house.client() as client:
        message = await client.jetstream().get_last_msg("claims", "claims.claim.submitted.>")
        for _ in range(2):
            await client.jetstream().publish(str(message.subject), message.data or b"")

    async with following(house, "claims").running():
        await dealt_with(house, 1)
        await until(lambda: _nothing_waits(house))

    assert await house.count("claims") == 3
    assert await rows(house.tokens, "SELECT available FROM organization_token_wallets") == [(9,)]
    kind, aggregate, payload = await last_told(house)
    assert (kind, aggregate) == ("token.spent", wallet)
    assert payload == {
        "organization_type": "provider",
        "organization_id": str(PROVIDER),
        "tokens": "1",
        "available_after": "9",
        "operation": "claim_submission",
        "reference_type": "claim",
        "reference_id": str(claim),
    }


@pytest.mark.parametrize(("has_wallet", "reason"), [(True, "insufficient_tokens"), (False, "no_wallet")])
async def test_a_claim_that_cannot_be_charged_is_told_of(house: House, has_wallet: bool, reason: str) -> None:
    wallet = await a_wallet_with(house, 0) if has_wallet else PROVIDER

    async with house.sender().running(), following(house, "claims").running():
        claim = await submit(house)
        await dealt_with(house, 1)

    kind, aggregate, payload = await last_told(house)
    assert (kind, aggregate) == ("token.spend_refused", wallet)
    assert (payload["reason"], payload["tokens"], payload["reference_id"]) == (reason, "1", str(claim))


async def test_an_operation_without_a_rate_is_told_of(house: House) -> None:
    await a_wallet_with(house, 10)
    async with house.tokens.begin() as connection:
        await connection.execute(sa.text("DELETE FROM token_rate_cards"))

    async with house.sender().running(), following(house, "claims").running():
        await submit(house)
        await dealt_with(house, 1)

    kind, _, payload = await last_told(house)
    assert (kind, payload["reason"]) == ("token.spend_refused", "no_rate")


@pytest.mark.parametrize(
    ("event_type", "available", "status"), [("payment.completed", 500, "completed"), ("payment.failed", 0, "failed")]
)
async def test_what_was_bought_is_credited_once_it_is_paid(
    new_database: NewDatabase, event_type: str, available: int, status: str
) -> None:
    async with a_house(await new_database("finance"), await new_database("tokens")) as house:
        wallet = await a_wallet_with(house, 0)
        purchase = a_purchase(a_wallet(id=wallet), status=PurchaseStatus.PENDING)
        async with AsyncSession(house.tokens, expire_on_commit=False) as db, db.begin():
            db.add(purchase)
        paid = {"purpose": "token_purchase", "source_type": "token_purchase", "source_id": purchase.id}
        sender = Backbone(
            "finance", house.claims_url, house.broker.url, role_of("finance"), a_keyring("finance"), pace=QUICK
        )

        async with sender.running(), following(house, "finance").running():
            async with house.claims.begin() as connection:
                for _ in range(2):
                    data = {**paid, "amount": "25.00", "currency": "USD"}
                    await emit(connection, "payment", UUID(int=9), event_type, data)
            await dealt_with(house, 2)
        balances = await rows(house.tokens, "SELECT available FROM organization_token_wallets")
        purchases = await rows(house.tokens, "SELECT status FROM token_purchases")

    assert (balances, purchases) == ([(available,)], [(status,)])


BEGINNINGS: Final[dict[str, dict[str, Any]]] = {
    "company.created": {"client_type": "employer", "country": "KE", "currency": "KES", "status": "active"},
    "provider.activated": {"effective_on": DAY},
}


@pytest.mark.parametrize(
    ("source", "event_type", "wallet"),
    [("core", "company.created", ("company", "KES")), ("providers", "provider.activated", ("provider", "USD"))],
)
async def test_who_begins_to_work_with_us_gets_one_wallet(
    new_database: NewDatabase, source: str, event_type: str, wallet: tuple[str, str]
) -> None:
    async with a_house(await new_database(source), await new_database("tokens")) as house:
        url, broker = house.claims_url, house.broker.url
        sender = Backbone(source, url, broker, role_of(source), a_keyring(source), pace=QUICK)
        async with sender.running(), following(house, source).running():
            async with house.claims.begin() as connection:
                for _ in range(2):
                    aggregate = event_type.partition(".")[0]
                    await emit(connection, aggregate, PROVIDER, event_type, BEGINNINGS[event_type])
            await dealt_with(house, 2)
        wallets = await rows(
            house.tokens,
            "SELECT organization_type, currency, organization_id, available FROM organization_token_wallets",
        )

    assert wallets == [(*wallet, PROVIDER, 0)]


async def _is_published(house: House, count: int) -> bool:
    return await house.count("claims") == count


async def _nothing_waits(house: House) -> bool:
    async with house.client() as client:
        consumer = await client.jetstream().consumer_info("claims", "tokens")
    return (consumer.num_pending, consumer.num_ack_pending) == (0, 0)
