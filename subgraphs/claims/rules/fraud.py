"""Points that make a claim suspicious (domain rules 12.5): each feature keeps its value and its threshold.

The facts are counted by whoever asks; here is what they mean. Points are capped at a hundred, and the level says what
to do: nothing, look at a sample, look before deciding, hold the payment.
"""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final
from uuid import UUID

from shared_models.claims import FraudAction, FraudLevel

POINTS_MAX: Final = 100
PEERS_MIN: Final = 30
SAMPLED: Final = Decimal("0.05")
_LEVELS: Final = ((75, FraudLevel.CRITICAL), (50, FraudLevel.HIGH), (25, FraudLevel.MEDIUM), (0, FraudLevel.LOW))
_ORDER: Final = (FraudLevel.LOW, FraudLevel.MEDIUM, FraudLevel.HIGH, FraudLevel.CRITICAL)


@dataclass(frozen=True, slots=True)
class Peers:
    """How a value lies among its peers: their number, mean and standard deviation."""

    count: int
    mean: Decimal
    deviation: Decimal

    def z_score(self, value: Decimal) -> Decimal | None:
        """Return the distance from the mean in deviations; None where peers are too few, or all alike."""
        if self.count < PEERS_MIN or not self.deviation:
            return None
        return (value - self.mean) / self.deviation


@dataclass(frozen=True, slots=True)
class FraudFacts:
    """What is known of a claim and of those who take part in it. None: not known, and so not held against anybody.

    `amount_peers` are those of `largest_line`, or of the whole bill where none is named; `provider_hours` are those
    billed for the day, `kilometres_apart` two places where the member was that day; `model_probability` is that of an
    active predictive model.
    """

    billed: Decimal
    largest_line: Decimal | None = None
    amount_peers: Peers | None = None
    claims_in_30_days: int = 0
    monthly_mean: Decimal | None = None
    is_possible_duplicate: bool = False
    provider_hours: Decimal | None = None
    kilometres_apart: Decimal | None = None
    enrolled_days: int | None = None
    category_mean: Decimal | None = None
    top_code_share: Decimal | None = None
    top_code_peers: Peers | None = None
    is_impossible: bool = False
    is_elective_on_weekend: bool = False
    confirmed_rate: Decimal = Decimal(0)
    model_probability: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Feature:
    """What was looked at, what from on it counts, and the points it came to."""

    code: str
    value: str
    threshold: str
    points: int


@dataclass(frozen=True, slots=True)
class Suspicion:
    """The score with all that made it, the level, and what to do."""

    score: int
    level: FraudLevel
    action: FraudAction
    features: tuple[Feature, ...]
    model_probability: Decimal | None

    def as_json(self) -> list[Mapping[str, Any]]:
        """Return the features as they are stored."""
        return [
            {"code": each.code, "value": each.value, "threshold": each.threshold, "points": each.points}
            for each in self.features
        ]


def suspect(claim_id: UUID, facts: FraudFacts) -> Suspicion:
    """Score a claim. A model may raise the level by one, and never lowers it."""
    features = tuple(_features(facts))
    score = min(POINTS_MAX, sum(each.points for each in features))
    level = _raised(_level(score), facts.model_probability)
    return Suspicion(score, level, _action(level, claim_id), features, facts.model_probability)


def _features(facts: FraudFacts) -> Iterator[Feature]:
    amount = facts.billed if facts.largest_line is None else facts.largest_line
    z_score = facts.amount_peers.z_score(amount) if facts.amount_peers else None
    if z_score is not None:
        points = 25 if z_score >= 3 else 12 if z_score >= 2 else 0  # noqa: PLR2004  # the rule's own numbers
        yield Feature("amount_z_score", _short(z_score), "2, 3", points)
    if facts.monthly_mean is not None:
        is_frequent = facts.claims_in_30_days >= 4 and facts.claims_in_30_days > 3 * facts.monthly_mean  # noqa: PLR2004  # the same
        yield Feature(
            "claims_in_30_days", str(facts.claims_in_30_days), _short(3 * facts.monthly_mean), 15 * is_frequent
        )
    yield Feature("possible_duplicate", str(facts.is_possible_duplicate), "True", 20 * facts.is_possible_duplicate)
    if facts.provider_hours is not None:
        points = 30 if facts.provider_hours > 24 else 15 if facts.provider_hours > 16 else 0  # noqa: PLR2004  # the same
        yield Feature("provider_hours", _short(facts.provider_hours), "16, 24", points)
    if facts.kilometres_apart is not None:
        is_far = facts.kilometres_apart > 300  # noqa: PLR2004  # the same
        yield Feature("kilometres_apart", _short(facts.kilometres_apart), "300", 15 * is_far)
    if facts.enrolled_days is not None and facts.category_mean is not None:
        is_early = facts.enrolled_days < 30 and facts.billed > 5 * facts.category_mean  # noqa: PLR2004  # the same
        yield Feature(
            "early_and_large", f"{facts.enrolled_days} days, {facts.billed}", "30 days, 5 x mean", 10 * is_early
        )
    if facts.top_code_share is not None and facts.top_code_peers is not None:
        limit = facts.top_code_peers.mean + 2 * facts.top_code_peers.deviation
        yield Feature(
            "top_code_share", _short(facts.top_code_share), _short(limit), 15 * (facts.top_code_share > limit)
        )
    yield Feature("impossible", str(facts.is_impossible), "True", 25 * facts.is_impossible)
    yield Feature("elective_on_weekend", str(facts.is_elective_on_weekend), "True", 5 * facts.is_elective_on_weekend)
    history = min(20, int(200 * facts.confirmed_rate))
    yield Feature("provider_history", _short(facts.confirmed_rate), "0.1", history)


def _level(score: int) -> FraudLevel:
    return next(level for floor, level in _LEVELS if score >= floor)


def _raised(level: FraudLevel, probability: Decimal | None) -> FraudLevel:
    if probability is None or probability < Decimal("0.5"):
        return level
    return _ORDER[min(len(_ORDER) - 1, _ORDER.index(level) + 1)]


def _action(level: FraudLevel, claim_id: UUID) -> FraudAction:
    match level:
        case FraudLevel.CRITICAL:
            return FraudAction.HOLD
        case FraudLevel.HIGH:
            return FraudAction.PEND
        case FraudLevel.MEDIUM if _is_sampled(claim_id):
            return FraudAction.SAMPLE
        case _:
            return FraudAction.NONE


def _is_sampled(claim_id: UUID) -> bool:
    """Draw one in twenty by the digest of the id: the same claim is always drawn, or never."""
    drawn = int.from_bytes(hashlib.sha256(claim_id.bytes).digest()[:4], "big")
    return Decimal(drawn) < SAMPLED * 2**32


def _short(value: Decimal) -> str:
    return format(value.quantize(Decimal("0.01")), "f")
