"""What the gateway denied is noted in core's audit log, under the name of who was denied."""

from typing import Any
from uuid import uuid4

import sqlalchemy as sa

from shared_models.audit import AUDIT_LOG
from shared_models.identity import Role
from tests.principals import a_principal
from tests.subgraphs.service import Service

GATEWAY = a_principal(Role.SERVICE, subject="service:gateway")
NOTE = "mutation ($denials: [DenialInput!]!) { noteDenials(denials: $denials) }"


def _denial(actor: str, **changed: Any) -> dict[str, Any]:
    fields = ["member.wallet.held", "fraudQueue"]
    return {
        "actor": actor,
        "roles": ["member", "owner"],
        "fields": fields,
        "requestId": "r1",
        "address": "::1",
        **changed,
    }


async def _rows(core: Service, actor: str) -> list[tuple[Any, ...]]:
    log = AUDIT_LOG.c
    asked = sa.select(log.action, log.actor_roles, log.entity_type, log.changes, log.request_id, log.ip)
    async with core.owner.connect() as connection:
        rows = await connection.execute(asked.where(log.actor == actor).order_by(log.entity_type))
        return [(*row[:5], str(row[5])) for row in rows]


async def test_a_denial_is_a_row_under_the_name_of_who_was_denied(core: Service) -> None:
    actor = str(uuid4())

    data = await core.as_(GATEWAY).ask(NOTE, denials=[_denial(actor)])

    assert data == {"noteDenials": 1}
    told = {"fields": ["fraudQueue", "member.wallet.held"], "by": "gateway"}
    assert await _rows(core, actor) == [("denial", "member", "Graph", told, "r1", "::1")]


async def test_nobody_but_a_service_has_denials_noted(core: Service) -> None:
    actor = str(uuid4())

    _, code = await core.as_(a_principal(Role.SYSTEM_ADMIN)).refusal(NOTE, denials=[_denial(actor)])

    assert code == "FORBIDDEN"
    assert await _rows(core, actor) == []


async def test_a_report_is_bounded(core: Service) -> None:
    actor = str(uuid4())

    _, code = await core.as_(GATEWAY).refusal(NOTE, denials=[_denial(actor)] * 101)

    assert code == "BAD_USER_INPUT"
    assert await _rows(core, actor) == []
