"""Cards and the templates they are printed from."""

from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from shared_models.base import (
    Recorded,
    SoftDeleted,
    amount,
    check,
    closed,
    code,
    currency,
    json,
    one_of,
    refers_to,
    text,
    unique,
    unique_where,
)
from shared_models.core.base import CoreTable
from shared_models.core.choices import CardStatus, CardType, IssueReason


class CardTemplate(SoftDeleted, CoreTable, table=True):
    """What a card shows; a template in use is never edited, an edit makes the next revision."""

    __tablename__ = "card_templates"
    __table_args__ = (unique("name", "revision"), one_of("card_type", CardType))

    name: str = text()
    card_type: CardType = closed(CardType)
    scheme_id: UUID | None = None
    company_id: UUID | None = refers_to("companies.id", default=None)
    layout: dict[str, Any] = json()
    revision: int = 1
    is_active: bool = True


class MemberCard(Recorded, CoreTable, table=True):
    """A member's card; at most one of each type is active."""

    __tablename__ = "member_cards"
    __table_args__ = (
        unique("card_number"),
        unique_where("uq_member_cards_active", "member_id", "card_type", where="status = 'active'"),
        unique("replaces_card_id"),
        one_of("card_type", CardType),
        one_of("status", CardStatus),
        one_of("issue_reason", IssueReason),
        check("fee_amount", "fee_amount >= 0"),
    )

    member_id: UUID = refers_to("members.id")
    template_id: UUID = refers_to("card_templates.id")
    card_number: str = code(19)
    card_type: CardType = closed(CardType)
    status: CardStatus = closed(CardStatus)
    issued_on: date | None = None
    expires_on: date
    replaces_card_id: UUID | None = refers_to("member_cards.id", default=None)
    issue_reason: IssueReason = closed(IssueReason)
    fee_amount: Decimal = amount(default=Decimal(0))
    currency: str = currency()
    block_reason: str | None = text(default=None)
    pin_hash: str | None = text(default=None)
    qr_nonce: bytes
