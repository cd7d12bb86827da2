"""The eight rows: which domains exist, where their databases are configured, and where their code lives."""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Subgraph:
    """One domain service: its name in the graph, its database and its package."""

    name: str
    database_variable: str

    @property
    def database_name(self) -> str:
        return f"medical-coverage-{self.name}"

    @property
    def package(self) -> str:
        return f"subgraphs.{self.name}"


SUBGRAPHS: Final = (
    Subgraph("core", "CORE_DATABASE_URL"),
    Subgraph("crm", "CRM_DATABASE_URL"),
    Subgraph("claims", "CLAIMS_DATABASE_URL"),
    Subgraph("providers", "PROVIDER_DATABASE_URL"),
    Subgraph("finance", "FINANCE_DATABASE_URL"),
    Subgraph("tokens", "TOKEN_DATABASE_URL"),
    Subgraph("schemes", "SCHEMES_DATABASE_URL"),
    Subgraph("analytics", "ANALYTICS_DATABASE_URL"),
)


def subgraph(name: str) -> Subgraph:
    """Return the row of that name; raises KeyError with the names there are."""
    for row in SUBGRAPHS:
        if row.name == name:
            return row
    known = ", ".join(row.name for row in SUBGRAPHS)
    raise KeyError(f"no subgraph named {name!r}; there are {known}")
