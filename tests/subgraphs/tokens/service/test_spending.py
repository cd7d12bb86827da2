"""Tokens are held, captured, released and spent: the worked example, and many at the same time."""

import asyncio

from subgraphs.kit.idempotency import REUSED
from subgraphs.kit.refusals import ErrorCode, Refused
from tests.subgraphs.tokens.service.conftest import Counter, a_use, done


async def test_of_a_thousand_tokens_fifty_are_held_and_forty_two_captured(counter: Counter) -> None:
    wallet, use = await counter.open(1_000), a_use()

    hold = done(await counter.hold(wallet, 50, key="the-key-k1", use=use))
    after_hold = await counter.balance(wallet)
    done(await counter.capture(hold, 42))
    after_capture = await counter.balance(wallet)
    again = await counter.hold(wallet, 50, key="the-key-k1", use=use)
    other = await counter.hold(wallet, 60, key="the-key-k1", use=use)
    history = await counter.history(wallet)
    too_much = await counter.debit(wallet, 2_000)

    assert after_hold == (950, 50)
    assert after_capture == (958, 0)
    assert again == hold
    assert other == REUSED
    assert isinstance(too_much, Refused)
    assert too_much.code is ErrorCode.INSUFFICIENT_TOKENS
    assert history == await counter.history(wallet)
    assert history == [
        (1, "credit_grant", 1_000, 0, 1_000, 0),
        (2, "hold", -50, 50, 950, 50),
        (3, "capture", 0, -42, 950, 8),
        (4, "release", 8, -8, 958, 0),
    ]
    assert await counter.rows(
        "SELECT lifetime_consumed, reference_balance FROM organization_token_wallets WHERE id = :id", id=wallet
    ) == [(42, 1_000)]


async def test_of_two_hundred_debits_of_ten_at_the_same_time_as_many_succeed_as_there_are_tokens(
    counter: Counter,
) -> None:
    wallet = await counter.open(958)

    outcomes = await asyncio.gather(*(counter.debit(wallet, 10) for _ in range(200)))

    refused = [each for each in outcomes if isinstance(each, Refused)]
    assert len(outcomes) - len(refused) == 95
    assert {each.code for each in refused} == {ErrorCode.INSUFFICIENT_TOKENS}
    assert await counter.balance(wallet) == (8, 0)
    assert [row[0] for row in await counter.history(wallet)] == list(range(1, 97))
    assert len([1 for kind, _ in await counter.events(wallet) if kind == "token.spent"]) == 95


async def test_a_debit_given_ten_times_at_once_under_one_key_is_one(counter: Counter) -> None:
    wallet, use = await counter.open(100), a_use()

    outcomes = await asyncio.gather(*(counter.debit(wallet, 10, key="one-key-only", use=use) for _ in range(10)))

    assert len({done(each) for each in outcomes}) == 1
    assert await counter.balance(wallet) == (90, 0)


async def test_a_debit_that_was_refused_can_be_given_again_under_its_key(counter: Counter) -> None:
    wallet, use = await counter.open(5), a_use()
    refused = await counter.debit(wallet, 10, key="tried-again", use=use)
    await counter.grant(wallet, 5)

    done(await counter.debit(wallet, 10, key="tried-again", use=use))

    assert isinstance(refused, Refused)
    assert await counter.balance(wallet) == (0, 0)


async def test_what_is_spent_is_told_with_what_it_was_for(counter: Counter) -> None:
    wallet, use = await counter.open(100), a_use("report_run")

    done(await counter.debit(wallet, 10, use=use))

    kind, payload = (await counter.events(wallet))[-1]
    assert kind == "token.spent"
    assert {name: payload[name] for name in ("tokens", "available_after", "operation", "reference_type")} == {
        "tokens": "10",
        "available_after": "90",
        "operation": "report_run",
        "reference_type": "report",
    }
    assert payload["reference_id"] == str(use.reference_id)


async def test_nothing_is_held_twice_for_one_thing(counter: Counter) -> None:
    wallet, use = await counter.open(100), a_use()
    done(await counter.hold(wallet, 10, use=use))

    second = await counter.hold(wallet, 10, use=use)

    assert isinstance(second, Refused)
    assert second.code is ErrorCode.ALREADY_EXISTS
    assert await counter.balance(wallet) == (90, 10)


async def test_a_hold_ends_once(counter: Counter) -> None:
    wallet = await counter.open(100)
    hold = done(await counter.hold(wallet, 10))
    done(await counter.release(hold))

    captured = await counter.capture(hold, 10)

    assert captured == Refused(
        ErrorCode.INVALID_TRANSITION, "The hold is released: it cannot become captured.", ("input", "holdId")
    )
    assert await counter.balance(wallet) == (100, 0)


async def test_no_more_is_captured_than_was_held(counter: Counter) -> None:
    wallet = await counter.open(100)
    hold = done(await counter.hold(wallet, 10))

    captured = await counter.capture(hold, 11)

    assert isinstance(captured, Refused)
    assert captured.code is ErrorCode.INSUFFICIENT_TOKENS
    assert await counter.balance(wallet) == (90, 10)
