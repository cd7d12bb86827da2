"""A process of its own that carries or follows events, so that a test can kill it: `python -m … relay|follow URLs`.

Its handler leaves an effect, and waits before that for the lock on a table that the test may hold.
"""

import asyncio
import sys

import sqlalchemy as sa

from shared_models.access import role_of
from subgraphs.kit.events.backbone import Backbone
from subgraphs.kit.events.follow import Reaction, follow
from tests.keys import a_keyring
from tests.subgraphs.kit.events.house import QUICK

NOTE = sa.text("INSERT INTO effects (event_id, aggregate_id, version) VALUES (:event, :aggregate, :version)")


async def note(reaction: Reaction) -> None:
    """Leave an effect."""
    event = reaction.event
    await reaction.db.execute(NOTE, {"event": event.id, "aggregate": event.aggregate_id, "version": event.version})


async def main(service: str, database_url: str, broker_url: str) -> None:
    """Work until killed."""
    follows = (follow("claims").on("claim.pended", note),) if service == "tokens" else ()
    backbone = Backbone(
        service, database_url, broker_url, role_of(service), a_keyring(service), follows=follows, pace=QUICK
    )
    async with backbone.running():
        await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
