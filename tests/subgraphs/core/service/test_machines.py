"""Machines sign in with credentials of their own."""

import pytest

from subgraphs.core.service import machines
from subgraphs.core.service.desk import AccessToken
from subgraphs.core.service.machines import WRONG
from tests.subgraphs.core.service.conftest import Office

SECRET = "Zm9yIGEgdGVzdCwgbG9uZyBlbm91Z2g"


async def test_a_machine_gets_a_short_token_for_what_it_is_held_to(office: Office) -> None:
    await office.cover(machines.new_client("claims-worker", SECRET, ["graph:read"]))

    token = await machines.sign_in(office.writer(), office.desk, client_id="claims-worker", client_secret=SECRET)

    assert isinstance(token, AccessToken)
    _, claims = await office.read(token.text)
    assert (claims["sub"], claims["roles"], claims["scope"]) == ("service:claims-worker", ["service"], "graph:read")
    assert claims["exp"] - claims["iat"] == 600


@pytest.mark.parametrize(
    ("name", "secret"),
    [("claims-worker", "x" * 30), ("claims-worker", ""), ("nobody", SECRET), ("retired", SECRET)],
)
async def test_wrong_credentials_open_nothing(office: Office, name: str, secret: str) -> None:
    retired = machines.new_client("retired", SECRET, [])
    retired.is_active = False
    await office.cover(machines.new_client("claims-worker", SECRET, []), retired)

    assert await machines.sign_in(office.writer(), office.desk, client_id=name, client_secret=secret) == WRONG
