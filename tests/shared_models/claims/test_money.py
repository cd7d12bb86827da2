"""Amounts of claims, lines and results add up, in one currency, and what was decided is never changed."""

from collections.abc import AsyncIterator
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlmodel import SQLModel

from shared_models.base import table_of
from shared_models.claims import Accumulator, AdjudicationMode, AdjudicationOutcome
from tests.conftest import NewDatabase
from tests.subgraphs.claims.builders import (
    a_claim,
    a_limit,
    a_line,
    a_line_result,
    a_run,
    an_adjustment,
    an_eob,
)
from tests.subgraphs.service import Service


@pytest.fixture(scope="module")
async def claims(new_database: NewDatabase) -> AsyncIterator[Service]:
    """A database of claims."""
    service = Service.start("claims", await new_database("claims"), is_owner=True)
    yield service
    await service.stop()


async def refused(service: Service, *rows: SQLModel) -> str:
    """Return the name of the constraint that refuses the last of the rows; those before it are stored."""
    *before, last = rows
    await service.store(*before)
    with pytest.raises(IntegrityError) as refusal:
        await service.store(last)
    cause: Any = refusal.value.orig
    name: str = cause.__cause__.constraint_name
    return name


async def test_every_part_of_a_billed_amount_is_somebodys(claims: Service) -> None:
    claim = a_claim()

    lost = await refused(claims, claim, a_run(claim, writeoff=Decimal(19)))
    paid = await refused(claims, a_claim(plan_paid_amount=Decimal(64), member_amount=1, writeoff_amount=Decimal(20)))

    assert lost == "ck_claim_adjudication_results_conserved"
    assert paid == "ck_claims_conserved"


async def test_what_a_member_owes_has_reasons_unless_it_was_imported(claims: Service) -> None:
    claim = a_claim()
    unexplained = {"coinsurance": Decimal(0)}

    reason = await refused(claims, claim, a_run(claim, **unexplained))
    await claims.store(a_run(claim, mode=AdjudicationMode.IMPORT, **unexplained))

    assert reason == "ck_claim_adjudication_results_member_parts"


async def test_a_reversal_takes_every_part_back_and_never_some(claims: Service) -> None:
    claim = a_claim()
    names = ("billed", "allowed", "plan_paid", "member_amount", "coinsurance", "writeoff")
    back = {name: -getattr(a_run(claim), name) for name in names}
    reversal = a_run(claim, run_no=2, outcome=AdjudicationOutcome.REVERSED, **back)

    await claims.store(claim, a_run(claim), reversal)
    half = await refused(
        claims, a_run(claim, run_no=3, plan_paid=Decimal(-16), member_amount=Decimal(96), coinsurance=Decimal(96))
    )

    assert half == "ck_claim_adjudication_results_one_sign"


@pytest.mark.parametrize(
    ("currency", "billed"), [("USD", "2.52"), ("JPY", "3"), ("KWD", "2.515")], ids=["two", "none", "three"]
)
async def test_a_line_is_units_times_price_to_the_minor_unit(claims: Service, currency: str, billed: str) -> None:
    claim = a_claim(currency=currency)
    price = {"units": Decimal("0.5"), "unit_price": Decimal("5.03")}

    await claims.store(claim, a_line(claim, billed_amount=Decimal(billed), **price))
    wrong = await refused(claims, a_line(claim, line_no=2, billed_amount=Decimal("2.6"), **price))
    await claims.store(a_line(claim, line_no=3, billed_amount=Decimal("2.6"), unit_price_derived=True, **price))

    assert wrong == "ck_claim_lines_billed_is_units_times_price"


async def test_a_claim_its_lines_and_its_results_are_in_one_currency(claims: Service) -> None:
    claim = a_claim()
    line, run = a_line(claim), a_run(claim)

    of_line = await refused(claims, claim, a_line(claim, currency="EUR"))
    of_run = await refused(claims, a_run(claim, currency="EUR"))
    of_line_result = await refused(claims, line, run, a_line_result(run, line, currency="EUR"))
    of_eob = await refused(claims, an_eob(run, claim, currency="EUR"))

    assert of_line == "fk_claim_lines_claim_id_currency"
    assert of_run == "fk_claim_adjudication_results_claim_id_currency"
    assert of_line_result == "fk_claim_line_results_result_id_currency"
    assert of_eob == "fk_explanation_of_benefits_result_id_currency"


async def test_results_and_explanations_are_never_changed_or_removed(claims: Service) -> None:
    claim = a_claim()
    line, run = a_line(claim), a_run(claim)
    decided = a_line_result(run, line)
    rows = (run, decided, an_adjustment(decided), an_eob(run, claim))
    await claims.store(claim, line, *rows)

    for row in rows:
        table = table_of(type(row))
        for statement in (sa.update(table).values(currency="EUR"), sa.delete(table)):
            async with claims.engine.connect() as connection:
                with pytest.raises(IntegrityError, match="append-only"):
                    await connection.execute(statement.where(table.c.id == row.id))


async def test_a_limit_is_counted_in_one_row_and_a_familys_under_its_principal(claims: Service) -> None:
    member = uuid4()

    twice = await refused(claims, a_limit(member_id=member), a_limit(member_id=member))
    elsewhere = await refused(claims, a_limit(family_key=uuid4(), accumulator=Accumulator.FAMILY_OOP))

    assert twice == "uq_benefit_utilization_accumulator"
    assert elsewhere == "ck_benefit_utilization_family_stands_under_principal"
