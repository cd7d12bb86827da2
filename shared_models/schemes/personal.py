"""What schemes' columns tell about persons."""

from collections.abc import Mapping
from typing import Final

from shared_models.personal import Personal, about

PERSONAL: Final[Mapping[str, Personal]] = {
    "member_enrolments": about(
        pii="member_id principal_member_id external_reference",
        rest="policy_id scheme_version_id scheme_type role span status annual_premium currency termination_reason "
        "other_payer_scheme_id",
    ),
    "member_exclusions": about(pii="member_id", phi="code_system code_prefix", rest="span source"),
    "waiting_credits": about(pii="member_id", phi="benefit_category_id", rest="days source"),
}
