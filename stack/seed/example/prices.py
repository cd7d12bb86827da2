"""Providers' part: a network that the examples' terms pay in, the provider's contract in it, and the list of reference.

Codes of our own alone are priced: nothing else costs more or less for it.
"""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any, Final
from uuid import UUID

import asyncpg  # type: ignore[import-untyped]  # it ships no types

from shared_models.providers import (
    AssignmentStatus,
    ContractStatus,
    FeeSchedule,
    FeeScheduleItem,
    FeeScheduleStatus,
    NetworkStatus,
    NetworkTier,
    NetworkType,
    ProcedureCodeSystem,
    ProviderContract,
    ProviderNetwork,
    ProviderNetworkAssignment,
    Reimbursement,
)
from shared_models.providers.base import CONTRACT_NUMBERS, NETWORK_CODES
from stack.loading.fields import CURRENCY
from stack.loading.writing import Batch, Number
from stack.seed.example.cases import CONTRACT_RATES, COVER_BEGAN, REFERENCE_RATES
from stack.seed.example.setting import Setting
from stack.seed.rows import DEMONSTRATION, demonstration_id

NETWORK: Final = demonstration_id("provider_networks", "example")
AGREED: Final = demonstration_id("fee_schedules", "example")
REFERENCE: Final = demonstration_id("fee_schedules", "example:reference")
MADE_BY: Final = {"created_by": DEMONSTRATION}
SINCE_THEN: Final = asyncpg.Range(COVER_BEGAN, None)


def prices_batches(setting: Setting) -> Iterator[Batch]:
    """Yield the network, who is in it, and the prices."""
    yield Batch(
        ProviderNetwork,
        [{"id": NETWORK, "name": "Worked examples", "span": SINCE_THEN}],
        {"network_type": NetworkType.PPO, "status": NetworkStatus.ACTIVE, **MADE_BY},
        Number("network_code", "NET", NETWORK_CODES),
    )
    yield Batch(
        ProviderNetworkAssignment,
        [{"id": demonstration_id("provider_network_assignments", "example"), "provider_id": setting.provider_id}],
        {
            "network_id": NETWORK,
            "tier": NetworkTier.STANDARD,
            "status": AssignmentStatus.ACTIVE,
            "span": SINCE_THEN,
            **MADE_BY,
        },
    )
    yield Batch(
        FeeSchedule,
        [
            {"id": AGREED, "name": "Worked examples: agreed", "is_reference": False},
            {"id": REFERENCE, "name": "Worked examples: reference", "is_reference": True},
        ],
        {
            "revision": 1,
            "currency": CURRENCY,
            "span": SINCE_THEN,
            "status": FeeScheduleStatus.PUBLISHED,
            **MADE_BY,
        },
    )
    yield Batch(
        FeeScheduleItem,
        [*_items(AGREED, CONTRACT_RATES), *_items(REFERENCE, REFERENCE_RATES)],
        {"code_system": ProcedureCodeSystem.CUSTOM, "currency": CURRENCY},
        part_of="fee_schedule_id",
    )
    yield Batch(
        ProviderContract,
        [{"id": demonstration_id("provider_contracts", "example"), "provider_id": setting.provider_id}],
        {
            "network_id": NETWORK,
            "status": ContractStatus.ACTIVE,
            "span": SINCE_THEN,
            "reimbursement": Reimbursement.FEE_SCHEDULE,
            "fee_schedule_id": AGREED,
            "auto_renew": True,
            "terms": {},
            **MADE_BY,
        },
        Number("contract_number", "CTR", CONTRACT_NUMBERS),
    )


def _items(schedule: UUID, rates: Mapping[str, int]) -> Iterator[dict[str, Any]]:
    for code, rate in rates.items():
        yield {
            "id": demonstration_id("fee_schedule_items", f"{schedule}:{code}"),
            "fee_schedule_id": schedule,
            "procedure_code": code,
            "unit_rate": Decimal(rate),
        }
