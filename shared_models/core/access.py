"""Who reaches which rows of core, kept by the database."""

from collections.abc import Mapping
from typing import Final

from shared_models.access import (
    ADJUDICATION,
    BREAK_GLASS,
    COMMON,
    COMPANIES,
    EMPLOYERS,
    GLASS,
    MEMBERS,
    PROVIDERS,
    SUBJECT,
    Rows,
    everybody_reads,
    everybodys,
    ours,
    rows,
    within,
)
from shared_models.identity import Role

OWN: Final = ours("member_id", MEMBERS)
STAFF: Final = within("members", "member_id", ours("company_id", COMPANIES))
# A provider knows a member whose card was shown there, or of whom a claim came from there, not long ago.
LINKS: Final = f"{ours('provider_id', PROVIDERS)} AND provider_member_links.seen_until >= CURRENT_DATE"


def known(column: str) -> str:
    """Say that a column names a member somebody's provider knows."""
    return within("provider_member_links", column, LINKS, key="member_id")


ACCESS: Final[Mapping[str, Rows]] = {
    **COMMON,
    "approvals": rows(all_for=(Role.SYSTEM_ADMIN, Role.AUDITOR)),
    "companies": rows(
        all_for=(Role.SALES_AGENT, Role.CLAIMS_OFFICER, Role.FINANCE_OFFICER, Role.AUDITOR, Role.SYSTEM_ADMIN),
        some_for={Role.MEMBER: ours("id", EMPLOYERS), Role.EMPLOYER_ADMIN: ours("id", COMPANIES)},
    ),
    "periods": everybodys("the insurer's calendar"),
    "company_periods": rows(
        all_for=(
            Role.SALES_AGENT,
            Role.CLAIMS_OFFICER,
            Role.FINANCE_OFFICER,
            Role.AUDITOR,
            Role.SYSTEM_ADMIN,
            ADJUDICATION,
        ),
        some_for={Role.EMPLOYER_ADMIN: ours("company_id", COMPANIES)},
    ),
    "members": rows(
        all_for=(Role.CLAIMS_OFFICER, Role.FINANCE_OFFICER, Role.AUDITOR, Role.SYSTEM_ADMIN, ADJUDICATION),
        some_for={
            Role.MEMBER: ours("id", MEMBERS),
            Role.EMPLOYER_ADMIN: ours("company_id", COMPANIES),
            Role.PROVIDER: known("id"),
        },
    ),
    "dependent_rules": everybody_reads(all_for=(Role.SYSTEM_ADMIN,)),
    "provider_member_links": rows(
        all_for=(Role.CLAIMS_OFFICER, Role.AUDITOR), some_for={Role.PROVIDER: ours("provider_id", PROVIDERS)}
    ),
    "member_documents": rows(
        all_for=(Role.CLAIMS_OFFICER, Role.AUDITOR),
        some_for={
            Role.MEMBER: OWN,
            Role.EMPLOYER_ADMIN: f"document_type <> 'medical_report' AND {STAFF}",
            BREAK_GLASS: ours("member_id", GLASS),
        },
    ),
    "onboarding_sessions": rows(all_for=(Role.SYSTEM_ADMIN,), some_for={Role.MEMBER: OWN, Role.EMPLOYER_ADMIN: STAFF}),
    "card_templates": rows(
        all_for=(Role.CLAIMS_OFFICER, Role.AUDITOR, Role.SYSTEM_ADMIN),
        some_for={
            Role.MEMBER: f"(company_id IS NULL OR {ours('company_id', EMPLOYERS)})",
            Role.EMPLOYER_ADMIN: f"(company_id IS NULL OR {ours('company_id', COMPANIES)})",
        },
    ),
    "member_cards": rows(
        all_for=(Role.CLAIMS_OFFICER, Role.AUDITOR, Role.SYSTEM_ADMIN),
        some_for={Role.MEMBER: OWN, Role.EMPLOYER_ADMIN: STAFF, Role.PROVIDER: known("member_id")},
    ),
    "member_consents": rows(all_for=(Role.AUDITOR, Role.CLAIMS_OFFICER), some_for={Role.MEMBER: OWN}),
    "notifications": rows(
        all_for=(Role.AUDITOR,),
        some_for={Role.MEMBER: f"(recipient_type = 'member' AND {ours('recipient_id', MEMBERS)})"},
    ),
    "break_glass_grants": rows(all_for=(Role.AUDITOR,), some_for={Role.SYSTEM_ADMIN: ours("user_id", SUBJECT)}),
    "users": rows(
        all_for=(Role.AUDITOR, Role.SYSTEM_ADMIN),
        some_for={
            **{role: ours("id", SUBJECT) for role in Role if role not in (Role.AUDITOR, Role.SYSTEM_ADMIN)},
            # Who keeps the users of a company sees those they made.
            Role.EMPLOYER_ADMIN: f"({ours('id', SUBJECT)} OR {ours('created_by', SUBJECT)})",
        },
    ),
    "roles": everybodys("the list of roles", commands=("select",)),
    "user_roles": rows(
        all_for=(Role.AUDITOR, Role.SYSTEM_ADMIN),
        some_for={role: ours("user_id", SUBJECT) for role in Role if role not in (Role.AUDITOR, Role.SYSTEM_ADMIN)},
    ),
    # What opens doors: nobody's to read, the service alone works with it.
    "login_attempts": rows(),
    "refresh_tokens": rows(),
    "service_clients": rows(),
    "signing_keys": rows(),
}
