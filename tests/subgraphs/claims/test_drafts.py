"""Drafts: written down, written anew, sent in or dropped; and documents that come with a claim."""

from typing import Any

import pytest

from shared_models.claims import ClaimStatus
from shared_models.identity import Principal
from tests.principals import OFFICER, a_member, a_provider
from tests.subgraphs.claims.builders import a_claim
from tests.subgraphs.claims.filings import CLINIC, ELSEWHERE, MEMBER, a_claim_input, a_key, a_line_input
from tests.subgraphs.service import Service

DOCTOR = a_provider(CLINIC)
SHOWN = "claim { id claimNumber status version externalRef billed { amount } lines { procedureCode } }"
DIGEST = "ab" * 32


async def order(claims: Service, name: str, given: dict[str, Any], *, actor: Principal = DOCTOR) -> Any:
    """Return the payload of an order that is answered without top-level errors."""
    kind = f"{name[0].upper()}{name[1:]}Input"
    query = f"mutation ($input: {kind}!) {{ {name}(input: $input) {{ {SHOWN} errors {{ code message path }} }} }}"
    return (await claims.as_(actor).ask(query, input=given))[name]


async def done(claims: Service, name: str, given: dict[str, Any], *, actor: Principal = DOCTOR) -> Any:
    """Return the claim of an order that must be carried out."""
    answer = await order(claims, name, given, actor=actor)
    assert answer["errors"] == [], answer
    return answer["claim"]


async def code_of(claims: Service, name: str, given: dict[str, Any], *, actor: Principal = DOCTOR) -> str:
    """Return the code of an order that must be refused for one reason."""
    answer = await order(claims, name, given, actor=actor)
    assert answer["claim"] is None
    [error] = answer["errors"]
    code: str = error["code"]
    return code


def a_draft_input(*lines: dict[str, Any], **values: Any) -> dict[str, Any]:
    """Return a claim to be written down."""
    given = a_claim_input(*lines, **values)
    del given["idempotencyKey"]
    return given


def at(claim: Any, **values: Any) -> dict[str, Any]:
    """Name a draft as somebody has read it."""
    return {"claimId": claim["id"], "expectedVersion": claim["version"]} | values


async def test_a_draft_waits_for_its_lines_and_is_sent_in_when_it_has_them(claims: Service) -> None:
    draft = await done(claims, "createClaimDraft", a_draft_input(lines=[]))
    too_early = await order(claims, "submitClaimDraft", at(draft, idempotencyKey=a_key()))

    lines = [a_line_input(units="2"), a_line_input(procedureCode="80053")]
    written = await done(claims, "updateClaimDraft", a_draft_input(*lines, **at(draft)))
    sent = await done(claims, "submitClaimDraft", at(written, idempotencyKey=a_key()))

    assert (draft["status"], draft["billed"]["amount"], draft["lines"]) == ("DRAFT", "0.00", [])
    assert [each["path"] for each in too_early["errors"]] == [["input", "lines"]]
    assert written["lines"] == [{"procedureCode": "99213"}, {"procedureCode": "80053"}]
    assert (sent["status"], sent["billed"]["amount"]) == ("SUBMITTED", "300.00")
    assert sent["claimNumber"] == draft["claimNumber"]


async def test_a_draft_is_sent_in_once(claims: Service) -> None:
    draft = await done(claims, "createClaimDraft", a_draft_input())
    given = at(draft, idempotencyKey=a_key())

    first = await done(claims, "submitClaimDraft", given)
    again = await done(claims, "submitClaimDraft", given)
    anew = await code_of(claims, "submitClaimDraft", at(first, idempotencyKey=a_key()))

    assert again == first
    assert anew == "INVALID_TRANSITION"


async def test_the_history_of_a_claim_begins_with_its_draft(claims: Service) -> None:
    draft = await done(claims, "createClaimDraft", a_draft_input())
    await done(claims, "submitClaimDraft", at(draft, idempotencyKey=a_key()))

    told = await claims.as_(OFFICER).ask(
        "query ($id: ID!) { claim(id: $id) { history { fromStatus toStatus actor } } }", id=draft["id"]
    )

    assert told["claim"]["history"] == [
        {"fromStatus": None, "toStatus": "DRAFT", "actor": DOCTOR.subject},
        {"fromStatus": "DRAFT", "toStatus": "SUBMITTED", "actor": DOCTOR.subject},
    ]


@pytest.mark.parametrize("name", ["updateClaimDraft", "submitClaimDraft", "cancelClaimDraft"])
async def test_a_draft_that_was_written_anew_meanwhile_is_left_alone(claims: Service, name: str) -> None:
    draft = await done(claims, "createClaimDraft", a_draft_input())
    await done(claims, "updateClaimDraft", a_draft_input(**at(draft)))
    rest = {"updateClaimDraft": a_draft_input(), "submitClaimDraft": {"idempotencyKey": a_key()}}

    answer = await order(claims, name, at(draft, **rest.get(name, {})))

    [error] = answer["errors"]
    assert (error["code"], error["path"]) == ("VERSION_CONFLICT", ["input", "expectedVersion"])
    assert error["message"].startswith(f"Claim {draft['claimNumber']} is at version 2 now.")


async def test_a_draft_that_was_dropped_stays_so(claims: Service) -> None:
    draft = await done(claims, "createClaimDraft", a_draft_input())

    dropped = await done(claims, "cancelClaimDraft", at(draft))
    again = await code_of(claims, "cancelClaimDraft", at(dropped))

    assert dropped["status"] == "CANCELLED"
    assert again == "INVALID_TRANSITION"


async def test_a_claim_that_was_sent_in_is_no_draft(claims: Service) -> None:
    claim = a_claim(provider_id=CLINIC, status=ClaimStatus.SUBMITTED)
    await claims.store(claim)

    refused = await code_of(claims, "cancelClaimDraft", {"claimId": str(claim.id), "expectedVersion": 1})

    assert refused == "INVALID_TRANSITION"


async def test_a_patient_does_not_change_what_the_provider_writes_down(claims: Service) -> None:
    draft = await done(claims, "createClaimDraft", a_draft_input())
    patient = a_member(MEMBER)

    of_patient = await code_of(
        claims, "cancelClaimDraft", at(draft), actor=Principal("another", patient.roles, member_ids=patient.member_ids)
    )
    of_others = await code_of(claims, "cancelClaimDraft", at(draft), actor=a_provider(ELSEWHERE))

    assert (of_patient, of_others) == ("NOT_FOUND", "NOT_FOUND")


async def test_a_draft_takes_no_number_that_another_claim_has(claims: Service) -> None:
    await done(claims, "createClaimDraft", a_draft_input(externalRef="B-1"))
    draft = await done(claims, "createClaimDraft", a_draft_input(externalRef="B-2"))

    made = await code_of(claims, "createClaimDraft", a_draft_input(externalRef="B-1"))
    written = await code_of(claims, "updateClaimDraft", a_draft_input(externalRef="B-1", **at(draft)))
    after = await done(claims, "updateClaimDraft", a_draft_input(externalRef="B-2", **at(draft)))

    assert (made, written) == ("ALREADY_EXISTS", "ALREADY_EXISTS")
    assert (after["externalRef"], after["version"], len(after["lines"])) == ("B-2", 2, 1)


DOCUMENT = """
mutation ($input: AddClaimDocumentInput!) {
  addClaimDocument(input: $input) {
    document { documentType fileName mimeType sizeBytes sha256 } errors { code path }
  }
}
"""


def a_document_input(claim_id: str, **values: Any) -> dict[str, Any]:
    """Return an invoice; each has a name of its own."""
    defaults: dict[str, Any] = {
        "claimId": claim_id,
        "documentType": "INVOICE",
        "fileName": "Rechnung März.pdf",
        "storageKey": f"0123456789-{a_key()}",
        "mimeType": "PDF",
        "sizeBytes": 10_485_760,
        "sha256": DIGEST,
    }
    return defaults | values


async def test_a_document_is_told_of_once(claims: Service) -> None:
    claim = await done(claims, "createClaimDraft", a_draft_input())
    claims.principal = DOCTOR

    first = (await claims.ask(DOCUMENT, input=a_document_input(claim["id"])))["addClaimDocument"]
    again = (await claims.ask(DOCUMENT, input=a_document_input(claim["id"])))["addClaimDocument"]

    assert first["document"] == {
        "documentType": "INVOICE",
        "fileName": "Rechnung März.pdf",
        "mimeType": "PDF",
        "sizeBytes": 10_485_760,
        "sha256": DIGEST,
    }
    assert again == {"document": None, "errors": [{"code": "ALREADY_EXISTS", "path": ["input", "sha256"]}]}


@pytest.mark.parametrize(
    ("values", "path"),
    [
        ({"sizeBytes": 10_485_761}, "sizeBytes"),
        ({"sizeBytes": 0}, "sizeBytes"),
        ({"sha256": "AB" * 32}, "sha256"),
        ({"sha256": "ab" * 31}, "sha256"),
        ({"fileName": "../passwd"}, "fileName"),
        ({"fileName": "a\\b"}, "fileName"),
        ({"storageKey": "../../../../etc/passwd"}, "storageKey"),
        ({"storageKey": "short"}, "storageKey"),
    ],
)
async def test_a_document_has_a_plain_name_and_a_size(claims: Service, values: dict[str, Any], path: str) -> None:
    claims.principal = DOCTOR

    answer = (await claims.ask(DOCUMENT, input=a_document_input(str(MEMBER), **values)))["addClaimDocument"]

    assert answer == {"document": None, "errors": [{"code": "VALIDATION", "path": ["input", path]}]}


async def test_nobody_adds_a_document_to_a_claim_they_do_not_see(claims: Service) -> None:
    claim = await done(claims, "createClaimDraft", a_draft_input())
    claims.principal = a_provider(ELSEWHERE)

    answer = (await claims.ask(DOCUMENT, input=a_document_input(claim["id"])))["addClaimDocument"]

    assert answer == {"document": None, "errors": [{"code": "NOT_FOUND", "path": ["input", "claimId"]}]}
