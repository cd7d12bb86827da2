"""Fields of sealed columns: opened for an answer that selects them, one by one, and for no other.

    email: str | None = sealed("email")
    date_of_birth: date = sealed("date_of_birth", date.fromisoformat)
    address: Address | None = sealed("address", read_address)

The row holds `email_enc`. Its key is learned when a value first asks for it, by a statement of the same transaction.
"""

from collections.abc import Callable
from typing import Any

import orjson
import strawberry
import structlog

from shared_models.encryption import CannotOpen, UnknownKey
from shared_models.encryption.columns import SEALED_SUFFIX
from subgraphs.kit.context import Info
from subgraphs.kit.nodes import reads
from subgraphs.kit.values import Address

Read = Callable[[str], Any]

log = structlog.get_logger()


def sealed(name: str, read: Read = str, *, description: str | None = None) -> Any:
    """Declare a field that opens the sealed column of a value, and reads what it holds; null where there is none."""
    column = name + SEALED_SUFFIX

    def resolve(self: Any, info: Info) -> Any:
        held = getattr(self, column)
        if held is None:
            return None

        def opened() -> Any:
            table = type(self).source.table.name  # a row may hold a column of that name
            return read(info.context.keyring.open(held, table=table, column=name, row_id=self.id))

        try:
            return opened()
        except UnknownKey:
            return _after_learning(info, opened)
        except CannotOpen as error:
            _tell(error)
            raise

    return strawberry.field(resolver=resolve, metadata=reads("id", column), description=description)


def read_address(text: str) -> Address:
    """Read an address as `shared_models.address.PostalAddress` keeps it."""
    parts = orjson.loads(text)
    return Address(**{name: parts.get(name) for name in ("line", "city", "region", "postal_code", "country")})


async def _after_learning(info: Info, opened: Callable[[], Any]) -> Any:
    keyring, rows = info.context.keyring, info.context.transaction.rows

    async def learn(asking: list[None]) -> list[None]:
        await keyring.learn(rows)
        return asking

    # All values of an answer that meet a new key wait for one statement.
    await info.context.loader("data keys", learn).load(None)
    try:
        return opened()
    except UnknownKey:
        await keyring.learn(rows)
        return opened()
    except CannotOpen as error:
        _tell(error)
        raise


def _tell(error: CannotOpen) -> None:
    # It names the place and no value. Whoever reads it has a row to look at: somebody changed or moved what it held.
    log.error("a sealed value does not open", where=str(error))
