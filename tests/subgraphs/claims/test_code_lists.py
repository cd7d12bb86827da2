"""Lists of diagnoses: stored part by part by an admin."""

from typing import Any

import pytest

from shared_models.identity import Principal
from tests.principals import OFFICER, an_admin
from tests.subgraphs.service import Service

IMPORT = """
mutation ($input: ImportDiagnosisCodesInput!) {
  importDiagnosisCodes(input: $input) { imported { added changed unchanged } errors { code path } }
}
"""
READ = (
    "query ($code: String!) { diagnosisCodes(filter: {search: $code}) { edges { node { description span { to } } } } }"
)


def a_code(code: str, **values: Any) -> dict[str, Any]:
    return {"code": code, "description": f"Of {code}", "isBillable": True, "firstDay": "2020-01-01", **values}


async def imported(
    claims: Service, *codes: dict[str, Any], actor: Principal | None = None, system: str = "SNOMED"
) -> Any:
    given = {"codeSystem": system, "codes": list(codes)}
    return (await claims.as_(actor or an_admin()).ask(IMPORT, input=given))["importDiagnosisCodes"]


async def test_what_is_new_is_added_what_reads_otherwise_is_changed_and_the_rest_is_left(claims: Service) -> None:
    first = await imported(claims, a_code("100001"), a_code("100002"))

    again = await imported(
        claims, a_code("100001"), a_code("100002", description="Otherwise", lastDay="2025-12-31"), a_code("100003")
    )

    assert first == {"imported": {"added": 2, "changed": 0, "unchanged": 0}, "errors": []}
    assert again == {"imported": {"added": 1, "changed": 1, "unchanged": 1}, "errors": []}
    [edge] = (await claims.ask(READ, code="100002"))["diagnosisCodes"]["edges"]
    assert edge["node"] == {"description": "Otherwise", "span": {"to": "2026-01-01"}}


@pytest.mark.parametrize(
    ("codes", "path"),
    [
        ([a_code("200001"), a_code("200001")], ["input", "codes", "0", "code"]),
        ([a_code("200002", lastDay="2019-12-31")], ["input", "codes", "0", "lastDay"]),
        ([a_code("200003", minAge=18, maxAge=3)], ["input", "codes", "0", "maxAge"]),
        ([a_code("200004"), a_code("no code")], ["input", "codes", "1", "code"]),
        ([a_code("200005", description="x" * 501)], ["input", "codes", "0", "description"]),
        ([], ["input", "codes"]),
    ],
)
async def test_a_list_with_a_fault_stores_nothing(
    claims: Service, codes: list[dict[str, Any]], path: list[str]
) -> None:
    done = await imported(claims, *codes)

    assert done["imported"] is None
    assert done["errors"][0] == {"code": "VALIDATION", "path": path}
    for each in codes:
        assert (await claims.ask(READ, code=each["code"]))["diagnosisCodes"]["edges"] == []


async def test_an_officer_imports_no_list(claims: Service) -> None:
    given = {"codeSystem": "SNOMED", "codes": [a_code("300001")]}

    _, code = await claims.as_(OFFICER).refusal(IMPORT, input=given)

    assert code == "FORBIDDEN"
