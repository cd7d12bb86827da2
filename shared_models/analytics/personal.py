"""What analytics' columns tell about persons."""

from collections.abc import Mapping
from typing import Final

from shared_models.personal import Personal, about

PERSONAL: Final[Mapping[str, Personal]] = {
    "member_risk_scores": about(pii="member_id", phi="score band drivers", rest="model_id computed_at"),
    "event_log": about(pii="subject_id payload", rest="event_id occurred_at source position type"),
    "fact_claims": about(
        pii="member_id",
        phi="category provider_id service_from",
        rest="claim_id position company_id currency submitted_at first_pended_at first_decided_at score_band result_id "
        "run_no outcome billed allowed plan_paid member_amount payment_requested_at reversed_at",
    ),
}
