"""Which providers know which members: whoever was shown a card, or sent a claim, not long ago."""

from datetime import date
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Field

from shared_models.base import index, refers_to
from shared_models.core.base import CoreTable


class ProviderMemberLink(CoreTable, table=True):
    """A provider that knows a member until a day."""

    __tablename__ = "provider_member_links"
    __table_args__ = (index("member_id"),)

    provider_id: UUID = Field(primary_key=True, sa_type=sa.Uuid)
    member_id: UUID = refers_to("members.id", primary_key=True)
    seen_until: date
