"""Orders to claims as somebody gives them, and what they leave behind."""

from typing import Any, Final
from uuid import UUID

import sqlalchemy as sa

from shared_models.access import AS_SYSTEM
from shared_models.identity import Principal, Role
from tests.principals import a_principal
from tests.subgraphs.service import Service

ANNA: Final = a_principal(Role.CLAIMS_OFFICER, subject=str(UUID(int=0xA)))
BEN: Final = a_principal(Role.CLAIMS_OFFICER, subject=str(UUID(int=0xB)))


async def order(claims: Service, actor: Principal, name: str, selection: str, **given: Any) -> Any:
    """Return the payload of an order that is answered without top-level errors."""
    plain = {key: str(value) if isinstance(value, UUID) else value for key, value in given.items()}
    return (await claims.as_(actor).ask(document(name, selection), input=plain))[name]


async def refused(claims: Service, actor: Principal, name: str, **given: Any) -> tuple[str, str]:
    """Return the code and the message of the one refusal of an order."""
    done = await order(claims, actor, name, "__typename", **given)
    (error,) = done["errors"]
    return error["code"], error["message"]


def document(name: str, selection: str) -> str:
    """Return the document of an order."""
    kind = f"{name[0].upper()}{name[1:]}Input"
    return f"mutation ($input: {kind}!) {{ {name}(input: $input) {{ {selection} errors {{ code message path }} }} }}"


async def rows(claims: Service, statement: str, **values: Any) -> list[Any]:
    """Return rows as the service itself reads them."""
    async with claims.owner.connect() as connection:
        await connection.execute(sa.text(AS_SYSTEM))
        return [tuple(row) for row in await connection.execute(sa.text(statement), values)]


async def history(claims: Service, claim_id: UUID) -> list[str]:
    """Return the states that a claim went through."""
    found = await rows(claims, "SELECT to_status FROM claim_events WHERE claim_id = :id ORDER BY id", id=claim_id)
    return [status for (status,) in found]


async def told(claims: Service, claim_id: UUID) -> list[tuple[str, dict[str, Any]]]:
    """Return the events of a claim."""
    statement = "SELECT type, payload FROM outbox_events WHERE aggregate_id = :id ORDER BY aggregate_version"
    return await rows(claims, statement, id=claim_id)
