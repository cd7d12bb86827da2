"""What is ordered of tokens, by whom, and how refusals read."""

from typing import Any, Final
from uuid import uuid4

import pytest

from shared_models.identity import Principal, Role
from tests.principals import FINANCE, a_principal, an_admin, an_employer
from tests.subgraphs.service import Service
from tests.subgraphs.tokens.builders import a_package, a_wallet

SPENDER: Final = a_principal(Role.SERVICE, subject="service:analytics", scopes=frozenset({"spending"}))
FORBIDDEN: Final = ("this is not for you to see", "FORBIDDEN")
ERRORS: Final = "errors { code path message }"


async def order(service: Service, actor: Principal, mutation: str, selection: str, /, **given: Any) -> Any:
    """Return the payload of an order."""
    plain = {key: str(value) if hasattr(value, "hex") else value for key, value in given.items()}
    kind = f"{mutation[0].upper()}{mutation[1:]}Input!"
    document = f"mutation ($input: {kind}) {{ {mutation}(input: $input) {{ {selection} }} }}"
    return (await service.as_(actor).ask(document, input=plain))[mutation]


async def a_granted_wallet(tokens: Service, count: int, **values: Any) -> Any:
    wallet = a_wallet(available=0, reference_balance=0, **values)
    await tokens.store(wallet)
    if count:
        given = {"idempotencyKey": f"grant-{wallet.id}", "walletId": wallet.id, "tokens": count, "reason": "a start"}
        payload = await order(
            tokens, an_admin(), "grantTokens", f"purchase {{ origin tokens status }} {ERRORS}", **given
        )
        assert payload == {"purchase": {"origin": "GRANT", "tokens": count, "status": "COMPLETED"}, "errors": []}
    return wallet


def a_use(wallet: Any, tokens: int, **values: Any) -> dict[str, Any]:
    """Return what an order to hold or spend says."""
    return {
        "idempotencyKey": f"use-{uuid4()}",
        "walletId": wallet.id,
        "operation": "report_run",
        "tokens": tokens,
        "referenceType": "report",
        "referenceId": uuid4(),
    } | values


async def test_a_service_holds_captures_and_spends(tokens: Service) -> None:
    wallet = await a_granted_wallet(tokens, 1_000)
    hold_of = f"hold {{ id status tokens capturedTokens wallet {{ available held }} }} {ERRORS}"

    held = await order(tokens, SPENDER, "holdTokens", hold_of, **a_use(wallet, 50))
    hold = held["hold"].pop("id")
    captured = await order(tokens, SPENDER, "captureHold", hold_of, idempotencyKey="capture-1", holdId=hold, tokens=42)
    spent = await order(
        tokens,
        SPENDER,
        "spendTokens",
        f"wallet {{ available held }} entry {{ entry seq availableDelta }} {ERRORS}",
        **a_use(wallet, 10),
    )

    assert held == {
        "hold": {"status": "ACTIVE", "tokens": 50, "capturedTokens": 0, "wallet": {"available": 950, "held": 50}},
        "errors": [],
    }
    assert captured["hold"] == {
        "id": hold,
        "status": "CAPTURED",
        "tokens": 50,
        "capturedTokens": 42,
        "wallet": {"available": 958, "held": 0},
    }
    assert spent == {
        "wallet": {"available": 948, "held": 0},
        "entry": {"entry": "DEBIT", "seq": 5, "availableDelta": -10},
        "errors": [],
    }


async def test_too_few_tokens_are_told_as_a_refusal(tokens: Service) -> None:
    wallet = await a_granted_wallet(tokens, 5)

    payload = await order(
        tokens, SPENDER, "spendTokens", f"wallet {{ id }} entry {{ id }} {ERRORS}", **a_use(wallet, 10)
    )

    assert payload == {
        "wallet": None,
        "entry": None,
        "errors": [
            {
                "code": "INSUFFICIENT_TOKENS",
                "path": ["input"],
                "message": "Tokens available: 5, asked for: 10. Buy tokens, or ask for fewer.",
            }
        ],
    }


@pytest.mark.parametrize("actor", [a_principal(Role.SERVICE), an_admin(), FINANCE, an_employer(uuid4())])
async def test_who_is_not_held_to_spending_spends_nothing(tokens: Service, actor: Principal) -> None:
    wallet = await a_granted_wallet(tokens, 5)
    given = {key: str(value) if hasattr(value, "hex") else value for key, value in a_use(wallet, 1).items()}
    mutation = "mutation ($input: SpendTokensInput!) { spendTokens(input: $input) { entry { id } } }"

    refusal = await tokens.as_(actor).refusal(mutation, input=given)

    assert refusal == FORBIDDEN


async def test_an_employer_buys_and_cancels_for_the_own_wallet_alone(tokens: Service) -> None:
    company, package = uuid4(), a_package()
    wallet = await a_granted_wallet(tokens, 0, organization_id=company)
    await tokens.store(package)
    given = {"idempotencyKey": "bought-here", "walletId": wallet.id, "packageId": package.id}
    bought_of = f"purchase {{ id version status tokens amount {{ amount currency }} }} {ERRORS}"

    bought = await order(tokens, an_employer(company), "purchaseTokens", bought_of, **given)
    foreign = await order(
        tokens,
        an_employer(uuid4()),
        "purchaseTokens",
        "errors { code }",
        **(given | {"idempotencyKey": "bought-elsewhere"}),
    )
    purchase = bought["purchase"].pop("id")
    cancelled = await order(
        tokens,
        an_employer(company),
        "cancelPurchase",
        "purchase { status }",
        purchaseId=purchase,
        expectedVersion=1,
        reason="chose another",
    )

    assert bought["purchase"] == {
        "version": 1,
        "status": "PENDING",
        "tokens": 500,
        "amount": {"amount": "25.00", "currency": "USD"},
    }
    assert foreign == {"errors": [{"code": "NOT_FOUND"}]}
    assert cancelled == {"purchase": {"status": "CANCELLED"}}


async def test_a_suspended_wallet_spends_nothing_until_it_is_active_again(tokens: Service) -> None:
    wallet = await a_granted_wallet(tokens, 100)
    selection = f"wallet {{ status version }} {ERRORS}"
    named = {"walletId": wallet.id}

    late = await order(
        tokens, an_admin(), "suspendWallet", selection, **named, expectedVersion=1, reason="not as it should be"
    )
    suspended = await order(
        tokens, an_admin(), "suspendWallet", selection, **named, expectedVersion=2, reason="not as it should be"
    )
    refused = await order(tokens, SPENDER, "spendTokens", "errors { code }", **a_use(wallet, 1))
    active = await order(tokens, an_admin(), "reactivateWallet", selection, **named, expectedVersion=3)
    spent = await order(tokens, SPENDER, "spendTokens", "errors { code }", **a_use(wallet, 1))

    assert late["errors"][0]["code"] == "VERSION_CONFLICT"
    assert suspended["wallet"] == {"status": "SUSPENDED", "version": 3}
    assert refused == {"errors": [{"code": "WALLET_SUSPENDED"}]}
    assert active["wallet"] == {"status": "ACTIVE", "version": 4}
    assert spent == {"errors": []}


async def test_notice_of_a_low_balance_is_given_once_until_it_was_well_above(tokens: Service) -> None:
    company = uuid4()
    wallet = await a_granted_wallet(tokens, 1_000, organization_id=company)
    given = {"walletId": wallet.id, "kind": "ABSOLUTE", "value": "100"}
    armed = []

    set_ = await order(tokens, an_employer(company), "setLowBalanceRule", f"rule {{ armed }} {ERRORS}", **given)
    for tokens_spent in (900, 1, 1):
        await order(tokens, SPENDER, "spendTokens", "errors { code }", **a_use(wallet, tokens_spent))
        data = await tokens.as_(FINANCE).ask(
            "query ($id: ID) { tokenWallet(id: $id) { lowBalanceRules { armed } } }", id=wallet.id
        )
        armed.append(data["tokenWallet"]["lowBalanceRules"][0]["armed"])

    assert set_ == {"rule": {"armed": True}, "errors": []}
    assert armed == [True, False, False]
    assert await _told(tokens, wallet, "token.low_balance") == 1


async def test_a_package_is_put_on_sale_and_taken_off_it(tokens: Service) -> None:
    given = {
        "packageCode": "BIG-2026",
        "name": "10,000 tokens",
        "tokens": 10_000,
        "bonusTokens": 1_000,
        "price": "400.00",
        "currency": "USD",
        "validFrom": "2026-01-01",
    }
    selection = f"package {{ id status version tokens bonusTokens price {{ amount }} }} {ERRORS}"

    made = await order(tokens, an_admin(), "createTokenPackage", selection, **given)
    again = await order(tokens, an_admin(), "createTokenPackage", "errors { code }", **given)
    package = made["package"].pop("id")
    retired = await order(
        tokens, an_admin(), "retireTokenPackage", "package { status }", packageId=package, expectedVersion=1
    )

    assert made["package"] == {
        "status": "ACTIVE",
        "version": 1,
        "tokens": 10_000,
        "bonusTokens": 1_000,
        "price": {"amount": "400.00"},
    }
    assert again == {"errors": [{"code": "ALREADY_EXISTS"}]}
    assert retired == {"package": {"status": "RETIRED"}}


async def test_a_rate_holds_from_its_day_until_the_next(tokens: Service) -> None:
    days = ("2190-01-01", "2190-03-01", "2190-02-01")

    for day, cost in zip(days, (1, 3, 2), strict=True):
        payload = await order(tokens, an_admin(), "setRate", ERRORS, operation="card_print", tokens=cost, validFrom=day)
        assert payload == {"errors": []}
    past = await order(
        tokens, an_admin(), "setRate", "errors { code }", operation="card_print", tokens=9, validFrom="2020-01-01"
    )
    costs = [await _cost(tokens, day) for day in ("2189-12-31", "2190-01-31", "2190-02-01", "2190-02-28", "2190-03-01")]

    assert past == {"errors": [{"code": "VALIDATION"}]}
    assert costs == [None, 1, 2, 2, 3]


async def _cost(tokens: Service, day: str) -> int | None:
    data = await tokens.ask("query ($on: Date) { rateCard(on: $on) { operation tokens } }", on=day)
    return {each["operation"]: each["tokens"] for each in data["rateCard"]}.get("card_print")


async def _told(tokens: Service, wallet: Any, kind: str) -> int:
    async with tokens.owner.connect() as connection:
        rows = await connection.exec_driver_sql(
            f"SELECT count(*) FROM outbox_events WHERE type = '{kind}' AND aggregate_id = '{wallet.id}'"  # ids of ours
        )
        return int(rows.scalar_one())
