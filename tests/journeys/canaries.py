"""Rows whose every identifying or clinical value is a word that stands nowhere else: a canary.

What holds text gets one of its own: sealed columns, and tagged columns in the clear.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Final
from uuid import uuid4

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import CITEXT
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import SQLModel

from shared_models import claims, core, crm, finance, providers, schemes
from shared_models.base import Closed, now, table_of
from shared_models.connection import create_engine
from shared_models.encryption import sealed_columns
from shared_models.personal import columns_by_value, tag_of
from tests.keys import a_keyring, has_plain, seal, with_plain
from tests.subgraphs.claims.builders import (
    a_claim,
    a_diagnosis,
    a_fraud_result,
    a_line,
    a_necessity_validation,
    a_preauthorization,
    a_review,
    an_appeal,
)
from tests.subgraphs.core.builders import a_company, a_member
from tests.subgraphs.crm.builders import a_lead, an_agent
from tests.subgraphs.finance.builders import a_bank, a_ledger_account, a_payment
from tests.subgraphs.providers.builders import a_person, a_provider
from tests.subgraphs.schemes.builders import a_scheme, a_version, an_enrolment

CANARY_LENGTH: Final = 10
BIRTH_DATE: Final = "1911-11-11"
DOCUMENTS: Final = ("gateway_payload", "eligibility")
ADDRESS_PARTS: Final = ("line", "city", "region", "postal_code")


@dataclass
class Canaries:
    """The words that were planted, and the rows they stand in, by domain."""

    sealed: set[str] = field(default_factory=set)
    plain: set[str] = field(default_factory=set)
    planted: set[str] = field(default_factory=set)
    rows: dict[str, list[SQLModel]] = field(default_factory=dict)

    @property
    def all(self) -> set[str]:
        return self.sealed | self.plain

    def plant(self, build: Callable[..., Any], model: type[SQLModel], *about: Any, **values: Any) -> Any:
        """Make a row whose values are canaries, but for those given."""
        domain = model.__module__.split(".")[1]
        row = build(*about, **(self._values(model) | values))
        self.rows.setdefault(domain, []).append(row)
        return row

    def _values(self, model: type[SQLModel]) -> dict[str, Any]:
        table = table_of(model)
        sealed = sealed_columns(table)
        found: dict[str, Any] = {}
        for name, (column, *_) in columns_by_value(table).items():
            if name in sealed:
                found[name] = self._sealed(name)
            elif tag_of(column) is not None and _holds_words(column):
                found[name] = self._word(self.plain)
        self.planted.update(f"{table.name}.{name}" for name in found)
        return found

    def _sealed(self, name: str) -> Any:
        if name == "date_of_birth":
            self.sealed.add(BIRTH_DATE)
            return BIRTH_DATE
        if name == "address":
            return {part: self._word(self.sealed) for part in ADDRESS_PARTS}
        word = self._word(self.sealed)
        return {"told": word} if name in DOCUMENTS else word

    def _word(self, kind: set[str]) -> str:
        word = f"canary{len(self.all):04}"
        kind.add(word)
        return word


def _holds_words(column: sa.Column[Any]) -> bool:
    kind = column.type
    if isinstance(kind, Closed):
        return False
    return isinstance(kind, sa.Text | CITEXT) or (isinstance(kind, sa.String) and (kind.length or 0) >= CANARY_LENGTH)


def release() -> Canaries:
    """Plant canaries in rows of everything that is about persons."""
    canaries = Canaries()
    plant = canaries.plant
    user = plant(_builder(core.User, status="active"), core.User)
    company = plant(a_company, core.Company)
    member = plant(a_member, core.Member, company_id=company.id, user_id=user.id)
    document = {"document_type": "passport", "mime_type": "image/png", "size_bytes": 1, "sha256": b"x"}
    plant(_builder(core.MemberDocument, member_id=member.id, **document), core.MemberDocument)
    grant = {"user_id": user.id, "member_id": member.id, "expires_at": now(), "review_due_at": now()}
    plant(_builder(core.BreakGlassGrant, **grant), core.BreakGlassGrant)
    plant(an_agent, crm.Agent)
    plant(a_lead, crm.Lead)
    plant(a_provider, providers.Provider)
    plant(a_person, providers.MedicalPersonnel)
    _release_money(canaries)
    _release_claims(canaries, member)
    scheme = a_scheme()
    version = a_version(scheme)
    canaries.rows["schemes"] = [scheme, version]
    plant(an_enrolment, schemes.MemberEnrolment, version, member_id=member.id)
    return canaries


def _release_money(canaries: Canaries) -> None:
    account = a_ledger_account()
    canaries.rows["finance"] = [account]
    bank = canaries.plant(_resealing(a_bank), finance.FinancialAccount, account)
    method = {"owner_type": "member", "owner_id": uuid4(), "kind": "bank_account", "gateway": "bank", "last4": "0000"}
    canaries.plant(_builder(finance.PaymentMethod, **method), finance.PaymentMethod)
    canaries.plant(_resealing(a_payment), finance.PaymentTransaction, bank)


def _release_claims(canaries: Canaries, member: core.Member) -> None:
    plant = canaries.plant
    claim = plant(a_claim, claims.Claim, member_id=member.id)
    line = plant(a_line, claims.ClaimLine, claim)
    plant(a_diagnosis, claims.ClaimDiagnosis, claim)
    plant(an_appeal, claims.ClaimAppeal, claim)
    plant(a_preauthorization, claims.Preauthorization, member_id=member.id)
    plant(a_necessity_validation, claims.MedicalNecessityValidation, claim, line)
    document = {"coverage": {}, "network": {}, "accumulators": {}, "content_hash": b"x"}
    plant(_builder(claims.AdjudicationSnapshot, claim_id=claim.id, **document), claims.AdjudicationSnapshot)
    result = plant(a_fraud_result, claims.FraudDetectionResult, claim)
    plant(a_review, claims.FraudReview, result)


def _builder(model: type[SQLModel], **defaults: Any) -> Callable[..., Any]:
    """Return a builder for a table that has none."""
    return lambda **values: with_plain(model, defaults | values)


def _resealing(build: Callable[..., Any]) -> Callable[..., Any]:
    """Let a builder that knows no sealed values take them plainly."""

    def built(*about: Any, **values: Any) -> Any:
        row = build(*about)
        kept = {name: getattr(row, name) for name in type(row).model_fields if not name.endswith(("_enc", "_hash"))}
        return with_plain(type(row), kept | values)

    return built


async def store(canaries: Canaries, urls: dict[str, str]) -> None:
    """Store the rows, each in the database of its domain."""
    for domain, rows in canaries.rows.items():
        engine = create_engine(urls[domain], application="covergraph-test", pool_size=1)
        keyring = a_keyring(domain)
        async with AsyncSession(engine, expire_on_commit=False) as session, session.begin():
            for row in rows:
                if has_plain(row):
                    async with keyring.sealing(session) as sealer:
                        seal(row, sealer)
                session.add(row)
                await session.flush()
        await engine.dispose()
