"""Preauthorisations: asked for by a provider, decided by an officer, and over some day."""

from datetime import date
from typing import Any

import pytest
from sqlalchemy.dialects.postgresql import Range

from shared_models.claims import PreauthorizationStatus
from shared_models.identity import Principal
from subgraphs.claims.service import preauthorizations
from subgraphs.kit.workers import Shift
from tests.principals import OFFICER, a_member, a_provider
from tests.subgraphs.claims.builders import a_preauthorization
from tests.subgraphs.claims.filings import CLINIC, ELSEWHERE, MEMBER, a_key
from tests.subgraphs.service import Service

DOCTOR = a_provider(CLINIC)
SHOWN = """
preauthorization {
  id preauthorizationNumber status unitsRequested unitsApproved amountLimit { amount }
  span { from to } decisionReason version
}
"""


async def order(claims: Service, actor: Principal, verb: str, **given: Any) -> Any:
    """Return the payload of an order that is answered without top-level errors."""
    name, kind = f"{verb}Preauthorization", f"{verb[0].upper()}{verb[1:]}PreauthorizationInput"
    query = f"mutation ($input: {kind}!) {{ {name}(input: $input) {{ {SHOWN} errors {{ code path }} }} }}"
    return (await claims.as_(actor).ask(query, input=given))[name]


def a_wish(**values: Any) -> dict[str, Any]:
    """Return three sessions, asked for until far away."""
    defaults: dict[str, Any] = {
        "idempotencyKey": a_key(),
        "memberId": str(MEMBER),
        "providerId": str(CLINIC),
        "codeSystem": "CPT",
        "procedureCode": "70551",
        "units": "3",
        "currency": "USD",
        "amountLimit": "900.00",
        "firstDay": "2190-01-01",
        "lastDay": "2190-06-30",
    }
    return defaults | values


async def asked(claims: Service, **values: Any) -> Any:
    """Return a preauthorisation that a provider has asked for."""
    done = await order(claims, DOCTOR, "request", **a_wish(**values))
    assert done["errors"] == [], done
    return done["preauthorization"]


def at(found: Any, **values: Any) -> dict[str, Any]:
    """Name a preauthorisation as somebody has read it."""
    return {"preauthorizationId": found["id"], "expectedVersion": found["version"]} | values


async def test_what_is_asked_for_promises_nothing_yet(claims: Service) -> None:
    wish = a_wish()

    first = await order(claims, DOCTOR, "request", **wish)
    again = await order(claims, DOCTOR, "request", **wish)

    found = first["preauthorization"]
    assert again == first
    assert found["preauthorizationNumber"].startswith("PRE-20")
    assert (found["status"], found["unitsRequested"], found["unitsApproved"]) == ("REQUESTED", "3.000", "0.000")
    assert found["span"] == {"from": "2190-01-01", "to": "2190-07-01"}


async def test_an_officer_grants_all_that_is_asked_for(claims: Service) -> None:
    found = await asked(claims)

    done = await order(claims, OFFICER, "decide", **at(found, approved=True))

    granted = done["preauthorization"]
    assert (granted["status"], granted["unitsApproved"]) == ("APPROVED", "3.000")
    assert granted["amountLimit"] == {"amount": "900.00"}


async def test_an_officer_grants_less(claims: Service) -> None:
    found = await asked(claims)

    done = await order(claims, OFFICER, "decide", **at(found, approved=True, unitsApproved="1.5", amountLimit="100"))

    granted = done["preauthorization"]
    assert (granted["unitsApproved"], granted["amountLimit"]) == ("1.500", {"amount": "100.00"})


async def test_an_officer_grants_nothing_and_says_why(claims: Service) -> None:
    found = await asked(claims)

    silent = await order(claims, OFFICER, "decide", **at(found, approved=False))
    done = await order(claims, OFFICER, "decide", **at(found, approved=False, reason="NOT_NECESSARY"))
    again = await order(claims, OFFICER, "decide", **at(done["preauthorization"], approved=True))

    assert silent["errors"] == [{"code": "VALIDATION", "path": ["input", "reason"]}]
    assert (done["preauthorization"]["status"], done["preauthorization"]["decisionReason"]) == (
        "DENIED",
        "NOT_NECESSARY",
    )
    assert again["errors"] == [{"code": "INVALID_TRANSITION", "path": ["input", "preauthorizationId"]}]


@pytest.mark.parametrize(
    ("values", "path"),
    [
        ({"unitsApproved": "3.001"}, "unitsApproved"),
        ({"amountLimit": "0.001"}, "amountLimit"),
        ({"unitsApproved": "0"}, "unitsApproved"),
    ],
)
async def test_an_officer_grants_no_more_than_is_asked_for(claims: Service, values: dict[str, Any], path: str) -> None:
    found = await asked(claims)

    done = await order(claims, OFFICER, "decide", **at(found, approved=True, **values))

    assert done["errors"] == [{"code": "VALIDATION", "path": ["input", path]}]


@pytest.mark.parametrize(
    ("values", "code", "path"),
    [
        ({"lastDay": "2189-12-31"}, "VALIDATION", "lastDay"),
        ({"lastDay": "2191-01-02"}, "VALIDATION", "lastDay"),
        ({"firstDay": "2020-01-01", "lastDay": "2020-01-31"}, "VALIDATION", "lastDay"),
        ({"units": "0"}, "VALIDATION", "units"),
        ({"currency": "JPY", "amountLimit": "0.5"}, "VALIDATION", "amountLimit"),
        ({"providerId": str(ELSEWHERE)}, "FORBIDDEN", "providerId"),
    ],
)
async def test_what_cannot_be_promised_is_not_asked_for(
    claims: Service, values: dict[str, Any], code: str, path: str
) -> None:
    done = await order(claims, DOCTOR, "request", **a_wish(**values))

    assert done["errors"] == [{"code": code, "path": ["input", path]}]


async def test_whoever_was_not_told_of_a_change_changes_nothing(claims: Service) -> None:
    found = await asked(claims)
    await order(claims, OFFICER, "decide", **at(found, approved=True))

    late = await order(claims, DOCTOR, "cancel", **at(found))

    assert late["errors"] == [{"code": "VERSION_CONFLICT", "path": ["input", "expectedVersion"]}]


async def test_a_promise_is_taken_back_by_the_provider_that_asked(claims: Service) -> None:
    found = await asked(claims)

    by_another = await order(claims, a_provider(ELSEWHERE), "cancel", **at(found))
    done = await order(claims, DOCTOR, "cancel", **at(found))

    assert by_another["errors"] == [{"code": "NOT_FOUND", "path": ["input", "preauthorizationId"]}]
    assert done["preauthorization"]["status"] == "CANCELLED"


async def test_a_member_neither_asks_nor_decides(claims: Service) -> None:
    claims.principal = a_member(MEMBER)
    wish = (
        "mutation ($wish: RequestPreauthorizationInput!) { requestPreauthorization(input: $wish) { errors { code } } }"
    )

    _message, code = await claims.refusal(wish, wish=a_wish())

    assert code == "FORBIDDEN"


async def test_what_is_over_expires(claims: Service) -> None:
    over = a_preauthorization(span=Range(date(2026, 1, 1), date(2026, 3, 10)))
    lasting = a_preauthorization(span=Range(date(2026, 1, 1), date(2026, 3, 11)))
    denied = a_preauthorization(span=Range(date(2026, 1, 1), date(2026, 3, 1)), status=PreauthorizationStatus.DENIED)
    await claims.store(over, lasting, denied)
    shift = Shift("claims", claims.engine, claims.keyring)

    ended = await preauthorizations.expire_preauthorizations(shift.writer(), date(2026, 3, 10))
    again = await preauthorizations.expire_preauthorizations(shift.writer(), date(2026, 3, 10))

    claims.principal = OFFICER
    found = await claims.ask("{ preauthorizations { edges { node { id status } } } }")
    status = {each["node"]["id"]: each["node"]["status"] for each in found["preauthorizations"]["edges"]}
    assert (ended, again) == (1, 0)
    assert [status[str(each.id)] for each in (over, lasting, denied)] == ["EXPIRED", "APPROVED", "DENIED"]
