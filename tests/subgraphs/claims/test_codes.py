"""Diagnosis and procedure codes as they are looked up."""

from datetime import date

from sqlalchemy.dialects.postgresql import Range

from shared_models.claims import CodeSex, CodeSystem, DiagnosisCodeSystem
from tests.subgraphs.claims.builders import a_diagnosis_code, a_procedure_code
from tests.subgraphs.service import Service


async def test_codes_are_searched_by_description_and_code(claims: Service) -> None:
    await claims.store(
        a_diagnosis_code(code="S82.0", description="Fracture of patella"),
        a_diagnosis_code(code="S82.9", description="Fracture of lower leg", is_billable=False),
        a_procedure_code(code="27520", description="Treatment of patella fracture", code_system=CodeSystem.CPT),
    )

    diagnoses = await claims.ask(
        '{ diagnosisCodes(filter: {search: "FRACTURE", isBillable: true}) { edges { node { code description } } } }'
    )
    procedures = await claims.ask(
        '{ procedureCodes(filter: {search: "2752", codeSystem: CPT}) { edges { node { code serviceCategory } } } }'
    )

    assert diagnoses["diagnosisCodes"]["edges"] == [{"node": {"code": "S82.0", "description": "Fracture of patella"}}]
    assert procedures["procedureCodes"]["edges"] == [{"node": {"code": "27520", "serviceCategory": "other"}}]


async def test_pages_of_codes_lead_through_readings_of_one_code(claims: Service) -> None:
    await claims.store(
        a_diagnosis_code(code="Q1", description="paging old", span=Range(date(2000, 1, 1), date(2010, 1, 1))),
        a_diagnosis_code(code="Q1", description="paging new", span=Range(date(2010, 1, 1), None)),
        a_diagnosis_code(code="Q2", description="paging other"),
    )
    query = """query ($after: String, $on: Date) {
      diagnosisCodes(first: 1, after: $after, filter: {search: "paging", validOn: $on}) {
        edges { node { description } } pageInfo { endCursor hasNextPage } } }"""

    found, after, more = [], None, True
    while more:
        page = (await claims.ask(query, after=after))["diagnosisCodes"]
        found += [edge["node"]["description"] for edge in page["edges"]]
        after, more = page["pageInfo"]["endCursor"], page["pageInfo"]["hasNextPage"]
    valid = await claims.ask(query, on="2005-06-01")

    assert found == ["paging old", "paging new", "paging other"]
    assert [edge["node"]["description"] for edge in valid["diagnosisCodes"]["edges"]] == ["paging old"]


async def test_codes_as_entities_read_as_they_do_today_and_cost_one_statement(claims: Service) -> None:
    await claims.store(
        a_diagnosis_code(code="E1", description="today's", span=Range(date(2020, 1, 1), None), sex=CodeSex.FEMALE),
        a_diagnosis_code(code="E1", description="tomorrow's", span=Range(date(2027, 1, 1), None)),
        a_diagnosis_code(code="E2", description="first", span=Range(None, date(2005, 1, 1))),
        a_diagnosis_code(code="E2", description="last", span=Range(date(2005, 1, 1), date(2010, 1, 1))),
        a_diagnosis_code(code="E1", description="another list's", code_system=DiagnosisCodeSystem.SNOMED),
    )
    asked = [("ICD10CM", "E1"), ("ICD10CM", "E2"), ("SNOMED", "E1"), ("ICD10CM", "E9")]

    found = await claims.entities(
        "... on DiagnosisCode { description sex }",
        [{"__typename": "DiagnosisCode", "codeSystem": system, "code": code} for system, code in asked],
    )

    assert found == [
        {"description": "today's", "sex": "FEMALE"},
        {"description": "last", "sex": None},
        {"description": "another list's", "sex": None},
        None,
    ]
    assert len(claims.statements) == 1
