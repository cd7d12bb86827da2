"""Providers, their places, people and credentials as a client and the gateway read them."""

from datetime import date
from decimal import Decimal
from uuid import uuid4

import pytest

from shared_models.providers import (
    CredentialStatus,
    CredentialSubject,
    InstitutionStatus,
    PersonnelType,
    ProviderStatus,
    ProviderType,
)
from tests.subgraphs.providers.builders import (
    a_credential,
    a_network,
    a_person,
    a_place,
    a_provider,
    an_affiliation,
    an_assignment,
    days,
)
from tests.subgraphs.service import Service

LISTED = "query ($filter: ProviderFilter) { providers(filter: $filter) { edges { node { id } } totalCount } }"
NEAR = """
query ($lat: Float!, $lon: Float!, $km: Float!, $specialty: String, $first: Int) {
  institutionsNear(lat: $lat, lon: $lon, km: $km, specialty: $specialty, first: $first) {
    distanceKm institution { name } } }
"""


async def test_a_provider_is_found_by_id_and_by_code(providers: Service) -> None:
    provider = a_provider(provider_code="PRV-FIND", legal_name="Saint Elsewhere")
    await providers.store(provider)
    query = "query ($id: ID, $code: String) { provider(id: $id, providerCode: $code) { legalName address { city } } }"

    by_id = await providers.ask(query, id=provider.id)
    by_code = await providers.ask(query, code="PRV-FIND")

    assert by_id == by_code == {"provider": {"legalName": "Saint Elsewhere", "address": {"city": "Boston"}}}


async def test_a_hundred_providers_as_entities_cost_one_statement(providers: Service) -> None:
    stored = [a_provider() for _ in range(100)]
    await providers.store(*stored)
    representations = [{"__typename": "Provider", "id": provider.id} for provider in stored]
    representations.append({"__typename": "Provider", "id": uuid4()})

    found = await providers.entities("... on Provider { legalName }", representations)

    assert found == [*({"legalName": provider.legal_name} for provider in stored), None]
    assert len(providers.statements) == 1


async def test_only_the_columns_the_operation_needs_are_read(providers: Service) -> None:
    provider = a_provider()
    await providers.store(provider)

    await providers.ask("query ($id: ID) { provider(id: $id) { legalName } }", id=provider.id)

    assert len(providers.statements) == 1
    selected = providers.statements[0].split("FROM")[0].split()
    assert selected == ["SELECT", "providers.id,", "providers.legal_name"]


async def test_providers_are_listed_by_all_conditions_together(providers: Service) -> None:
    network = a_network()
    inside, outside = (a_provider(legal_name=f"Laboratory {n}", provider_type=ProviderType.LABORATORY) for n in "AB")
    suspended = a_provider(provider_type=ProviderType.LABORATORY, status=ProviderStatus.SUSPENDED)
    await providers.store(network, inside, outside, suspended, an_assignment(inside, network))
    conditions = {"providerType": "LABORATORY", "statusIn": ["ACTIVE"], "search": "laboratory"}

    both = await providers.ask(LISTED, filter=conditions)
    one = await providers.ask(LISTED, filter=conditions | {"networkId": str(network.id)})

    assert both["providers"] == {
        "totalCount": 2,
        "edges": [{"node": {"id": str(inside.id)}}, {"node": {"id": str(outside.id)}}],
    }
    assert one["providers"] == {"totalCount": 1, "edges": [{"node": {"id": str(inside.id)}}]}


async def test_pages_lead_forward_and_back_over_all_providers_of_a_country(providers: Service) -> None:
    await providers.store(*(a_provider(legal_name=f"Page {n}", country="KE") for n in range(5)))
    query = """
    query ($first: Int, $after: String, $last: Int, $before: String) {
      providers(filter: {country: "KE"}, first: $first, after: $after, last: $last, before: $before) {
        edges { node { legalName } } pageInfo { startCursor endCursor hasNextPage hasPreviousPage } } }
    """

    async def page(**arguments: object) -> tuple[list[str], dict[str, object]]:
        found = (await providers.ask(query, **arguments))["providers"]
        return [edge["node"]["legalName"] for edge in found["edges"]], found["pageInfo"]

    first, info = await page(first=2)
    second, middle = await page(first=2, after=info["endCursor"])
    third, end = await page(first=2, after=middle["endCursor"])
    back, _ = await page(last=1, before=middle["startCursor"])

    assert (first, second, third, back) == (["Page 0", "Page 1"], ["Page 2", "Page 3"], ["Page 4"], ["Page 1"])
    assert (middle["hasPreviousPage"], middle["hasNextPage"], end["hasNextPage"]) == (True, True, False)


async def test_a_place_shows_its_hours_and_where_it_is(providers: Service) -> None:
    provider = a_provider()
    hours = {"tuesday": [{"opens": "08:00", "closes": "12:00"}, {"opens": "13:00", "closes": "17:30"}]}
    place = a_place(provider, opening_hours=hours, specialties=["cardiology"])
    await providers.store(provider, place)

    found = await providers.entities(
        """... on MedicalInstitution { latitude specialties openingHours { day opens closes }
                                       provider { providerCode } }""",
        [{"__typename": "MedicalInstitution", "id": place.id}],
    )

    assert found == [
        {
            "latitude": "42.360100",
            "specialties": ["cardiology"],
            "openingHours": [
                {"day": "TUESDAY", "opens": "08:00", "closes": "12:00"},
                {"day": "TUESDAY", "opens": "13:00", "closes": "17:30"},
            ],
            "provider": {"providerCode": provider.provider_code},
        }
    ]


async def test_the_places_of_many_providers_cost_one_statement_each_for_rows_and_counts(providers: Service) -> None:
    stored = [a_provider() for _ in range(15)]
    await providers.store(*stored, *(a_place(provider, name=f"{n}") for provider in stored for n in range(3)))

    found = await providers.entities(
        "... on Provider { institutions(first: 2) { totalCount edges { node { name } } } }",
        [{"__typename": "Provider", "id": provider.id} for provider in stored],
    )

    two = [{"node": {"name": "0"}}, {"node": {"name": "1"}}]
    assert found == [{"institutions": {"totalCount": 3, "edges": two}}] * 15
    assert len(providers.statements) == 3


async def test_places_are_narrowed_by_specialty(providers: Service) -> None:
    provider = a_provider()
    await providers.store(provider, a_place(provider, name="Heart", specialties=["cardiology"]), a_place(provider))

    data = await providers.ask(
        """query ($id: ID) { provider(id: $id) {
             institutions(filter: {specialty: "cardiology", status: ACTIVE}) { edges { node { name } } } } }""",
        id=provider.id,
    )

    assert data["provider"]["institutions"]["edges"] == [{"node": {"name": "Heart"}}]


async def test_places_near_a_point_come_nearest_first_with_their_distance(providers: Service) -> None:
    provider, suspended = a_provider(), a_provider(status=ProviderStatus.SUSPENDED)
    paris = {"latitude": Decimal("48.8566"), "longitude": Decimal("2.3522")}
    await providers.store(
        *(provider, suspended),
        a_place(provider, name="London", latitude=Decimal("51.5074"), longitude=Decimal("-0.1278")),
        a_place(provider, name="Paris", specialties=["oncology"], **paris),
        a_place(provider, name="Paris, closed", status=InstitutionStatus.CLOSED, **paris),
        a_place(suspended, name="Paris, suspended", **paris),
        a_place(provider, name="Nowhere", latitude=None, longitude=None),
    )
    point = {"lat": 48.8, "lon": 2.35}

    near = (await providers.ask(NEAR, km=10, **point))["institutionsNear"]
    far = (await providers.ask(NEAR, km=400, **point))["institutionsNear"]
    special = (await providers.ask(NEAR, km=400, specialty="oncology", **point))["institutionsNear"]
    nearest = (await providers.ask(NEAR, km=400, first=1, **point))["institutionsNear"]

    assert [each["institution"]["name"] for each in near] == ["Paris"]
    assert near[0]["distanceKm"] == pytest.approx(6.296, abs=0.01)
    assert [each["institution"]["name"] for each in far] == ["Paris", "London"]
    assert far[1]["distanceKm"] == pytest.approx(348.7, abs=1)
    assert [each["institution"]["name"] for each in special] == ["Paris"]
    assert [each["institution"]["name"] for each in nearest] == ["Paris"]


async def test_places_are_near_across_the_date_line_and_at_a_pole(providers: Service) -> None:
    provider = a_provider()
    await providers.store(
        provider,
        a_place(provider, name="Fiji", latitude=Decimal("-17.0"), longitude=Decimal("179.9")),
        a_place(provider, name="Pole", latitude=Decimal("-89.9"), longitude=Decimal("10.0")),
    )

    over_the_line = await providers.ask(NEAR, lat=-17.0, lon=-179.9, km=50)
    over_the_pole = await providers.ask(NEAR, lat=-89.9, lon=-170.0, km=50)

    assert [each["institution"]["name"] for each in over_the_line["institutionsNear"]] == ["Fiji"]
    assert [each["institution"]["name"] for each in over_the_pole["institutionsNear"]] == ["Pole"]


async def test_people_and_where_they_work_are_read_both_ways(providers: Service) -> None:
    provider, person = a_provider(), a_person(last_name="Cuddy")
    place = a_place(provider)
    before = an_affiliation(person, provider, span=days("2020-01-01", "2024-01-01"))
    now = an_affiliation(person, provider, institution_id=place.id, span=days("2024-01-01", None))
    await providers.store(provider, person, place, before, now)

    data = await providers.ask(
        """query ($id: ID) { provider(id: $id) {
             affiliations(filter: {on: "2026-03-10"}) { edges { node { institution { name } personnel {
               lastName affiliations { span { from } institution { name } provider { legalName } } } } } } } }""",
        id=provider.id,
    )

    name = {"name": place.name}
    works = {"provider": {"legalName": provider.legal_name}}
    affiliations = [
        {"span": {"from": "2020-01-01"}, "institution": None, **works},
        {"span": {"from": "2024-01-01"}, "institution": name, **works},
    ]
    personnel = {"lastName": "Cuddy", "affiliations": affiliations}
    assert data["provider"]["affiliations"]["edges"] == [{"node": {"institution": name, "personnel": personnel}}]
    assert len(providers.statements) == 5


async def test_personnel_are_listed_and_are_entities(providers: Service) -> None:
    person = a_person(last_name="Wilson", personnel_type=PersonnelType.SPECIALIST, specialty_code="ONCOLOGY")
    await providers.store(person)

    data = await providers.ask(
        """{ medicalPersonnel(filter: {personnelType: SPECIALIST, specialtyCode: "ONCOLOGY", search: "wils"}) {
               edges { node { id } } } }"""
    )
    found = await providers.entities(
        "... on MedicalPersonnel { lastName specialtyCode }", [{"__typename": "MedicalPersonnel", "id": person.id}]
    )

    assert data["medicalPersonnel"]["edges"] == [{"node": {"id": str(person.id)}}]
    assert found == [{"lastName": "Wilson", "specialtyCode": "ONCOLOGY"}]


async def test_credentials_name_their_holder_of_whichever_kind(providers: Service) -> None:
    provider, person = a_provider(), a_person()
    place = a_place(provider)
    await providers.store(
        *(provider, person, place),
        a_credential(number="P", subject_id=provider.id),
        a_credential(number="I", subject_type=CredentialSubject.INSTITUTION, subject_id=place.id),
        a_credential(number="M", subject_type=CredentialSubject.PERSONNEL, subject_id=person.id),
        a_credential(number="X", subject_id=uuid4(), expires_on=date(2031, 1, 1)),
    )
    holder = """holder { __typename ... on Provider { legalName } ... on MedicalInstitution { name }
                         ... on MedicalPersonnel { lastName } }"""

    async def held_by(subject: object) -> object:
        query = f"query ($id: ID) {{ credentials(filter: {{holderId: $id}}) {{ edges {{ node {{ {holder} }} }} }} }}"
        return (await providers.ask(query, id=subject))["credentials"]["edges"][0]["node"]["holder"]

    assert await held_by(provider.id) == {"__typename": "Provider", "legalName": provider.legal_name}
    assert await held_by(place.id) == {"__typename": "MedicalInstitution", "name": place.name}
    assert await held_by(person.id) == {"__typename": "MedicalPersonnel", "lastName": person.last_name}
    data = await providers.ask(
        """{ credentials(filter: {expiresFrom: "2031-01-01", expiresBefore: "2031-01-02"}) {
               edges { node { number holder { __typename } } } } }"""
    )
    assert data["credentials"]["edges"] == [{"node": {"number": "X", "holder": None}}]


async def test_a_provider_lists_its_own_credentials_only(providers: Service) -> None:
    provider = a_provider()
    own = a_credential(number="OWN", subject_id=provider.id)
    # The same id as another kind of holder's: no foreign key forbids it.
    other = a_credential(number="OTHER", subject_type=CredentialSubject.PERSONNEL, subject_id=provider.id)
    await providers.store(provider, own, other)

    data = await providers.ask(
        "query ($id: ID) { provider(id: $id) { credentials { edges { node { number } } } } }", id=provider.id
    )

    assert data["provider"]["credentials"]["edges"] == [{"node": {"number": "OWN"}}]


async def test_verified_credentials_that_expire_soon_are_listed_in_that_order(providers: Service) -> None:
    await providers.store(
        a_credential(number="in 30 days", expires_on=date(2026, 4, 9)),
        a_credential(number="in 31 days", expires_on=date(2026, 4, 10)),
        a_credential(number="today", expires_on=date(2026, 3, 10)),
        a_credential(number="yesterday", expires_on=date(2026, 3, 9)),
        a_credential(number="rejected", expires_on=date(2026, 3, 20), status=CredentialStatus.REJECTED),
    )

    data = await providers.ask(
        "{ expiringCredentials(days: 30) { totalCount edges { node { number } } pageInfo { endCursor } } }"
    )

    expiring = data["expiringCredentials"]
    assert [edge["node"]["number"] for edge in expiring["edges"]] == ["today", "in 30 days"]
    assert expiring["totalCount"] == 2


@pytest.mark.parametrize(
    ("query", "refusal"),
    [
        ("{ provider { id } }", "Provider is found by exactly one of id or providerCode"),
        (r'{ medicalPersonnel(filter: {specialtyCode: "\u0000"}) { totalCount } }', "specialtyCode: not text"),
        (r'{ institutionsNear(lat: 0, lon: 0, km: 5, specialty: "\u0000") { distanceKm } }', "specialty: not text"),
        ('{ feeSchedule(id: "7") { id } }', "id: not an id (a UUID)"),
        ('{ providers(filter: {networkId: "7"}) { totalCount } }', "networkId: not an id (a UUID)"),
        ('{ providers(after: "x") { edges { cursor } } }', "after: not a cursor of this list"),
        ("{ institutionsNear(lat: 91, lon: 0, km: 5) { distanceKm } }", "lat and lon: not a place on the globe"),
        ("{ institutionsNear(lat: 0, lon: 0, km: 501) { distanceKm } }", "km: 501.0 is not above 0 and at most 500"),
        (
            "{ institutionsNear(lat: 0, lon: 0, km: 5, first: 101) { distanceKm } }",
            "first: 101 is not between 0 and 100",
        ),
        ("{ expiringCredentials(days: 367) { totalCount } }", "days: 367 is not between 0 and 366"),
    ],
)
async def test_an_argument_that_makes_no_sense_is_refused_by_name(providers: Service, query: str, refusal: str) -> None:
    answer = await providers.refusal(query)

    assert answer == (refusal, "BAD_USER_INPUT")
