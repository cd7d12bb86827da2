"""Core's part: the user all is made by, who cannot sign in, and a digital card for everybody who is covered."""

import hashlib
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from typing import Any, Final
from uuid import UUID

from shared_models.core import CardStatus, CardTemplate, CardType, IssueReason, MemberCard, User, UserStatus
from stack.loading.fields import CURRENCY
from stack.loading.writing import Batch
from stack.seed.facts import Facts
from stack.seed.rows import DEMONSTRATION, demonstration_id

MADE_BY: Final = {"created_by": DEMONSTRATION}
TEMPLATE: Final = demonstration_id("card_templates", "digital")
ISSUER: Final = "900000"
SEQUENCE_MAX: Final = 10**9
VALID_FOR: Final = timedelta(days=730)
TEN: Final = 10


def cards_batches(facts: Facts) -> Iterator[Batch]:
    """Yield the user, one template, and a card in use for each person."""
    yield Batch(
        User,
        [{"id": DEMONSTRATION, "email": "demonstration@example.invalid", "password_hash": ""}],
        {"status": UserStatus.DISABLED, **MADE_BY},
    )
    yield Batch(
        CardTemplate,
        [
            {
                "id": TEMPLATE,
                "name": "DEMO digital card",
                "card_type": CardType.DIGITAL,
                "layout": {"fields": ["memberNumber", "name", "scheme", "validUntil"]},
            }
        ],
        MADE_BY,
    )
    yield cards_of((person.member_id for person in facts.people), facts.today)


def cards_of(members: Iterable[UUID], today: date) -> Batch:
    """Return a card in use for each of these."""
    return Batch(
        MemberCard,
        [_card(member, today) for member in members],
        {
            "template_id": TEMPLATE,
            "card_type": CardType.DIGITAL,
            "status": CardStatus.ACTIVE,
            "issue_reason": IssueReason.FIRST,
            "currency": CURRENCY,
            **MADE_BY,
        },
    )


def card_number(sequence: int) -> str:
    """Return a card number: issuer, sequence, and the Luhn digit (ISO/IEC 7812-1, annex B)."""
    digits = f"{ISSUER}{sequence:09}"
    doubled = [int(digit) * (2 if place % 2 == 0 else 1) for place, digit in enumerate(reversed(digits))]
    return f"{digits}{-sum(number // TEN + number % TEN for number in doubled) % TEN}"


def _card(member: UUID, today: date) -> dict[str, Any]:
    return {
        "id": demonstration_id("member_cards", member),
        "member_id": member,
        # Drawn from the member's id, so that it is the same whoever else is there.
        "card_number": card_number(member.int % SEQUENCE_MAX),
        "issued_on": today,
        "expires_on": today + VALID_FOR,
        "qr_nonce": hashlib.sha256(f"demonstration:{member}".encode()).digest()[:16],
    }
