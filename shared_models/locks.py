"""The advisory locks of PostgreSQL that our programs take, each with a number of its own in every database.

They stand in one list because two that shared a number would keep each other waiting, one of them for ever.
"""

from enum import IntEnum, unique

import sqlalchemy as sa


@unique
class Lock(IntEnum):
    """What is done by one connection at a time."""

    MIGRATION = 6_230_917
    LOADING = 6_230_918
    # Who adds a key waits for others who do.
    DATA_KEYS = 6_230_919
    SIGNING_KEYS = 6_230_921
    # Two who make a user of the same address wait for each other: sealed under two keys, it would have two digests.
    USERS = 6_230_923
    # Claims of one family, by the family's own number.
    FAMILIES = 6_230_927
    LEDGER = 6_230_930
    PAYMENT_BATCH = 6_230_931
    # The tasks behind a service, on duty in one of its processes.
    RELAYING = 6_230_928
    FOLLOWING = 6_230_920
    WORKING = 6_230_926
    SEALING = 6_230_925


def wait_for(lock: Lock) -> sa.Executable:
    """Return the statement that takes a lock until the transaction ends, when nobody else has it."""
    return sa.text(f"SELECT pg_advisory_xact_lock({lock:d})")  # a number of ours
