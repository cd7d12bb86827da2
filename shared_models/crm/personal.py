"""What crm's columns tell about persons."""

from collections.abc import Mapping
from typing import Final

from shared_models.personal import Personal, about

PERSONAL: Final[Mapping[str, Personal]] = {
    "leads": about(
        pii="first_name last_name email phone job_title",
        rest="lead_code company_name company_id source status score assigned_agent_id assigned_at next_follow_up_on "
        "lives_estimate estimated_annual_premium currency lost_reason",
    ),
    "agents": about(
        pii="user_id display_name license_number",
        rest="agent_code agent_type team_id supervisor_id commission_plan license_expires_on target_annual_premium "
        "currency joined_on terminated_on status",
    ),
    "agent_assignments": about(pii="member_id", rest="agent_id company_id span"),
    "commission_transactions": about(
        pii="member_id",
        rest="agent_id kind source_type source_id company_id policy_id premium_amount rate amount currency calc period "
        "earned_on vests_on reverses_id",
    ),
}
