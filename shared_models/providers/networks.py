"""Networks of providers, contracts with them and what those pay."""

from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import Range
from sqlmodel import Field

from shared_models.base import (
    Recorded,
    SoftDeleted,
    amount,
    check,
    closed,
    code,
    currency,
    exclude,
    in_currency_of,
    index,
    json,
    new_id,
    number,
    one_of,
    rate,
    refers_to,
    span,
    text,
    unique,
)
from shared_models.providers.base import ANY_INSTITUTION, ANY_NETWORK, ProvidersTable
from shared_models.providers.choices import (
    AssignmentStatus,
    ContractStatus,
    FeeScheduleStatus,
    NetworkStatus,
    NetworkTier,
    NetworkType,
    ProcedureCodeSystem,
    Reimbursement,
)


class ProviderNetwork(SoftDeleted, ProvidersTable, table=True):
    """A group of providers that schemes send their members to."""

    __tablename__ = "provider_networks"
    __table_args__ = (
        unique("network_code"),
        one_of("network_type", NetworkType),
        one_of("status", NetworkStatus),
    )

    network_code: str = code(20)
    name: str = text()
    network_type: NetworkType = closed(NetworkType)
    region: str | None = text(default=None)
    status: NetworkStatus = closed(NetworkStatus)
    span: Range[date] = span()


class ProviderNetworkAssignment(Recorded, ProvidersTable, table=True):
    """A provider's standing in a network for a time: for one of its places, or for all of them."""

    __tablename__ = "provider_network_assignments"
    __table_args__ = (
        exclude(
            "ex_provider_network_assignments_overlap",
            ("provider_id", "="),
            (ANY_INSTITUTION, "="),
            ("network_id", "="),
            ("span", "&&"),
            where="status IN ('pending', 'active')",
        ),
        index("provider_id"),
        index("institution_id"),
        index("network_id", "status"),
        one_of("tier", NetworkTier),
        one_of("status", AssignmentStatus),
    )

    provider_id: UUID = refers_to("providers.id")
    institution_id: UUID | None = refers_to("medical_institutions.id", default=None)
    network_id: UUID = refers_to("provider_networks.id")
    tier: NetworkTier = closed(NetworkTier)
    status: AssignmentStatus = closed(AssignmentStatus)
    span: Range[date] = span()


class FeeSchedule(Recorded, ProvidersTable, table=True):
    """A price list; a published one changes by its next revision.

    What is done out of network is priced by the list of reference: there is one for a currency and a day at most.
    """

    __tablename__ = "fee_schedules"
    __table_args__ = (
        unique("name", "revision"),
        unique("id", "currency"),
        one_of("status", FeeScheduleStatus),
        check("revision", "revision >= 1"),
        exclude(
            "ex_fee_schedules_reference",
            ("currency", "="),
            ("span", "&&"),
            where="is_reference AND status = 'published'",
        ),
    )

    name: str = text()
    revision: int
    currency: str = currency()
    span: Range[date] = span()
    status: FeeScheduleStatus = closed(FeeScheduleStatus)
    is_reference: bool = False


class FeeScheduleItem(ProvidersTable, table=True):
    """The price of one unit of a procedure."""

    __tablename__ = "fee_schedule_items"
    __table_args__ = (
        sa.UniqueConstraint(
            "fee_schedule_id",
            "code_system",
            "procedure_code",
            "modifier",
            name="uq_fee_schedule_items_procedure",
            postgresql_nulls_not_distinct=True,
        ),
        in_currency_of("fee_schedule_id", "fee_schedules"),
        one_of("code_system", ProcedureCodeSystem),
        check("unit_rate", "unit_rate >= 0"),
        check("max_units", "max_units > 0"),
    )

    id: UUID = Field(default_factory=new_id, primary_key=True, sa_type=sa.Uuid)
    fee_schedule_id: UUID
    code_system: ProcedureCodeSystem = closed(ProcedureCodeSystem)
    procedure_code: str = code(20)
    modifier: str | None = code(8, default=None)
    unit_rate: Decimal = amount()
    currency: str = currency()
    max_units: Decimal | None = number(12, 3, default=None)


class ProviderContract(Recorded, ProvidersTable, table=True):
    """What was agreed with a provider; on one day at most one active contract for a network holds."""

    __tablename__ = "provider_contracts"
    __table_args__ = (
        unique("contract_number"),
        exclude(
            "ex_provider_contracts_overlap",
            ("provider_id", "="),
            (ANY_NETWORK, "="),
            ("span", "&&"),
            where="status = 'active'",
        ),
        index("provider_id", "status"),
        index("network_id"),
        index("fee_schedule_id"),
        one_of("status", ContractStatus),
        one_of("reimbursement", Reimbursement),
        check("percent_of_charge", "percent_of_charge BETWEEN 0 AND 1"),
        check(
            "priced",
            "status = 'draft' OR (reimbursement <> 'percent_of_charge' OR percent_of_charge IS NOT NULL)"
            " AND (reimbursement <> 'fee_schedule' OR fee_schedule_id IS NOT NULL)",
        ),
        check("days", "payment_terms_days >= 0 AND notice_days >= 0"),
    )

    contract_number: str = code(20)
    provider_id: UUID = refers_to("providers.id")
    network_id: UUID | None = refers_to("provider_networks.id", default=None)
    status: ContractStatus = closed(ContractStatus)
    span: Range[date] = span()
    signed_on: date | None = None
    payment_terms_days: int = 30
    reimbursement: Reimbursement = closed(Reimbursement)
    percent_of_charge: Decimal | None = rate(default=None)
    fee_schedule_id: UUID | None = refers_to("fee_schedules.id", default=None)
    auto_renew: bool
    notice_days: int = 90
    document_key: str | None = text(default=None)
    terms: dict[str, Any] = json()
