"""Core's part: the people, each with a card. They are covered for themselves, not through an employer."""

from collections.abc import Iterator
from typing import Any

from shared_models.core import DependentType, Member, MemberStatus, MemberType
from shared_models.core.base import MEMBER_NUMBERS
from stack.loading.rows.core import COUNTRY
from stack.loading.writing import Batch, Number
from stack.seed.example.cases import CASES, COVER_BEGAN, A, Case
from stack.seed.example.setting import Setting
from stack.seed.rows import DEMONSTRATION
from stack.seed.rows.cards import cards_of


def people_batches(setting: Setting) -> Iterator[Batch]:
    """Yield the members and their cards."""
    yield Batch(
        Member,
        [_member(case, setting) for case in CASES],
        {
            "status": MemberStatus.ACTIVE,
            "enrolled_on": COVER_BEGAN,
            "country": COUNTRY,
            "created_by": DEMONSTRATION,
        },
        Number("member_number", "MBR", MEMBER_NUMBERS),
    )
    yield cards_of([case.member_id for case in CASES], setting.today)


def _member(case: Case, setting: Setting) -> dict[str, Any]:
    is_spouse = case is A
    return {
        "id": case.member_id,
        "member_type": MemberType.DEPENDENT if is_spouse else MemberType.PRINCIPAL,
        "principal_id": setting.member_id if is_spouse else None,
        "dependent_type": DependentType.SPOUSE if is_spouse else None,
        "first_name": case.first_name,
        "last_name": case.last_name,
        "date_of_birth": case.born_on,
        "sex": case.sex,
    }
