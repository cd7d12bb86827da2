"""Rows of everything in core and claims: one family's own, and a stranger's; and somebody for each role."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any, Final
from uuid import UUID, uuid4

from sqlalchemy.dialects.postgresql import Range
from sqlmodel import SQLModel

from shared_models import claims, core
from shared_models.base import new_id
from shared_models.identity import NOBODY, Principal, Role
from tests.keys import with_plain
from tests.principals import USER, a_principal
from tests.subgraphs.claims import builders as of_claims
from tests.subgraphs.core import builders as of_core

NOW: Final = datetime.now(UTC)


@dataclass
class Party:
    """One side: a member with everything that hangs on it, and the keys of its rows by table."""

    user: UUID = field(default_factory=new_id)
    member: UUID = field(default_factory=new_id)
    company: UUID = field(default_factory=new_id)
    provider: UUID = field(default_factory=uuid4)
    keys: dict[str, UUID] = field(default_factory=dict)

    def add(self, row: Any) -> Any:
        """Note the key of a row."""
        self.keys[row.__tablename__] = row.id
        return row


@dataclass
class World:
    """Both sides."""

    own: Party = field(default_factory=lambda: Party(user=UUID(USER)))
    foreign: Party = field(default_factory=Party)
    codes: dict[str, UUID] = field(default_factory=dict)

    def principal(self, role: str) -> Principal:
        """Return somebody of that role, whose tenants are those of the own side."""
        own = self.own
        match role:
            case "M":
                return a_principal(Role.MEMBER, member_ids=(own.member,), employer_ids=(own.company,))
            case "E":
                return a_principal(Role.EMPLOYER_ADMIN, company_ids=(own.company,))
            case "P":
                return a_principal(Role.PROVIDER, provider_ids=(own.provider,))
            case "B":
                return a_principal(Role.SYSTEM_ADMIN, break_glass_id=own.member)
            case "V":
                return a_principal(Role.SERVICE, subject="service:claims")
            case "N":
                return NOBODY
            case _:
                return a_principal(OTHERS[role])

    def core_rows(self) -> list[SQLModel]:
        """Return the rows of core, in the order they can be stored."""
        period = core.Period(name="2026", span=Range(date(2026, 1, 1), date(2027, 1, 1)))
        self.codes["periods"] = period.id
        return [period, *(row for party in (self.own, self.foreign) for row in _core_of(party, period))]

    def claims_rows(self) -> list[SQLModel]:
        """Return the rows of claims, in the order they can be stored."""
        diagnosis, procedure = of_claims.a_diagnosis_code(code="J06.9"), of_claims.a_procedure_code()
        self.codes |= {"diagnosis_codes": diagnosis.id, "procedure_codes": procedure.id}
        return [diagnosis, procedure, *(row for party in (self.own, self.foreign) for row in _claims_of(party))]


OTHERS: Final = {
    "C": Role.CLAIMS_OFFICER,
    "S": Role.SALES_AGENT,
    "F": Role.FINANCE_OFFICER,
    "A": Role.SYSTEM_ADMIN,
    "U": Role.AUDITOR,
}


def _core_of(party: Party, period: core.Period) -> list[SQLModel]:
    add = party.add
    user = add(with_plain(core.User, {"id": party.user, "email": f"{party.user}@example.org", "password_hash": "x"}))
    company = add(of_core.a_company(id=party.company))
    member = add(
        of_core.a_member(
            id=party.member,
            company_id=company.id,
            user_id=user.id,
            email="ada@example.org",
            phone="+1 555 0100",
            employee_number="1",
        )
    )
    template = add(
        core.CardTemplate(
            name=f"Card {company.id}",
            card_type=core.CardType.DIGITAL,
            company_id=company.id,
            layout={},
            scheme_id=uuid4(),
        )
    )
    return [
        user,
        company,
        member,
        template,
        add(core.UserRole(user_id=user.id, role=Role.MEMBER)),
        add(core.CompanyPeriod(company_id=company.id, period_id=period.id, span=period.span)),
        add(
            with_plain(
                core.MemberDocument,
                {
                    "member_id": member.id,
                    "document_type": core.DocumentType.PASSPORT,
                    "document_number": "C01X00T47",
                    "file_name": "passport.pdf",
                    "storage_key": "x",
                    "mime_type": "application/pdf",
                    "size_bytes": 1,
                    "sha256": member.id.bytes,
                },
            )
        ),
        add(core.OnboardingSession(member_id=member.id, token_hash=member.id.bytes, expires_at=NOW)),
        add(
            core.MemberCard(
                member_id=member.id,
                template_id=template.id,
                card_number=member.id.hex[-19:],
                card_type=core.CardType.DIGITAL,
                status=core.CardStatus.ACTIVE,
                expires_on=date(2027, 1, 1),
                issue_reason=core.IssueReason.FIRST,
                currency="USD",
                qr_nonce=b"x",
            )
        ),
        add(core.MemberConsent(member_id=member.id, consent_type=core.ConsentType.DATA_PROCESSING, granted=True)),
        add(
            with_plain(
                core.BreakGlassGrant,
                {
                    "user_id": user.id,
                    "member_id": member.id,
                    "case_id": "1",
                    "reason": "an emergency",
                    "expires_at": NOW,
                    "review_due_at": NOW,
                },
            )
        ),
        add(
            core.Notification(
                recipient_type=core.RecipientType.MEMBER,
                recipient_id=member.id,
                channel=core.NotificationChannel.IN_APP,
                template_code="x",
                dedupe_key=str(member.id),
            )
        ),
        core.ProviderMemberLink(provider_id=party.provider, member_id=member.id, seen_until=NOW.date() + timedelta(1)),
        add(core.LoginAttempt(occurred_at=NOW, account=b"x", address="127.0.0.1")),
        add(core.ServiceClient(name=f"client-{member.id.hex[-12:]}", secret_hash=b"x")),
        add(_refresh_token(user.id)),
    ]


def _refresh_token(user: UUID) -> core.RefreshToken:
    return core.RefreshToken(
        user_id=user,
        family_id=uuid4(),
        token_hash=user.bytes,
        methods=[],
        client="x",
        issued_at=NOW,
        expires_at=NOW,
        family_expires_at=NOW,
    )


def _claims_of(party: Party) -> list[SQLModel]:
    add = party.add
    preauthorization = add(of_claims.a_preauthorization(member_id=party.member, provider_id=party.provider))
    claim = add(
        of_claims.a_claim(
            member_id=party.member,
            provider_id=party.provider,
            company_id=party.company,
            enrolment_id=uuid4(),
            scheme_version_id=uuid4(),
            personnel_id=uuid4(),
            agent_id=uuid4(),
            assignee_id=uuid4(),
            preauthorization_id=preauthorization.id,
            received_at=NOW,
            status_reason="AMOUNT",
            accident_date=date(2026, 3, 1),
            external_ref=str(party.member),
        )
    )
    line = add(of_claims.a_line(claim, preauthorization_id=preauthorization.id))
    run = add(of_claims.a_run(claim, decided_by=uuid4()))
    line_result = add(of_claims.a_line_result(run, line))
    fraud = add(of_claims.a_fraud_result(claim, model_id=uuid4(), model_score=Decimal("0.5")))
    return [
        preauthorization,
        claim,
        line,
        of_claims.a_diagnosis(claim),
        run,
        line_result,
        add(of_claims.an_adjustment(line_result)),
        add(of_claims.an_eob(run, claim)),
        add(of_claims.a_limit(member_id=party.member)),
        fraud,
        add(of_claims.a_review(fraud)),
        add(of_claims.a_necessity_validation(claim, line)),
        add(of_claims.an_appeal(claim)),
        add(
            with_plain(
                claims.AdjudicationSnapshot,
                {
                    "claim_id": claim.id,
                    "eligibility": {},
                    "coverage": {},
                    "network": {},
                    "accumulators": {},
                    "content_hash": b"x",
                },
            )
        ),
    ]
