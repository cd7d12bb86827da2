"""What one request carries through its resolvers."""

from collections.abc import Awaitable, Callable, Hashable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, TypeAlias, TypeVar

import strawberry
from sqlalchemy.ext.asyncio import AsyncEngine
from strawberry.dataloader import DataLoader

from shared_models.encryption import Keyring
from subgraphs.kit.selection import Selected
from subgraphs.kit.transaction import ReadTransaction

Key = TypeVar("Key", bound=Hashable)
Value = TypeVar("Value")


@dataclass(slots=True)
class Context:
    """One request: its transaction, its loaders, the day it is for its user; valid once its document is."""

    transaction: ReadTransaction
    today: date
    keyring: Keyring
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


def new_context(engine: AsyncEngine, today: date, keyring: Keyring) -> Context:
    """Begin a request."""
    return Context(transaction=ReadTransaction(engine), today=today, keyring=keyring)


Info: TypeAlias = strawberry.Info[Context, None]
