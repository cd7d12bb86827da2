"""Every order of every list at the root is the order of an index, so that a page costs the same wherever it lies."""

from collections.abc import Iterator
from importlib import import_module
from typing import Any

import pytest
import sqlalchemy as sa
from graphql import GraphQLObjectType, get_named_type
from sqlalchemy.dialects import postgresql

from shared_models.connection import create_engine
from subgraphs.kit.paging import Order, keyset, window
from subgraphs.registry import SUBGRAPHS
from tests.conftest import NewDatabase

# Tables that do not grow with members or claims: sorting one costs less than writing an index would.
SMALL = {
    "agent_performance",  # a list of it is of one month
    "agents",
    "alerts",
    "card_templates",
    "commission_tiers",
    "company_periods",
    "dashboards",
    "fiscal_periods",
    "insurance_schemes",
    "periods",
    "predictive_models",
    "provider_contracts",
    "provider_networks",
    "reports",
    "scheme_versions",
    "token_packages",
}


def orders(domain: str) -> Iterator[tuple[str, sa.Table, Order]]:
    """Give the orders of the lists at a domain's root."""
    schema = import_module(f"subgraphs.{domain}.schema").schema._schema
    for name, field in schema.query_type.fields.items():
        if "orderBy" in field.args:
            connection = _object(field.type)
            node = _object(_object(connection.fields["edges"].type).fields["node"].type)
            table = node.extensions["strawberry-definition"].origin.source.table
            for value in get_named_type(field.args["orderBy"].type).values.values():
                yield name, table, value.value


def _object(kind: Any) -> GraphQLObjectType:
    named = get_named_type(kind)
    assert isinstance(named, GraphQLObjectType)
    return named


@pytest.mark.parametrize("domain", [row.name for row in SUBGRAPHS])
async def test_no_page_of_a_list_that_grows_is_sorted(new_database: NewDatabase, domain: str) -> None:
    engine = create_engine(await new_database(domain), application="covergraph-test")
    sorted_lists = set()

    async with engine.connect() as connection:
        await connection.execute(sa.text("SET enable_seqscan = off"))
        for name, table, order in orders(domain):
            page = keyset(sa.select(table.c.id), table, order, window(20, None, None, None))
            text = page.compile(dialect=postgresql.dialect(), compile_kwargs={"literal_binds": True})  # type: ignore[no-untyped-call]  # as SQLAlchemy ships it
            plan = (await connection.execute(sa.text(f"EXPLAIN {text}"))).scalars().all()
            # An incremental sort only puts in order what is equal by the index.
            if any(line.strip(" ->").startswith("Sort  (") for line in plan) and table.name not in SMALL:
                sorted_lists.add(f"{name} by {order.column}")
    await engine.dispose()

    assert sorted_lists == set()
