"""What tells who or how somebody is stays where it belongs: out of logs and errors, and sealed out of databases."""

import asyncio
import subprocess
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import pytest
import sqlalchemy as sa

from shared_models.connection import create_engine
from shared_models.personal import tag_of
from stack.folder import DataFolder
from stack.postgres import embedded_server
from subgraphs.registry import SUBGRAPHS
from tests.conftest import NewDatabase
from tests.databases import url_of
from tests.journeys.canaries import BIRTH_DATE, Canaries, release, store
from tests.journeys.house import House, open_house
from tests.shared_models.test_personal import TABLES
from tests.stack.loading.stored import execute, rows

pytestmark = [pytest.mark.journey, pytest.mark.xdist_group("canaries")]

# Everything that was planted and that the graph shows.
SHOWING: Final = """{
  members { edges { node { firstName middleName lastName dateOfBirth email phone address { line city } employeeNumber
    documents { edges { node { documentNumber fileName rejectionReason } } } } } }
  companies { edges { node { contactPerson contactEmail contactPhone } } }
  leads { edges { node { firstName lastName email phone jobTitle } } }
  personnel: medicalPersonnel { edges { node { firstName lastName email phone licenseNumber } } }
  claims { edges { node { diagnoses { code } lines { procedureCode } } } }
  appeals { edges { node { grounds } } }
}"""


@dataclass(frozen=True, slots=True)
class Planted:
    """A house of its own in which only canaries live."""

    canaries: Canaries
    urls: dict[str, str]
    house: House


@pytest.fixture(scope="module")
async def planted(new_database: NewDatabase) -> AsyncIterator[Planted]:
    """Open a house on databases with canaries."""
    urls = {row.name: await new_database(row.name) for row in SUBGRAPHS}
    canaries = release()
    await store(canaries, urls)
    async with open_house(urls, without=("analytics",)) as house:
        yield Planted(canaries, urls, house)


def found(canaries: set[str], text: str | bytes) -> set[str]:
    """Return the canaries that occur in a text."""
    plain = text if isinstance(text, str) else text.decode(errors="replace")
    return {each for each in canaries if each in plain}


def test_there_is_a_canary_in_every_sealed_column_that_tells_of_persons(planted: Planted) -> None:
    sealed = {
        f"{table.name}.{column.name.removesuffix('_enc')}"
        for table in TABLES.values()
        for column in table.columns
        if column.name.endswith("_enc") and tag_of(column)
    }

    assert sealed - planted.canaries.planted == set()
    assert len(planted.canaries.sealed) >= 25
    assert len(planted.canaries.plain) >= 20


async def test_answers_show_them_to_who_may_see_and_logs_do_not(planted: Planted, capfd: Any) -> None:
    data = await planted.house.ask(SHOWING)

    assert len(found(planted.canaries.all, str(data))) >= 20
    assert BIRTH_DATE in str(data)
    assert found(planted.canaries.all, "".join(capfd.readouterr())) == set()


REFUSED: Final = (
    ("query ($v: ID) { member(id: $v) { id } }", "{word}"),
    ("query ($v: ID) { claim(id: $v) { id member { firstName } } }", "{word}"),
    ("query ($v: String) { members(filter: {search: $v}) { totalCount } }", "{word}" * 40),
    ("query ($v: String) { members(after: $v) { totalCount edges { cursor } } }", "{word}"),
    ("query ($v: Date) { claims(filter: {serviceFrom: $v}) { totalCount } }", "{word}"),
    ("query ($v: Decimal) { claims(filter: {billedFrom: $v}) { totalCount } }", "{word}"),
    ("query ($v: CurrencyCode) { invoices(filter: {currency: $v}) { totalCount } }", "{word}"),
    ("query ($v: [ClaimStatus!]) { claims(filter: {statusIn: $v}) { totalCount } }", ["{word}"]),
    ("query ($v: Int) { members(first: $v) { totalCount } }", {"{word}": "{word}"}),
    ("query ($v: MemberFilter) { members(filter: $v) { totalCount } }", {"birthday": "{word}"}),
    ('{ member(memberNumber: "{word}") { birthday } }', None),
    ('{ member(memberNumber: "{word}) { id } }', None),
    ('{ member(id: "{word}") { id } }', None),
    ('{ claims(filter: {serviceFrom: 9, status: "{word}"}) { totalCount } }', None),
)


@pytest.mark.parametrize(("query", "value"), REFUSED)
async def test_what_a_client_sends_amiss_stands_in_no_log(planted: Planted, query: str, value: Any, capfd: Any) -> None:
    word = min(planted.canaries.plain)
    text, sent = query.replace("{word}", word), _with(word, value)

    answer = str(await planted.house.answer(text, v=sent))

    assert "'errors'" in answer
    assert "UNAUTHENTICATED" not in answer
    assert found(planted.canaries.all - {word}, answer) == set()
    assert found(planted.canaries.all, "".join(capfd.readouterr())) == set()


async def test_faults_of_ours_tell_nothing_in_answers_or_logs(planted: Planted, capfd: Any) -> None:
    claims, crm, tokens = (planted.urls[domain] for domain in ("claims", "crm", "tokens"))
    (lead,) = await rows(crm, "SELECT email_enc FROM leads")
    await execute(claims, "ALTER TABLE claim_appeals RENAME COLUMN filed_at TO gone")
    await execute(crm, "UPDATE leads SET email_enc = phone_enc")

    async with _away(tokens):
        answer = await planted.house.answer(
            """{ appeals { edges { node { grounds filedAt } } } leads { edges { node { firstName email } } }
                 tokenWallets { totalCount } metrics { totalCount } }"""
        )

    await execute(claims, "ALTER TABLE claim_appeals RENAME COLUMN gone TO filed_at")
    await execute(crm, f"UPDATE leads SET email_enc = '\\x{lead[0].hex()}'")
    logged = "".join(capfd.readouterr())
    codes = {(error["path"][0], error["extensions"]["code"]) for error in answer["errors"]}
    assert {path for path, _ in codes} == {"appeals", "leads", "tokenWallets", "metrics"}
    assert ("leads", "INTERNAL") in codes
    assert "leads.email of row" in logged
    assert found(planted.canaries.all, str(answer["errors"])) == set()
    assert found(planted.canaries.all, logged) == set()


async def test_a_dump_and_the_files_of_the_databases_hold_nothing_of_what_is_sealed(planted: Planted) -> None:
    for url in planted.urls.values():
        await execute(url, "CHECKPOINT")
    ((folder,),) = await rows(planted.urls["core"], "SHOW data_directory")

    dumped = {domain: _dump(url, Path(folder)) for domain, url in planted.urls.items()}

    assert {domain for domain, dump in dumped.items() if found(planted.canaries.plain, dump)} == {
        "core",
        "crm",
        "claims",
        "providers",
        "finance",
        "schemes",
    }
    for dump in dumped.values():
        assert found(planted.canaries.sealed | {each.encode().hex() for each in planted.canaries.sealed}, dump) == set()
    for url in planted.urls.values():
        ((number,),) = await rows(url, "SELECT oid FROM pg_database WHERE datname = current_database()")
        for file in (Path(folder) / "base" / str(number)).iterdir():
            assert found(planted.canaries.sealed, file.read_bytes()) == set(), file


async def test_neither_the_server_s_log_nor_its_list_of_statements_names_them(planted: Planted) -> None:
    core = planted.urls["core"]
    (word, *_) = await _first_names(core)
    with pytest.raises(sa.exc.IntegrityError):
        await execute(core, "UPDATE members SET status = 'nonsense'")
    with pytest.raises(sa.exc.IntegrityError):
        await execute(
            core,
            'INSERT INTO members SELECT (jsonb_populate_record(members, \'{"id": '
            '"01890a5d-ac96-774b-bcce-b302099a8057"}\')).* FROM members',
        )
    async with _held(core, "members"):
        question = "query ($v: String) { members(filter: {search: $v}) { totalCount } }"
        asking = asyncio.create_task(planted.house.ask(question, v=word))
        while not ((waiting := await rows(core, WAITING)) or asking.done()):
            continue
        statements = await rows(core, "SELECT query, application_name FROM pg_stat_activity")
    await asking

    assert "members" in str(waiting)
    ((folder,),) = await rows(core, "SHOW data_directory")
    log = Path(folder).parent / "logs" / "postgres.log"
    assert found(planted.canaries.all, str(statements)) == set()
    assert "violates check constraint" in log.read_text()
    assert found(planted.canaries.all, log.read_text()) == set()


WAITING: Final = """
SELECT query FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'
"""


@asynccontextmanager
async def _held(url: str, table: str) -> AsyncIterator[None]:
    """Let who asks for a table's rows wait."""
    engine = create_engine(url, application="covergraph-test", pool_size=1)
    async with engine.begin() as connection:
        await connection.execute(sa.text(f"LOCK TABLE {table}"))
        yield
    await engine.dispose()


async def _first_names(url: str) -> list[str]:
    return [name for (name,) in await rows(url, "SELECT first_name FROM members")]


@asynccontextmanager
async def _away(url: str) -> AsyncIterator[None]:
    """Take a database away from under its service."""
    name = sa.make_url(url).database
    ending = f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'"
    await execute(url_of("postgres"), ending)
    await execute(url_of("postgres"), f'ALTER DATABASE "{name}" RENAME TO "{name}-away"')
    yield
    await execute(url_of("postgres"), f'ALTER DATABASE "{name}-away" RENAME TO "{name}"')


def _with(word: str, value: Any) -> Any:
    if isinstance(value, dict):
        return {_with(word, name): _with(word, each) for name, each in value.items()}
    if isinstance(value, list):
        return [_with(word, each) for each in value]
    return value.replace("{word}", word) if isinstance(value, str) else value


def _dump(url: str, data_directory: Path) -> bytes:
    """Return all of a database as SQL."""
    programs = embedded_server(DataFolder(data_directory.parent)).programs
    return subprocess.run([programs / "pg_dump", url], capture_output=True, check=True).stdout
