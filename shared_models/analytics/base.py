"""The base class of analytics' tables, which share one registry and one metadata."""

from sqlmodel import SQLModel

from shared_models.base import domain_registry


class AnalyticsTable(SQLModel, registry=domain_registry()):
    """Base of every table in `medical-coverage-analytics`."""
