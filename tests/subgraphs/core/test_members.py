"""Members and companies as a client and the gateway read them."""

from uuid import uuid4

from shared_models.core import DependentType, MemberStatus, MemberType
from tests.subgraphs.core.builders import a_company, a_member
from tests.subgraphs.service import Service

PAGE = """
query ($company: ID!, $first: Int, $after: String, $last: Int, $before: String, $filter: MemberFilter) {
  company(id: $company) {
    members(first: $first, after: $after, last: $last, before: $before, filter: $filter) {
      edges { cursor node { memberNumber } }
      pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
      totalCount
    }
  }
}
"""


async def test_a_member_is_found_by_id_and_by_number(core: Service) -> None:
    member = a_member(member_number="MBR-FIND")
    await core.store(member)
    query = "query ($id: ID, $number: String) { member(id: $id, memberNumber: $number) { memberNumber status sex } }"

    by_id = await core.ask(query, id=member.id)
    by_number = await core.ask(query, number="MBR-FIND")

    assert by_id == by_number == {"member": {"memberNumber": "MBR-FIND", "status": "ACTIVE", "sex": "FEMALE"}}


async def test_an_unknown_member_is_null(core: Service) -> None:
    data = await core.ask('{ member(memberNumber: "nobody") { id } }')

    assert data == {"member": None}


async def test_a_member_asked_by_nothing_or_by_two_keys_is_refused_by_name(core: Service) -> None:
    refused = ("Member is found by exactly one of id or memberNumber", "BAD_USER_INPUT")

    assert await core.refusal("{ member { id } }") == refused
    assert await core.refusal('{ member(id: "x", memberNumber: "y") { id } }') == refused


async def test_an_id_that_is_none_is_refused_by_name(core: Service) -> None:
    refusal = await core.refusal('{ member(id: "42") { firstName } }')

    assert refusal == ("id: not an id (a UUID)", "BAD_USER_INPUT")


async def test_only_the_columns_the_operation_needs_are_read(core: Service) -> None:
    member = a_member()
    await core.store(member)

    await core.ask("query ($id: ID) { member(id: $id) { firstName } }", id=member.id)

    assert len(core.statements) == 1
    selected = core.statements[0].split("FROM")[0].split()
    assert selected == ["SELECT", "members.id,", "members.first_name"]


async def test_a_hundred_members_as_entities_cost_one_statement(core: Service) -> None:
    members = [a_member(first_name=f"N{n}") for n in range(100)]
    await core.store(*members)
    representations = [{"__typename": "Member", "id": member.id} for member in members]
    representations.append({"__typename": "Member", "id": uuid4()})

    found = await core.entities("... on Member { firstName }", representations)

    assert [each and each["firstName"] for each in found] == [*(f"N{n}" for n in range(100)), None]
    assert len(core.statements) == 1


async def test_pages_below_many_companies_cost_one_statement_each_for_rows_and_counts(core: Service) -> None:
    companies = [a_company() for _ in range(30)]
    await core.store(*companies)
    await core.store(*(a_member(company_id=company.id) for company in companies for _ in range(4)))
    representations = [{"__typename": "Company", "id": company.id} for company in companies]

    found = await core.entities(
        "... on Company { name members(first: 3) { totalCount edges { node { id } } } }", representations
    )

    assert [len(each["members"]["edges"]) for each in found] == [3] * 30
    assert {each["members"]["totalCount"] for each in found} == {4}
    assert len(core.statements) == 3


async def test_pages_lead_forward_and_back_over_the_whole_list(core: Service) -> None:
    company = a_company()
    await core.store(company, *(a_member(company_id=company.id, member_number=f"P{n}") for n in range(5)))

    async def page(**arguments: object) -> tuple[list[str], dict[str, object]]:
        data = await core.ask(PAGE, company=company.id, **arguments)
        members = data["company"]["members"]
        return [edge["node"]["memberNumber"] for edge in members["edges"]], members["pageInfo"]

    first, first_info = await page(first=2)
    second, second_info = await page(first=2, after=first_info["endCursor"])
    third, third_info = await page(first=2, after=second_info["endCursor"])
    back, back_info = await page(last=2, before=third_info["startCursor"])
    end, _ = await page(last=3)

    assert (first, second, third) == (["P0", "P1"], ["P2", "P3"], ["P4"])
    assert [info["hasNextPage"] for info in (first_info, second_info, third_info)] == [True, True, False]
    assert [info["hasPreviousPage"] for info in (first_info, second_info, third_info)] == [False, True, True]
    assert back == ["P2", "P3"]
    assert back_info["hasNextPage"] is True
    assert end == ["P2", "P3", "P4"]


async def test_filters_narrow_the_page_and_the_count(core: Service) -> None:
    company = a_company()
    await core.store(
        company,
        a_member(company_id=company.id, member_number="F1", status=MemberStatus.SUSPENDED),
        a_member(company_id=company.id, member_number="F2"),
    )

    data = await core.ask(PAGE, company=company.id, filter={"status": "SUSPENDED"})

    members = data["company"]["members"]
    assert [edge["node"]["memberNumber"] for edge in members["edges"]] == ["F1"]
    assert members["totalCount"] == 1


async def test_the_count_alone_reads_no_rows(core: Service) -> None:
    company = a_company()
    await core.store(company, a_member(company_id=company.id))

    await core.ask("query ($id: ID) { company(id: $id) { members(first: 0) { totalCount } } }", id=company.id)

    assert [statement.split()[1].lower() for statement in core.statements[1:]] == ["members.company_id"]


async def test_pages_that_make_no_sense_are_refused(core: Service) -> None:
    query = "query ($f: Int, $a: String, $l: Int) { members(first: $f, after: $a, last: $l) { edges { cursor } } }"

    assert await core.refusal(query, f=101) == ("first: 101 is not between 0 and 100", "BAD_USER_INPUT")
    assert await core.refusal(query, f=-1) == ("first: -1 is not between 0 and 100", "BAD_USER_INPUT")
    assert (await core.refusal(query, f=1, l=1))[1] == "BAD_USER_INPUT"
    assert await core.refusal(query, a="nonsense") == ("after: not a cursor of this list", "BAD_USER_INPUT")


async def test_a_cursor_of_another_order_is_refused(core: Service) -> None:
    await core.store(a_member())
    data = await core.ask("{ members(first: 1, orderBy: LAST_NAME_ASC) { pageInfo { endCursor } } }")
    cursor = data["members"]["pageInfo"]["endCursor"]

    refusal = await core.refusal("query ($a: String) { members(after: $a) { edges { cursor } } }", a=cursor)

    assert refusal == ("after: the cursor belongs to a list in another order", "BAD_USER_INPUT")


async def test_a_family_is_read_both_ways(core: Service) -> None:
    company = a_company()
    principal = a_member(member_number="PRIN", company_id=company.id)
    child = a_member(
        member_number="CHLD",
        member_type=MemberType.DEPENDENT,
        dependent_type=DependentType.CHILD,
        principal_id=principal.id,
    )
    await core.store(company, principal, child)

    data = await core.ask(
        """query ($id: ID) { member(id: $id) {
             dependentType principal { memberNumber company { name } dependants { edges { node { memberNumber } } } }
           } }""",
        id=child.id,
    )

    assert data["member"] == {
        "dependentType": "CHILD",
        "principal": {
            "memberNumber": "PRIN",
            "company": {"name": company.name},
            "dependants": {"edges": [{"node": {"memberNumber": "CHLD"}}]},
        },
    }


async def test_search_takes_its_text_literally(core: Service) -> None:
    await core.store(a_member(last_name="50%_of"), a_member(last_name="50 of"))

    data = await core.ask('{ members(filter: {search: "50%_"}) { edges { node { lastName } } } }')

    assert [edge["node"]["lastName"] for edge in data["members"]["edges"]] == ["50%_of"]
