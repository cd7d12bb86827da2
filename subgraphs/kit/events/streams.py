"""The broker as services see it: a stream of events for each service, one of dead letters for all.

claims              subjects claims.claim.submitted.<id>: what claims tells, in the order of each aggregate
dead_letters        subjects dead.tokens.claims.claim.submitted.<id>: what tokens could not deal with
again.claims        no stream: a follower asks claims to publish some events of an aggregate again
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from os import environ
from typing import Final

import nats
import nats.errors
import nats.js.errors
import structlog
from nats.aio.client import Client
from nats.js.api import DiscardPolicy, StorageType, StreamConfig

BROKER_VARIABLE: Final = "NATS_URL"
REPLICAS_VARIABLE: Final = "NATS_REPLICAS"
DEAD_LETTERS: Final = "dead_letters"
MESSAGE_ID: Final = "Nats-Msg-Id"
# What a follower puts on a letter, and the redriver on a message.
REASON: Final = "Covergraph-Reason"
CONSUMER: Final = "Covergraph-Consumer"
SUBJECT: Final = "Covergraph-Subject"
REDRIVEN: Final = "Covergraph-Redriven"

KEPT_S: Final = 30 * 24 * 3600
# How long the broker recognises a message that is published twice.
RECOGNISED_S: Final = 300
DEAD_MAX: Final = 100_000
MESSAGE_BYTES_MAX: Final = 512 * 1024
CONNECT_TIMEOUT_S: Final = 5
RECONNECT_S: Final = 1
# What a client of the broker raises when the broker is away, or says no.
BROKER_ERRORS: Final = (nats.errors.Error, nats.js.errors.Error, OSError, TimeoutError, asyncio.TimeoutError)

log = structlog.get_logger()


@asynccontextmanager
async def broker(url: str, name: str) -> AsyncIterator[Client]:
    """Connect, waiting as long as the broker is away, and reconnect whenever it comes back; close at the end."""
    client = Client()
    try:
        await client.connect(
            url,
            name=name,
            connect_timeout=CONNECT_TIMEOUT_S,
            max_reconnect_attempts=-1,
            reconnect_time_wait=RECONNECT_S,
            error_cb=_note,
            # What is published while the broker is away fails at once; the outbox has it.
            pending_size=0,
        )
        yield client
    finally:
        await client.close()


async def _note(error: Exception) -> None:
    log.warning("the broker is not there now", error=type(error).__name__)


async def ensure_stream(client: Client, service: str) -> bool:
    """Make the stream of a service where it is missing; say whether it was."""
    return await _ensure(
        client,
        StreamConfig(
            name=service,
            subjects=[f"{service}.>"],
            storage=StorageType.FILE,
            max_age=KEPT_S,
            duplicate_window=RECOGNISED_S,
            max_msg_size=MESSAGE_BYTES_MAX,
            num_replicas=int(environ.get(REPLICAS_VARIABLE, "1")),
        ),
    )


async def ensure_dead_letters(client: Client) -> bool:
    """Make the stream of dead letters where it is missing. It never forgets one, and takes no more when it is full."""
    return await _ensure(
        client,
        StreamConfig(
            name=DEAD_LETTERS,
            subjects=["dead.>"],
            storage=StorageType.FILE,
            max_msgs=DEAD_MAX,
            discard=DiscardPolicy.NEW,
            duplicate_window=RECOGNISED_S,
            num_replicas=int(environ.get(REPLICAS_VARIABLE, "1")),
        ),
    )


async def _ensure(client: Client, config: StreamConfig) -> bool:
    stream = client.jetstream()
    assert config.name is not None, "streams of ours have names"
    try:
        await stream.stream_info(config.name)
    except nats.js.errors.NotFoundError:
        await stream.add_stream(config)
        return True
    return False
