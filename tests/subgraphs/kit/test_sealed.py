"""Fields of sealed columns: what is opened, when keys are learned, and what is told of a value that does not open."""

from datetime import date
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncEngine

from shared_models.core import metadata
from shared_models.encryption import Keyring
from shared_models.encryption.rewriting import Rewriting
from subgraphs.core.types import Member
from tests.conftest import NewDatabase
from tests.keys import a_keyring
from tests.principals import an_agent
from tests.subgraphs.core.builders import a_company, a_member
from tests.subgraphs.service import Service

ADDRESS = {"line": "1 High Street", "city": "Boston", "region": None, "postal_code": "02180", "country": "US"}


@pytest.fixture
async def core(new_database: NewDatabase) -> Any:
    """Core on an empty database of each test's own."""
    service = Service.start("core", await new_database("core"))
    yield service
    await service.stop()


class Counting(Keyring):
    """A keyring that counts what it opens."""

    opened: list[str] = []  # noqa: RUF012  # each test makes its own

    def open(self, sealed: bytes, **place: Any) -> str:
        self.opened.append(place["column"])
        return super().open(sealed, **place)


async def test_sealed_fields_are_read_as_what_they_are(core: Service) -> None:
    member = a_member(date_of_birth=date(1985, 12, 10), email="Ada@Example.org", phone=None, address=ADDRESS)
    await core.store(member)

    data = await core.ask(
        "query ($id: ID) { member(id: $id) { dateOfBirth email phone address { city postalCode region } } }",
        id=member.id,
    )

    assert data["member"] == {
        "dateOfBirth": "1985-12-10",
        "email": "Ada@Example.org",
        "phone": None,
        "address": {"city": "Boston", "postalCode": "02180", "region": None},
    }


async def test_a_hundred_members_cost_what_the_selection_asks_and_keys_one_statement_once(core: Service) -> None:
    company = a_company()
    await core.store(company, *(a_member(company_id=company.id, email=f"n{n}@example.org") for n in range(100)))
    core.keyring = Counting("test", a_keyring().master)
    core.keyring.opened = []

    await core.ask("{ members(first: 100) { edges { node { firstName } } } }")
    nothing, core.keyring.opened = core.keyring.opened, []
    first = await core.ask("{ members(first: 100) { edges { node { email } } } }")
    statements_first, opened = len(core.statements), core.keyring.opened
    await core.ask("{ members(first: 100) { edges { node { email } } } }")

    assert nothing == []
    assert len(first["members"]["edges"]) == 100
    assert set(opened) == {"email"}
    assert statements_first == 2
    assert len(core.statements) == 1
    assert "date_of_birth_enc" not in core.statements[0]


async def test_a_service_reads_on_when_another_process_rotates_and_rewrites(core: Service) -> None:
    member = a_member(email="ada@example.org")
    await core.store(member)
    query = "query ($id: ID, $f: MemberFilter) { member(id: $id) { email } members(filter: $f) { totalCount } }"
    before = await core.ask(query, id=member.id, f={"email": "ADA@example.org"})
    job = Rewriting(core.owner, a_keyring(), metadata)
    async with core.owner.begin() as connection:
        await job.keyring.add_key(connection)
    between = await core.ask(query, id=member.id, f={"email": "ADA@example.org"})

    await job.run()

    assert await core.ask(query, id=member.id, f={"email": "ADA@example.org"}) == before == between
    assert before == {"member": {"email": "ada@example.org"}, "members": {"totalCount": 1}}


async def test_members_are_found_by_the_whole_of_their_e_mail_alone(core: Service) -> None:
    await core.store(a_member(email="ada@example.org"), a_member(email="ada@example.com"), a_member())
    query = "query ($f: MemberFilter) { members(filter: $f) { totalCount edges { node { email } } } }"

    found = await core.ask(query, f={"email": " Ada@Example.ORG"})
    part = await core.ask(query, f={"email": "ada@example"})

    assert found["members"] == {"totalCount": 1, "edges": [{"node": {"email": "ada@example.org"}}]}
    assert part["members"]["totalCount"] == 0
    assert await core.refusal(query, f={"email": "  "}) == (
        "email: give between 1 and 100 characters",
        "BAD_USER_INPUT",
    )


async def test_who_may_not_see_an_e_mail_may_not_ask_by_it(core: Service) -> None:
    await core.store(a_member(email="ada@example.org"))
    query = 'query { members(filter: {email: "ada@example.org"}) { totalCount } }'

    refusal = await core.as_(an_agent()).refusal(query)

    assert refusal[1] == "FORBIDDEN"


async def test_a_value_of_another_member_is_an_error_at_its_field_and_the_rest_is_whole(
    core: Service, capfd: pytest.CaptureFixture[str]
) -> None:
    ada, bob = a_member(email="ada@example.org"), a_member(first_name="Bob", email="bob@example.org")
    await core.store(ada, bob)
    await _move(core.owner, ada.id, bob.id)

    result = await core.run("query ($id: ID) { member(id: $id) { firstName email dateOfBirth } }", {"id": bob.id})

    assert result.data == {"member": {"firstName": "Bob", "email": None, "dateOfBirth": "1985-12-10"}}
    assert [(error.message, error.path) for error in result.errors] == [("internal error", ["member", "email"])]
    logged = capfd.readouterr().err
    assert f"members.email of row {bob.id}: the value was changed, or was sealed for another place" in logged
    assert "ada@" not in logged


def test_the_api_offers_no_order_or_range_of_sealed_values() -> None:
    from subgraphs.core.schema import schema  # noqa: PLC0415  # built for all tests of core once

    sdl = schema.as_str()
    assert "DATE_OF_BIRTH" not in sdl
    assert "bornFrom" not in sdl
    assert "date_of_birth_enc" in {column.name for column in Member.source.table.columns}


async def _move(engine: AsyncEngine, source: Any, target: Any) -> None:
    async with engine.begin() as connection:
        await connection.execute(
            sa.text("UPDATE members SET email_enc = (SELECT email_enc FROM members WHERE id = :s) WHERE id = :t"),
            {"s": source, "t": target},
        )
