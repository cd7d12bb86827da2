"""Claims come in: what is stored, told and answered, and what is refused with the path to it."""

import asyncio
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncSession
from strawberry.printer import print_schema

from shared_models.access import AS_SYSTEM, identify
from shared_models.claims import CodeSystem
from shared_models.identity import NOBODY, Principal, Role
from shared_models.money import minor_unit, quantise
from subgraphs.claims.mutations.inputs import ClaimLineInput
from subgraphs.claims.rules.filing import faults
from subgraphs.claims.schema import schema
from tests.principals import AUDITOR, FINANCE, OFFICER, a_member, a_principal, a_provider, an_admin, an_employer
from tests.subgraphs.claims.builders import a_claim, a_preauthorization
from tests.subgraphs.claims.filings import (
    CHILD,
    CLINIC,
    ELSEWHERE,
    MEMBER,
    a_claim_input,
    a_diagnosis_input,
    a_filing,
    a_line_input,
)
from tests.subgraphs.service import TODAY, Service

DOCTOR = a_provider(CLINIC)
PARENT = a_member(MEMBER, CHILD)
VALIDATION = "VALIDATION"
SUBMIT = """
mutation ($input: SubmitClaimInput!) {
  submitClaim(input: $input) {
    claim { id claimNumber status source billed { amount currency } otherPayer { amount } lines { billed { amount } } }
    errors { code message path }
  }
}
"""


BATCH = """
mutation ($input: SubmitClaimBatchInput!) {
  submitClaimBatch(input: $input) {
    results { claim { claimNumber source } errors { code path } }
    errors { code message path }
  }
}
"""


async def submit(claims: Service, actor: Principal, given: dict[str, Any]) -> Any:
    """Return the payload of a submission that is answered without top-level errors."""
    return (await claims.as_(actor).ask(SUBMIT, input=given))["submitClaim"]


async def submit_batch(claims: Service, *given: dict[str, Any]) -> list[Any]:
    """Return what came of each claim of a provider's batch."""
    done = (await claims.as_(DOCTOR).ask(BATCH, input={"claims": list(given)}))["submitClaimBatch"]
    results: list[Any] = done["results"]
    return results


async def accepted(claims: Service, given: dict[str, Any], *, actor: Principal = DOCTOR) -> Any:
    """Return the claim of a submission that must be taken in."""
    done = await submit(claims, actor, given)
    assert done["errors"] == [], done
    return done["claim"]


async def refusals(claims: Service, actor: Principal, given: dict[str, Any]) -> list[tuple[str, list[str]]]:
    """Return codes and paths of a submission that must be refused."""
    done = await submit(claims, actor, given)
    assert done["claim"] is None
    return [(each["code"], each["path"][1:]) for each in done["errors"]]


async def rows(claims: Service, statement: str, **values: Any) -> list[Any]:
    """Return rows as the service itself reads them."""
    async with claims.owner.connect() as connection:
        await connection.execute(sa.text(AS_SYSTEM))
        return [tuple(row) for row in await connection.execute(sa.text(statement), values)]


async def test_a_claim_is_stored_with_its_lines_and_told_of(claims: Service) -> None:
    lines = [a_line_input(units="3", unitPrice="33.33"), a_line_input(procedureCode="80053", otherPayerPaid="20.00")]

    claim = await accepted(claims, a_claim_input(*lines))

    assert claim["claimNumber"].startswith("CLM-20")
    assert (claim["status"], claim["source"]) == ("SUBMITTED", "PORTAL")
    assert claim["billed"] == {"amount": "199.99", "currency": "USD"}
    assert claim["otherPayer"] == {"amount": "20.00"}
    assert [each["billed"]["amount"] for each in claim["lines"]] == ["99.99", "100.00"]
    history = await rows(
        claims, "SELECT from_status, to_status, actor FROM claim_events WHERE claim_id = :id", id=claim["id"]
    )
    assert history == [("draft", "submitted", DOCTOR.subject)]
    [(payload,)] = await rows(
        claims,
        "SELECT payload FROM outbox_events WHERE type = 'claim.submitted' AND aggregate_id = :id",
        id=claim["id"],
    )
    assert payload == {
        "member_id": str(MEMBER),
        "provider_id": str(CLINIC),
        "billed": "199.9900",
        "currency": "USD",
        "service_from": "2026-03-02",
        "category": "outpatient",
        "claim_number": claim["claimNumber"],
    }
    audited = await rows(
        claims, "SELECT action, actor FROM audit_log WHERE entity_type = 'Claim' AND entity_id = :id", id=claim["id"]
    )
    assert ("create", DOCTOR.subject) in audited


async def test_a_submission_takes_as_few_statements_however_many_lines_it_has(claims: Service) -> None:
    lines = [a_line_input(diagnosisPointers=[1, 25]) for _ in range(200)]
    others = [a_diagnosis_input(role="SECONDARY") for _ in range(24)]
    submission = "mutation ($input: SubmitClaimInput!) { submitClaim(input: $input) { claim { id } } }"

    done = await claims.as_(DOCTOR).ask(
        submission, input=a_claim_input(*lines, diagnoses=[a_diagnosis_input(), *others])
    )

    assert done["submitClaim"]["claim"] is not None
    assert len(claims.statements) == 8


@pytest.mark.parametrize(
    ("values", "line", "expected"),
    [
        ({"lines": []}, {}, [(VALIDATION, ["lines"])]),
        ({"serviceFrom": "2026-03-03"}, {}, [(VALIDATION, ["serviceTo"]), (VALIDATION, ["lines", "0", "serviceDate"])]),
        ({"serviceTo": "2199-12-31"}, {}, [(VALIDATION, ["serviceTo"])]),
        ({"serviceTo": "2200-01-01"}, {}, [(VALIDATION, ["serviceTo"])]),
        ({"accidentDate": "2026-03-03"}, {}, [(VALIDATION, ["accidentDate"])]),
        ({"currency": "XXX"}, {}, [(VALIDATION, ["currency"])]),
        ({"currency": "JPY"}, {"unitPrice": "100.50"}, [(VALIDATION, ["lines", "0", "unitPrice"])]),
        ({"diagnoses": []}, {}, [(VALIDATION, ["lines", "0", "diagnosisPointers"])]),
        ({"diagnoses": [a_diagnosis_input()] * 26}, {}, [(VALIDATION, ["diagnoses"])]),
        ({"diagnoses": [a_diagnosis_input()] * 2}, {}, [(VALIDATION, ["diagnoses"])]),
        ({"diagnoses": [a_diagnosis_input(code="J06; DROP")]}, {}, [(VALIDATION, ["diagnoses", "0", "code"])]),
        ({"lines": [a_line_input()] * 201}, {}, [(VALIDATION, ["lines"])]),
        ({"memberId": "somebody"}, {}, [(VALIDATION, ["memberId"])]),
        ({"externalRef": "A\u0007B"}, {}, [(VALIDATION, ["externalRef"])]),
        ({"externalRef": ""}, {}, [(VALIDATION, ["externalRef"])]),
        ({"idempotencyKey": "short"}, {}, [(VALIDATION, ["idempotencyKey"])]),
        ({"preauthorizationId": str(MEMBER)}, {}, [("NOT_FOUND", ["preauthorizationId"])]),
        ({}, {"serviceDate": "2026-03-01"}, [(VALIDATION, ["lines", "0", "serviceDate"])]),
        ({}, {"diagnosisPointers": [2]}, [(VALIDATION, ["lines", "0", "diagnosisPointers"])]),
        ({}, {"diagnosisPointers": [1, 0]}, [(VALIDATION, ["lines", "0", "diagnosisPointers", "1"])]),
        ({}, {"units": "0"}, [(VALIDATION, ["lines", "0", "units"])]),
        ({}, {"units": "-1"}, [(VALIDATION, ["lines", "0", "units"])]),
        ({}, {"units": "0.0001"}, [(VALIDATION, ["lines", "0", "units"])]),
        ({}, {"units": "1000000"}, [(VALIDATION, ["lines", "0", "units"])]),
        ({}, {"unitPrice": "-0.01"}, [(VALIDATION, ["lines", "0", "unitPrice"])]),
        ({}, {"unitPrice": "100.005"}, [(VALIDATION, ["lines", "0", "unitPrice"])]),
        ({}, {"unitPrice": "999999999999.99", "units": "999999"}, [(VALIDATION, ["lines", "0", "unitPrice"])]),
        ({}, {"unitPrice": "999999999999", "units": "2"}, [(VALIDATION, ["lines"])]),
        ({}, {"otherPayerPaid": "100.01"}, [(VALIDATION, ["lines", "0", "otherPayerPaid"])]),
        ({}, {"otherPayerPaid": "-1"}, [(VALIDATION, ["lines", "0", "otherPayerPaid"])]),
        ({}, {"modifier": "a b"}, [(VALIDATION, ["lines", "0", "modifier"])]),
        ({}, {"procedureCode": "x" * 21}, [(VALIDATION, ["lines", "0", "procedureCode"])]),
    ],
)
async def test_what_is_wrong_is_refused_with_the_path_to_it(
    claims: Service, values: dict[str, Any], line: dict[str, Any], expected: list[tuple[str, list[str]]]
) -> None:
    done = await refusals(claims, DOCTOR, a_claim_input(a_line_input(**line), **values))

    assert done == expected


async def test_everything_that_is_wrong_is_told_at_once(claims: Service) -> None:
    lines = [a_line_input(), a_line_input(units="0", procedureCode=""), a_line_input(unitPrice="-1")]

    done = await refusals(claims, DOCTOR, a_claim_input(*lines, currency="XXX"))

    assert done == [
        (VALIDATION, ["currency"]),
        (VALIDATION, ["lines", "1", "procedureCode"]),
        (VALIDATION, ["lines", "1", "units"]),
        (VALIDATION, ["lines", "2", "unitPrice"]),
    ]


@pytest.mark.parametrize(
    "line",
    [
        {"units": "NaN"},
        {"units": "Infinity"},
        {"unitPrice": "1e400"},
        {"unitPrice": 1e300},
        {"unitPrice": "9" * 60},
        {"unitPrice": "0." + "0" * 60 + "1"},
        {"unitPrice": "\u0661"},
        {"codeSystem": "LEECHES"},
        {"serviceDate": "2026-02-30"},
        {"diagnosisPointers": [2**40]},
        {"procedureCode": None},
    ],
)
async def test_what_is_no_value_at_all_is_refused_before_anything_is_begun(
    claims: Service, line: dict[str, Any]
) -> None:
    claims.principal = DOCTOR

    _message, code = await claims.refusal(SUBMIT, input=a_claim_input(a_line_input(**line)))

    assert code == "BAD_USER_INPUT"
    assert claims.statements == []


@pytest.mark.parametrize(
    ("actor", "values", "expected"),
    [
        (DOCTOR, {"providerId": str(ELSEWHERE)}, ("FORBIDDEN", ["providerId"])),
        (PARENT, {"memberId": str(ELSEWHERE)}, ("NOT_FOUND", ["memberId"])),
        (PARENT, {"externalRef": "A-1"}, (VALIDATION, ["externalRef"])),
        (a_member(), {}, ("NOT_FOUND", ["memberId"])),
        (a_provider(), {}, ("FORBIDDEN", ["providerId"])),
    ],
)
async def test_nobody_files_for_others(
    claims: Service, actor: Principal, values: dict[str, Any], expected: tuple[str, list[str]]
) -> None:
    done = await refusals(claims, actor, a_claim_input(**values))

    assert done == [expected]


@pytest.mark.parametrize(
    "actor", [FINANCE, AUDITOR, an_admin(), an_employer(CLINIC), a_principal(Role.SERVICE), NOBODY]
)
async def test_whoever_has_no_part_in_care_files_no_claim(claims: Service, actor: Principal) -> None:
    claims.principal = actor

    _message, code = await claims.refusal(SUBMIT, input=a_claim_input())

    assert code == ("UNAUTHENTICATED" if actor is NOBODY else "FORBIDDEN")


async def test_a_member_files_for_the_family_and_an_officer_for_anybody(claims: Service) -> None:
    of_child = await accepted(claims, a_claim_input(memberId=str(CHILD), providerId=str(ELSEWHERE)), actor=PARENT)
    of_anybody = await accepted(claims, a_claim_input(providerId=str(ELSEWHERE)), actor=OFFICER)

    assert (of_child["status"], of_anybody["status"]) == ("SUBMITTED", "SUBMITTED")


async def test_the_database_keeps_a_provider_from_filing_for_another(claims: Service) -> None:
    async with AsyncSession(claims.engine) as db:
        await db.execute(identify(DOCTOR))
        foreign = a_claim(provider_id=ELSEWHERE)

        with pytest.raises(DBAPIError, match="row-level security"):
            async with db.begin_nested():
                db.add(foreign)


async def test_the_same_order_comes_twice_and_makes_one_claim(claims: Service) -> None:
    given = a_claim_input()

    first = await accepted(claims, given)
    again = await accepted(claims, given)

    assert again == first


async def test_the_same_order_comes_twice_at_once_and_makes_one_claim(claims: Service) -> None:
    given = a_claim_input()

    first, second = await asyncio.gather(accepted(claims, given), accepted(claims, given))

    assert first == second


async def test_a_key_is_good_for_one_order_of_one_person(claims: Service) -> None:
    given = a_claim_input()
    first = await accepted(claims, given)

    other = await refusals(claims, DOCTOR, {**given, "serviceTo": "2026-03-03"})
    of_somebody_else = await accepted(claims, given, actor=replace(PARENT, subject="somebody else"))

    assert other == [("IDEMPOTENCY_KEY_REUSED", ["idempotencyKey"])]
    assert of_somebody_else["id"] != first["id"]


async def test_an_order_that_was_refused_may_come_again_with_its_key(claims: Service) -> None:
    promise = a_preauthorization(member_id=MEMBER, provider_id=CLINIC)
    given = a_claim_input(preauthorizationId=str(promise.id))
    before = await refusals(claims, DOCTOR, given)

    await claims.store(promise)
    after = await accepted(claims, given)

    assert before == [("NOT_FOUND", ["preauthorizationId"])]
    assert after["status"] == "SUBMITTED"


@pytest.mark.parametrize("owner", [{"member_id": CHILD}, {"provider_id": ELSEWHERE}])
async def test_the_preauthorisation_of_somebody_else_is_not_there(claims: Service, owner: dict[str, Any]) -> None:
    promise = a_preauthorization(**({"member_id": MEMBER, "provider_id": CLINIC} | owner))
    await claims.store(promise)

    done = await refusals(claims, OFFICER, a_claim_input(preauthorizationId=str(promise.id)))

    assert done == [("NOT_FOUND", ["preauthorizationId"])]


async def test_a_provider_uses_each_number_of_its_own_once(claims: Service) -> None:
    first = await accepted(claims, a_claim_input(externalRef="A-17"))

    again = await submit(claims, DOCTOR, a_claim_input(externalRef="A-17"))
    elsewhere = await accepted(claims, a_claim_input(externalRef="A-17", providerId=str(ELSEWHERE)), actor=OFFICER)

    message = f"Claim {first['claimNumber']} of this provider has this externalRef."
    assert again["errors"] == [{"code": "ALREADY_EXISTS", "message": message, "path": ["input", "externalRef"]}]
    assert elsewhere["status"] == "SUBMITTED"


async def test_of_two_claims_with_one_number_at_once_one_is_taken_in(claims: Service) -> None:
    both = [a_claim_input(externalRef="A-18") for _ in range(2)]

    done = await asyncio.gather(*(submit(claims, DOCTOR, each) for each in both))

    assert sorted(len(each["errors"]) for each in done) == [0, 1]


async def test_each_claim_of_a_batch_is_taken_in_or_refused_for_itself(claims: Service) -> None:
    good, unread = a_claim_input(), a_claim_input(a_line_input(units="0"))
    batch = [good, unread, a_claim_input(providerId=str(ELSEWHERE)), a_claim_input(serviceTo="2026-03-01"), good]

    done = await submit_batch(claims, *batch)

    assert [each["errors"] for each in done] == [
        [],
        [{"code": VALIDATION, "path": ["input", "claims", "1", "lines", "0", "units"]}],
        [{"code": "FORBIDDEN", "path": ["input", "claims", "2", "providerId"]}],
        [
            {"code": VALIDATION, "path": ["input", "claims", "3", "serviceTo"]},
            {"code": VALIDATION, "path": ["input", "claims", "3", "lines", "0", "serviceDate"]},
        ],
        [],
    ]
    first, *_, last = [each["claim"] for each in done]
    assert first["source"] == "API"
    assert last == first


async def test_of_one_key_for_two_claims_of_a_batch_the_first_is_taken_in(claims: Service) -> None:
    first = a_claim_input()

    done = await submit_batch(claims, first, {**first, "serviceTo": "2026-03-03"}, first)
    again = await submit_batch(claims, first)

    assert [each["errors"] for each in done] == [
        [],
        [{"code": "IDEMPOTENCY_KEY_REUSED", "path": ["input", "claims", "1", "idempotencyKey"]}],
        [],
    ]
    assert again == [done[0]] == [done[2]]


async def test_of_one_number_for_two_claims_of_a_batch_the_first_is_taken_in(claims: Service) -> None:
    earlier = await accepted(claims, a_claim_input(externalRef="B-1"))
    given = [a_claim_input(externalRef=number) for number in ("B-3", "B-1", "B-2", "B-3")]

    done = await submit_batch(claims, *given)

    assert earlier["status"] == "SUBMITTED"
    assert [each["errors"] for each in done] == [
        [],
        [{"code": "ALREADY_EXISTS", "path": ["input", "claims", "1", "externalRef"]}],
        [],
        [{"code": "ALREADY_EXISTS", "path": ["input", "claims", "3", "externalRef"]}],
    ]


async def test_what_a_batch_refuses_may_come_again_with_its_key(claims: Service) -> None:
    promise = a_preauthorization(member_id=MEMBER, provider_id=CLINIC)
    given = [a_claim_input(preauthorizationId=str(promise.id)), a_claim_input()]
    before = await submit_batch(claims, *given)

    await claims.store(promise)
    after = await submit_batch(claims, *given)

    assert [[error["code"] for error in each["errors"]] for each in before] == [["NOT_FOUND"], []]
    assert [each["errors"] for each in after] == [[], []]
    assert after[1] == before[1]


async def test_two_batches_with_the_same_keys_at_once_make_the_same_claims(claims: Service) -> None:
    given = [a_claim_input() for _ in range(20)]

    one, other = await asyncio.gather(submit_batch(claims, *given), submit_batch(claims, *reversed(given)))

    assert one == other[::-1]
    assert len({each["claim"]["claimNumber"] for each in one}) == 20


async def test_of_two_batches_with_the_same_numbers_at_once_each_number_is_taken_once(claims: Service) -> None:
    numbers = [f"C-{place}" for place in range(20)]
    there, back = ([a_claim_input(externalRef=each) for each in order] for order in (numbers, list(reversed(numbers))))

    one, other = await asyncio.gather(submit_batch(claims, *there), submit_batch(claims, *back))

    errors = [len(each["errors"]) + len(twin["errors"]) for each, twin in zip(one, other[::-1], strict=True)]
    assert errors == [1] * 20


async def test_a_batch_takes_as_few_statements_as_one_claim(claims: Service) -> None:
    given = [a_claim_input(a_line_input(), a_line_input(), externalRef=f"D-{place}") for place in range(100)]

    done = await submit_batch(claims, *given)

    assert all(each["claim"] for each in done)
    assert len(claims.statements) == 8
    told = "SELECT count(*) FROM outbox_events WHERE payload->>'claim_number' = ANY(:numbers)"
    assert await rows(claims, told, numbers=[each["claim"]["claimNumber"] for each in done]) == [(100,)]


async def test_a_batch_holds_a_hundred_claims(claims: Service) -> None:
    full = [a_claim_input() for _ in range(100)]

    done = (await claims.as_(DOCTOR).ask(BATCH, input={"claims": full}))["submitClaimBatch"]
    more = (await claims.as_(DOCTOR).ask(BATCH, input={"claims": [*full, a_claim_input()]}))["submitClaimBatch"]

    assert len({each["claim"]["claimNumber"] for each in done["results"]}) == 100
    assert more["results"] is None
    assert more["errors"] == [
        {"code": VALIDATION, "message": "claims has 1 to 100 items.", "path": ["input", "claims"]}
    ]


AMOUNTS = st.tuples(
    st.decimals(min_value="0.001", max_value="9999", places=3),
    st.decimals(min_value=0, max_value=10_000, places=3),
)


@given(currency=st.sampled_from(["JPY", "USD", "KWD"]), amounts=st.lists(AMOUNTS, min_size=1, max_size=20))
def test_what_is_taken_in_adds_up_in_its_currency(currency: str, amounts: list[tuple[Decimal, Decimal]]) -> None:
    lines = [
        ClaimLineInput(
            procedure_code="99213",
            code_system=CodeSystem.CPT,
            service_date=date(2026, 3, 2),
            units=units,
            unit_price=quantise(price, currency),
            diagnosis_pointers=[],
        ).read(line_no, currency)
        for line_no, (units, price) in enumerate(amounts, 1)
    ]

    filing = a_filing(*lines, currency=currency)

    assert faults(filing, TODAY) == ()
    assert filing.billed == sum(quantise(line.units * line.unit_price, currency) for line in filing.lines)
    assert filing.billed % minor_unit(currency) == 0
    assert all(abs(line.billed - line.units * line.unit_price) <= minor_unit(currency) / 2 for line in filing.lines)


def test_the_gateway_counts_a_batch_as_two_thousand() -> None:
    [field] = [line for line in print_schema(schema).splitlines() if line.startswith("  submitClaimBatch(")]

    assert field.endswith('@cost(weight: 2000) @policy(policies: [["provider"]])')
