"""Claims' services on a database of their own: claims are stored as they are filed, and decided on facts given here."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession
from sqlmodel import SQLModel

from shared_models import claims
from shared_models.encryption import Keyring
from shared_models.identity import Principal, Role
from subgraphs.claims.rules.bill import Bill
from subgraphs.claims.rules.snapshot import Snapshot
from subgraphs.claims.service.adjudication.deciding import decide, run_engine
from subgraphs.claims.service.adjudication.payments import note_paid
from subgraphs.claims.service.adjudication.reversals import reverse_run
from subgraphs.claims.service.facts import Facts
from subgraphs.claims.service.standing import locked_claim, moved
from subgraphs.kit.audit.journal import Journal
from subgraphs.kit.writing import Writer
from tests.keys import a_keyring
from tests.subgraphs.claims.builders import a_claim
from tests.subgraphs.claims.builders import a_line as a_stored_line
from tests.subgraphs.claims.rules.building import DAY
from tests.subgraphs.claims.rules.test_worked_examples import EXAMPLE_A, facts_of_example_a

SERVICE = Principal(subject="service:claims", roles=frozenset({Role.SERVICE}))


@dataclass
class Office:
    """Where claims are decided, in a test: the engine is that of the service's role, `owner` that of the owner."""

    engine: AsyncEngine
    owner: AsyncEngine
    keyring: Keyring = field(default_factory=lambda: a_keyring("claims"))
    now: datetime = datetime(2026, 3, 10, 12, 0, tzinfo=UTC)

    def author(self) -> Writer:
        return Writer(self.engine, self.keyring, Journal(SERVICE, "request-1"), self.now)

    def wait(self, **time: float) -> None:
        self.now += timedelta(**time)

    async def store(self, *rows: SQLModel) -> None:
        async with AsyncSession(self.owner, expire_on_commit=False) as db, db.begin():
            for each in rows:
                db.add(each)
                await db.flush()

    async def file(self, bill: Bill, **values: Any) -> UUID:
        """Store a claim as it came in; a bill without an id of its own gets one."""
        claim = a_claim(
            id=uuid4(),
            member_id=bill.member_id,
            provider_id=bill.provider_id,
            service_from=bill.service_from,
            service_to=bill.service_to,
            received_at=self.now,
            is_emergency=bill.is_emergency,
            billed_amount=sum((line.billed for line in bill.lines), Decimal(0)),
        )
        for name, value in values.items():
            setattr(claim, name, value)
        lines = [
            a_stored_line(
                claim,
                line_no=line.line_no,
                procedure_code=line.procedure.code,
                code_system=line.procedure.system,
                service_date=line.service_date,
                units=line.units,
                unit_price=line.unit_price,
                billed_amount=line.billed,
                diagnosis_pointers=list(line.diagnosis_pointers),
            )
            for line in bill.lines
        ]
        diagnoses = [
            claims.ClaimDiagnosis(
                claim_id=claim.id,
                position=each.position,
                code_system=each.system,
                code=each.code,
                role=claims.DiagnosisRole.PRINCIPAL if each.position == 1 else claims.DiagnosisRole.SECONDARY,
            )
            for each in bill.diagnoses
        ]
        await self.store(claim, *lines, *diagnoses)
        return claim.id

    async def decide(self, claim_id: UUID, facts: Facts, *, and_then: str = "SELECT 1") -> None:
        """Decide a claim, and run a statement before the commit."""
        author = self.author()
        async with author.system_transaction() as db:
            await decide(db, author, claim_id, facts)
            await db.execute(sa.text(and_then))

    async def reverse(self, claim_id: UUID) -> None:
        author = self.author()
        async with author.system_transaction() as db:
            claim = await locked_claim(db, claim_id)
            assert claim is not None
            await reverse_run(db, author, claim, reason="CORRECTION")

    async def pay(self, claim_id: UUID) -> None:
        """Note that finance has paid what it was asked for last."""
        author = self.author()
        asked = await self.rows("SELECT result_id FROM claim_payments WHERE claim_id = :id ORDER BY id", id=claim_id)
        async with author.system_transaction() as db:
            await note_paid(db, author, asked[-1][0])

    async def decide_again(self, claim_id: UUID, facts: Facts) -> None:
        """Decide a claim anew on other facts, as an officer who reprocesses it has it done."""
        author = self.author()
        async with author.system_transaction() as db:
            claim = await locked_claim(db, claim_id)
            assert claim is not None
            await moved(db, author, claim, claims.ClaimStatus.IN_ADJUDICATION)
            await run_engine(db, author, claim, facts, mode=claims.AdjudicationMode.REPROCESS)

    async def claim(self, claim_id: UUID) -> claims.Claim:
        async with AsyncSession(self.owner) as db:
            return await db.get_one(claims.Claim, claim_id)

    async def rows(self, query: str, **values: Any) -> list[tuple[Any, ...]]:
        async with self.owner.connect() as connection:
            return [tuple(row) for row in await connection.execute(sa.text(query), values)]

    async def events(self, *types: str) -> list[tuple[str, dict[str, Any]]]:
        """Return what is told, in order; of some types alone if they are named."""
        told = await self.rows("SELECT type, payload FROM outbox_events ORDER BY turn")
        return [(event_type, payload) for event_type, payload in told if not types or event_type in types]

    async def used(self) -> dict[tuple[str, str | None], tuple[Decimal, int]]:
        """Return how used up each limit is."""
        query = "SELECT accumulator, benefit_category, used_amount, used_count FROM benefit_utilization"
        return {(name, category): (amount, count) for name, category, amount, count in await self.rows(query)}


def facts_of(snapshot: Snapshot) -> Facts:
    """Return what others say of a claim, by a snapshot of rules' tests."""
    return Facts(snapshot.membership, snapshot.enrolments, snapshot.provider, snapshot.pre_existing)


async def file_example_a(office: Office) -> UUID:
    """Store the claim of worked example A, with what its member had used before, and the MRI's preauthorisation."""
    facts = facts_of_example_a()
    enrolment = facts.enrolments[0]
    used = [
        claims.BenefitUtilization(
            member_id=EXAMPLE_A.member_id,
            family_key=EXAMPLE_A.member_id,
            enrolment_id=enrolment.enrolment_id,
            accumulator=each.accumulator,
            benefit_category=each.category,
            network_tier=claims.AccumulatorNetwork.ANY,
            period=sa.dialects.postgresql.Range(each.period.start, each.period.end),
            used_amount=each.amount,
            currency="USD",
        )
        for each in facts.used
    ]
    promise = claims.Preauthorization(
        preauthorization_number=f"PRE-{uuid4().hex[:8]}",
        member_id=EXAMPLE_A.member_id,
        provider_id=EXAMPLE_A.provider_id,
        code_system=claims.CodeSystem.CUSTOM,
        procedure_code="MRI",
        units_requested=Decimal(1),
        units_approved=Decimal(1),
        currency="USD",
        span=sa.dialects.postgresql.Range(DAY, None),
        status=claims.PreauthorizationStatus.APPROVED,
    )
    await office.store(*used, promise)
    return await office.file(EXAMPLE_A)
