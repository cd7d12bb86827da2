"""What the environment says: where each domain's database is, and where the broker is.

A domain whose variable is not set gets a database in the embedded server; without NATS_URL the embedded broker serves.
"""

from pydantic import SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict

from stack.errors import DatabaseUnusable
from subgraphs.registry import SUBGRAPHS, Subgraph


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
