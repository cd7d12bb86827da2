"""Tokens are bought, credited once they are paid, cancelled before, and paid back as far as they are unspent."""

from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from shared_models.tokens import TokenPackage, TokenPurchase
from subgraphs.kit.refusals import ErrorCode, Refused
from subgraphs.tokens.service import purchases
from tests.principals import FINANCE, an_employer
from tests.subgraphs.tokens.builders import a_package
from tests.subgraphs.tokens.service.conftest import Counter, done


@pytest.fixture
async def package(counter: Counter) -> TokenPackage:
    """500 tokens for 25.00."""
    package = a_package()
    await counter.store(package)
    return package


async def buy(counter: Counter, wallet: UUID, package: TokenPackage, *, company: UUID, key: str = "") -> UUID | Refused:
    return await purchases.purchase_tokens(
        counter.writer(an_employer(company)),
        key=key or counter.key(),
        wallet_id=wallet,
        package_id=package.id,
        payment_method_id=None,
    )


async def bought(counter: Counter, package: TokenPackage) -> tuple[UUID, UUID]:
    """Return a wallet and a purchase for it that waits for its payment."""
    company = uuid4()
    wallet = await counter.open(organization_id=company)
    return wallet, done(await buy(counter, wallet, package, company=company))


async def pay(counter: Counter, purchase: UUID, payment: UUID) -> None:
    writer = counter.writer()
    async with writer.system_transaction() as db:
        await purchases.complete(db, writer, purchase_id=purchase, payment_id=payment)


async def paid(counter: Counter, package: TokenPackage) -> tuple[UUID, UUID]:
    """Return a wallet and a purchase that it was credited with."""
    wallet, purchase = await bought(counter, package)
    await pay(counter, purchase, uuid4())
    return wallet, purchase


async def refund(counter: Counter, purchase: UUID, tokens: int, *, key: str = "") -> UUID | Refused:
    return await purchases.refund_purchase(
        counter.writer(FINANCE), key=key or counter.key(), purchase_id=purchase, tokens=tokens, reason="not needed"
    )


async def row(counter: Counter, purchase: UUID) -> TokenPurchase:
    async with AsyncSession(counter.owner) as db:
        return await db.get_one(TokenPurchase, purchase)


async def last_told(counter: Counter, wallet: UUID) -> tuple[str, Any, Any]:
    kind, payload = (await counter.events(wallet))[-1]
    return kind, payload.get("tokens"), payload.get("amount")


async def test_what_is_bought_is_credited_once_it_is_paid(counter: Counter, package: TokenPackage) -> None:
    wallet, purchase = await bought(counter, package)
    before, asked = await counter.balance(wallet), await last_told(counter, wallet)

    await pay(counter, purchase, uuid4())

    assert (before, asked) == ((0, 0), ("token.purchase_requested", None, "25.00"))
    assert await counter.history(wallet) == [(1, "credit_purchase", 500, 0, 500, 0)]
    assert await last_told(counter, wallet) == ("token.credited", "500", "25.00")
    assert (await row(counter, purchase)).status == "completed"


async def test_a_payment_told_twice_credits_once(counter: Counter, package: TokenPackage) -> None:
    wallet, purchase = await bought(counter, package)
    payment = uuid4()

    for _ in range(2):
        await pay(counter, purchase, payment)

    assert await counter.balance(wallet) == (500, 0)
    assert (await last_told(counter, wallet))[0] == "token.credited"


async def test_a_purchase_is_made_once_for_its_key(counter: Counter, package: TokenPackage) -> None:
    company = uuid4()
    wallet = await counter.open(organization_id=company)

    first, second = [await buy(counter, wallet, package, company=company, key="bought-once") for _ in range(2)]

    assert first == second
    assert len(await counter.events(wallet)) == 1


async def test_nobody_buys_for_the_wallet_of_another(counter: Counter, package: TokenPackage) -> None:
    wallet = await counter.open(organization_id=uuid4())

    refused = await buy(counter, wallet, package, company=uuid4())

    assert isinstance(refused, Refused)
    assert refused.code is ErrorCode.NOT_FOUND


async def test_what_was_paid_after_a_cancellation_goes_back(counter: Counter, package: TokenPackage) -> None:
    company = uuid4()
    wallet = await counter.open(organization_id=company)
    purchase = done(await buy(counter, wallet, package, company=company))
    done(
        await purchases.cancel_purchase(
            counter.writer(an_employer(company)), purchase_id=purchase, expected_version=1, reason="chose another"
        )
    )

    await pay(counter, purchase, uuid4())

    assert await counter.balance(wallet) == (0, 0)
    assert await last_told(counter, wallet) == ("token.refunded", "0", "25.00")


async def test_a_purchase_that_is_credited_cannot_be_cancelled(counter: Counter, package: TokenPackage) -> None:
    _, purchase = await paid(counter, package)

    refused = await purchases.cancel_purchase(
        counter.writer(FINANCE), purchase_id=purchase, expected_version=2, reason="too late"
    )

    assert refused == Refused(
        ErrorCode.INVALID_TRANSITION, "The purchase is completed: it cannot become cancelled.", ("input", "purchaseId")
    )


async def test_a_payment_that_failed_credits_nothing(counter: Counter, package: TokenPackage) -> None:
    wallet, purchase = await bought(counter, package)
    writer = counter.writer()

    async with writer.system_transaction() as db:
        await purchases.fail(db, writer, purchase_id=purchase, payment_id=uuid4(), reason="CARD_DECLINED")

    failed = await row(counter, purchase)
    assert await counter.balance(wallet) == (0, 0)
    assert (failed.status, failed.failure_code) == ("failed", "CARD_DECLINED")


async def test_of_five_hundred_tokens_for_twenty_five_with_a_hundred_and_twenty_spent_nineteen_go_back(
    counter: Counter, package: TokenPackage
) -> None:
    wallet, purchase = await paid(counter, package)
    done(await counter.debit(wallet, 120))

    too_many = await refund(counter, purchase, 381)
    done(await refund(counter, purchase, 380, key="paid-back-1"))
    done(await refund(counter, purchase, 380, key="paid-back-1"))

    assert isinstance(too_many, Refused)
    assert too_many.code is ErrorCode.INSUFFICIENT_TOKENS
    assert await last_told(counter, wallet) == ("token.refunded", "380", "19.00")
    assert await counter.balance(wallet) == (0, 0)
    after = await row(counter, purchase)
    assert (after.status, after.refunded_tokens) == ("partially_refunded", 380)


async def test_what_is_consumed_costs_what_its_lot_did(counter: Counter, package: TokenPackage) -> None:
    wallet, _ = await paid(counter, package)

    done(await counter.debit(wallet, 42))

    assert await last_told(counter, wallet) == ("token.spent", "42", "2.10")
