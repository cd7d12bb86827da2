"""What analytics adds to claims."""

from decimal import Decimal

import strawberry

from subgraphs.analytics.loaders import turnaround_of
from subgraphs.kit.context import Info
from subgraphs.kit.nodes import ID, Stub, as_uuid


@strawberry.federation.type(keys=["id"])
class Claim(Stub):
    """A bill for care; claims tells about it."""

    id: ID

    @strawberry.field(description="Hours from submission to the first final decision; null until there is one.")
    async def turnaround_hours(self, info: Info) -> Decimal | None:
        return await turnaround_of(info, as_uuid(self.id, "id"))
