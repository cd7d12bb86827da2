"""Financial reports as they were computed."""

from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy.dialects.postgresql import Range

from shared_models.base import AppendOnly, append_only, big, check, closed, currency, index, json, one_of, span
from shared_models.finance.base import FinanceTable
from shared_models.finance.choices import FinancialReportType


@append_only
class FinancialReport(AppendOnly, FinanceTable, table=True):
    """A report over a span, as of a position of the ledger: the same position gives the same checksum."""

    __tablename__ = "financial_reports"
    __table_args__ = (
        index("report_type", "created_at"),
        one_of("report_type", FinancialReportType),
        check("ledger_position", "ledger_position >= 0"),
    )

    report_type: FinancialReportType = closed(FinancialReportType)
    span: Range[date] = span()
    currency: str = currency()
    parameters: dict[str, Any] = json(default_factory=dict)
    ledger_position: int = big()
    content: dict[str, Any] = json()
    checksum: bytes
    requested_by: UUID
