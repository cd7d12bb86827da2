"""Who reaches which rows of schemes, kept by the database."""

from collections.abc import Mapping, Sequence
from typing import Final

from shared_models.access import (
    ADJUDICATION,
    BREAK_GLASS,
    COMMON,
    COMPANIES,
    EMPLOYERS,
    GLASS,
    MEMBERS,
    SUBJECT,
    Grant,
    Rows,
    everybodys,
    ours,
    rows,
    within,
)
from shared_models.identity import Role

STAFF: Final = (
    Role.SALES_AGENT,
    Role.CLAIMS_OFFICER,
    Role.FINANCE_OFFICER,
    Role.AUDITOR,
    Role.SYSTEM_ADMIN,
)
CONTRACT: Final = (Role.SALES_AGENT, Role.FINANCE_OFFICER, Role.AUDITOR, Role.SYSTEM_ADMIN)
COVER: Final = (Role.CLAIMS_OFFICER, Role.FINANCE_OFFICER, Role.AUDITOR, Role.SYSTEM_ADMIN, ADJUDICATION)
MEDICAL: Final = (Role.CLAIMS_OFFICER, Role.AUDITOR, ADJUDICATION)

# What is sold is for all to read; what was made for one company, for it and its people.
FOR_ALL: Final = "insurance_schemes.status <> 'draft' AND insurance_schemes.company_id IS NULL"


def made_for(tenants: str) -> str:
    """Say that a scheme is on the market, or was made for a company somebody belongs to."""
    return (
        "insurance_schemes.status <> 'draft' AND"
        f" (insurance_schemes.company_id IS NULL OR {ours('insurance_schemes.company_id', tenants)})"
    )


SCHEMES: Final[Mapping[Grant, str]] = {
    **{role: FOR_ALL for role in Role if role not in STAFF},
    Role.MEMBER: made_for(EMPLOYERS),
    Role.EMPLOYER_ADMIN: made_for(COMPANIES),
}


def following(column: str, other: str) -> str:
    """Say that a row follows one of another table: whoever reaches that, by its own policy, reaches this.

    There are few schemes and versions, and many terms: the list of those that are open is made once a statement.
    """
    return f"{column} IN (SELECT {other}.id FROM {other})"  # noqa: S608  # names of ours


def shown(condition: str, *, also: Sequence[Grant] = ()) -> Rows:
    """Declare a table of terms: staff, and whom `also` names, reach all rows, everybody else reads some."""
    return rows(all_for=(*STAFF, *also), shown_to={role: condition for role in Role if role not in STAFF})


IN_COMPANY: Final = ours("company_id", COMPANIES)
OF_COMPANY: Final = within("group_policies", "policy_id", IN_COMPANY)
OWN: Final = ours("member_id", MEMBERS)
# Terms that claims are decided by, and those that people join by.
DECIDED_BY: Final = ("scheme_benefits", "scheme_networks", "scheme_riders", "scheme_exclusions")
JOINED_BY: Final = ("scheme_pricing", "scheme_eligibility_rules", "group_size_bands")
# What somebody had before they were covered tells of their health.
BEFORE_COVER: Final = rows(all_for=MEDICAL, shown_to={Role.MEMBER: OWN, BREAK_GLASS: ours("member_id", GLASS)})

ACCESS: Final[Mapping[str, Rows]] = {
    **COMMON,
    "approvals": rows(all_for=(Role.SYSTEM_ADMIN, Role.AUDITOR)),
    "insurance_schemes": rows(all_for=(*STAFF, ADJUDICATION), shown_to=SCHEMES),
    "scheme_versions": shown(
        "scheme_versions.status IN ('approved', 'active', 'superseded') AND "
        + following("scheme_id", "insurance_schemes"),
        also=(ADJUDICATION,),
    ),
    **dict.fromkeys(DECIDED_BY, shown(following("scheme_version_id", "scheme_versions"), also=(ADJUDICATION,))),
    **dict.fromkeys(JOINED_BY, shown(following("scheme_version_id", "scheme_versions"))),
    "benefit_categories": everybodys("a code list"),
    "benefit_service_rules": everybodys("which care belongs to which category"),
    "group_policies": rows(all_for=CONTRACT, some_for={Role.EMPLOYER_ADMIN: IN_COMPANY}),
    "member_enrolments": rows(all_for=COVER, some_for={Role.EMPLOYER_ADMIN: OF_COMPANY}, shown_to={Role.MEMBER: OWN}),
    "enrolment_riders": rows(
        all_for=COVER,
        some_for={Role.EMPLOYER_ADMIN: within("member_enrolments", "enrolment_id", OF_COMPANY)},
        shown_to={Role.MEMBER: within("member_enrolments", "enrolment_id", OWN)},
    ),
    "member_exclusions": BEFORE_COVER,
    "waiting_credits": BEFORE_COVER,
    # Whoever asks for a quote has it stored and sees it again.
    "premium_quotes": rows(
        all_for=CONTRACT, some_for={role: ours("created_by", SUBJECT) for role in Role if role not in CONTRACT}
    ),
}
