"""What each layer lets through, cell by cell, against what is expected: each returns what differs."""

from collections.abc import Iterable, Iterator
from typing import Final

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncEngine

from gateway.authorisation import Denied, Grants, Requirements
from gateway.supergraph import Supergraph
from shared_models.access import identify
from shared_models.identity import Principal
from tests.access.expected import EXPECTED, LETTERS, TABLES, Type, holds
from tests.access.questions import NO_ROW, Asker, Outcome, Writing, name_of
from tests.access.world import DOMAINS, World

RELATIONS: Final = ("own", "foreign", "no row")
# What the gateway does not tell from a role: its letter, and that of who holds more.
MEANT: Final = {"A": "B", "V": "W"}


def relations_of(kind: Type) -> tuple[str, ...]:
    """Return how rows of a type can relate to somebody."""
    return (*RELATIONS, "listed") if kind.listed else RELATIONS


def seen(role: str, kind: Type, name: str, relation: str) -> bool:
    """Say whether a role is to see a field of a row."""
    letters = [letter for letter in holds(role) if letter in kind.seen_by(name)]
    if relation == "listed" and not set(kind.listed) <= set(kind.seen_by(name)):
        # A directory tells all its readers alike: more is for whose rows they are.
        return any(letter in kind.all for letter in letters)
    return any(_opens(letter, kind, relation) for letter in letters)


def visible(role: str, kind: Type, relation: str) -> bool:
    """Say whether a role is to see a row at all."""
    return any(_opens(letter, kind, relation) for letter in holds(role))


def _opens(letter: str, kind: Type, relation: str) -> bool:
    some = {"own": kind.own, "foreign": kind.foreign, "listed": kind.listed}
    return relation in some and letter in kind.all + some[relation]


def expected_outcome(service: str, role: str, name_of_type: str, name: str, relation: str) -> Outcome:
    """Return what is to come of asking for a field of a row."""
    table = EXPECTED[service]
    kind = table[name_of_type]
    if name_of_type == "Query":
        return Outcome.SEEN if seen(role, kind, name, "own") else Outcome.DENIED
    if name_of_type in DOMAINS[service].ways:
        # A type that is reached from another is as hidden, or as denied, as the way to it.
        parent, step = DOMAINS[service].ways[name_of_type]
        above = expected_outcome(service, role, parent, name_of(step), relation)
        if above is not Outcome.SEEN:
            return above
    if name_of_type in DOMAINS[service].lists:
        root = DOMAINS[service].lists[name_of_type][0].partition("(")[0]
        if expected_outcome(service, role, "Query", root, "own") is not Outcome.SEEN:
            return Outcome.DENIED
    if name_of_type in DOMAINS[service].stubs:
        return Outcome.SEEN if any(letter in kind.seen_by(name) for letter in holds(role)) else Outcome.DENIED
    if not visible(role, kind, relation):
        return Outcome.HIDDEN
    return Outcome.SEEN if seen(role, kind, name, relation) else Outcome.DENIED


def is_told_elsewhere(service: str, name_of_type: str, name: str) -> bool:
    """Say whether a field is one of another service, by which this one knows a row: its owner says who sees it."""
    return name_of_type in DOMAINS[service].stubs and EXPECTED[service][name_of_type].seen_by(name) == LETTERS


async def differences_in_service(asker: Asker, roles: Iterable[str] = LETTERS, kinds: Iterable[str] = ()) -> list[str]:
    """Ask every role for every field of every type and relation; name the cells that differ."""
    service = asker.service.name
    found = []
    for kind in kinds or EXPECTED[service]:
        names = EXPECTED[service][kind].names()
        for role in roles:
            for relation in relations_of(EXPECTED[service][kind]) if kind != "Query" else ("own",):
                outcomes = await asker.outcomes(role, kind, relation, names)
                for name, outcome in outcomes.items():
                    expected = expected_outcome(service, role, kind, name, relation)
                    if outcome is not expected:
                        found.append(f"{role} {kind}.{name} {relation}: {outcome.value}, not {expected.value}")
    return found


async def differences_in_writings(asker: Asker) -> tuple[int, list[str]]:
    """Ask for each denied cell again in every way of writing it; count them and name those that are answered."""
    service, asked, found = asker.service.name, 0, []
    for kind, role, relation in _places(service):
        denied = [
            name
            for name in EXPECTED[service][kind].names()
            if expected_outcome(service, role, kind, name, relation) is Outcome.DENIED
        ]
        for writing in Writing if denied else ():
            for name, outcome in (await asker.outcomes(role, kind, relation, denied, writing)).items():
                asked += 1
                if outcome is not Outcome.DENIED:
                    found.append(f"{role} {kind}.{name} {relation} {writing.value}: {outcome.value}")
    return asked, found


def _places(service: str) -> Iterator[tuple[str, str, str]]:
    for kind in EXPECTED[service]:
        for role in LETTERS if kind != "Query" else ():
            for relation in relations_of(EXPECTED[service][kind]):
                yield kind, role, relation


async def differences_in_database(service: str, engine: AsyncEngine, world: World) -> list[str]:
    """Read every table as every role by SQL alone; name the cells that differ."""
    found = []
    for table, kind in TABLES[service].items():
        for role in LETTERS:
            for relation in relations_of(kind):
                count = await _rows(engine, world.principal(role), table, _key(service, world, role, table, relation))
                if (count == 1) is not visible(role, kind, relation):
                    found.append(f"{role} {table} {relation}: {count} rows")
    return found


async def _rows(engine: AsyncEngine, principal: Principal, table: str, key: tuple[str, object]) -> int:
    column, value = key
    statement = sa.text(f"SELECT count(*) FROM {table} WHERE {column} = :value")
    async with engine.connect() as connection:
        await connection.execute(identify(principal))
        found: int = (await connection.execute(statement, {"value": value})).scalar_one()
        return found


def _key(service: str, world: World, role: str, table: str, relation: str) -> tuple[str, object]:
    column, of = DOMAINS[service].composite.get(table, ("id", table))
    if relation == "no row":
        return column, NO_ROW
    return column, getattr(world, relation).key(of, role)


def differences_in_gateway(service: str, supergraph: Supergraph, world: World) -> list[str]:
    """Ask the gateway's rules for every role and field: it knows no rows, so own ones count."""
    requirements = Requirements(supergraph)
    found = []
    for name_of_type, kind in EXPECTED[service].items():
        for role in LETTERS:
            principal = world.principal(role)
            grants = Grants(is_authenticated=principal.is_signed_in, policies=frozenset(principal.roles))
            denied = Denied(requirements, requirements.held(grants))
            for name in kind.names():
                if is_told_elsewhere(service, name_of_type, name):
                    continue
                letters = kind.seen_by(name)
                # An emergency token is a system_admin's: which row it opens, the services know; and scopes as well.
                expected = any(letter in letters for letter in (*holds(role), *MEANT.get(role, "")))
                if denied.is_denied(name_of_type, name) is expected:
                    found.append(f"{role} {name_of_type}.{name}: {'denied' if expected else 'let through'}")
    return found
