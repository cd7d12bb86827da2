"""What one request carries through its resolvers."""

from collections.abc import Awaitable, Callable, Hashable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any, TypeAlias, TypeVar

import strawberry
from sqlalchemy.ext.asyncio import AsyncEngine
from strawberry.dataloader import DataLoader

from shared_models.access import identify
from shared_models.encryption import Keyring
from shared_models.identity import NOBODY, Principal
from subgraphs.kit.access import Access
from subgraphs.kit.audit.journal import Journal
from subgraphs.kit.graph import DependencyUnavailable, Graph
from subgraphs.kit.policy import Policy
from subgraphs.kit.selection import Selected
from subgraphs.kit.transaction import ReadTransaction
from subgraphs.kit.writing import Writer

Key = TypeVar("Key", bound=Hashable)
Value = TypeVar("Value")
Answer = TypeVar("Answer")


@dataclass(slots=True)
class Context:
    """One request: its transaction, what it may see, its loaders, the day it is for its user.

    It is valid once its document is.
    """

    transaction: ReadTransaction
    access: Access
    today: date
    keyring: Keyring
    journal: Journal = field(default_factory=Journal)
    graph: Graph | None = None
    is_valid: bool = False
    selected: Selected = field(default_factory=Selected)
    _loaders: dict[Hashable, DataLoader[Any, Any]] = field(default_factory=dict)

    def loader(
        self, name: Hashable, load: Callable[[list[Key]], Awaitable[Sequence[Value | BaseException]]]
    ) -> DataLoader[Key, Value]:
        """Return the loader of that name, made from `load` when it is first asked for."""
        loader = self._loaders.get(name)
        if loader is None:
            loader = self._loaders[name] = DataLoader(load_fn=load)
        return loader

    def writer(self) -> Writer:
        """Return what a service function gets of this request."""
        return Writer(self.transaction.engine, self.keyring, self.journal, datetime.now(UTC))

    async def ask(self, ask: Callable[[Graph], Awaitable[Answer]]) -> Answer:
        """Ask the graph in the middle of a request, with no connection held meanwhile; raises DependencyUnavailable."""
        if self.graph is None:
            raise DependencyUnavailable("no gateway is named")
        await self.transaction.close()
        return await ask(self.graph)

    async def start_over(self) -> None:
        """Forget what was read, before something is written that changes it."""
        self._loaders.clear()
        await self.transaction.close()


def new_context(
    engine: AsyncEngine,
    today: date,
    keyring: Keyring,
    policy: Policy,
    *,
    principal: Principal = NOBODY,
    request_id: str = "",
    address: str = "",
    graph: Graph | None = None,
) -> Context:
    """Begin a request of somebody."""
    transaction = ReadTransaction(engine, identify(principal, request_id))
    journal = Journal(principal, request_id, address)
    return Context(transaction, Access(policy, principal), today, keyring, journal, graph)


Info: TypeAlias = strawberry.Info[Context, None]
