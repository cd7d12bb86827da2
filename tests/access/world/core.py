"""Rows of the house."""

from datetime import date, timedelta
from typing import Final
from uuid import UUID, uuid4

from sqlalchemy.dialects.postgresql import Range
from sqlmodel import SQLModel

from shared_models import core
from shared_models.identity import Role
from subgraphs.core.schema import schema
from tests.access.world.sides import NOW, Domain, Party, World
from tests.keys import with_plain
from tests.subgraphs.core import builders as of_core


def rows(world: World) -> list[SQLModel]:
    """Return the rows of core."""
    period = core.Period(name="2026", span=Range(date(2026, 1, 1), date(2027, 1, 1)))
    for party in (world.own, world.foreign):
        party.keys["periods"] = period.id
    return [period, *(row for party in (world.own, world.foreign) for row in _of(party, period))]


def _of(party: Party, period: core.Period) -> list[SQLModel]:
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
        add(core.DependentRule(company_id=company.id, dependent_type=core.DependentType.CHILD, max_age=26)),
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


DOMAIN: Final = Domain(
    schema=schema,
    rows=rows,
    tables={
        "User": "users",
        "Company": "companies",
        "Period": "periods",
        "CompanyPeriod": "company_periods",
        "Member": "members",
        "MemberDocument": "member_documents",
        "OnboardingSession": "onboarding_sessions",
        "CardTemplate": "card_templates",
        "MemberCard": "member_cards",
        "BreakGlassGrant": "break_glass_grants",
    },
    ways={"MemberConsent": ("Member", "consents")},
    arguments={
        **dict.fromkeys(("member", "company", "memberCard", "onboardingSession"), "id"),
        "benefitYear": 'date: "2026-03-01"',
        "Member.companyPeriods": 'from: "2026-03-01", to: "2026-03-31"',
    },
    composite={"provider_member_links": ("member_id", "members")},
)
