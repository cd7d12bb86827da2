"""Finance pays what is owed for the bills of a journey, batch after batch, until nothing is left to pay.

Large batches take two officers: the demonstration has one, an admin makes the other.
"""

import asyncio
import time
from collections.abc import Mapping
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any, Final

from sqlalchemy.exc import DBAPIError

from benchmarks.journey.door import Door, Refused, User
from benchmarks.journey.state import UNPAID, count_of

PATIENCE_S: Final = 600.0
PAUSE_S: Final = 0.5
DUE: Final = timedelta(days=60)
FIRST: Final = "finance_officer"
SECOND: Final = User("second.officer@demo.example", "four eyes see more than two")

CREATE_USER: Final = """\
mutation ($input: CreateUserInput!) { done: createUser(input: $input) { user { id } errors { code message } } }
"""
ASSIGN_ROLE: Final = """\
mutation ($input: AssignRoleInput!) { done: assignRole(input: $input) { user { id } errors { code message } } }
"""
SCHEDULE: Final = """\
mutation ($input: SchedulePayablesInput!) {
  done: schedulePayables(input: $input) { payables { id } errors { code message } }
}
"""
RUN: Final = """\
mutation ($input: RunPaymentBatchInput!) {
  done: runPaymentBatch(input: $input) { payments { id status } errors { code message } }
}
"""
CONFIRM: Final = """\
mutation ($input: ConfirmPaymentsInput!) {
  done: confirmPayments(input: $input) { payments { id } errors { code message } }
}
"""


async def hire_second_officer(door: Door) -> None:
    """Make the second officer."""
    made = await door.order("system_admin", CREATE_USER, {"email": SECOND.email, "password": SECOND.password})
    role = {"userId": made["user"]["id"], "role": "FINANCE_OFFICER"}
    await door.order("system_admin", ASSIGN_ROLE, role)


async def pay_all(door: Door, urls: Mapping[str, str]) -> None:
    """Pay until no claim of the journey waits for its payment."""
    deadline = time.monotonic() + PATIENCE_S
    for number in count(1):
        left = -1
        with suppress(DBAPIError, OSError):
            left = await count_of(urls["claims"], UNPAID)
        if not left:
            return
        assert time.monotonic() < deadline, f"{left} claims unpaid after {PATIENCE_S:.0f} s"
        due_by = (datetime.now(UTC) + DUE).date().isoformat()
        await door.order(FIRST, SCHEDULE, {"dueBy": due_by})
        await _confirm(door, await _run(door, number), number)
        await asyncio.sleep(PAUSE_S)


async def _run(door: Door, number: int) -> list[dict[str, Any]]:
    """Run a batch, by two officers where one is not enough."""
    for officer, key in ((FIRST, f"batch-{number}-first"), (SECOND, f"batch-{number}-second")):
        try:
            done = await door.order(officer, RUN, {"idempotencyKey": key})
        except Refused as refused:
            if "SECOND_APPROVAL_REQUIRED" not in str(refused):
                raise
        else:
            payments: list[dict[str, Any]] = done["payments"]
            return payments
    return []


async def _confirm(door: Door, payments: list[dict[str, Any]], number: int) -> None:
    begun = [payment["id"] for payment in payments if payment["status"] == "PROCESSING"]
    if begun:
        key = f"confirm-{number}"
        await door.order(FIRST, CONFIRM, {"paymentIds": begun, "reference": key, "idempotencyKey": key})
