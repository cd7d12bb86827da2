"""What analytics' columns tell about persons."""

from collections.abc import Mapping
from typing import Final

from shared_models.personal import Personal, about

PERSONAL: Final[Mapping[str, Personal]] = {
    "member_risk_scores": about(pii="member_id", phi="score band drivers", rest="model_id computed_at"),
}
