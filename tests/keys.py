"""The keys of tests: one master key for a run, which the environment names for what reads it there.

Builders give sealed values plainly, by `with_plain`; they are sealed when the row is stored, for then there are keys.
"""

from typing import Any, Final, TypeVar

from sqlmodel import SQLModel

from shared_models.base import table_of
from shared_models.connection import create_engine
from shared_models.encryption import Keyring, MasterKey, Sealer, Secret, sealed_columns
from shared_models.encryption.keyring import rows_of

Model = TypeVar("Model", bound=SQLModel)
_PLAIN: Final = "plain_values_of_a_test"

MASTER_KEY: Final = MasterKey((Secret(bytes(range(32))),))
IN_ENVIRONMENT: Final = MASTER_KEY.keys[0].revealed.hex()


def a_keyring(service: str = "test", master: MasterKey | None = MASTER_KEY) -> Keyring:
    """Return a keyring that has learned nothing yet."""
    return Keyring(service, master)


async def a_learned_keyring(service: str, url: str) -> Keyring:
    """Return a keyring that has learned the keys of a database."""
    keyring = a_keyring(service)
    engine = create_engine(url, application="covergraph-test", pool_size=1)
    async with engine.connect() as connection:
        await keyring.learn(rows_of(connection))
    await engine.dispose()
    return keyring


def with_plain(model: type[Model], values: dict[str, Any]) -> Model:
    """Return a row whose sealed values are given plainly."""
    names = sealed_columns(table_of(model)).keys()
    row = model(**{name: value for name, value in values.items() if name not in names})
    object.__setattr__(row, _PLAIN, {name: value for name, value in values.items() if name in names})
    return row


def seal(row: SQLModel, sealer: Sealer) -> None:
    """Seal what a row was given plainly."""
    plain = getattr(row, _PLAIN, {})
    for name, value in sealer.columns(type(row), row.id, **plain).items():  # type: ignore[attr-defined]  # such rows have ids
        setattr(row, name, value)


def has_plain(row: SQLModel) -> bool:
    """Say whether a row has values that wait to be sealed."""
    return bool(getattr(row, _PLAIN, None))
