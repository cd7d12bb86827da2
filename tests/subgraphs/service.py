"""A domain service in a test: its real schema on a real database, with the statements it runs counted."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from importlib import import_module
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession
from sqlmodel import SQLModel

from shared_models.access import role_of
from shared_models.connection import create_engine
from shared_models.encryption import Keyring
from shared_models.identity import Principal
from subgraphs.kit.context import new_context
from subgraphs.kit.graph import Graph
from subgraphs.kit.schema import DomainSchema
from tests.keys import a_keyring, has_plain, seal
from tests.principals import EVERYTHING

TODAY = date(2026, 3, 10)
IDENTITY = "SELECT set_config('covergraph."
AUDIT = "INSERT INTO audit_log"


@dataclass
class Service:
    """A schema and its database. `statements` holds the SQL of the last operation, but for who asks and what is
    noted of it.

    Rows are stored as the owner of the tables; questions are asked as the service's role, of somebody who may read all
    there is unless a test names another.
    """

    name: str
    schema: DomainSchema
    engine: AsyncEngine
    owner: AsyncEngine
    principal: Principal = EVERYTHING
    keyring: Keyring = field(default_factory=a_keyring)
    graph: Graph | None = None
    statements: list[str] = field(default_factory=list)

    @classmethod
    def start(cls, name: str, url: str, *, is_owner: bool = False) -> "Service":
        """Start a domain's service; as the owner of its tables it meets no row-level security."""
        schema: DomainSchema = import_module(f"subgraphs.{name}.schema").schema
        role = None if is_owner else role_of(name)
        owner = create_engine(url, application="covergraph-test")
        service = cls(name, schema, create_engine(url, application="covergraph-test", role=role), owner)
        sa.event.listen(service.engine.sync_engine, "before_cursor_execute", service._note)
        return service

    def as_(self, principal: Principal) -> "Service":
        """Return the service as it answers somebody."""
        return replace(self, principal=principal)

    async def stop(self) -> None:
        await self.engine.dispose()
        await self.owner.dispose()

    async def store(self, *rows: SQLModel) -> None:
        """Insert rows in the order given."""
        async with AsyncSession(self.owner, expire_on_commit=False) as session:
            for row in rows:
                if has_plain(row):
                    async with self.keyring.sealing(session) as sealer:
                        seal(row, sealer)
                session.add(row)
                await session.flush()
            await session.commit()

    async def ask(self, query: str, **variables: Any) -> Any:
        """Return the data of an operation that must not fail."""
        result = await self.run(query, variables)
        assert result.errors is None, result.errors
        return result.data

    async def refusal(self, query: str, **variables: Any) -> tuple[str, str | None]:
        """Return the message and the code of an operation that must fail."""
        result = await self.run(query, variables)
        assert result.errors, result.data
        error = result.errors[0]
        return error.message, (error.extensions or {}).get("code")

    async def entities(self, selection: str, representations: Sequence[dict[str, Any]]) -> list[Any]:
        """Return what `_entities` answers; ids may be given as UUIDs."""
        query = (
            f"query ($representations: [_Any!]!) {{ _entities(representations: $representations) {{ {selection} }} }}"
        )
        plain = [{name: _plain(value) for name, value in each.items()} for each in representations]
        data = await self.ask(query, representations=plain)
        entities: list[Any] = data["_entities"]
        return entities

    async def run(self, query: str, variables: dict[str, Any]) -> Any:
        """Return the whole result of an operation."""
        self.statements.clear()
        plain = {name: _plain(value) for name, value in variables.items()}
        context = new_context(
            self.engine, TODAY, self.keyring, self.schema.policy, principal=self.principal, graph=self.graph
        )
        return await self.schema.execute(query, variable_values=plain, context_value=context)

    def _note(self, _connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        if not statement.startswith((IDENTITY, AUDIT)):
            self.statements.append(statement)


def _plain(value: Any) -> Any:
    return str(value) if isinstance(value, UUID) else value
