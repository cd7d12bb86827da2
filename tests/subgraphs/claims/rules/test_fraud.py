"""Points for what makes a claim suspicious, and what follows (domain rules 12.5)."""

from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest

from shared_models.claims import FraudAction, FraudLevel
from subgraphs.claims.rules.fraud import FraudFacts, Peers, suspect

CLAIM = UUID(int=1)
PEERS = Peers(30, Decimal(100), Decimal(10))


def _score(**facts: Any) -> int:
    return suspect(CLAIM, FraudFacts(**{"billed": Decimal(100), **facts})).score


def test_the_worked_example_is_high_and_pended() -> None:
    facts = FraudFacts(
        billed=Decimal(134),
        amount_peers=PEERS,
        claims_in_30_days=5,
        monthly_mean=Decimal("1.2"),
        is_elective_on_weekend=True,
        confirmed_rate=Decimal("0.03"),
    )

    found = suspect(CLAIM, facts)

    assert (found.score, found.level, found.action) == (51, FraudLevel.HIGH, FraudAction.PEND)
    points = {each.code: each.points for each in found.features if each.points}
    assert points == {"amount_z_score": 25, "claims_in_30_days": 15, "elective_on_weekend": 5, "provider_history": 6}
    assert found.as_json()[0] == {"code": "amount_z_score", "value": "3.40", "threshold": "2, 3", "points": 25}


@pytest.mark.parametrize(
    ("facts", "points"),
    [
        ({"billed": Decimal("119.9"), "amount_peers": PEERS}, 0),
        ({"billed": Decimal(120), "amount_peers": PEERS}, 12),
        ({"billed": Decimal(130), "amount_peers": PEERS}, 25),
        ({"billed": Decimal(999), "amount_peers": Peers(29, Decimal(100), Decimal(10))}, 0),
        ({"billed": Decimal(999), "amount_peers": Peers(30, Decimal(100), Decimal(0))}, 0),
        ({"claims_in_30_days": 4, "monthly_mean": Decimal("1.33")}, 15),
        ({"claims_in_30_days": 4, "monthly_mean": Decimal("1.34")}, 0),
        ({"claims_in_30_days": 3, "monthly_mean": Decimal("0.5")}, 0),
        ({"is_possible_duplicate": True}, 20),
        ({"provider_hours": Decimal(16)}, 0),
        ({"provider_hours": Decimal("16.1")}, 15),
        ({"provider_hours": Decimal("24.1")}, 30),
        ({"kilometres_apart": Decimal(300)}, 0),
        ({"kilometres_apart": Decimal(301)}, 15),
        ({"billed": Decimal(501), "enrolled_days": 29, "category_mean": Decimal(100)}, 10),
        ({"billed": Decimal(500), "enrolled_days": 29, "category_mean": Decimal(100)}, 0),
        ({"billed": Decimal(501), "enrolled_days": 30, "category_mean": Decimal(100)}, 0),
        ({"top_code_share": Decimal("0.41"), "top_code_peers": Peers(5, Decimal("0.2"), Decimal("0.1"))}, 15),
        ({"top_code_share": Decimal("0.40"), "top_code_peers": Peers(5, Decimal("0.2"), Decimal("0.1"))}, 0),
        ({"is_impossible": True}, 25),
        ({"is_elective_on_weekend": True}, 5),
        ({"confirmed_rate": Decimal("0.03")}, 6),
        ({"confirmed_rate": Decimal("0.5")}, 20),
    ],
)
def test_each_feature_at_its_threshold(facts: dict[str, Any], points: int) -> None:
    assert _score(**facts) == points


def test_points_end_at_a_hundred() -> None:
    assert (
        _score(
            billed=Decimal(999),
            amount_peers=PEERS,
            is_possible_duplicate=True,
            provider_hours=Decimal(30),
            is_impossible=True,
            confirmed_rate=Decimal("0.2"),
        )
        == 100
    )


@pytest.mark.parametrize(
    ("facts", "level", "action"),
    [
        ({"is_possible_duplicate": True}, FraudLevel.LOW, FraudAction.NONE),
        ({"is_impossible": True, "is_possible_duplicate": True}, FraudLevel.MEDIUM, FraudAction.NONE),
        ({"is_impossible": True, "provider_hours": Decimal(25)}, FraudLevel.HIGH, FraudAction.PEND),
        (
            {"is_impossible": True, "provider_hours": Decimal(25), "is_possible_duplicate": True},
            FraudLevel.CRITICAL,
            FraudAction.HOLD,
        ),
    ],
)
def test_the_level_says_what_to_do(facts: dict[str, Any], level: FraudLevel, action: FraudAction) -> None:
    found = suspect(CLAIM, FraudFacts(billed=Decimal(100), **facts))

    assert (found.level, found.action) == (level, action)


@pytest.mark.parametrize(
    ("probability", "level"),
    [(Decimal("0.01"), FraudLevel.MEDIUM), (Decimal("0.9"), FraudLevel.HIGH), (None, FraudLevel.MEDIUM)],
)
def test_a_model_raises_the_level_by_one_and_never_lowers_it(probability: Decimal | None, level: FraudLevel) -> None:
    facts = FraudFacts(billed=Decimal(100), is_impossible=True, model_probability=probability)

    assert suspect(CLAIM, facts).level is level


def test_one_medium_claim_in_twenty_is_looked_at() -> None:
    facts = FraudFacts(billed=Decimal(100), is_impossible=True)

    drawn = sum(suspect(UUID(int=number), facts).action is FraudAction.SAMPLE for number in range(10_000))

    assert 400 < drawn < 600
