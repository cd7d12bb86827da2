"""Role by type by field by relation: each layer alone lets through what it should, and all together do."""

from collections.abc import AsyncIterator, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Final

import pytest
import sqlalchemy as sa
from strawberry.printer import print_schema

from gateway.composition import SubgraphSchema, compose
from gateway.supergraph import Supergraph, read_supergraph
from gateway.supergraph.access import AccessRule
from subgraphs.kit.policy import ANY, PUBLIC, FieldRule, TypeRule
from tests.access.expected import EXPECTED, LETTERS, LOSSES, TABLES
from tests.access.layers import (
    RELATIONS,
    differences_in_database,
    differences_in_gateway,
    differences_in_service,
    differences_in_writings,
)
from tests.access.questions import Asker
from tests.access.world import DOMAINS, World, fill
from tests.conftest import NewDatabase
from tests.subgraphs.service import Service

SERVICES: Final = tuple(DOMAINS)


@dataclass
class House:
    """The services on one world: as they are, and as the owner of their tables, whom the database lets through."""

    world: World
    working: dict[str, Service]
    owning: dict[str, Service]


@pytest.fixture(scope="module")
async def house(new_database: NewDatabase) -> AsyncIterator[House]:
    house = House(World(), {}, {})
    for name in DOMAINS:
        url = await new_database(name)
        house.working[name] = Service.start(name, url)
        house.owning[name] = Service.start(name, url, is_owner=True)
        await fill(house.working[name], house.world)
    yield house
    for service in (*house.working.values(), *house.owning.values()):
        await service.stop()


@pytest.fixture(scope="module")
def supergraph() -> Supergraph:
    """The services as the gateway sees them."""
    schemas = [SubgraphSchema(name, f"http://{name}", print_schema(DOMAINS[name].schema)) for name in SERVICES]
    composition = compose(schemas)
    assert composition.supergraph_sdl is not None, composition.errors
    return read_supergraph(composition.supergraph_sdl)


def test_the_table_names_every_type_and_field_of_the_schemas() -> None:
    for service in SERVICES:
        rules = {rule.kind.__name__: rule for rule in _rules(service) if _is_in_table(rule)}

        assert rules.keys() == EXPECTED[service].keys()
        assert {name: set(rule.fields) for name, rule in rules.items()} == {
            name: set(kind.names()) for name, kind in EXPECTED[service].items()
        }


def test_the_matrix_is_as_large_as_it_says(capsys: pytest.CaptureFixture[str]) -> None:
    fields = sum(len(kind.names()) for table in EXPECTED.values() for kind in table.values())
    tables = sum(map(len, TABLES.values()))
    cells = fields * len(LETTERS) * len(RELATIONS)

    with capsys.disabled():
        print(  # noqa: T201  # the size is to be told
            f"\naccess: {len(LETTERS)} roles x {fields} fields x {len(RELATIONS)} relations = {cells:,} cells of the"
            f" services, {len(LETTERS) * tables * len(RELATIONS):,} of the databases, {len(LETTERS) * fields:,} of the"
            " gateway"
        )

    assert cells > 10_000


@pytest.mark.parametrize("service", SERVICES)
async def test_the_service_alone_is_enough(house: House, service: str) -> None:
    asker = Asker(house.owning[service], house.world)

    assert await differences_in_service(asker) == []


@pytest.mark.parametrize("service", SERVICES)
async def test_the_database_alone_is_enough(house: House, service: str) -> None:
    assert await differences_in_database(service, house.working[service].engine, house.world) == []


@pytest.mark.parametrize("service", SERVICES)
def test_the_gateway_alone_knows_the_roles(house: House, service: str, supergraph: Supergraph) -> None:
    assert differences_in_gateway(service, supergraph, house.world) == []


@pytest.mark.parametrize("service", SERVICES)
async def test_service_and_database_together_let_the_same_through(house: House, service: str) -> None:
    asker = Asker(house.working[service], house.world)

    assert await differences_in_service(asker) == []


@pytest.mark.parametrize("service", SERVICES)
async def test_a_denial_does_not_depend_on_how_the_question_is_written(house: House, service: str) -> None:
    asker = Asker(house.working[service], house.world)

    asked, answered = await differences_in_writings(asker)

    assert answered == []
    assert asked > 100


# The matrix sees a rule that is missing: one of any layer is taken away, and cells differ.


@pytest.mark.parametrize(
    ("service", "kind", "field", "role"),
    [(service, *each) for service, losses in LOSSES.items() for each in losses.fields],
)
async def test_the_matrix_misses_the_audience_of_a_field(
    house: House, service: str, kind: str, field: str, role: str
) -> None:
    asker = Asker(house.owning[service], house.world)

    with open_to_all(_rule(service, kind).fields[field]):
        found = await differences_in_service(asker, role, [kind])

    assert any(f"{kind}.{field}" in each for each in found), found


@pytest.mark.parametrize(
    ("service", "kind", "role", "grant"),
    [(service, *each) for service, losses in LOSSES.items() for each in losses.rows],
)
async def test_the_matrix_misses_the_relation_to_a_row(
    house: House, service: str, kind: str, role: str, grant: str
) -> None:
    asker = Asker(house.owning[service], house.world)

    with all_rows_for(_rule(service, kind), grant):
        found = await differences_in_service(asker, role, [kind])

    assert any("foreign" in each for each in found), found


@pytest.mark.parametrize(
    ("service", "table"),
    [(service, table) for service, losses in LOSSES.items() for table in losses.tables],
)
async def test_the_matrix_misses_the_policy_of_a_table(house: House, service: str, table: str) -> None:
    owner = house.working[service].owner
    async with owner.begin() as connection:
        await connection.execute(sa.text(f"ALTER TABLE {table} DISABLE ROW LEVEL SECURITY"))

    found = await differences_in_database(service, house.working[service].engine, house.world)

    async with owner.begin() as connection:
        await connection.execute(sa.text(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY"))
    assert any(f" {table} " in each for each in found)


@pytest.mark.parametrize(
    ("service", "coordinate"),
    [(service, coordinate) for service, losses in LOSSES.items() for coordinate in losses.coordinates],
)
def test_the_matrix_misses_a_rule_of_the_gateway(
    house: House, service: str, coordinate: str, supergraph: Supergraph
) -> None:
    assert isinstance(supergraph.access, dict)
    rule: AccessRule = supergraph.access.pop(coordinate)

    found = differences_in_gateway(service, supergraph, house.world)

    supergraph.access[coordinate] = rule
    assert any(coordinate in each for each in found)


def _rules(service: str) -> Iterable[TypeRule]:
    return DOMAINS[service].schema.policy.by_kind.values()


def _rule(service: str, kind: str) -> TypeRule:
    return next(rule for rule in _rules(service) if rule.kind.__name__ == kind)


def _is_in_table(rule: TypeRule) -> bool:
    """Say whether a type has cells: values, and stubs that say nothing but their key, have none."""
    return not rule.is_value and rule.kind.__name__ != "Mutation" and set(rule.fields) not in ({"id"}, {"code"})


@contextmanager
def open_to_all(rule: FieldRule) -> Iterator[None]:
    """Take the audience of a field away."""
    kept: Any = rule.audience
    object.__setattr__(rule, "audience", PUBLIC)
    try:
        yield
    finally:
        object.__setattr__(rule, "audience", kept)


@contextmanager
def all_rows_for(rule: TypeRule, grant: str) -> Iterator[None]:
    """Take the relation of a grant away."""
    assert isinstance(rule.rows, dict)
    kept = rule.rows[grant]
    rule.rows[grant] = ANY
    try:
        yield
    finally:
        rule.rows[grant] = kept
