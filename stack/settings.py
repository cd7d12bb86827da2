"""What the environment says: where databases and broker are, how careful to be, and with which secrets.

A domain whose variable is not set gets a database in the embedded server; without NATS_URL the embedded broker serves.
COVERGRAPH_ENV=production refuses what is meant for a demonstration. A secret stands in its variable, or in the file
that the variable of the same name with _FILE names.
"""

import os
from enum import StrEnum
from pathlib import Path
from typing import Any, Final

from pydantic import SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from stack.errors import DatabaseUnusable, SecretUnusable, SettingUnusable
from subgraphs.registry import SUBGRAPHS, Subgraph

MASTER_KEY: Final = "COVERGRAPH_MASTER_KEY"
IDENTITY_SECRET: Final = "COVERGRAPH_IDENTITY_SECRET"  # noqa: S105  # the name of a variable


class Environment(StrEnum):
    """What a stack is for."""

    DEVELOPMENT = "development"
    PRODUCTION = "production"


class Settings(BaseSettings):
    """The environment, read once by a command."""

    model_config = SettingsConfigDict(env_ignore_empty=True, extra="ignore")

    core_database_url: SecretStr | None = None
    crm_database_url: SecretStr | None = None
    claims_database_url: SecretStr | None = None
    provider_database_url: SecretStr | None = None
    finance_database_url: SecretStr | None = None
    token_database_url: SecretStr | None = None
    schemes_database_url: SecretStr | None = None
    analytics_database_url: SecretStr | None = None
    nats_url: SecretStr | None = None
    covergraph_env: Environment = Environment.DEVELOPMENT
    covergraph_identity_secret: SecretStr | None = None
    covergraph_identity_secret_file: Path | None = None
    covergraph_introspection: bool | None = None
    covergraph_page: bool | None = None

    def __init__(self, **values: Any) -> None:
        try:
            super().__init__(**values)
        except ValidationError as error:
            name = str(error.errors()[0]["loc"][0]).upper()
            raise SettingUnusable(f"{name}: {error.errors()[0]['msg']}.") from error

    def database_urls(self) -> dict[str, str]:
        """Return the configured URLs by domain; a domain left to the embedded server is left out."""
        given = {row: self._secret(row) for row in SUBGRAPHS}
        urls = {row.name: secret.get_secret_value() for row, secret in given.items() if secret}
        for row in SUBGRAPHS:
            if row.name in urls:
                check_database_url(row.database_variable, urls[row.name])
        return urls

    def broker_url(self) -> str | None:
        """Return the configured broker's URL, or None for the embedded broker."""
        return self.nats_url.get_secret_value() if self.nats_url else None

    @property
    def is_production(self) -> bool:
        return self.covergraph_env is Environment.PRODUCTION

    @property
    def has_master_key(self) -> bool:
        """Say whether the environment gives the master key; `shared_models.encryption` reads it."""
        return any(os.environ.get(name) for name in (MASTER_KEY, f"{MASTER_KEY}_FILE"))

    @property
    def allows_introspection(self) -> bool:
        """Say whether the gateway describes the graph to clients: by default, but for production."""
        return not self.is_production if self.covergraph_introspection is None else self.covergraph_introspection

    @property
    def shows_page(self) -> bool:
        """Say whether the gateway serves GraphiQL: by default, but for production."""
        return not self.is_production if self.covergraph_page is None else self.covergraph_page

    def identity_secret_text(self) -> str:
        """Return the identity secret that is given, empty where none is."""
        if self.covergraph_identity_secret is not None:
            return self.covergraph_identity_secret.get_secret_value()
        if self.covergraph_identity_secret_file is None:
            return ""
        try:
            return self.covergraph_identity_secret_file.read_text().strip()
        except OSError as error:
            raise SecretUnusable(f"{IDENTITY_SECRET}_FILE: {error.filename}: {error.strerror}.") from error

    def _secret(self, row: Subgraph) -> SecretStr | None:
        secret: SecretStr | None = getattr(self, row.database_variable.lower())
        return secret


def check_database_url(variable: str, url: str) -> None:
    """Refuse what cannot be a database's URL before anything is started; the message leaves the password out."""
    # Imported here: SQLAlchemy costs half a second, and most stacks have no URL to check.
    from shared_models.connection import BadDatabaseUrl, read_url  # noqa: PLC0415 - see above

    try:
        read_url(url)
    except BadDatabaseUrl as error:
        raise DatabaseUnusable(f"{variable}: {error}.") from error
